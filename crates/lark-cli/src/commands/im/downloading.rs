//! Files out of messages, saved in a directory, several at once.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use lark_api::im::files::GetResource;
use lark_client::{Asked, Client, ranges::Head};

use super::pool;
use crate::{
    error::{CommandError, Type},
    files::{self, How, Replace, collection::Collection},
    output::Progress,
    readable::{Resource, document::ResourceKind},
};

/// Each has connections of its own, where it is large.
const AT_ONCE: usize = 4;

/// A file that is in the directory.
#[derive(Clone, Debug)]
pub struct Kept {
    pub path: String,
    pub name: String,
    pub size: u64,
    /// From another time.
    pub was_there: bool,
}

/// By the keys of the files; nothing of a file in a dry run.
pub type Outcomes = HashMap<String, Result<Option<Kept>, CommandError>>;

/// Saves each resource in the directory, and writes into it where it is and its size, or why not.
/// One that is there already, whole, is not fetched again.
pub fn save_all(
    client: &Client,
    resources: &mut [&mut Resource],
    directory: &Path,
) -> Result<(), CommandError> {
    let wanted: Vec<&Resource> = resources.iter().map(|resource| &**resource).collect();
    let outcomes = save_each(client, &wanted, directory)?;
    for resource in resources {
        match outcomes.get(resource.key.as_str()) {
            Some(Ok(Some(kept))) => {
                resource.size = Some(kept.size);
                resource.saved_path = Some(kept.path.clone());
            }
            Some(Err(error)) => resource.error = Some(error.to_string()),
            Some(Ok(None)) | None => {}
        }
    }
    Ok(())
}

/// As [`save_all`]. A file that stands in several messages is fetched out of the first.
pub fn save_each(
    client: &Client,
    resources: &[&Resource],
    directory: &Path,
) -> Result<Outcomes, CommandError> {
    let mut keys = HashSet::new();
    let first: Vec<&Resource> =
        resources.iter().copied().filter(|resource| keys.insert(resource.key.as_str())).collect();
    if client.plan().is_some() {
        // What would be asked for stands in the plan.
        for resource in first {
            client.stream(asked(resource)?)?;
        }
        return Ok(HashMap::new());
    }
    let collection = Collection::open(directory)?;
    for resource in &first {
        if let Some(name) = &resource.name {
            collection.reserve(resource.key.as_str(), name);
        }
    }
    let progress = Progress::counting("files", first.len());
    let saved = pool::each(&first, AT_ONCE, |resource| {
        let saved = save(client, resource, &collection);
        progress.one_more();
        saved
    });
    collection.close()?;
    let keys = first.iter().map(|resource| resource.key.as_str().to_owned());
    Ok(keys.zip(saved.into_iter().map(|saved| saved.map(Some))).collect())
}

fn asked(resource: &Resource) -> Result<Asked, CommandError> {
    Ok(Asked::new(&GetResource {
        message_id: resource.message_id.clone(),
        file_key: resource.key.clone(),
        resource_type: resource.resource_type(),
    })?)
}

fn save(
    client: &Client,
    resource: &Resource,
    collection: &Collection,
) -> Result<Kept, CommandError> {
    if resource.kind == ResourceKind::Sticker {
        let message = "Lark does not give stickers out".to_owned();
        return Err(CommandError::new(Type::Api, "unsupported", message)
            .with_hint("leave it out; the app shows it"));
    }
    let key = resource.key.as_str();
    let kept = |path: &Path, size, was_there| Kept {
        path: path.to_string_lossy().into_owned(),
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        size,
        was_there,
    };
    if let Some((path, size)) = collection.has(key) {
        return Ok(kept(&path, size, true));
    }
    let how = How {
        replace: Replace::Never,
        progress: Progress::unseen,
        choose: &|head| collection.place(key, &named(key, head)),
    };
    let saved = files::receive_at(client, &asked(resource)?, &how)?;
    let saved = saved.expect("a dry run does not come here");
    Ok(kept(&saved.path, saved.size, false))
}

/// A name for what has none in its message. Servers call all pictures alike, and keys differ.
fn named(key: &str, head: &Head) -> String {
    let of_name = head.file_name.as_deref().and_then(|name| name.rsplit_once('.'));
    let extension = of_name.map(|(_, extension)| extension).or_else(|| {
        let kind = head.content_type.as_deref()?.split(';').next()?;
        let subtype = kind.trim().strip_prefix("image/")?;
        Some(if subtype == "jpeg" { "jpg" } else { subtype })
    });
    extension.map_or_else(|| key.to_owned(), |extension| format!("{key}.{extension}"))
}
