//! Sending through a group's webhook: no app, no login, and no second try.

use std::fmt;

use clap::Args;
use lark_api::{
    content::Content,
    errors::codes,
    im::{MsgType, hooks::PostToHook},
};
use lark_client::{
    Secret,
    clock::{Clock, SystemClock},
    hook::signature,
    http::BaseUrls,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{SendOptions, draft::Draft};
use crate::{
    context::{Context, HookPlace},
    error::{CommandError, Type},
    output::Output,
    settings::environment::variable,
};

/// A group's webhook. Who knows its address may write there, so it is kept like a secret.
#[derive(Args)]
#[group(skip)]
pub struct WebhookArgs {
    /// The address of a custom bot's webhook, which needs no app and no login; see --webhook-env
    #[arg(long, value_name = "URL", conflicts_with_all = ["receivers", "stream", "template"])]
    webhook: Option<String>,

    /// The variable that has the webhook's address, which then stands in no list of processes
    #[arg(long, value_name = "VARIABLE", conflicts_with_all = ["receivers", "stream", "template", "webhook"])]
    webhook_env: Option<String>,

    /// The variable that has the secret the webhook wants its calls signed with
    #[arg(long, value_name = "VARIABLE")]
    webhook_secret_env: Option<String>,
}

/// A webhook that can be called.
pub struct Hook {
    place: HookPlace,
    /// What is shown of its address.
    host: String,
    token: Secret,
    secret: Option<Secret>,
}

/// How the sandbox inside the process is called.
const SANDBOX: &str = "sandbox:";

impl WebhookArgs {
    /// The webhook, if one was named; all that can be wrong about it is found before anything is read.
    pub fn hook(self, options: &SendOptions) -> Result<Option<Hook>, CommandError> {
        let (flag, url) = match (self.webhook, self.webhook_env) {
            (Some(url), _) => ("--webhook", url),
            (None, Some(name)) => ("--webhook-env", of_variable("--webhook-env", &name)?),
            (None, None) if self.webhook_secret_env.is_some() => {
                let flag = "--webhook-secret-env";
                return Err(CommandError::invalid(flag, "there is no webhook to sign for")
                    .with_hint("name it: --webhook-env VARIABLE, or --webhook URL"));
            }
            (None, None) => return Ok(None),
        };
        if options.key().was_given {
            let message = "a webhook takes no idempotency key: what is sent twice is there twice";
            return Err(CommandError::invalid("--idempotency-key", message)
                .with_hint("leave it out, or send as an app's bot: --chat-id oc_… --as bot"));
        }
        let secret = self.webhook_secret_env;
        let secret = secret.map(|name| of_variable("--webhook-secret-env", &name)).transpose()?;
        let (place, host, token) = parse(flag, url.trim())?;
        Ok(Some(Hook {
            place,
            host,
            token,
            secret: secret.map(|secret| Secret::new(secret.trim())),
        }))
    }
}

fn of_variable(flag: &str, name: &str) -> Result<String, CommandError> {
    variable(name).ok_or_else(|| {
        let name = name.escape_debug();
        CommandError::invalid(flag, format!("the variable {name} is not set")).with_hint(format!(
            "{flag} takes the name of a variable, such as HOOK_URL, and not its value"
        ))
    })
}

/// Nothing of the address is repeated in what is wrong with it.
fn parse(flag: &str, url: &str) -> Result<(HookPlace, String, Secret), CommandError> {
    let invalid = |reason: &str| {
        CommandError::invalid(flag, format!("that is not a webhook's address: {reason}")).with_hint(
            "copy it from the custom bot's settings in the group: https://<host>/…/hook/<token>",
        )
    };
    let path_at = match url.find("://") {
        Some(scheme) => url[scheme + 3..].find('/').map(|at| scheme + 3 + at),
        None => url.starts_with(SANDBOX).then_some(SANDBOX.len()),
    };
    let (origin, path) = url.split_at(path_at.ok_or_else(|| invalid("it has no path"))?);
    let token = PostToHook::token_in(path)
        .ok_or_else(|| invalid("its path is not that of a webhook, with the token at its end"))?;
    let token = Secret::new(token);
    if origin == SANDBOX {
        return Ok((HookPlace::Sandbox, "sandbox".to_owned(), token));
    }
    let base = BaseUrls::single(origin).map_err(|error| invalid(error.reason))?;
    let host = base.open.split_once("://").map_or("", |(_, host)| host).to_owned();
    Ok((HookPlace::At(base), host, token))
}

/// A message that went through a webhook. Lark tells neither its id nor its chat.
#[derive(Serialize, JsonSchema)]
struct Posted {
    /// Always `sent`: a refusal and an unknown outcome are errors.
    outcome: &'static str,
    /// The webhook's host.
    webhook: String,
    signed: bool,
    /// How many messages went out.
    messages: usize,
}

impl fmt::Display for Posted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signed = if self.signed { ", signed" } else { "" };
        let place = if self.webhook == "sandbox" { "the sandbox" } else { &self.webhook };
        write!(f, "Sent through a webhook of {place}{signed}")
    }
}

impl Hook {
    pub fn post(self, context: &Context, draft: Draft) -> Result<Output<'_>, CommandError> {
        let contents = draft.without_uploads(context).ok_or_else(cannot_upload)?;
        let said = contents.iter().map(Said::of).collect::<Result<Vec<_>, _>>()?;
        self.refuse_outside(context)?;
        let client = context.hook_client(self.place)?;
        let messages = said.len();
        for (posted, said) in said.into_iter().enumerate() {
            let now = SystemClock::default().now() / 1000;
            let request = PostToHook {
                token: self.token.reveal().to_owned(),
                timestamp: self.secret.as_ref().map(|_| now.to_string()),
                sign: self.secret.as_ref().map(|secret| signature(now, secret)),
                msg_type: said.msg_type.to_string(),
                content: said.content,
                card: said.card,
            };
            client.call(&request).map_err(|error| failed(error.into(), posted))?;
        }
        let signed = self.secret.is_some();
        Ok(Output::value(Posted { outcome: "sent", webhook: self.host, signed, messages }))
    }

    /// Who says `--profile sandbox` means nobody outside of it.
    fn refuse_outside(&self, context: &Context) -> Result<(), CommandError> {
        let is_outside =
            matches!(&self.place, HookPlace::At(base) if base.open.starts_with("https:"));
        if !is_outside || !context.is_sandbox() {
            return Ok(());
        }
        let message =
            format!("the profile is the sandbox, and the webhook is one of {}", self.host);
        Err(CommandError::invalid("--webhook", message).with_hint(
            "the sandbox has webhooks of its own: lark-cli sandbox info; for a real one choose another \
             --profile, or none",
        ))
    }
}

/// A content in the form that webhooks take.
struct Said {
    msg_type: MsgType,
    content: Option<Value>,
    card: Option<Value>,
}

impl Said {
    fn of(said: &Content) -> Result<Self, CommandError> {
        let json: Value = serde_json::from_str(&said.to_wire()).unwrap_or_default();
        let msg_type = said.msg_type();
        let content = match &msg_type {
            MsgType::Text | MsgType::Image => json,
            MsgType::Post => json!({ "post": json }),
            MsgType::ShareChat => json!({ "share_chat_id": json["chat_id"] }),
            MsgType::Interactive => return Ok(Self { msg_type, content: None, card: Some(json) }),
            other => {
                let message = format!("a webhook takes no message of type {other}");
                return Err(CommandError::invalid("--webhook", message).with_hint(
                    "it takes text, posts, cards, images by their key and groups' cards; others go out \
                     as an app's bot: --chat-id oc_… --as bot",
                ));
            }
        };
        Ok(Self { msg_type, content: Some(content), card: None })
    }
}

fn cannot_upload() -> CommandError {
    CommandError::invalid("--webhook", "nothing can be uploaded through a webhook").with_hint(
        "upload the image as the app's bot, lark-cli im upload-image --image <path>, and send its key: \
         --image img_…",
    )
}

/// What the group's settings for its bot say no to is told by their names.
fn failed(error: CommandError, posted: usize) -> CommandError {
    let hint = match error.code {
        Some(codes::WEBHOOK_PARAM) => {
            "the webhook is not there (any more): copy its address anew from the custom bot's settings \
             in the group"
        }
        Some(codes::WEBHOOK_SIGNATURE) => {
            "the bot wants signatures: give its secret with --webhook-secret-env VARIABLE, and check this \
             machine's clock"
        }
        Some(codes::WEBHOOK_KEYWORD) => {
            "the bot takes only messages with one of its keywords, which its settings in the group have"
        }
        Some(codes::WEBHOOK_IP) => {
            "the bot takes calls from its list of addresses only: add this machine's in its settings"
        }
        Some(codes::LEGACY_RATE) => {
            "a webhook takes 5 messages a second and 100 a minute; nothing was sent, try again later"
        }
        _ if error.subtype == "outcome_unknown" => {
            "look in the group whether it is there before you try again: a webhook cannot tell a repeat"
        }
        _ if error.kind == Type::Api => {
            "the content is not one a webhook takes; --dry-run shows the request as it would be sent"
        }
        _ => return with_posted(error, posted),
    };
    with_posted(error.with_hint(hint), posted)
}

fn with_posted(error: CommandError, posted: usize) -> CommandError {
    if posted == 0 { error } else { error.with_fact("messages_sent", posted) }
}
