//! Files that one process writes at a time.

use std::{
    fs::{self, File, Metadata, OpenOptions, TryLockError},
    io,
    path::Path,
};

use crate::settings::private_file;

/// Why a file was not had.
pub enum Unheld {
    /// Another process has it.
    Busy,
    /// A link, or somebody else's.
    Foreign,
    Io(io::Error),
}

impl From<io::Error> for Unheld {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// How often in a row another process may be done with the file while it is opened.
const REPLACED: usize = 100;

/// Opens the file, which is nobody else's, and locks it.
pub fn hold(path: &Path) -> Result<File, Unheld> {
    let options = || {
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        options
    };
    for _ in 0..REPLACED {
        let file = match options().create_new(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let there = match fs::symlink_metadata(path) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    there => there?,
                };
                if !there.is_file() || !private_file::is_own(&there) {
                    return Err(Unheld::Foreign);
                }
                options().open(path)?
            }
            opened => opened?,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(Unheld::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Ok(()) => {}
        }
        let opened = file.metadata()?;
        // Whoever held it may have put it where it goes meanwhile.
        if !fs::symlink_metadata(path).is_ok_and(|there| private_file::is_same(&there, &opened)) {
            continue;
        }
        // It has another name too: it was whole, and that name is not to be written to.
        if has_other_names(&opened) {
            fs::remove_file(path)?;
            continue;
        }
        return Ok(file);
    }
    Err(Unheld::Busy)
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}
