//! `lark-cli profile list`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    commands::config::owner,
    context::Context,
    error::CommandError,
    output::Output,
    profile::{Directories, SANDBOX},
    settings::user_file::UserFile,
};

/// List the profiles, the built-in one last
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli profile list --format pretty")]
pub struct ListArgs {}

#[derive(Serialize, JsonSchema)]
struct Profiles {
    profiles: Vec<Listed>,
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<String>,
    is_default: bool,
}

pub fn run(_: &Context, _: ListArgs) -> Result<Output<'_>, CommandError> {
    let file = UserFile::load(&Directories::resolve()?)?;
    let is_default = |name: &str| file.default_profile() == Some(name);
    let mut profiles = Vec::new();
    for name in file.profiles() {
        let owner = owner(&file, name)?;
        profiles.push(Listed {
            name: name.to_owned(),
            is_default: is_default(name),
            base_url: owner.as_ref().map(|owner| owner.base_url.clone()),
            app_id: owner.map(|owner| owner.app_id),
        });
    }
    let is_default = is_default(SANDBOX);
    profiles.push(Listed { name: SANDBOX.to_owned(), base_url: None, app_id: None, is_default });
    Ok(Output::value(Profiles { profiles }))
}

impl fmt::Display for Profiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.profiles.iter().map(|profile| {
            let mark = if profile.is_default { '*' } else { ' ' };
            let built_in = "built in".to_owned();
            let base = profile.base_url.as_ref().unwrap_or(&built_in);
            let app = profile.app_id.as_deref().unwrap_or_default();
            format!("{mark} {}  {base}  {app}", profile.name).trim_end().to_owned()
        });
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}
