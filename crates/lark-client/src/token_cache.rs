//! Tokens kept between processes, so that a warm call is one request.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Secret, token::hex};

/// What a token is good for. Another secret or another host is another key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenKey {
    pub base_url: String,
    pub app_id: String,
    pub identity: String,
    /// Of the secret the token was got with.
    pub fingerprint: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedToken {
    pub token: Secret,
    /// Milliseconds since 1970.
    pub expires_at: i64,
}

/// A cache may forget anything at any time; it never fails a call.
pub trait TokenCache: Send + Sync {
    fn get(&self, key: &TokenKey) -> Option<CachedToken>;
    fn put(&self, key: &TokenKey, token: &CachedToken);
    fn remove(&self, key: &TokenKey);
}

/// Keeps nothing.
#[derive(Debug, Default)]
pub struct NoTokenCache;

impl TokenCache for NoTokenCache {
    fn get(&self, _: &TokenKey) -> Option<CachedToken> {
        None
    }

    fn put(&self, _: &TokenKey, _: &CachedToken) {}

    fn remove(&self, _: &TokenKey) {}
}

/// A file a token, readable by its owner only, replaced whole.
#[derive(Debug)]
pub struct TokenFiles {
    directory: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    key: TokenKey,
    token: String,
    expires_at: i64,
}

impl TokenFiles {
    /// The directory is made when the first token is kept.
    pub fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    fn path(&self, key: &TokenKey) -> PathBuf {
        let mut hasher = Sha256::new();
        for part in [&key.base_url, &key.app_id, &key.identity, &key.fingerprint] {
            hasher.update(part);
            hasher.update([0]);
        }
        self.directory.join(format!("{}.json", hex(&hasher.finalize()[..16])))
    }

    fn write(&self, key: &TokenKey, token: &CachedToken) -> io::Result<()> {
        create_private_directory(&self.directory)?;
        let stored = Stored {
            key: key.clone(),
            token: token.token.reveal().to_owned(),
            expires_at: token.expires_at,
        };
        replace_private(&self.path(key), &serde_json::to_vec(&stored)?)
    }
}

impl TokenCache for TokenFiles {
    fn get(&self, key: &TokenKey) -> Option<CachedToken> {
        let bytes = fs::read(self.path(key)).ok()?;
        let stored: Stored = serde_json::from_slice(&bytes).ok()?;
        (stored.key == *key).then(|| CachedToken {
            token: Secret::new(stored.token),
            expires_at: stored.expires_at,
        })
    }

    fn put(&self, key: &TokenKey, token: &CachedToken) {
        // A disk that is full or read-only costs a request next time, not this call.
        let _ = self.write(key, token);
    }

    fn remove(&self, key: &TokenKey) {
        let _ = fs::remove_file(self.path(key));
    }
}

pub(crate) fn create_private_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Readers see the old file or the new one, never half of either.
fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut file| file.write_all(bytes));
    written.and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(fingerprint: &str) -> TokenKey {
        TokenKey {
            base_url: "https://open.feishu.cn".to_owned(),
            app_id: "cli_1".to_owned(),
            identity: "bot".to_owned(),
            fingerprint: fingerprint.to_owned(),
        }
    }

    fn token() -> CachedToken {
        CachedToken { token: Secret::new("t-1"), expires_at: 7 }
    }

    #[test]
    fn a_kept_token_is_found_by_its_whole_key_only() {
        let directory = tempfile::tempdir().unwrap();
        let cache = TokenFiles::new(directory.path().join("tokens"));
        assert_eq!(cache.get(&key("a")), None);
        cache.put(&key("a"), &token());
        assert_eq!(cache.get(&key("a")), Some(token()));
        assert_eq!(cache.get(&key("b")), None);
        cache.remove(&key("a"));
        assert_eq!(cache.get(&key("a")), None);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let directory = tempfile::tempdir().unwrap();
        let cache = TokenFiles::new(directory.path().to_owned());
        cache.put(&key("a"), &token());
        fs::write(cache.path(&key("a")), b"{\"token\":").unwrap();
        assert_eq!(cache.get(&key("a")), None);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_a_kept_token() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let cache = TokenFiles::new(directory.path().join("tokens"));
        cache.put(&key("a"), &token());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&cache.path(&key("a"))), 0o600);
        assert_eq!(mode(&directory.path().join("tokens")), 0o700);
    }
}
