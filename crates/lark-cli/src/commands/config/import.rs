//! `lark-cli config import`

use clap::Args;
use serde_json::json;

use super::{
    Change, Report,
    change::{SetUp, set_up},
};
use crate::{
    context::Context,
    error::CommandError,
    official::{self, App},
    output::Output,
    settings::{
        Key, Origin, Setting,
        user_file::{UserFile, check_name},
    },
};

/// Take over what the official CLI has configured
///
/// Reads config.json in LARKSUITE_CLI_CONFIG_DIR or ~/.lark-cli. A profile that is there already
/// stays as it is. Where a secret cannot be read, the rest is taken over.
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli config import --dry-run")]
pub struct ImportArgs {}

pub fn run(context: &Context, _: ImportArgs) -> Result<Output<'_>, CommandError> {
    let official = official::read()?;
    let mut report = Report::new(context).fact("from", official.path.display().to_string());
    let (mut imported, mut skipped) = (Vec::new(), Vec::new());
    for app in official.apps {
        let name = match check_name(&app.name) {
            Ok(()) => app.name.clone(),
            Err(_) => app.app_id.clone(),
        };
        let is_current = official.current.as_ref().is_some_and(|c| *c == app.name || *c == app.app_id);
        let change = Change::of(context, &name)?;
        let file = UserFile::load(&change.directories)?;
        if file.has(&name) {
            report = report.done(format!("`{name}` is there already and stays as it is"));
            skipped.push(name);
            continue;
        }
        let becomes_default = is_current && file.default_profile().is_none();
        let (notes, has_secret) = import(&change, app, becomes_default)?;
        report = report.done(format!("`{name}` is taken over")).all_done(notes);
        imported.push(json!({ "profile": name, "secret": has_secret }));
    }
    if imported.is_empty() && skipped.is_empty() {
        report = report.done("There is no app to take over");
    }
    Ok(report.fact("imported", imported).fact("skipped", skipped).output())
}

fn import(
    change: &Change,
    app: App,
    becomes_default: bool,
) -> Result<(Vec<String>, bool), CommandError> {
    let from = || Origin::Default;
    let given = [
        (Key::Brand, Some(app.brand)),
        (Key::AppId, Some(app.app_id)),
        (Key::DefaultAs, app.default_as),
        (Key::StrictMode, app.strict_mode),
    ];
    let given = given.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let settings: Result<Vec<_>, _> =
        given.map(|(key, value)| Setting::of_text(key, &value, from())).collect();
    let (secret, why_not) = match app.secret {
        Ok(secret) => (Some(secret), None),
        Err(reason) => (None, Some(reason)),
    };
    let has_secret = secret.is_some();
    let mut notes = set_up(change, SetUp { settings: settings?, secret, becomes_default })?;
    notes.extend(why_not.map(|reason| {
        format!(
            "Its secret is not: {reason}; give it with: lark-cli config init --name {} --app-secret-stdin",
            crate::hints::quote(&change.profile)
        )
    }));
    Ok((notes, has_secret))
}
