//! `lark-cli config remove`

use clap::Args;

use super::{
    Report,
    change::{owner, writing},
};
use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    profile::Directories,
    settings::{
        private_file,
        user_file::{UserFile, Writing},
    },
};

/// Remove the whole configuration: every profile and every secret that is kept for one
///
/// Needs --yes. The sandbox stays, and so does what it holds.
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli config remove --yes")]
pub struct RemoveArgs {}

pub fn run(context: &Context, _: RemoveArgs) -> Result<Output<'_>, CommandError> {
    context.confirmed("removing the configuration")?;
    let directories = Directories::resolve()?;
    let file = UserFile::load(&directories)?;
    let mut report = Report::new(context).fact("path", file.path.display().to_string());
    let profiles: Vec<String> = file.profiles().into_iter().map(str::to_owned).collect();
    let mut secrets = 0;
    for profile in &profiles {
        let Some(owner) = owner(&file, profile)? else { continue };
        secrets += usize::from(match writing(context) {
            Writing::Really => owner.discard(&directories)?,
            Writing::DryRun => owner.load(&directories)?.is_some(),
        });
    }
    if writing(context) == Writing::Really {
        match std::fs::remove_file(&file.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(private_file::cannot_write(&file.path, &error));
            }
            _ => {}
        }
    }
    report = report.done(format!("{} is removed, and {secrets} secrets with it", file.path.display()));
    Ok(report.fact("profiles", profiles).fact("secrets", secrets).output())
}
