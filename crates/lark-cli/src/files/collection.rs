//! A directory of downloads that knows what it has: fetched again, it gets what is missing alone.
//!
//! Which file is which stands in `.lark-cli-downloads` in it, a line a file: its key and its name.
//! The line is written before the file is, so that a name stays with its file whatever happens.

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    held::{Unheld, hold},
    naming::{Taken, safe_name, unique},
    target::unwritable,
};
use crate::{
    error::{CommandError, Type},
    settings::private_file,
};

const NAME: &str = ".lark-cli-downloads";

pub struct Collection {
    directory: PathBuf,
    names: Mutex<Names>,
}

struct Names {
    /// Of keys.
    given: HashMap<String, String>,
    /// What is written down, and good for another time.
    listed: BTreeMap<String, String>,
    taken: Taken,
    list: File,
}

impl Collection {
    /// Opens a directory, made where it is missing, for this process alone.
    pub fn open(directory: &Path) -> Result<Self, CommandError> {
        let failed = |error: io::Error| unwritable(directory, &error);
        fs::create_dir_all(directory).map_err(failed)?;
        let directory = directory.canonicalize().map_err(failed)?;
        let mut list = hold(&directory.join(NAME)).map_err(|unheld| match unheld {
            Unheld::Io(error) => failed(error),
            Unheld::Busy => {
                let message = format!("another command downloads to {}", directory.display());
                CommandError::new(Type::Validation, "download_running", message)
                    .with_hint("wait until it is done, or name another directory")
            }
            Unheld::Foreign => {
                let message = format!("{NAME} in {} is not this program's", directory.display());
                CommandError::new(Type::Validation, "file_unwritable", message)
                    .with_hint("move it away, or name another directory")
            }
        })?;
        let mut names = Names {
            given: HashMap::new(),
            listed: BTreeMap::new(),
            taken: Taken::default(),
            list: list.try_clone().map_err(failed)?,
        };
        let mut text = String::new();
        // What is no text is no list either.
        let _ = list.read_to_string(&mut text);
        if !text.is_empty() && !text.ends_with('\n') {
            list.write_all(b"\n").map_err(failed)?;
        }
        for line in text.split_inclusive('\n') {
            let Some((key, name)) = line.strip_suffix('\n').and_then(|line| line.split_once('\t'))
            else {
                continue;
            };
            // Somebody may have written into it what leads elsewhere.
            if safe_name(name).as_deref() == Some(name) {
                names.taken.add(name);
                names.given.insert(key.to_owned(), name.to_owned());
                names.listed.insert(key.to_owned(), name.to_owned());
            }
        }
        for entry in fs::read_dir(&directory).map_err(failed)?.flatten() {
            names.taken.add(&entry.file_name().to_string_lossy());
        }
        Ok(Self { directory, names: Mutex::new(names) })
    }

    /// Keeps a name for a file, in the order in which files are asked for and not in that in which
    /// they come.
    pub fn reserve(&self, key: &str, name: &str) {
        let mut names = self.names();
        if !names.given.contains_key(key) {
            names.give(key, name);
        }
    }

    /// The file, if it is there; its size too.
    pub fn has(&self, key: &str) -> Option<(PathBuf, u64)> {
        let path = self.directory.join(self.names().given.get(key)?);
        // Only a file that is whole has its name.
        let there = fs::symlink_metadata(&path).ok()?;
        there.is_file().then(|| (path, there.len()))
    }

    /// Where a file goes that has begun to come; `name` is for one that has none yet.
    pub fn place(&self, key: &str, name: &str) -> Result<PathBuf, CommandError> {
        let mut names = self.names();
        let name = match names.given.get(key) {
            Some(name) => name.clone(),
            None => names.give(key, name),
        };
        let path = self.directory.join(&name);
        if !names.listed.contains_key(key) {
            let written = names.list.write_all(line(key, &name).as_bytes());
            written.map_err(|error| unwritable(&path, &error))?;
            names.listed.insert(key.to_owned(), name);
        }
        Ok(path)
    }

    /// Puts the list in order: it is the same in whatever order the files came.
    pub fn close(self) -> Result<(), CommandError> {
        let names = self.names.into_inner().unwrap_or_else(PoisonError::into_inner);
        let text: String = names.listed.iter().map(|(key, name)| line(key, name)).collect();
        let path = self.directory.join(NAME);
        private_file::replace(&path, &text).map_err(|error| unwritable(&path, &error))
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn line(key: &str, name: &str) -> String {
    format!("{key}\t{name}\n")
}

impl Names {
    fn give(&mut self, key: &str, name: &str) -> String {
        let name = safe_name(name).or_else(|| safe_name(key));
        let name = name.unwrap_or_else(|| "download".to_owned());
        let name = unique(&name, |name| self.taken.has(name));
        self.taken.add(&name);
        self.given.insert(key.to_owned(), name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_with_their_files_and_lead_nowhere_else() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("a.txt"), "somebody's").unwrap();
        let list = directory.path().join(NAME);
        fs::write(&list, "evil\t../../x\nold\tkept.txt\ntorn\tx").unwrap();
        let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        {
            let collection = Collection::open(directory.path()).unwrap();
            assert!(Collection::open(directory.path()).is_err(), "one at a time");
            collection.reserve("one", "a.txt");
            collection.reserve("two", "A.txt");
            assert_eq!(name(collection.place("two", "").unwrap()), "A (3).txt");
            assert_eq!(name(collection.place("one", "").unwrap()), "a (2).txt");
            assert_eq!(name(collection.place("old", "").unwrap()), "kept.txt");
            assert_eq!(name(collection.place("evil", "../up").unwrap()), "up");
            assert!(collection.has("one").is_none());
            collection.close().unwrap();
            let lines = "evil\tup\nold\tkept.txt\none\ta (2).txt\ntwo\tA (3).txt\n";
            assert_eq!(fs::read_to_string(&list).unwrap(), lines);
        }
        fs::write(directory.path().join("a (2).txt"), "1234").unwrap();
        let again = Collection::open(directory.path()).unwrap();
        again.reserve("three", "a.txt");
        assert_eq!(name(again.place("three", "").unwrap()), "a (4).txt");
        assert_eq!(again.has("one").unwrap().1, 4);
    }
}
