//! `lark-cli config show`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    profile::{Deployment, Directories, Profile},
    secrets::Place,
    settings::{Key, Origin, SETTINGS, Setting, effective::Settings},
};

/// Show every setting that counts; with --origin also who said so
///
/// Flags count most, then the environment, the project's file, the user's file. Secrets are shown
/// as ****.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli config show --origin\n  \
    lark-cli config show --profile work --format pretty")]
pub struct ShowArgs {
    /// Say where each comes from
    #[arg(long)]
    origin: bool,
}

#[derive(Serialize, JsonSchema)]
struct Shown {
    profile: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen_by: Option<String>,
    settings: Vec<Row>,
}

/// A setting and its value; policies stand once for each place that makes one.
#[derive(Serialize, JsonSchema)]
struct Row {
    key: &'static str,
    value: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
}

impl Row {
    fn new(key: &'static str, value: Value, origin: &Origin) -> Self {
        Self { key, value, origin: Some(origin.kind()), from: Some(origin.to_string()) }
    }
}

pub fn run(context: &Context, args: ShowArgs) -> Result<Output<'_>, CommandError> {
    let settings = context.settings()?;
    let mut rows = connection(settings)?;
    if let Some(identity) = context.global().identity {
        let value = format!("{identity:?}").to_lowercase();
        rows.push(Row::new("as", value.into(), &Origin::Flag("--as")));
    }
    if let Some(format) = context.global().format() {
        let value = format!("{format:?}").to_lowercase();
        rows.push(Row::new("format", value.into(), &Origin::Flag("--format")));
    }
    for facts in SETTINGS.iter().filter(|facts| !facts.connects) {
        if facts.key == Key::Format && context.global().format().is_some() {
            continue;
        }
        rows.extend(preference(settings, facts.key));
    }
    if !args.origin {
        rows.iter_mut().for_each(|row| (row.origin, row.from) = (None, None));
    }
    let chosen_by = args.origin.then(|| settings.chosen_by.to_string());
    Ok(Output::value(Shown { profile: settings.name.clone(), chosen_by, settings: rows }))
}

fn preference(settings: &Settings, key: Key) -> Vec<Row> {
    let name = key.facts().name;
    let row = |setting: &Setting| Row::new(name, setting.shown(), &setting.origin);
    let is_rule = matches!(
        key,
        Key::ReadOnly | Key::AllowChats | Key::AllowUsers | Key::DenyCommands | Key::StrictMode
    );
    let rows: Vec<Row> = match is_rule {
        true => settings.all(key).map(row).collect(),
        false => settings.get(key).map(row).into_iter().collect(),
    };
    if !rows.is_empty() {
        return rows;
    }
    let usual: Value = match key {
        Key::DefaultAs => "auto".into(),
        Key::StrictMode => "off".into(),
        Key::ReadOnly => false.into(),
        Key::Journal => true.into(),
        Key::Pace => "auto".into(),
        Key::ConnectTimeout => 10.into(),
        _ => return Vec::new(),
    };
    vec![Row::new(name, usual, &Origin::Default)]
}

/// Where it calls and with what, as it comes to be.
fn connection(settings: &Settings) -> Result<Vec<Row>, CommandError> {
    let Some(deployment) = Deployment::of(settings)? else { return Ok(Vec::new()) };
    let origin = |key: Key| settings.get(key).map(|setting| setting.origin.clone());
    let place = origin(Key::BaseUrl).or(origin(Key::Brand)).unwrap_or(Origin::Default);
    let accounts = origin(Key::AccountsUrl).unwrap_or_else(|| place.clone());
    let mut rows = vec![
        Row::new("base_url", deployment.base.open.as_str().into(), &place),
        Row::new("accounts_url", deployment.base.accounts.as_str().into(), &accounts),
    ];
    rows.extend(settings.get(Key::AppId).map(|app| Row::new("app_id", app.shown(), &app.origin)));
    match &deployment.secret {
        Place::Written(setting) => rows.push(Row::new("app_secret", "****".into(), &setting.origin)),
        Place::Command(setting) => {
            rows.push(Row::new("secret_command", setting.shown(), &setting.origin));
        }
        Place::Kept => {
            let directories = Directories::resolve()?;
            if let Some(owner) = deployment.owner()
                && deployment.has_app(&directories)?
            {
                let origin = Origin::User(owner.path(&directories)?);
                rows.push(Row::new("app_secret", "****".into(), &origin));
            }
        }
    }
    if let Profile::Environment(connection) = &settings.profile {
        let tokens = [
            ("user_access_token", &connection.user_access_token),
            ("tenant_access_token", &connection.tenant_access_token),
        ];
        for (name, given) in tokens {
            let origin = given.as_ref().map(|given| Origin::Variable(given.variable));
            rows.extend(origin.map(|origin| Row::new(name, "****".into(), &origin)));
        }
    }
    Ok(rows)
}

/// One setting that counts.
pub fn effective(settings: &Settings, key: Key) -> Result<Vec<(Value, String)>, CommandError> {
    let name = key.facts().name;
    let rows = match key.facts().connects {
        true => connection(settings)?,
        false => preference(settings, key),
    };
    let rows = rows.into_iter().filter(|row| row.key == name);
    Ok(rows.map(|row| (row.value, row.from.unwrap_or_default())).collect())
}

pub fn readable(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "profile {}", self.profile)?;
        if let Some(by) = &self.chosen_by {
            write!(f, " ({by})")?;
        }
        for row in &self.settings {
            write!(f, "\n  {:<16} {}", row.key, readable(&row.value))?;
            if let Some(from) = &row.from {
                write!(f, "  ({from})")?;
            }
        }
        Ok(())
    }
}
