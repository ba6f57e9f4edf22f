//! `lark-cli config init`

use std::io::Read;

use clap::Args;
use lark_client::Secret;

use super::{
    Change, Report,
    change::SetUp,
    register::{self, RegisterArgs},
    set_up,
};
use crate::{
    context::Context,
    error::{CommandError, Type},
    output::{Output, prompt},
    profile::Directories,
    settings::{Key, Origin, Setting, user_file::UserFile},
};

/// Set a profile up: the app and where to call it
///
/// On a terminal what is missing is asked for. The secret is typed without being shown, or comes
/// from standard input; it is kept in a file that only you can read. The profile becomes the
/// default one. Who has no app yet gets one with --new, by confirming on a page.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli config init\n  \
    lark-cli config init --new\n  \
    lark-cli config init --name work --app-id cli_… --brand lark --app-secret-stdin < secret.txt\n  \
    lark-cli config init --app-id cli_… --base-url https://open.example.com --default-as bot")]
pub struct InitArgs {
    /// What the profile is called; `default` unless told
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    app: AppArgs,

    #[command(flatten)]
    register: RegisterArgs,
}

/// The app of a profile and where to call it.
#[derive(Args)]
pub struct AppArgs {
    /// The app's id, from the developer console
    #[arg(long, value_name = "CLI_ID")]
    app_id: Option<String>,

    /// feishu or lark: whose servers to call
    #[arg(long, value_name = "BRAND")]
    brand: Option<String>,

    /// The server of a private deployment or of a served sandbox, instead of a brand's
    #[arg(long, value_name = "URL", conflicts_with = "brand")]
    base_url: Option<String>,

    /// Where that deployment keeps logins; the same server unless told
    #[arg(long, value_name = "URL")]
    accounts_url: Option<String>,

    /// Read the app's secret from standard input
    #[arg(long)]
    app_secret_stdin: bool,

    /// Whom to act as without --as: user, bot or auto
    #[arg(long, value_name = "IDENTITY")]
    default_as: Option<String>,

    #[arg(long, value_name = "SECRET", hide = true, num_args = 0..=1)]
    app_secret: Option<Option<String>>,
}

pub fn run(context: &Context, args: InitArgs) -> Result<Output<'_>, CommandError> {
    let name = args.name.or_else(|| context.global().profile.clone());
    let name = name.unwrap_or_else(|| "default".to_owned());
    match args.register.new {
        true => register::run(context, &name, &args.app, args.register),
        false => args.app.set_up(context, &name, true),
    }
}

impl AppArgs {
    pub fn set_up(
        self,
        context: &Context,
        name: &str,
        becomes_default: bool,
    ) -> Result<Output<'static>, CommandError> {
        if self.app_secret.is_some() {
            return Err(secret_in_arguments());
        }
        let change = Change::of(context, name)?;
        let mut settings = self.given()?;
        let known = UserFile::load(&change.directories)?.settings(name)?;
        let has = |settings: &[Setting], key| settings.iter().any(|setting| setting.key == key);
        let asks = !self.app_secret_stdin && prompt::is_possible();
        if !has(&settings, Key::AppId) && !has(&known, Key::AppId) {
            if !asks {
                return Err(missing_app_id());
            }
            ask_for_app(&mut settings)?;
        }
        let secret = match (self.app_secret_stdin, asks) {
            (true, _) => Some(secret_from_input()?),
            (false, true) => prompt::secret("App secret (not shown; empty to keep as it is): ")?,
            (false, false) => None,
        };
        let has_secret = secret.is_some();
        let notes = set_up(&change, SetUp { settings, secret: secret.map(Secret::new), becomes_default })?;
        let file = UserFile::load(&change.directories)?;
        let mut report = Report::new(context)
            .fact("profile", name)
            .fact("path", file.path.display().to_string())
            .done(format!("The profile `{name}` is set up in {}", file.path.display()))
            .all_done(notes);
        if !has_secret && !has_kept_secret(&file, name, &change.directories)? {
            report = report.done(
                "It has no secret yet: lark-cli config init --app-secret-stdin, or config set secret_command",
            );
        }
        Ok(report.output())
    }

    /// Where to call, as far as the flags say.
    pub fn given(&self) -> Result<Vec<Setting>, CommandError> {
        let flags = [
            (Key::AppId, "--app-id", &self.app_id),
            (Key::Brand, "--brand", &self.brand),
            (Key::BaseUrl, "--base-url", &self.base_url),
            (Key::AccountsUrl, "--accounts-url", &self.accounts_url),
            (Key::DefaultAs, "--default-as", &self.default_as),
        ];
        let given = flags.iter().filter_map(|(key, flag, value)| {
            let value = value.as_ref()?;
            Some(Setting::of_text(*key, value, Origin::Flag(flag)))
        });
        given.collect()
    }
}

fn ask_for_app(settings: &mut Vec<Setting>) -> Result<(), CommandError> {
    let has_place = settings.iter().any(|setting| matches!(setting.key, Key::Brand | Key::BaseUrl));
    if !has_place {
        let place = prompt::line("feishu, lark, or the URL of your own server [feishu]: ")?;
        let setting = match place.as_str() {
            "" => Setting::of_text(Key::Brand, "feishu", Origin::Flag("--brand")),
            url if url.contains("://") => Setting::of_text(Key::BaseUrl, url, Origin::Flag("--base-url")),
            brand => Setting::of_text(Key::Brand, brand, Origin::Flag("--brand")),
        };
        settings.push(setting?);
    }
    let app_id = prompt::line("App ID (cli_…, from the developer console): ")?;
    settings.push(Setting::of_text(Key::AppId, &app_id, Origin::Flag("--app-id"))?);
    Ok(())
}

fn has_kept_secret(
    file: &UserFile,
    name: &str,
    directories: &Directories,
) -> Result<bool, CommandError> {
    let settings = file.settings(name)?;
    if settings.iter().any(|s| matches!(s.key, Key::AppSecret | Key::SecretCommand)) {
        return Ok(true);
    }
    match super::change::owner(file, name)? {
        Some(owner) => Ok(owner.load(directories)?.is_some()),
        None => Ok(false),
    }
}

fn secret_from_input() -> Result<String, CommandError> {
    let refuse = |reason: &str| {
        Err(CommandError::invalid("--app-secret-stdin", reason)
            .with_hint("such as: lark-cli config init --app-id cli_… --app-secret-stdin < secret.txt"))
    };
    let mut text = String::new();
    if std::io::stdin().lock().take(4096).read_to_string(&mut text).is_err() {
        return refuse("standard input is not text");
    }
    match text.trim() {
        "" => refuse("there is no secret on standard input"),
        secret if secret.chars().any(char::is_whitespace) => {
            refuse("there is more than a secret on standard input")
        }
        secret => Ok(secret.to_owned()),
    }
}

fn secret_in_arguments() -> CommandError {
    CommandError::invalid("--app-secret", "a secret in the arguments is seen by everybody on this machine")
        .with_hint("pipe it in with --app-secret-stdin, or leave it out and type it when asked; and change this one")
}

fn missing_app_id() -> CommandError {
    let error = CommandError::new(
        Type::Validation,
        "missing_argument",
        "required flag --app-id is not set",
    );
    CommandError { param: Some("--app-id".to_owned()), ..error }
        .with_hint("such as: lark-cli config init --app-id cli_… --app-secret-stdin < secret.txt")
}
