//! Files on this machine: what is uploaded, and where downloads go.

mod own;
pub mod playing;
pub mod spool;

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use lark_client::{Download, Upload};

use crate::{
    error::{CommandError, Type},
    output::Progress,
};

pub use own::refuse_own;
pub use spool::Spool;

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

/// A download that was saved: where, and its bytes.
pub struct Saved {
    pub path: String,
    pub size: u64,
}

/// Saves a download where it was asked for, showing how far it is.
pub fn receive(
    download: Download,
    output: Option<&Path>,
    fallback: &str,
    replace: Replace,
) -> Result<Saved, CommandError> {
    let path = target(output, download.file_name.as_deref(), fallback);
    let progress = Progress::new(&path.to_string_lossy(), download.length.unwrap_or(0));
    let size = save(&path, replace, progress.watch(download.body), download.length)?;
    let path = path.canonicalize().unwrap_or(path);
    Ok(Saved { path: path.to_string_lossy().into_owned(), size })
}

/// Whether a download may replace what is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    Never,
    Allowed,
}

/// Where a download goes: the path that was given, or a server's name made safe in this directory.
fn target(given: Option<&Path>, server_name: Option<&str>, fallback: &str) -> PathBuf {
    let name = || safe_name(server_name.unwrap_or(fallback)).unwrap_or_else(|| fallback.to_owned());
    match given {
        None => PathBuf::from(name()),
        Some(path) if path.is_dir() => path.join(name()),
        Some(path) => path.to_owned(),
    }
}

/// A server's name for a file, with nothing in it that leads elsewhere or hides what it is.
pub fn safe_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .filter(|c| !c.is_control() && !crate::output::is_unsafe(*c))
        .take(200)
        .collect();
    let kept = kept.trim_matches(['.', ' ']).to_owned();
    (!kept.is_empty()).then_some(kept)
}

/// Writes a download whole or not at all.
fn save(
    path: &Path,
    replace: Replace,
    mut body: impl Read,
    expected: Option<u64>,
) -> Result<u64, CommandError> {
    let exists = || exists(path);
    if replace == Replace::Never && path.exists() {
        return Err(exists());
    }
    let partial = partial_path(path);
    let written = write_whole(&partial, &mut body, expected).and_then(|length| {
        match replace {
            Replace::Allowed => fs::rename(&partial, path)?,
            // Fails where somebody else made the file meanwhile.
            Replace::Never => {
                fs::hard_link(&partial, path)?;
                fs::remove_file(&partial)?;
            }
        }
        Ok(length)
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&partial);
        match error.kind() {
            io::ErrorKind::AlreadyExists => exists(),
            io::ErrorKind::UnexpectedEof => {
                CommandError::new(Type::Network, "transport", error.to_string())
                    .with_hint("try again; nothing was written")
            }
            _ => CommandError::new(
                Type::Validation,
                "file_unwritable",
                format!("{} cannot be written: {error}", path.display()),
            )
            .with_hint("check the directory and the space on the disk"),
        }
    })
}

pub fn exists(path: &Path) -> CommandError {
    CommandError::invalid("--output", format!("{} exists", path.display()))
        .with_hint("add --overwrite to replace it, or name another file with --output")
}

fn partial_path(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

fn write_whole(partial: &Path, body: &mut impl Read, expected: Option<u64>) -> io::Result<u64> {
    let mut file = File::create(partial)?;
    let length = io::copy(body, &mut file)?;
    file.flush()?;
    match expected {
        Some(expected) if expected != length => Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            format!("the download broke off after {length} of {expected} bytes"),
        )),
        _ => Ok(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_name_leads_nowhere_else() {
        assert_eq!(safe_name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(safe_name("C:\\x\\report?.pdf").as_deref(), Some("report_.pdf"));
        assert_eq!(safe_name("周报.pdf").as_deref(), Some("周报.pdf"));
        assert_eq!(safe_name("\u{202e}fdp.exe\u{1b}").as_deref(), Some("fdp.exe"));
        assert_eq!(safe_name(".."), None);
        assert_eq!(safe_name(".bashrc").as_deref(), Some("bashrc"));
    }
}
