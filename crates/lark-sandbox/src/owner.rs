//! One process owns a sandbox's directory; everybody else goes through it, if it serves.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::storage::open::{new_private_file, private_directory};

/// How a claim went.
#[derive(Debug)]
pub enum Claim {
    Owned(Ownership),
    /// A process serves it.
    Served(ServerFile),
    /// A process has it for itself; it will be done soon.
    Busy,
}

/// Why nobody can own a directory.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error("{} cannot be written", path.display())]
    ReadOnly { path: PathBuf },
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// How to reach a sandbox that is served: the file beside the database, and what starting one
/// prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFile {
    /// `http://127.0.0.1:…`, without a slash at its end.
    pub base_url: String,
    pub app_id: String,
    pub app_secret: String,
    /// The default person's; good for half an hour at least.
    pub user_access_token: String,
    /// For `/sandbox/…`.
    pub admin_token: String,
    pub pid: u32,
    /// `real`, `off`, or calls per second; empty where an older version serves.
    #[serde(default)]
    pub limits: String,
}

const LOCK: &str = "sandbox.lock";
const SERVER: &str = "server.json";
const DATABASE: &str = "sandbox.db";

/// Makes this process the owner of `directory`, which is made where there is none. Never waits.
pub fn claim(directory: &Path) -> Result<Claim, ClaimError> {
    let path = directory.join(LOCK);
    let failed = |source: io::Error| refused(&path, source);
    private_directory(directory).map_err(failed)?;
    let lock = open_lock(&path).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => {
            let ownership = Ownership { directory: directory.to_owned(), _lock: lock };
            // Whoever wrote it had the lock, and has it no more.
            ownership.withdraw();
            Ok(Claim::Owned(ownership))
        }
        Err(TryLockError::WouldBlock) => {
            Ok(read_server(directory).map_or(Claim::Busy, Claim::Served))
        }
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn open_lock(path: &Path) -> io::Result<File> {
    match new_private_file(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).open(path)
        }
        made => made,
    }
}

fn read_server(directory: &Path) -> Option<ServerFile> {
    let text = fs::read_to_string(directory.join(SERVER)).ok()?;
    serde_json::from_str(&text).ok()
}

fn refused(path: &Path, source: io::Error) -> ClaimError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ClaimError::ReadOnly { path }
        }
        _ => ClaimError::Io { path, source },
    }
}

/// While it lives, this process alone owns the directory.
#[derive(Debug)]
pub struct Ownership {
    directory: PathBuf,
    _lock: File,
}

impl Ownership {
    /// Where the state is.
    pub fn database(&self) -> PathBuf {
        self.directory.join(DATABASE)
    }

    /// Tells other processes how to reach the sandbox, until this is dropped.
    pub fn announce(&self, server: &ServerFile) -> Result<(), ClaimError> {
        let path = self.directory.join(SERVER);
        let draft = self.directory.join("server.json.new");
        let write = || -> io::Result<()> {
            if let Err(error) = fs::remove_file(&draft)
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(error);
            }
            new_private_file(&draft)?.write_all(&serde_json::to_vec(server)?)?;
            fs::rename(&draft, &path)
        };
        write().map_err(|source| refused(&path, source))
    }

    fn withdraw(&self) {
        // Where it cannot be removed, who reads it finds nobody at its address.
        let _ = fs::remove_file(self.directory.join(SERVER));
    }
}

impl Drop for Ownership {
    fn drop(&mut self) {
        self.withdraw();
    }
}
