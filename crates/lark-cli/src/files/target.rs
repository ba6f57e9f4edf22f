//! Where a download goes, and whether it may.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::naming::safe_name;
use crate::error::{CommandError, Type};

/// Whether a download may replace what is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    Never,
    Allowed,
}

/// Where one asked for a download to go.
pub struct Target<'a> {
    /// A file, or a directory for the server's name; this directory where nothing was said.
    pub output: Option<&'a Path>,
    /// Where the server gives no name.
    pub fallback: &'a str,
    pub replace: Replace,
}

impl Target<'_> {
    /// The path that was given, or a server's name made safe in a directory.
    pub fn path(&self, server_name: Option<&str>) -> Result<PathBuf, CommandError> {
        let name = server_name.and_then(safe_name).or_else(|| safe_name(self.fallback));
        let name = name.unwrap_or_else(|| "download".to_owned());
        match self.output {
            None => Ok(PathBuf::from(name)),
            Some(path) if path.is_dir() => Ok(path.join(name)),
            Some(path) if path.to_string_lossy().ends_with(std::path::is_separator) => {
                let message = format!("there is no directory {}", path.display());
                Err(CommandError::new(Type::Validation, "file_unwritable", message)
                    .with_hint("make it first, or name a file"))
            }
            Some(path) => Ok(path.to_owned()),
        }
    }
}

/// Refuses a path where something is that may not be replaced. A link is never followed: it is
/// something that is there, and what replaces it stands in its place.
pub fn check(path: &Path, replace: Replace) -> Result<(), CommandError> {
    let there = match fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(path, &error)),
    };
    let refused =
        |what: &str| CommandError::invalid("--output", format!("{} {what}", path.display()));
    if there.is_dir() {
        return Err(refused("is a directory").with_hint("name another file with --output"));
    }
    if !there.is_file() && !there.is_symlink() {
        let hint = "write to standard output instead: --output - > …";
        return Err(refused("is not a file").with_hint(hint));
    }
    match replace {
        Replace::Never => Err(exists(path)),
        Replace::Allowed => Ok(()),
    }
}

pub fn exists(path: &Path) -> CommandError {
    CommandError::invalid("--output", format!("{} exists", path.display()))
        .with_hint("add --overwrite to replace it, or name another file with --output")
}

/// Puts what was downloaded where it goes.
pub fn place(part: &Path, path: &Path, replace: Replace) -> Result<(), CommandError> {
    let placed = match replace {
        Replace::Allowed => fs::rename(part, path),
        Replace::Never => link(part, path),
    };
    placed.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        _ => unwritable(path, &error),
    })
}

/// Fails where somebody else made the file meanwhile.
fn link(part: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(part, path) {
        Ok(()) => fs::remove_file(part),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Some file systems have no links: the name is taken first, and then filled.
        Err(_) => {
            fs::OpenOptions::new().write(true).create_new(true).open(path)?;
            fs::rename(part, path)
        }
    }
}

pub fn unwritable(path: &Path, error: &io::Error) -> CommandError {
    let message = format!("{} cannot be written: {error}", path.display());
    let is_full = matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    );
    match is_full {
        true => CommandError::new(Type::Validation, "disk_full", message)
            .with_hint("make room, or name another place with --output"),
        false => CommandError::new(Type::Validation, "file_unwritable", message)
            .with_hint("check the directory and its permissions"),
    }
}
