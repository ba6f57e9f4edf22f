//! `lark-cli profile …`

use crate::{
    error::CommandError,
    settings::{Origin, effective::unknown_profile, user_file::UserFile},
};

super::leaves::leaves! {
    "add" => add::AddArgs,
    "list" => list::ListArgs,
    "use" => use_profile::UseArgs,
    "rename" => rename::RenameArgs,
    "remove" => remove::RemoveArgs,
    "show" => show::ShowArgs,
}

/// Refuses a name that no profile has.
fn known(file: &UserFile, name: &str) -> Result<(), CommandError> {
    match file.has(name) {
        true => Ok(()),
        false => Err(unknown_profile(file, &Origin::Flag("NAME"), name)),
    }
}
