//! Journal files do not grow without end: a full one is put aside, and the oldest goes.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Some thousand writes.
pub const LARGEST: u64 = 1 << 20;

/// How many full files are kept.
const KEPT: usize = 4;

/// The full file that `age` others were put aside after.
fn aside(path: &Path, age: usize) -> PathBuf {
    path.with_extension(format!("{age}.ndjson"))
}

/// Every file there may be, the oldest first.
pub fn files(path: &Path) -> impl Iterator<Item = PathBuf> {
    let path = path.to_owned();
    (0..=KEPT).rev().map(move |age| if age == 0 { path.clone() } else { aside(&path, age) })
}

/// Puts a full file aside. Of several commands that find it full one does.
pub fn rotate(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let lock = options.open(path.with_extension("lock"))?;
    if lock.try_lock().is_err() || !is_full(path) {
        return Ok(());
    }
    for age in (1..KEPT).rev() {
        match fs::rename(aside(path, age), aside(path, age + 1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(path, aside(path, 1))
}

fn is_full(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.len() >= LARGEST)
}
