//! The logins that are kept in the data directory: a file a person, and a word on which of them counts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lark_api::ids::OpenId;
use lark_client::login::{Login, LoginPlace, PlaceError};

use super::{LoginFile, make_parent};
use crate::{
    error::CommandError,
    secrets::Owner,
    settings::private_file::{self, Privacy},
};

pub struct Directory {
    owner: Owner,
    path: PathBuf,
}

/// Names the person who counts.
const CURRENT: &str = "current";

impl Directory {
    pub fn new(owner: Owner, data: &Path) -> Self {
        let path = data.join("logins").join(owner.name());
        Self { owner, path }
    }

    /// Everybody who is logged in, in the order of their ids.
    pub fn list(&self) -> Result<Vec<Login>, CommandError> {
        let Ok(entries) = fs::read_dir(&self.path) else { return Ok(Vec::new()) };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut ids: Vec<OpenId> =
            names.filter_map(|name| name.strip_suffix(".json")?.parse().ok()).collect();
        ids.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        ids.iter().filter_map(|id| self.file(id).load().transpose()).collect()
    }

    /// Who was chosen last, by logging in or otherwise.
    pub fn current(&self) -> Result<Option<Login>, CommandError> {
        let path = self.path.join(CURRENT);
        let chosen = private_file::read(&path, Privacy::Owner)
            .map_err(|refused| private_file::refusal(&path, &refused))?;
        match chosen.and_then(|text| text.trim().parse().ok()) {
            Some(chosen) => self.file(&chosen).load(),
            None => Ok(None),
        }
    }

    pub fn file(&self, person: &OpenId) -> LoginFile {
        LoginFile::new(self.path.join(format!("{person}.json")), self.owner.clone())
    }

    pub fn keep(
        &self,
        login: &Login,
        replace: impl Fn(&dyn LoginPlace) -> Result<(), PlaceError>,
    ) -> Result<(), PlaceError> {
        make_parent(&self.path.join(CURRENT))?;
        replace(&self.file(&login.open_id))?;
        self.choose(&login.open_id)
    }

    pub fn choose(&self, person: &OpenId) -> Result<(), PlaceError> {
        let path = self.path.join(CURRENT);
        private_file::replace(&path, person.as_str())
            .map_err(|error| PlaceError(format!("{}: {error}", path.display())))
    }

    pub fn forget(&self, person: &OpenId) -> Result<(), CommandError> {
        let was_current = self.current()?.is_none_or(|login| login.open_id == *person);
        self.file(person).remove()?;
        match self.list()?.first() {
            Some(next) if was_current => {
                self.choose(&next.open_id).map_err(|error| super::unusable(&error))
            }
            _ => Ok(()),
        }
    }
}
