//! Names on the disk: one file for each app of a deployment, since open ids are an app's own.

use std::{collections::HashMap, path::PathBuf};

use jiff::Timestamp;
use lark_api::Host;
use lark_client::Client;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::{
    profile::Directories,
    settings::{
        private_file::{self, Privacy},
        trust::hex,
    },
};

/// People rename themselves, if seldom.
const FRESH: i64 = 24 * 60 * 60;

/// More than the people one reads of in a day.
const MOST: usize = 5000;

pub struct Kept {
    /// None where there is no place for it, or where it would be of a sandbox inside this process.
    path: Option<PathBuf>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Name {
    name: String,
    /// In seconds since 1970.
    at: i64,
}

impl Kept {
    pub fn of(client: &Client) -> Self {
        let base = client.base_url(Host::Open);
        let path = base.starts_with("http").then(|| {
            let directory = Directories::resolve().ok()?.names()?;
            let of = format!("{base} {}", client.app_id().unwrap_or_default());
            Some(
                directory
                    .join(format!("{}.json", hex(&digest(&SHA256, of.as_bytes()).as_ref()[..8]))),
            )
        });
        Self { path: path.flatten() }
    }

    /// Those that are fresh. A file that cannot be read is as good as none.
    pub fn read(&self) -> HashMap<String, String> {
        let now = Timestamp::now().as_second();
        let is_fresh = |name: &Name| (0..FRESH).contains(&(now - name.at));
        let fresh = self.all().into_iter().filter(|(_, name)| is_fresh(name));
        fresh.map(|(id, name)| (id, name.name)).collect()
    }

    fn all(&self) -> HashMap<String, Name> {
        let read = || {
            let text = private_file::read(self.path.as_deref()?, Privacy::Owner).ok()??;
            serde_json::from_str(&text).ok()
        };
        read().unwrap_or_default()
    }

    /// Adds what is known now; what is kept already keeps its age.
    pub fn write(&self, known: &HashMap<String, Option<String>>) {
        let Some(path) = &self.path else { return };
        let at = Timestamp::now().as_second();
        let mut all = self.all();
        all.retain(|_, name| (0..FRESH).contains(&(at - name.at)));
        for (id, name) in known {
            let Some(name) = name else { continue };
            if all.get(id).is_none_or(|kept| kept.name != *name) {
                all.insert(id.clone(), Name { name: name.clone(), at });
            }
        }
        if all.len() > MOST {
            let mut ages: Vec<i64> = all.values().map(|name| name.at).collect();
            ages.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
            all.retain(|_, name| name.at > ages[MOST]);
        }
        let Ok(text) = serde_json::to_string(&all) else { return };
        // Names are looked up again where they could not be kept.
        let directory = path.parent().map(private_file::create_directory);
        if directory.is_some_and(|created| created.is_ok()) {
            let _ = private_file::replace(path, &text);
        }
    }
}
