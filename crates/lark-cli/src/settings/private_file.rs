//! Files that only their owner may read or write: checked when they are read, replaced whole.

use std::{
    fs::{self, DirBuilder, File, Metadata, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::error::{CommandError, Type};

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("it is a symbolic link")]
    Link,
    #[error("it is not a file")]
    NotAFile,
    #[error("it belongs to another user")]
    Foreign,
    #[error("others can read or write it (mode {mode:o})")]
    Open { mode: u32 },
    #[error("it has more than {MOST} bytes")]
    TooLarge,
    #[error("it is not UTF-8 text")]
    NotText,
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Who besides the owner may have a hand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Nobody, not even to read it.
    Owner,
    /// It is read by everybody who has the project.
    Shared,
}

const MOST: u64 = 1 << 20;

/// How long another command may hold the lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// The file's text; `None` where there is none.
pub fn read(path: &Path, privacy: Privacy) -> Result<Option<String>, Refused> {
    let Some(bytes) = read_bytes(path, privacy)? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|_| Refused::NotText)
}

/// As [`read`], of a file that need not be text.
pub fn read_bytes(path: &Path, privacy: Privacy) -> Result<Option<Vec<u8>>, Refused> {
    let Some(file) = open(path, privacy)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(Refused::TooLarge);
    }
    Ok(Some(bytes))
}

/// How often in a row a file may be replaced while it is opened.
const REPLACED: usize = 100;

/// Opens what is really at the path, and no link to something else.
fn open(path: &Path, privacy: Privacy) -> Result<Option<File>, Refused> {
    for _ in 0..REPLACED {
        let named = match fs::symlink_metadata(path) {
            Ok(named) => named,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        check(&named, privacy)?;
        let file = File::open(path)?;
        let opened = file.metadata()?;
        // Another one may be there by now: a link, or what another command has put in its place.
        if is_same(&named, &opened) {
            check(&opened, privacy)?;
            return Ok(Some(file));
        }
    }
    Err(Refused::Link)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn check(metadata: &Metadata, privacy: Privacy) -> Result<(), Refused> {
    if metadata.is_symlink() {
        return Err(Refused::Link);
    }
    if !metadata.is_file() {
        return Err(Refused::NotAFile);
    }
    check_owner(metadata, privacy)
}

#[cfg(unix)]
fn check_owner(metadata: &Metadata, privacy: Privacy) -> Result<(), Refused> {
    use std::os::unix::fs::MetadataExt;
    if !is_own(metadata) {
        return Err(Refused::Foreign);
    }
    let mode = metadata.mode() & 0o777;
    if privacy == Privacy::Owner && mode & 0o077 != 0 {
        return Err(Refused::Open { mode });
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_owner(_: &Metadata, _: Privacy) -> Result<(), Refused> {
    Ok(())
}

/// Whether it belongs to who runs this.
#[cfg(unix)]
pub fn is_own(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
pub fn is_own(_: &Metadata) -> bool {
    true
}

/// Whether both are of one file, whatever it is called.
#[cfg(unix)]
pub fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
pub fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// Readers see the old file or the new one, never half of either.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    // One left behind by a process that had this number may be anybody's.
    let _ = fs::remove_file(&temporary);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

pub fn create_directory(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Held while a directory's files are changed; the next command waits for it.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "closing it lets go")] File);

impl Lock {
    pub fn take(directory: &Path) -> Result<Self, CommandError> {
        let path = directory.join("lock");
        let failed = |error: io::Error| cannot_write(&path, &error);
        create_directory(directory).map_err(failed)?;
        match hold(&path, PATIENCE) {
            Ok(file) => Ok(Self(file)),
            Err(Unheld::Busy) => Err(locked(&path)),
            Err(Unheld::Io(error)) => Err(failed(error)),
        }
    }
}

/// Why a lock was not had.
#[derive(Debug)]
pub enum Unheld {
    /// Another process has had it for all that time.
    Busy,
    Io(io::Error),
}

/// Waits for the lock of a file, which is held until the file is closed.
pub fn hold(path: &Path, patience: Duration) -> Result<File, Unheld> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(Unheld::Io)?;
    let deadline = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(Unheld::Io(error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                return Err(Unheld::Busy);
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn locked(path: &Path) -> CommandError {
    let message = format!("another command is changing the configuration ({})", path.display());
    CommandError::new(Type::Config, "config_locked", message).with_hint("try again when it is done")
}

pub fn cannot_write(path: &Path, error: &io::Error) -> CommandError {
    let message = format!("{} cannot be written: {error}", path.display());
    CommandError::new(Type::Config, "unwritable_config", message)
        .with_hint("make its directory one you can write to, or name another one with LARK_CLI_CONFIG_DIR and LARK_CLI_DATA_DIR")
}

/// What to do about a file that is not read.
pub fn refusal(path: &Path, refused: &Refused) -> CommandError {
    let shown = PathBuf::from(path).display().to_string();
    let quoted = crate::hints::quote(&shown);
    let (subtype, hint) = match refused {
        Refused::Link => {
            ("insecure_file", format!("put a file of your own in its place: {quoted}"))
        }
        Refused::NotAFile => ("insecure_file", format!("move what is there away: {quoted}")),
        Refused::Foreign => {
            ("insecure_file", format!("take it over: sudo chown \"$USER\" {quoted}"))
        }
        Refused::Open { .. } => ("insecure_file", format!("chmod 600 {quoted}")),
        Refused::TooLarge | Refused::NotText => {
            ("invalid_config", format!("move it away and begin anew: {quoted}"))
        }
        Refused::Io(_) => ("unreadable_config", format!("look at its permissions: ls -l {quoted}")),
    };
    let message = format!("{shown} is not read: {refused}");
    CommandError::new(Type::Config, subtype, message).with_hint(hint)
}
