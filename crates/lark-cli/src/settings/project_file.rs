//! `.lark-cli.toml`: what a project says to those who work in it. It came from somebody else.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{
    InProject, Key, Origin, Setting,
    document::{Document, Toml, Unreadable},
    private_file::{self, Privacy},
    trust, user_file,
};
use crate::{
    error::{CommandError, Type},
    profile::Directories,
};

pub const NAME: &str = ".lark-cli.toml";

/// The nearest project file, with what it may say.
#[derive(Debug)]
pub struct ProjectFile {
    pub path: PathBuf,
    pub settings: Vec<Setting>,
    /// The profile of the user's file that it asks for; only where it is trusted.
    pub profile: Option<String>,
}

/// The file as it stands, before anything in it counts.
pub struct Found {
    pub path: PathBuf,
    pub text: String,
}

/// Looks in the current directory and those above it, as far as they are one's own.
pub fn find() -> Result<Option<Found>, CommandError> {
    let Ok(start) = env::current_dir() else { return Ok(None) };
    for directory in start.ancestors() {
        let is_own = fs::metadata(directory).is_ok_and(|metadata| private_file::is_own(&metadata));
        if !is_own {
            break;
        }
        let path = directory.join(NAME);
        let text = private_file::read(&path, Privacy::Shared)
            .map_err(|refused| private_file::refusal(&path, &refused))?;
        if let Some(text) = text {
            return Ok(Some(Found { path, text }));
        }
    }
    Ok(None)
}

/// Reads the nearest file. What it may not say is an error, not overlooked.
pub fn load(directories: &Directories) -> Result<Option<ProjectFile>, CommandError> {
    let Some(Found { path, text }) = find()? else { return Ok(None) };
    let document = Document::parse(text).map_err(|error| user_file::invalid(&path, &error))?;
    let mut file = ProjectFile { path: path.clone(), settings: Vec::new(), profile: None };
    let mut needs_trust = None;
    if let Some((line, _)) = document.headers().next() {
        return Err(refuse(&path, line, "a project file has no tables"));
    }
    for entry in &document.entries {
        let [name] = entry.path.as_slice() else {
            return Err(refuse(&path, entry.line, "a project file has no tables"));
        };
        let origin = Origin::Project(path.clone());
        match (name.as_str(), &entry.value, Key::named(name)) {
            ("version", Toml::Integer(1), _) => continue,
            ("profile", Toml::Text(profile), _) => file.profile = Some(profile.clone()),
            (_, _, Some(facts)) if facts.name == name => {
                if facts.project == InProject::Never {
                    return Err(never(&path, facts.name));
                }
                file.settings.push(Setting::of_value(facts.key, entry.value.clone(), origin)?);
                if facts.project == InProject::Always {
                    continue;
                }
            }
            _ => {
                let reason = format!("there is no setting `{}` here", name.escape_debug());
                return Err(refuse(&path, entry.line, &reason));
            }
        }
        needs_trust.get_or_insert_with(|| name.clone());
    }
    match needs_trust {
        Some(name) if !trust::is_trusted(directories, &path, document.text())? => {
            Err(untrusted(&path, &name))
        }
        _ => Ok(Some(file)),
    }
}

fn refuse(path: &Path, line: usize, reason: &str) -> CommandError {
    user_file::invalid(path, &Unreadable { line, reason: reason.to_owned() })
}

fn never(path: &Path, name: &str) -> CommandError {
    let message = format!("{} sets `{name}`, which only a person's own file may", path.display());
    CommandError::new(Type::Config, "forbidden_setting", message)
        .with_hint("take it out of the project's file; a profile of your own can have it: lark-cli config init")
}

fn untrusted(path: &Path, name: &str) -> CommandError {
    let message =
        format!("{} sets `{}`, which needs your trust", path.display(), name.escape_debug());
    CommandError::new(Type::Config, "untrusted_project_file", message)
        .with_hint("look at the file; if it is all right: lark-cli config trust")
}
