//! `lark-cli config set`

use clap::Args;

use super::{Change, Report};
use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    settings::{Facts, Key, Origin, SETTINGS, Setting},
};

/// Change a setting of a profile in the user's file
///
/// With another base URL or app id the profile's secret is discarded: it belongs to the old one.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli config set default_chat oc_…\n  \
    lark-cli config set deny_commands \"im delete-message,im.chats.delete\" --profile work\n  \
    lark-cli config set secret_command '[\"pass\",\"show\",\"lark\"]'")]
pub struct SetArgs {
    /// The setting, such as default_chat
    key: String,

    /// Its value; a list has commas, a command is a JSON list
    #[arg(allow_hyphen_values = true)]
    value: String,
}

pub fn run(context: &Context, args: SetArgs) -> Result<Output<'_>, CommandError> {
    let facts = known_key(&args.key)?;
    if facts.key == Key::AppSecret {
        return Err(CommandError::invalid("VALUE", "a secret in the arguments is seen by everybody on this machine")
            .with_hint("pipe it in: lark-cli config init --app-secret-stdin; and change this one"));
    }
    set(context, Setting::of_text(facts.key, &args.value, Origin::Flag("VALUE"))?)
}

/// Sets one setting of the chosen profile.
pub fn set(context: &Context, setting: Setting) -> Result<Output<'static>, CommandError> {
    let change = Change::new(context)?;
    let name = setting.key.facts().name;
    let notes = change.make(|edit, profile| edit.set(profile, &setting))?;
    let shown = super::show::readable(&setting.shown());
    Ok(Report::new(context)
        .fact("profile", change.profile.as_str())
        .fact("key", name)
        .fact("value", setting.shown())
        .done(format!("{name} of `{}` is {shown}", change.profile))
        .all_done(notes)
        .output())
}

/// The setting of that name.
pub fn known_key(given: &str) -> Result<&'static Facts, CommandError> {
    Key::named(given).ok_or_else(|| {
        let names: Vec<_> = SETTINGS.iter().map(|facts| facts.name).collect();
        CommandError::invalid("KEY", format!("there is no setting `{}`", given.escape_debug()))
            .with_hint(format!("one of: {}", names.join(", ")))
    })
}
