//! What stands around a result and a failure.

use lark_api::Auth;
use lark_client::plan::Planned;
use lark_sandbox::ServerFile;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::{Paging, Shape};
use crate::{context::Context, error::CommandError, spelling::Understood};

/// A result, with what is to be known about it.
#[derive(Serialize)]
pub struct Success {
    pub ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    pub data: Json,
    #[serde(skip_serializing_if = "Map::is_empty")]
    meta: Map<String, Json>,
}

fn name(identity: Auth) -> &'static str {
    match identity {
        Auth::Bot => "bot",
        Auth::User => "user",
    }
}

impl Success {
    pub fn new(context: &Context, data: Json) -> Self {
        let mut meta = context.facts();
        if let Some(command) = &context.understood().understood_as {
            meta.insert("understood_as".to_owned(), command.as_str().into());
        }
        let dry_run = context.global().dry_run;
        Self { ok: true, identity: context.identity().map(name), dry_run, data, meta }
    }

    /// The requests of a dry run.
    pub fn of_plan(context: &Context, requests: Vec<Planned>, app_id: Option<&str>) -> Self {
        let data = json!({ "api": requests, "context": { "app_id": app_id } });
        Self::new(context, data)
    }

    /// A list and how far it was read.
    pub fn of_list(context: &Context, (key, rows): (&str, Vec<Json>), paging: &Paging) -> Self {
        let count = rows.len();
        let mut success = Self::around_rows(context, (key, count), paging);
        success.data[key] = rows.into();
        success
    }

    /// The same without its rows: they come from elsewhere.
    pub fn around_rows(context: &Context, (key, count): (&str, usize), paging: &Paging) -> Self {
        let mut data = paging.beside.clone();
        data.insert("has_more".to_owned(), paging.has_more.into());
        data.insert("page_token".to_owned(), paging.next_token.as_str().into());
        if paging.shape == Shape::Listed {
            data.insert("total".to_owned(), count.into());
        }
        data.insert(key.to_owned(), Json::Array(Vec::new()));
        let mut success = Self::new(context, Json::Object(data));
        let mut pagination = json!({
            "complete": !paging.has_more,
            "pages": paging.pages,
            "items": count,
            "next_token": paging.next_token,
        });
        if let (Some(command), true) = (&paging.go_on, paging.has_more) {
            pagination["go_on"] = command.as_str().into();
        }
        if let (Some(ended), true) = (paging.ended, paging.has_more) {
            pagination["reason"] = ended.as_str().into();
        }
        if paging.again > 0 {
            pagination["repeated"] = paging.again.into();
        }
        if paging.token_again != paging.again {
            pagination["repeated_by_token"] = paging.token_again.into();
        }
        success.meta.insert("count".to_owned(), count.into());
        success.meta.insert("pagination".to_owned(), pagination);
        success
    }
}

/// A failure.
#[derive(Serialize)]
pub struct Failure<'a> {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'static str>,
    error: &'a CommandError,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Json>,
}

impl<'a> Failure<'a> {
    pub fn new(
        context: Option<&Context>,
        error: &'a CommandError,
        understood: &Understood,
    ) -> Self {
        let identity = context.and_then(Context::identity);
        let warnings = context.map(Context::warnings).unwrap_or_default();
        let mut meta = Map::new();
        meta.extend(
            understood
                .understood_as
                .iter()
                .map(|as_| ("understood_as".to_owned(), Json::from(as_.as_str()))),
        );
        if !warnings.is_empty() {
            meta.insert("warnings".to_owned(), warnings.into());
        }
        let meta = (!meta.is_empty()).then_some(Json::Object(meta));
        Self { ok: false, identity: identity.map(name), error, meta }
    }
}

/// A failure as text.
pub fn for_people(error: &CommandError) -> String {
    let mut text = format!("error: {}\n", error.message);
    for param in &error.params {
        text.push_str(&format!("  {}: {}\n", param.name, param.reason));
    }
    for (name, value) in &error.facts {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.extend(error.hint.iter().map(|hint| format!("hint: {hint}\n")));
    text.extend(error.log_id.iter().map(|log_id| format!("log id: {log_id}\n")));
    super::sanitize(&text)
}

/// A served sandbox, and what to do with it.
#[derive(Serialize)]
pub struct Announced<'a> {
    #[serde(flatten)]
    server: &'a ServerFile,
    /// Commands that set up a profile for it, log in and act as the person.
    next: [String; 3],
}

impl<'a> Announced<'a> {
    pub fn of(server: &'a ServerFile) -> Self {
        Self { server, next: own_login(server) }
    }
}

/// From nothing to acting as oneself, as with a deployment of one's own.
fn own_login(server: &ServerFile) -> [String; 3] {
    let ServerFile { base_url, app_id, app_secret, .. } = server;
    [
        format!(
            "printf %s {app_secret} | lark-cli config init --name try --base-url {base_url} \
             --app-id {app_id} --app-secret-stdin"
        ),
        "lark-cli --profile try auth login".to_owned(),
        "lark-cli --profile try im list-chats --as user".to_owned(),
    ]
}

/// What a person who started the sandbox does next.
pub fn announcement(server: &ServerFile) -> String {
    format!(
        "The sandbox is served at {}\n\n\
         In another terminal:\n  \
         lark-cli --profile sandbox im list-chats --as bot\n\n\
         Or as with an app of your own, logging in as one of its people:\n  {}\n\n\
         For an SDK: app id {}, app secret {}\n\
         Stop it with Ctrl-C or: lark-cli sandbox stop",
        server.base_url,
        own_login(server).join("\n  "),
        server.app_id,
        server.app_secret
    )
}
