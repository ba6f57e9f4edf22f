//! Opening a sandbox's file: making it, bringing it up to date, refusing what is not ours.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use super::{checkpoints::LOG_PAGES, schema};
use crate::options::Location;

/// Why a sandbox cannot be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{} is damaged, or not a database", path.display())]
    Corrupt { path: PathBuf, source: rusqlite::Error },
    #[error("{} is a database, but not a sandbox's", path.display())]
    NotOurs { path: PathBuf },
    #[error("{} was made by a newer version (format {found}, this one knows {known})", path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} cannot be written", path.display())]
    ReadOnly { path: PathBuf },
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Sqlite { path: PathBuf, source: rusqlite::Error },
}

/// A connection to write with.
pub(crate) fn writer(
    location: &Location,
    fill: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<Connection, OpenError> {
    let memory = Path::new(":memory:");
    let (db, path) = match location {
        Location::Memory => (Connection::open_in_memory(), memory),
        Location::File(path) => {
            prepare_file(path)?;
            (Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE), path.as_path())
        }
    };
    let db = db.map_err(|error| refused(path, error))?;
    check_ours(&db, path)?;
    if *location != Location::Memory {
        set_up(&db).map_err(|error| refused(path, error))?;
    }
    fill_once(&db, fill).map_err(|error| refused(path, error))?;
    Ok(db)
}

/// A connection to read with, to a file that [`writer`] opened before.
pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    // Only one thread has it, so SQLite need not lock anything.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(BUSY)?;
    keep_plans(&db)?;
    db.execute_batch("PRAGMA query_only = ON")?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// A connection that only makes checkpoints, in a file that [`writer`] opened before.
pub(super) fn checkpointer(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(db)
}

/// Otherwise SQLite plans a statement anew for each value that might meet the condition of a partial
/// index, which takes several times as long as carrying it out.
fn keep_plans(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

const BUSY: Duration = Duration::from_secs(5);
/// More than there are statements.
const STATEMENTS: usize = 128;

fn prepare_file(path: &Path) -> Result<(), OpenError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            OpenError::ReadOnly { path: path.to_owned() }
        }
        _ => OpenError::Io { path: path.to_owned(), source },
    };
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        private_directory(directory).map_err(failed)?;
    }
    match new_private_file(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Makes a directory only its owner can look into; one that exists is left as it is.
pub(crate) fn private_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Makes a file only its owner can read; fails where there is one.
pub(crate) fn new_private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn check_ours(db: &Connection, path: &Path) -> Result<(), OpenError> {
    let read = || -> rusqlite::Result<(i64, i64, i64)> {
        let application = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let version = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables =
            db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok((application, version, tables))
    };
    let path_buf = || path.to_owned();
    let (application, version, tables) = read().map_err(|error| refused(path, error))?;
    let empty = application == 0 && version == 0 && tables == 0;
    if !empty && application != schema::APPLICATION {
        return Err(OpenError::NotOurs { path: path_buf() });
    }
    if version > schema::VERSION {
        return Err(OpenError::Newer { path: path_buf(), found: version, known: schema::VERSION });
    }
    match db.is_readonly("main") {
        Ok(false) => Ok(()),
        Ok(true) => Err(OpenError::ReadOnly { path: path_buf() }),
        Err(error) => Err(refused(path, error)),
    }
}

fn set_up(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY)?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    db.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    db.pragma_update(None, "synchronous", "NORMAL")
}

/// In one transaction, so that of two that come at once one finds all done.
fn fill_once(
    db: &Connection,
    fill: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    db.pragma_update(None, "foreign_keys", "ON")?;
    keep_plans(db)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    let version = |db: &Connection| db.pragma_query_value(None, "user_version", |row| row.get(0));
    if version(db)? == schema::VERSION {
        // Only asking to write tells whether one can; better now than at the first change.
        return db.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
    }
    db.execute_batch("BEGIN IMMEDIATE")?;
    let found = version(db)?;
    let outcome = schema::migrate(db, found).and_then(|()| match found {
        0 => fill(db),
        _ => Ok(()),
    });
    match outcome {
        Ok(()) => db.execute_batch("COMMIT"),
        Err(error) => {
            // The error that matters is the one at hand.
            let _ = db.execute_batch("ROLLBACK");
            Err(error)
        }
    }
}

fn refused(path: &Path, source: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            OpenError::Corrupt { path, source }
        }
        // A directory that cannot be written has no room for the files beside the database.
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied)
            if path.is_file() =>
        {
            OpenError::ReadOnly { path }
        }
        _ => OpenError::Sqlite { path, source },
    }
}
