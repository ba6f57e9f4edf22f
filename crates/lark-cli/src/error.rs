//! Every way a command can fail: one error with a type, an exit code and a next step.

mod of_clap;
mod of_client;
mod of_sandbox;

use lark_client::{ApiError, CredentialError, Ungranted};
use serde::Serialize;
use serde_json::{Map, Value};

/// What sort of failure it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    Validation,
    Authentication,
    Authorization,
    Config,
    Network,
    Api,
    Policy,
    Internal,
    Confirmation,
}

impl Type {
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Api => 1,
            Self::Validation => 2,
            Self::Authentication | Self::Authorization | Self::Config => 3,
            Self::Network => 4,
            Self::Internal => 5,
            Self::Policy => 6,
            Self::Confirmation => 10,
        }
    }
}

/// A failed command, as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct CommandError {
    #[serde(rename = "type")]
    pub kind: Type,
    pub subtype: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub troubleshooter: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_scopes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub console_url: Option<String>,
    /// The flag at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// The flags at fault, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    /// What was done before it failed, or is needed to go on: a `file_key`, a `uuid`.
    #[serde(flatten)]
    pub facts: Map<String, Value>,
    /// What a better hint can be made of when it is shown; one that was given is kept.
    #[serde(skip)]
    pub cause: Option<Box<Cause>>,
}

/// A failure whose next step depends on the profile and on whom it is about.
#[derive(Clone, Debug)]
pub enum Cause {
    Refused(ApiError),
    Credential(CredentialError),
    Ungranted(Ungranted),
}

/// A flag and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Param {
    pub name: String,
    pub reason: String,
}

impl CommandError {
    pub fn new(kind: Type, subtype: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            subtype: subtype.to_owned(),
            code: None,
            message: message.into(),
            hint: None,
            log_id: None,
            troubleshooter: None,
            retryable: false,
            retry_after_seconds: None,
            missing_scopes: Vec::new(),
            console_url: None,
            param: None,
            params: Vec::new(),
            facts: Map::new(),
            cause: None,
        }
    }

    /// Leaves the hint to whoever knows the profile.
    fn caused_by(mut self, cause: Cause) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// An argument that cannot be right, whatever Lark says.
    pub fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self {
            param: Some(param.to_owned()),
            ..Self::new(Type::Validation, "invalid_argument", message)
        }
    }

    /// One of several flags, and none was given.
    pub fn missing_one_of(flags: &[&str]) -> Self {
        let param = |name: &&str| Param { name: (*name).to_owned(), reason: "required".to_owned() };
        let message = format!("specify one of {}", flags.join(", "));
        Self {
            params: flags.iter().map(param).collect(),
            ..Self::new(Type::Validation, "missing_argument", message)
        }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self.cause = None;
        self
    }

    pub fn with_fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    pub fn exit_code(&self) -> u8 {
        self.kind.exit_code()
    }
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CommandError {}
