//! Calls that failed, and what to do about each.

use lark_api::errors::Kind;
use lark_client::{ApiError, CredentialError, Error, Ungranted, transport::TransportErrorKind};

use super::{Cause, CommandError, Type};
use crate::{commands::needs, hints, secrets::program};

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        match error {
            Error::Api(api) => of_api(*api),
            Error::Http { status, excerpt, log_id } => Self {
                code: Some(i64::from(status)),
                log_id,
                retryable: status >= 500,
                ..of_http(status, &excerpt)
            },
            Error::Network(network) => {
                let message = format!("no answer from the server: {network}");
                let source = network.kind == TransportErrorKind::Source;
                let (kind, subtype) = match source {
                    true => (Type::Validation, "unreadable_file"),
                    false => (Type::Network, network_subtype(network.kind)),
                };
                let failure =
                    Self::new(kind, subtype, if source { network.to_string() } else { message });
                let failure = Self { retryable: !source, ..failure };
                failure.with_hint(hints::network(network.kind))
            }
            Error::OutcomeUnknown(unknown) => {
                let message = format!(
                    "{unknown}; after {} attempts it is not known whether it was carried out",
                    unknown.attempts
                );
                let failure = Self::new(Type::Network, "outcome_unknown", message);
                match unknown.uuid {
                    Some(uuid) => failure
                        .with_hint(hints::settle(unknown.endpoint, &uuid))
                        .with_fact("uuid", uuid),
                    None => failure.with_hint("look whether it happened before you try again"),
                }
            }
            Error::Decode { ref log_id, .. } => {
                let log_id = log_id.clone();
                let failure = Self::new(Type::Internal, "unexpected_answer", error.to_string());
                Self { log_id, ..failure }
                    .with_hint("report it with the log id; `--dry-run` shows the request")
            }
            Error::Credential(credential) => {
                of_credential(&credential).caused_by(Cause::Credential(credential))
            }
            Error::Ungranted(ungranted) => of_ungranted(ungranted),
            Error::Denied(denied) => Self::new(Type::Policy, "denied", denied.to_string())
                .with_hint(crate::settings::policy::hint(&denied.set_by)),
            Error::Request(split) => {
                Self::new(Type::Validation, "invalid_argument", split.to_string())
                    .with_hint("ids have only letters, digits, `-` and `_`")
            }
            Error::Unkept(unkept) => match unkept.downcast::<Self>() {
                Ok(error) => *error,
                Err(other) => Self::new(Type::Internal, "file_unwritable", other.to_string())
                    .with_hint("check the directory and the space on the disk"),
            },
            Error::Changed => Self::new(Type::Network, "content_changed", error.to_string())
                .with_hint("try again when it is no longer being changed"),
            Error::WrongPart => Self::new(Type::Network, "wrong_range", error.to_string())
                .with_hint(
                    "something between here and the server breaks downloads: check the proxy",
                ),
            Error::Source(source) => Self::new(
                Type::Validation,
                "unreadable_file",
                format!("the file could not be read: {source}"),
            )
            .with_hint("check the path and its permissions"),
        }
    }
}

fn of_ungranted(ungranted: Ungranted) -> CommandError {
    let narrow = ungranted.lacking.iter().filter_map(|any_of| needs::narrowest(any_of));
    let missing: Vec<String> = narrow.map(str::to_owned).collect();
    let message = format!("missing required scope(s): {}", missing.join(", "));
    let hint = format!("lark-cli auth login --scope {}", hints::quote(&missing.join(" ")));
    let failure = CommandError::new(Type::Authorization, "missing_scope", message).with_hint(hint);
    CommandError { missing_scopes: missing, ..failure }.caused_by(Cause::Ungranted(ungranted))
}

fn of_http(status: u16, excerpt: &str) -> CommandError {
    let message = format!("HTTP {status}: {excerpt}");
    match status {
        500.. => CommandError::new(Type::Network, "server_error", message)
            .with_hint("the service failed; try again later"),
        404 => CommandError::new(Type::Api, "not_found", message)
            .with_hint("check the base URL: this host does not serve the call"),
        300..400 => CommandError::new(Type::Network, "redirect", message)
            .with_hint("the base URL answers with a redirect; set it to where that leads"),
        _ => CommandError::new(Type::Api, "http_error", message)
            .with_hint("the answer is not Lark's; check the base URL and the proxy"),
    }
}

fn network_subtype(kind: TransportErrorKind) -> &'static str {
    match kind {
        TransportErrorKind::Timeout => "timeout",
        TransportErrorKind::Tls => "tls",
        TransportErrorKind::Proxy => "proxy",
        TransportErrorKind::Dns => "dns",
        _ => "transport",
    }
}

fn of_credential(error: &CredentialError) -> CommandError {
    match error {
        CredentialError::NoApp => CommandError::new(
            Type::Authentication,
            "token_missing",
            "no access token available for bot",
        )
        .with_hint("give the app's secret: lark-cli config init"),
        CredentialError::NoUser => CommandError::new(
            Type::Authentication,
            "token_missing",
            "no access token available for user",
        )
        .with_hint("log in: lark-cli auth login"),
        CredentialError::SecretLost { message, said } => {
            program::failure(message.clone(), said.clone())
        }
        CredentialError::LoginOver => login_ended(error.to_string()),
        CredentialError::LoginRefused { code, interrupted_at, .. } => {
            let message = match interrupted_at {
                None => error.to_string(),
                Some(_) => format!("{error}; an earlier refresh was interrupted and used it up"),
            };
            CommandError { code: Some(*code), ..login_ended(message) }
        }
        CredentialError::NotRefreshed(_) => {
            let failure = CommandError::new(Type::Network, "not_refreshed", error.to_string());
            CommandError { retryable: true, ..failure }
                .with_hint("try again; the login is kept as it was: lark-cli auth status")
        }
        CredentialError::LoginPlace(_) => {
            CommandError::new(Type::Config, "unusable_login", error.to_string()).with_hint(
                "make where it is kept one you can write to, or set LARK_CLI_DATA_DIR to a \
                 directory that is",
            )
        }
        CredentialError::UserTokenLost(_) => {
            CommandError::new(Type::Authentication, "token_missing", error.to_string())
                .with_hint("look at the sandbox: lark-cli sandbox info")
        }
    }
}

fn login_ended(message: String) -> CommandError {
    CommandError::new(Type::Authentication, "token_expired", message)
        .with_hint("log in again: lark-cli auth login")
}

fn of_api(api: ApiError) -> CommandError {
    let (kind, subtype) = category(api.kind);
    let fields: Vec<_> =
        api.fields.iter().map(|field| format!("{}: {}", field.field, field.description)).collect();
    let message = match fields.is_empty() {
        true => api.msg.clone(),
        false => format!("{} ({})", api.msg, fields.join("; ")),
    };
    CommandError {
        code: Some(api.code),
        hint: Some(hints::api(&api)),
        log_id: api.log_id.clone(),
        troubleshooter: api.troubleshooter.clone(),
        retryable: api.is_retryable(),
        retry_after_seconds: api.retry_after,
        missing_scopes: api.missing_scopes.clone(),
        console_url: api.console_url.clone(),
        ..CommandError::new(kind, subtype, message)
    }
    .caused_by(Cause::Refused(api))
}

/// The type and subtype of what Lark said. Codes this version does not know are plain API errors.
fn category(kind: Option<Kind>) -> (Type, &'static str) {
    let Some(kind) = kind else { return (Type::Api, "unknown") };
    match kind {
        Kind::TokenMissing => (Type::Authentication, "token_missing"),
        Kind::TokenInvalid => (Type::Authentication, "token_invalid"),
        Kind::TokenExpired => (Type::Authentication, "token_expired"),
        Kind::GrantInvalid => (Type::Authentication, "grant_invalid"),
        Kind::WrongIdentity => (Type::Authentication, "wrong_identity"),
        Kind::AppScope => (Type::Authorization, "app_scope_not_applied"),
        Kind::UserScope => (Type::Authorization, "missing_scope"),
        Kind::UserUnauthorized => (Type::Authorization, "user_unauthorized"),
        Kind::AppUnavailable => (Type::Authorization, "app_unavailable"),
        Kind::InvalidClient => (Type::Config, "invalid_client"),
        Kind::RateLimited => (Type::Api, "rate_limit"),
        Kind::InFlight => (Type::Api, "in_flight"),
        Kind::Unavailable => (Type::Network, "server_error"),
        Kind::InvalidParam => (Type::Api, "invalid_parameter"),
        Kind::NotFound => (Type::Api, "not_found"),
        Kind::NotInChat => (Type::Api, "not_in_chat"),
        Kind::NoPermission => (Type::Api, "no_permission"),
        Kind::ChatSettings => (Type::Api, "chat_settings"),
        Kind::NotVisible => (Type::Api, "not_visible"),
        Kind::Recalled => (Type::Api, "recalled"),
        Kind::Dissolved => (Type::Api, "dissolved"),
        Kind::TooLate => (Type::Api, "too_late"),
        Kind::TooLarge => (Type::Api, "too_large"),
        Kind::Empty => (Type::Api, "empty"),
        Kind::Format => (Type::Api, "format"),
        Kind::Unsupported => (Type::Api, "unsupported"),
        Kind::Sensitive => (Type::Api, "sensitive"),
        Kind::LimitReached => (Type::Api, "limit_reached"),
        Kind::BotDisabled => (Type::Api, "bot_disabled"),
        Kind::OtherTenant => (Type::Api, "other_tenant"),
        Kind::Quota => (Type::Api, "quota"),
        Kind::IpDenied => (Type::Api, "ip_denied"),
    }
}
