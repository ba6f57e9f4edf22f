//! What this program keeps for itself is nothing to send: settings, secrets, logins, the sandbox.

use std::path::{Path, PathBuf};

use crate::{
    error::{CommandError, Type},
    profile::Directories,
    settings::environment::variable,
};

/// Refuses a file of the program's own, whatever path or link leads to it.
pub fn refuse_own(flag: &str, path: &Path) -> Result<(), CommandError> {
    let Ok(real) = path.canonicalize() else { return Ok(()) };
    let directories = Directories::resolve()?;
    let login = variable("LARK_CLI_LOGIN_FILE").map(PathBuf::from);
    let kept = [
        directories.config().ok().map(Path::to_owned),
        directories.data_if_any().map(Path::to_owned),
        login,
    ];
    let is_in = |place: PathBuf| place.canonicalize().is_ok_and(|place| real.starts_with(place));
    if !kept.into_iter().flatten().any(is_in) {
        return Ok(());
    }
    let message = format!("{} is one of lark-cli's own files", path.display());
    let refused = CommandError::new(Type::Validation, "own_file", message);
    Err(CommandError { param: Some(flag.to_owned()), ..refused }.with_hint(
        "settings, secrets and logins are not sent; copy what is meant to another folder first",
    ))
}
