//! Files on this machine: what is uploaded, and where downloads go.

pub mod collection;
mod held;
pub mod naming;
mod own;
mod part;
pub mod playing;
mod receiving;
pub mod spool;
mod target;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use lark_client::Upload;

use crate::{
    error::{CommandError, Type},
    output::Progress,
};

pub use naming::safe_name;
pub use target::exists;

pub use own::refuse_own;
pub use receiving::{How, receive, receive_at};
pub use spool::Spool;
pub use target::{Replace, Target};

/// A file that can be read and has content.
pub struct SourceFile {
    path: PathBuf,
    pub name: String,
    pub length: u64,
    /// Goes with the upload, where the file is there for nothing else.
    spool: Option<Spool>,
}

impl SourceFile {
    /// Looks at the file before anything is sent.
    pub fn check(flag: &str, path: &Path, most: u64) -> Result<Self, CommandError> {
        let failed = |error: &io::Error| unreadable(flag, path, error);
        let metadata = fs::metadata(path).map_err(|error| failed(&error))?;
        if metadata.is_dir() {
            let message = format!("{} is a directory", path.display());
            return Err(CommandError::invalid(flag, message)
                .with_hint("give a file; a directory is packed first, such as with tar or zip"));
        }
        if !metadata.is_file() {
            return Err(CommandError::invalid(flag, format!("{} is not a file", path.display()))
                .with_hint("pipes and devices have no length; write them to a file first"));
        }
        // Opening tells what the metadata does not: whether it may be read.
        File::open(path).map_err(|error| failed(&error))?;
        refuse_own(flag, path)?;
        check_length(flag, path, metadata.len(), most)?;
        let name = path.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy());
        let (path, name) = (path.to_owned(), name.into_owned());
        Ok(Self { path, name, length: metadata.len(), spool: None })
    }

    /// What was put by for the upload, under the name its giver has for it.
    pub fn spooled(spool: Spool, name: Option<&str>, length: u64) -> Self {
        let name = name.and_then(safe_name).unwrap_or_else(|| "file".to_owned());
        Self { path: spool.path().to_owned(), name, length, spool: Some(spool) }
    }

    /// What would be fetched, in a dry run that does not.
    pub fn unfetched(name: Option<&str>) -> Self {
        let name = name.and_then(safe_name).unwrap_or_else(|| "file".to_owned());
        Self { path: PathBuf::new(), name, length: 0, spool: None }
    }

    /// Where somebody finds it: what was put by is gone soon, and is to be got again first.
    pub fn shown_path(&self) -> String {
        match self.spool {
            Some(_) => format!("./{}", self.name),
            None => self.path.to_string_lossy().into_owned(),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file as an upload that shows its progress.
    pub fn upload<'a>(&'a self, name: &str, progress: &'a Progress) -> Upload<'a> {
        Upload {
            name: name.to_owned(),
            length: self.length,
            open: Box::new(|| Ok(progress.watch(Box::new(File::open(&self.path)?)))),
        }
    }
}

fn check_length(flag: &str, path: &Path, length: u64, most: u64) -> Result<(), CommandError> {
    if length == 0 {
        return Err(CommandError::invalid(flag, format!("{} is empty", path.display()))
            .with_hint("Lark takes no empty files; check that it was written"));
    }
    if length > most {
        let mib = |bytes: u64| bytes as f64 / (1024.0 * 1024.0);
        let message = format!(
            "{} has {:.1} MB, Lark takes at most {:.0} MB",
            path.display(),
            mib(length),
            mib(most)
        );
        return Err(CommandError::invalid(flag, message)
            .with_hint("compress it, split it, or share a link to it"));
    }
    Ok(())
}

fn unreadable(flag: &str, path: &Path, error: &io::Error) -> CommandError {
    let (subtype, hint) = match error.kind() {
        io::ErrorKind::NotFound => ("file_not_found", "check the path; it is looked up from here"),
        io::ErrorKind::PermissionDenied => ("file_unreadable", "make the file readable for you"),
        _ => ("file_unreadable", "check the path and what it leads to"),
    };
    let message = format!("{} cannot be read: {error}", path.display());
    let failure = CommandError::new(Type::Validation, subtype, message).with_hint(hint);
    CommandError { param: Some(flag.to_owned()), ..failure }
}
