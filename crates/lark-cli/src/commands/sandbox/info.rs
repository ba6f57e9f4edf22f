//! `lark-cli sandbox info`

use std::fmt;

use clap::Args;
use lark_api::im::hooks::PostToHook;
use lark_sandbox::Info;
use schemars::JsonSchema;
use serde::Serialize;

use super::refuse_dry_run;
use crate::{
    context::Context,
    error::CommandError,
    output::Output,
    profile::Directories,
    sandbox::{self, Reached},
    transport::admin,
};

/// Show where the sandbox is, its apps, people and chats, and what to call it with
#[derive(Args)]
pub struct InfoArgs {}

#[derive(Serialize, JsonSchema)]
struct ShownInfo(#[schemars(with = "serde_json::Value")] Info);

pub fn run(context: &Context, _: InfoArgs) -> Result<Output<'static>, CommandError> {
    refuse_dry_run(context)?;
    let mut info = match sandbox::reach(&Directories::resolve()?)? {
        Reached::Inside(inside) => inside.sandbox.info()?,
        Reached::Served(server) => {
            Info { base_url: Some(server.base_url.clone()), ..admin::info(&server)? }
        }
    };
    let origin = info.base_url.clone().unwrap_or_else(|| "sandbox:".to_owned());
    for hook in &mut info.webhooks {
        hook.url = Some(format!("{origin}{}", PostToHook::path(&hook.token)));
    }
    Ok(Output::value(ShownInfo(info)))
}

impl fmt::Display for ShownInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(info) = self;
        match &info.base_url {
            Some(url) => writeln!(f, "served at {url}\n")?,
            None => writeln!(
                f,
                "not served; every command runs it itself: lark-cli --profile sandbox …\n"
            )?,
        }
        writeln!(f, "apps")?;
        for app in &info.apps {
            writeln!(f, "  {}  {}  secret {}", app.app_id, app.name, app.app_secret)?;
        }
        writeln!(f, "people")?;
        for user in &info.users {
            writeln!(f, "  {}  {}  {}", user.open_id, user.name, user.email)?;
        }
        writeln!(f, "chats")?;
        let chats = info.chats.iter().map(|chat| {
            let name = if chat.name.is_empty() { "(between two)" } else { &chat.name };
            format!("  {}  {name}  {}", chat.chat_id, chat.chat_mode)
        });
        f.write_str(&chats.collect::<Vec<_>>().join("\n"))?;
        write!(f, "\nwebhooks")?;
        for hook in &info.webhooks {
            let url = hook.url.as_deref().unwrap_or_default();
            write!(f, "\n  {url}  {}", hook.name)?;
            hook.secret.iter().try_for_each(|secret| write!(f, "  secret {secret}"))?;
        }
        Ok(())
    }
}
