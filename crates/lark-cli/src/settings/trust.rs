//! Which project files a person has looked at and let do more.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::private_file::{self, Lock, Privacy};
use crate::{error::CommandError, profile::Directories};

type Trusted = BTreeMap<String, String>;

fn file(directories: &Directories) -> Result<PathBuf, CommandError> {
    Ok(directories.data()?.join("trust.json"))
}

fn load(directories: &Directories) -> Result<Trusted, CommandError> {
    let path = file(directories)?;
    let text = private_file::read(&path, Privacy::Owner)
        .map_err(|refused| private_file::refusal(&path, &refused))?;
    // A damaged list trusts nobody.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Whether this very content was trusted at this very place.
pub fn is_trusted(
    directories: &Directories,
    path: &Path,
    text: &str,
) -> Result<bool, CommandError> {
    if directories.data_if_any().is_none() {
        return Ok(false);
    }
    let trusted = load(directories)?;
    Ok(trusted.get(&path.display().to_string()) == Some(&fingerprint(text)))
}

pub fn trust(directories: &Directories, path: &Path, text: &str) -> Result<(), CommandError> {
    change(directories, |trusted| {
        trusted.insert(path.display().to_string(), fingerprint(text));
    })
}

pub fn revoke(directories: &Directories, path: &Path) -> Result<(), CommandError> {
    change(directories, |trusted| drop(trusted.remove(&path.display().to_string())))
}

fn change(
    directories: &Directories,
    change: impl FnOnce(&mut Trusted),
) -> Result<(), CommandError> {
    let _lock = Lock::take(directories.data()?)?;
    let mut trusted = load(directories)?;
    change(&mut trusted);
    let path = file(directories)?;
    let text = serde_json::to_string_pretty(&trusted).expect("a map of texts");
    private_file::replace(&path, &text).map_err(|error| private_file::cannot_write(&path, &error))
}

fn fingerprint(text: &str) -> String {
    hex(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()).as_ref())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
