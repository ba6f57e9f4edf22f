//! Files out of messages, saved in a directory.

use std::path::Path;

use lark_api::im::files::GetResource;
use lark_client::{Asked, Client};

use crate::{
    error::CommandError,
    files::{self, Replace, Target},
    readable::Resource,
};

/// Saves each resource in the directory, and writes into it where it is and its size, or why not.
/// One that is there already, whole, is not fetched again.
pub fn save_all(
    client: &Client,
    resources: &mut [&mut Resource],
    directory: &Path,
) -> Result<(), CommandError> {
    for resource in resources {
        let request = GetResource {
            message_id: resource.message_id.clone(),
            file_key: resource.key.clone(),
            resource_type: resource.resource_type(),
        };
        let asked = Asked::new(&request)?;
        let fallback = resource.key.as_str().to_owned();
        let target =
            Target { output: Some(directory), fallback: &fallback, replace: Replace::Never };
        match files::receive(client, &asked, &target) {
            Ok(None) => {}
            Ok(Some(saved)) => {
                resource.size = Some(saved.size);
                resource.saved_path = Some(saved.path.to_string_lossy().into_owned());
            }
            Err(error) => resource.error = Some(error.to_string()),
        }
    }
    Ok(())
}
