//! Uploaded images and files.

use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::{
    ids,
    keys::{ActorKey, AppKey, BlobKey, TenantKey},
    store::Store,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Image,
    File,
}

impl FileKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::File => "file",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) key: BlobKey,
    pub(crate) app: AppKey,
    pub(crate) file_type: String,
    pub(crate) name: String,
    /// In milliseconds.
    pub(crate) duration: Option<i64>,
    pub(crate) size: u64,
}

pub(crate) struct NewFile<'a> {
    pub(crate) app: AppKey,
    pub(crate) actor: ActorKey,
    pub(crate) kind: FileKind,
    pub(crate) file_type: &'a str,
    pub(crate) name: &'a str,
    pub(crate) duration: Option<i64>,
    pub(crate) bytes: &'a [u8],
}

/// Stores a file and answers its key.
pub(crate) fn insert(store: &Store<'_>, new: &NewFile<'_>) -> Result<String> {
    let key = store.mint(match new.kind {
        FileKind::Image => ids::Kind::Image,
        FileKind::File => ids::Kind::File,
    })?;
    store
        .db
        .prepare_cached(
            "INSERT INTO files (file_key, app, actor, kind, type, name, duration, size, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            key,
            new.app,
            new.actor,
            new.kind.as_str(),
            new.file_type,
            new.name,
            new.duration,
            i64::try_from(new.bytes.len()).unwrap_or(i64::MAX),
            store.now,
        ])?;
    store
        .db
        .prepare_cached("INSERT INTO blobs (file, bytes) VALUES (?1, ?2)")?
        .execute((store.db.last_insert_rowid(), new.bytes))?;
    Ok(key)
}

/// A file that an app of a tenant uploaded.
pub(crate) fn find(
    db: &Connection,
    tenant: TenantKey,
    kind: FileKind,
    key: &str,
) -> Result<Option<StoredFile>> {
    db.prepare_cached(
        "SELECT f.id, f.app, f.type, f.name, f.duration, f.size
         FROM files f JOIN apps a ON a.id = f.app
         WHERE f.file_key = ?1 AND f.kind = ?2 AND a.tenant = ?3",
    )?
    .query_row((key, kind.as_str(), tenant), |row| {
        Ok(StoredFile {
            key: row.get(0)?,
            app: row.get(1)?,
            file_type: row.get(2)?,
            name: row.get(3)?,
            duration: row.get(4)?,
            size: row.get::<_, i64>(5)?.unsigned_abs(),
        })
    })
    .optional()
}

/// Bytes of a file, counted from 0.
pub(crate) fn read(db: &Connection, file: BlobKey, first: u64, length: u64) -> Result<Vec<u8>> {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    db.prepare_cached("SELECT substr(bytes, ?2 + 1, ?3) FROM blobs WHERE file = ?1")?
        .query_row((file, signed(first), signed(length)), |row| row.get(0))
}

/// Whether a key is that of an image that was uploaded in a tenant as an avatar.
pub(crate) fn is_avatar(db: &Connection, tenant: TenantKey, key: &str) -> Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM files f JOIN apps a ON a.id = f.app
                        WHERE f.file_key = ?1 AND f.kind = 'image' AND f.type = 'avatar'
                        AND a.tenant = ?2)",
    )?
    .query_row((key, tenant), |row| row.get(0))
}

/// Whether a key is that of an image that an app uploaded.
pub(crate) fn is_image_of(db: &Connection, key: &str, app: AppKey) -> Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM files WHERE file_key = ?1 AND kind = 'image' AND app = ?2)",
    )?
    .query_row((key, app), |row| row.get(0))
}
