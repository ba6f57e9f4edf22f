//! Why a call is refused, before it becomes an answer.

use lark_api::{
    Auth,
    errors::codes,
    scopes::AnyOf,
    wire::{JoinError, Problem},
};

use crate::model::actors::Foreign;

#[derive(Debug)]
pub(crate) enum Failure {
    /// A row of the error table, with Lark's words or others.
    Code { code: i64, wording: Wording },
    /// The app was never given a permission.
    AppScope { any_of: AnyOf, auth: Auth, app_id: String },
    /// The person did not grant a permission.
    UserScope { any_of: AnyOf },
    /// A field is missing or has no sense.
    Field { field: String, description: String },
    /// Too many calls; `reset` is in seconds.
    Limited { limit: u32, reset: i64 },
}

/// What stands in `msg`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    Table,
    /// The table's, then `, ext=` and more.
    Ext(String),
    /// The table's, then `: ` and more.
    Tail(String),
    Own(&'static str),
}

impl Failure {
    /// Whether there were too many calls.
    pub(crate) fn is_limit(&self) -> bool {
        const LIMITS: [i64; 2] = [codes::SEND_RATE, codes::LEGACY_RATE];
        match self {
            Self::Limited { .. } => true,
            Self::Code { code, .. } => LIMITS.contains(code),
            _ => false,
        }
    }

    pub(crate) fn code(code: i64) -> Self {
        Self::Code { code, wording: Wording::Table }
    }

    pub(crate) fn ext(code: i64, detail: impl Into<String>) -> Self {
        Self::Code { code, wording: Wording::Ext(detail.into()) }
    }

    /// Lark prints lists of ids as Go does: `[ou_a ou_b]`.
    pub(crate) fn ids(code: i64, ids: &[String]) -> Self {
        Self::Code { code, wording: Wording::Tail(format!("[{}]", ids.join(" "))) }
    }

    /// An id that is somebody's, but nobody's the caller may know.
    pub(crate) fn foreign(whose: Foreign) -> Self {
        Self::code(match whose {
            Foreign::OtherApp => codes::OPEN_ID_OTHER_APP,
            Foreign::UnionId => codes::UNION_ID_OTHER_TENANT,
            Foreign::UserId => codes::USER_ID_OTHER_TENANT,
        })
    }

    /// 230001 with its detail.
    pub(crate) fn param(detail: impl Into<String>) -> Self {
        Self::ext(codes::MESSAGE_PARAM, detail)
    }

    /// 230001 about the content.
    pub(crate) fn content(detail: impl std::fmt::Display) -> Self {
        Self::param(format!("invalid message content. {detail}"))
    }

    pub(crate) fn bad_request() -> Self {
        Self::code(codes::BAD_REQUEST)
    }

    pub(crate) fn field(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self::Field { field: field.into(), description: description.into() }
    }

    /// An OAuth request that lacks a field, or has one that makes no sense.
    pub(crate) fn of_oauth(error: JoinError) -> Self {
        let code = match error.problem {
            Problem::Missing => codes::OAUTH_PARAM,
            Problem::Wrong => codes::OAUTH_MALFORMED,
        };
        Self::Code { code, wording: Wording::Tail(error.description) }
    }

    /// A request whose fields are not what they should be; a wrong type in JSON is told apart.
    pub(crate) fn joining(error: JoinError, is_text: impl Fn(&str) -> bool) -> Self {
        let field = error.field.unwrap_or_default();
        let first = field.split(['.', '[']).next().unwrap_or_default();
        match error.problem {
            Problem::Wrong if !is_text(first) => Self::Code {
                code: codes::BAD_REQUEST,
                wording: Wording::Own("Invalid parameter value"),
            },
            Problem::Missing => Self::field(field.clone(), format!("{field} is required")),
            Problem::Wrong => Self::field(field, error.description),
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        // Whoever calls runs the sandbox too, so the reason helps.
        Self::ext(codes::INTERNAL_ERROR, error.to_string())
    }
}
