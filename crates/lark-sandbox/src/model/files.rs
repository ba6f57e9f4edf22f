//! Uploaded images and files.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::{
    ids,
    keys::{ActorKey, AppKey, BlobKey, TenantKey},
    random,
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

/// What a file is made of, made as it is stored.
pub(crate) enum Content<'a> {
    Bytes(&'a [u8]),
    /// So many bytes that look like noise, the same ones for the same seed.
    Noise {
        size: u64,
        seed: u64,
    },
}

impl Content<'_> {
    fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Noise { size, .. } => *size,
        }
    }

    /// The piece that begins at `first`.
    fn piece(&self, first: u64) -> Cow<'_, [u8]> {
        let length = PIECE.min(self.size() - first);
        let at = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        match self {
            Self::Bytes(bytes) => Cow::Borrowed(&bytes[at(first)..at(first + length)]),
            Self::Noise { seed, .. } => {
                let words = (first / 8..).map(|word| random::scramble(seed.wrapping_add(word)));
                let bytes = words.flat_map(u64::to_le_bytes);
                Cow::Owned(bytes.take(at(length)).collect())
            }
        }
    }
}

/// Bytes that are kept in one row; the last piece of a file has fewer.
pub(crate) const PIECE: u64 = 256 * 1024;

pub(crate) struct NewFile<'a> {
    pub(crate) app: AppKey,
    pub(crate) actor: ActorKey,
    pub(crate) kind: FileKind,
    pub(crate) file_type: &'a str,
    pub(crate) name: &'a str,
    pub(crate) duration: Option<i64>,
    pub(crate) content: Content<'a>,
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
            signed(new.content.size()),
            store.now,
        ])?;
    let file = store.db.last_insert_rowid();
    let mut add =
        store.db.prepare_cached("INSERT INTO pieces (file, number, bytes) VALUES (?1, ?2, ?3)")?;
    for number in 0..new.content.size().div_ceil(PIECE) {
        add.execute((file, signed(number), new.content.piece(number * PIECE)))?;
    }
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

/// Bytes of a file from `first` on, to the end of their piece or to `end` (which is not among them).
pub(crate) fn read(db: &Connection, file: BlobKey, first: u64, end: u64) -> Result<Vec<u8>> {
    let begin = first % PIECE;
    let length = (PIECE - begin).min(end - first);
    db.prepare_cached(
        "SELECT substr(bytes, ?3 + 1, ?4) FROM pieces WHERE file = ?1 AND number = ?2",
    )?
    .query_row((file, signed(first / PIECE), signed(begin), signed(length)), |row| row.get(0))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
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
