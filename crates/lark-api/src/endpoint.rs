//! What an endpoint is: a request type, and the facts about it that are not fields.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use crate::{errors::Family, scopes::Scopes};

/// A request type of the Lark API; the type *is* the endpoint.
///
/// A request is one flat struct. Which of its fields travel in the path, the query and the body is
/// in [`Meta`]; only [`crate::wire`] acts on it.
pub trait Endpoint: Serialize + DeserializeOwned + JsonSchema + Send + 'static {
    /// Everything about the endpoint that is not a field.
    const META: Meta;

    /// What a successful answer carries; see [`Answer`] for where.
    type Response: Serialize + DeserializeOwned + JsonSchema + Default + Send + 'static;

    /// What a dry run answers in Lark's stead, so that a plan can go on to its next request.
    fn placeholder(&self) -> Self::Response {
        Self::Response::default()
    }
}

/// An endpoint that answers in pages.
pub trait Paged: Endpoint {
    /// Asks for the page that `token` names.
    fn set_page_token(&mut self, token: String);

    /// The token of the page after `page`, if Lark says there is one.
    fn next_page_token(page: &Self::Response) -> Option<&str>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// On whose behalf an endpoint may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// With a `tenant_access_token`: as the app's bot.
    Bot,
    /// With a `user_access_token`: as a person.
    User,
}

/// Which of a deployment's hosts serves the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// `open.feishu.cn` and its likes.
    Open,
    /// `accounts.feishu.cn` and its likes: logins.
    Accounts,
}

/// What a request's body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    Json,
    /// `application/x-www-form-urlencoded`, as OAuth has it.
    Form,
    /// Sent as a form, and taken as JSON too.
    FormOrJson,
    /// `multipart/form-data`; the named part carries the file and is not a field of the request.
    Multipart {
        file: &'static str,
    },
}

/// Where a successful answer carries its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// In `data`, beside `code` and `msg`.
    Data,
    /// At the top level, beside `code` and `msg`.
    TopLevel,
    /// At the top level; failures follow RFC 6749.
    OAuth,
    /// The body is a file; failures are JSON.
    Binary,
}

/// How an app proves who it is where no token does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By fields of the request, if at all.
    Fields,
    /// By an `Authorization: Basic` header of its id and secret (RFC 6749, 2.3.1).
    Basic,
}

/// What a call changes. Decides dry runs, read-only mode and whether it may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Read,
    /// Stores a file that nobody sees until it is used.
    Upload,
    Write,
}

/// When a call whose answer was lost may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Always: it changes nothing, or nothing anyone sees.
    Safe,
    /// While the request carries the same value in the named field.
    ByUuid(&'static str),
    /// Always: doing it twice leaves what doing it once leaves.
    Natural,
    /// Never: a second call does it a second time.
    Never,
}

/// How often an app may call the endpoint in one tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier(pub u8);

impl Tier {
    /// Calls per minute and per second that the tier allows; `None` where it has no such bound.
    ///
    /// Source: the open platform's page on frequency control.
    pub const fn quota(self) -> (Option<u32>, Option<u32>) {
        match self.0 {
            1 => (Some(10), None),
            2 => (Some(20), None),
            3 => (Some(100), None),
            5 => (None, Some(1)),
            6 => (None, Some(5)),
            7 => (None, Some(10)),
            8 => (None, Some(20)),
            9 | 10 => (None, Some(50)),
            11 => (None, Some(100)),
            _ => (Some(1000), Some(50)),
        }
    }
}

/// The declared facts of one endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// `im.messages.reply`: the name `schema` and `api` know it by.
    pub name: &'static str,
    pub method: Method,
    pub host: Host,
    /// With `{field}` placeholders.
    pub path: &'static str,
    /// The fields that travel in the query; on a GET all that are not in the path do.
    pub query: &'static [&'static str],
    /// Fields whose name on the wire is another one: `(field, wire name)`.
    pub rename: &'static [(&'static str, &'static str)],
    pub body: Body,
    pub answer: Answer,
    /// Who may call it; nobody in particular where empty.
    pub auth: &'static [Auth],
    pub proof: Proof,
    pub scopes: Scopes,
    pub effect: Effect,
    pub retry: Retry,
    pub tier: Tier,
    /// Whose meanings its error codes have.
    pub family: Family,
    /// Whether what it does cannot be undone: callers ask first.
    pub irreversible: bool,
}

impl Meta {
    pub const fn get(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::Get, path, Effect::Read, Retry::Safe)
    }

    pub const fn post(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::Post, path, Effect::Write, Retry::Never)
    }

    pub const fn put(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::Put, path, Effect::Write, Retry::Natural)
    }

    pub const fn patch(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::Patch, path, Effect::Write, Retry::Natural)
    }

    pub const fn delete(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::Delete, path, Effect::Write, Retry::Natural)
    }

    const fn new(
        name: &'static str,
        method: Method,
        path: &'static str,
        effect: Effect,
        retry: Retry,
    ) -> Self {
        Self {
            name,
            method,
            host: Host::Open,
            path,
            query: &[],
            rename: &[],
            body: Body::Json,
            answer: Answer::Data,
            auth: &[Auth::Bot, Auth::User],
            proof: Proof::Fields,
            scopes: Scopes::NONE,
            effect,
            retry,
            tier: Tier(4),
            family: Family::Message,
            irreversible: false,
        }
    }

    pub const fn query(mut self, fields: &'static [&'static str]) -> Self {
        self.query = fields;
        self
    }

    pub const fn rename(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.rename = fields;
        self
    }

    pub const fn host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    pub const fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    pub const fn answer(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }

    pub const fn auth(mut self, auth: &'static [Auth]) -> Self {
        self.auth = auth;
        self
    }

    pub const fn proof(mut self, proof: Proof) -> Self {
        self.proof = proof;
        self
    }

    pub const fn scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    pub const fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    pub const fn tier(mut self, tier: u8) -> Self {
        self.tier = Tier(tier);
        self
    }

    pub const fn family(mut self, family: Family) -> Self {
        self.family = family;
        self
    }

    pub const fn irreversible(mut self) -> Self {
        self.irreversible = true;
        self
    }

    /// The names of the `{placeholders}` in the path, in order.
    pub fn path_fields(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    pub fn is_path_field(&self, field: &str) -> bool {
        self.path_fields().any(|name| name == field)
    }

    /// Whether `field` travels in the query.
    pub fn is_query_field(&self, field: &str) -> bool {
        match self.method {
            Method::Get => !self.is_path_field(field),
            _ => self.query.contains(&field),
        }
    }

    /// What `field` is called on the wire.
    pub fn wire_name(&self, field: &'static str) -> &'static str {
        self.rename.iter().find(|(name, _)| *name == field).map_or(field, |(_, wire)| wire)
    }
}
