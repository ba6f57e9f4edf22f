//! What to do next, per kind of failure: each hint is a command to paste or a thing to look at.

mod changes;

use lark_api::{
    Auth,
    errors::{Family, Kind},
};
use lark_client::{ApiError, transport::TransportErrorKind};

/// After Lark refused.
pub fn api(error: &ApiError) -> String {
    if let Some(hint) = changes::hint(error) {
        return hint;
    }
    let Some(kind) = error.kind else { return unknown_code(error.code) };
    match kind {
        Kind::NotInChat => format!("the caller has to be in the chat; who is: {}", look(error)),
        Kind::NoPermission => format!(
            "only the owner, an administrator or who made it may do that; see who that is: {}",
            look(error)
        ),
        Kind::ChatSettings => format!("the chat's settings forbid it: {}", look(error)),
        Kind::NotVisible => "the app is not made available to that person: an administrator can \
             change its availability in the developer console"
            .to_owned(),
        Kind::NotFound => match error.family {
            Family::Chat => "list the chats there are: lark-cli im list-chats".to_owned(),
            _ => "check the id; it may belong to another app or be gone".to_owned(),
        },
        Kind::InvalidParam => "`--dry-run` shows the request as it would be sent".to_owned(),
        Kind::Recalled => "the message was recalled; nothing can be done with it".to_owned(),
        Kind::Dissolved => "the chat was dissolved; list others: lark-cli im list-chats".to_owned(),
        Kind::TooLarge => {
            "see Lark's limits: text 150 KB, cards 30 KB, images 10 MB, files 30 MB".to_owned()
        }
        Kind::Empty => "the file is empty; send one with content".to_owned(),
        Kind::RateLimited => match error.retry_after {
            Some(seconds) => format!("try again in {seconds} s"),
            None => "try again in a few seconds".to_owned(),
        },
        Kind::InFlight | Kind::Unavailable => "try again in a few seconds".to_owned(),
        Kind::TokenMissing | Kind::TokenInvalid | Kind::TokenExpired => {
            "get a new token; where it comes from: lark-cli config show --origin".to_owned()
        }
        Kind::GrantInvalid => {
            "the login's code or refresh token is used up or too old: log in again".to_owned()
        }
        Kind::AppScope => scope_hint(error, "the app's developer applies for one of the scopes"),
        Kind::UserScope => scope_hint(error, "the person grants one of the scopes anew"),
        Kind::UserUnauthorized => {
            "reading this chat's messages needs a scope of its own: im:message.group_msg for \
             groups, im:message.p2p_msg for conversations between two"
                .to_owned()
        }
        Kind::InvalidClient => {
            "check the app's id and secret: lark-cli config show --origin".to_owned()
        }
        Kind::AppUnavailable | Kind::BotDisabled => {
            "switch the app and its bot on in the developer console".to_owned()
        }
        Kind::Quota => "the tenant's monthly quota is used up".to_owned(),
        Kind::IpDenied => "add this machine's address to the app's IP allow list".to_owned(),
        Kind::WrongIdentity => "use the other identity: --as user or --as bot".to_owned(),
        Kind::TooLate => "the time in which that can be done has passed".to_owned(),
        Kind::Format => {
            "check what the content or the file is: its form is not one Lark takes".to_owned()
        }
        Kind::Unsupported => "Lark does not do that with this kind of message or chat".to_owned(),
        Kind::Sensitive => "Lark's review refused the content; change its words".to_owned(),
        Kind::LimitReached => "a limit of Lark's is reached; make room first".to_owned(),
        Kind::OtherTenant => {
            "it belongs to another company; ids and tokens are good in their own only".to_owned()
        }
    }
}

/// A code this version has not heard of.
fn unknown_code(code: i64) -> String {
    format!("this version does not know code {code}; the troubleshooter or the log id leads on")
}

/// Where it shows who may; the chat of a message is known to who may read it.
fn look(error: &ApiError) -> String {
    match (&error.subject.chat_id, &error.subject.message_id) {
        (Some(chat), _) => format!("lark-cli im get-chat --chat-id {chat}"),
        (None, Some(message)) => format!("lark-cli im get-message --message-id {message}"),
        (None, None) => "lark-cli im list-chats".to_owned(),
    }
}

fn scope_hint(error: &ApiError, who: &str) -> String {
    let scopes = error.missing_scopes.join(", ");
    match &error.console_url {
        Some(url) => format!("{who} ({scopes}): {}", quote(url)),
        None => format!("{who}: {scopes}"),
    }
}

/// The developer console's page on which exactly these permissions are applied for.
pub fn console_url(base_url: &str, app_id: &str, scopes: &[&str], auth: Auth) -> String {
    let kind = if auth == Auth::Bot { "tenant" } else { "user" };
    let scopes = scopes.join(",");
    format!("{base_url}/app/{app_id}/auth?q={scopes}&op_from=openapi&token_type={kind}")
}

/// After no answer came.
pub fn network(kind: TransportErrorKind) -> &'static str {
    match kind {
        TransportErrorKind::Dns => "check the base URL's host name and the network",
        TransportErrorKind::Connect => {
            "nobody listens there: check the base URL; a sandbox is started with: lark-cli sandbox start"
        }
        TransportErrorKind::Tls => "the server's certificate is not one this machine trusts",
        TransportErrorKind::Proxy => "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY",
        TransportErrorKind::Source => "send it again when nothing writes to the file any more",
        TransportErrorKind::Timeout | TransportErrorKind::Reset | TransportErrorKind::Protocol => {
            "try again; nothing was changed"
        }
    }
}

/// After a call whose outcome is not known, and which can be made again as it was.
pub fn settle(endpoint: &str, uuid: &str) -> String {
    let method = endpoint.replace('.', " ");
    format!(
        "within the hour, the same request with the same uuid settles it: lark-cli {method} --uuid {} \
         …; it does what was not done, and answers the first result if it was",
        quote(uuid)
    )
}

/// After a send whose outcome is not known.
pub fn settle_by_key(key: &str) -> String {
    format!("within the hour, {}", go_on(key))
}

/// What a rerun does after some of a command's messages went out.
pub fn go_on(key: &str) -> String {
    format!(
        "the same command with --idempotency-key {} settles it: it sends what was not sent, and \
         answers the first message where it was",
        quote(key)
    )
}

/// Whether a text has a scope's name in it, and not only a longer one.
pub fn names(text: &str, scope: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || ":._".contains(c);
    text.split(|c| !is_part(c)).any(|word| word == scope)
}

/// A text as a shell takes it literally: it may have come from a server.
pub fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let visible: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("'{}'", visible.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_cannot_run_when_a_hint_is_pasted() {
        assert_eq!(quote("a-b_1"), "a-b_1");
        assert_eq!(quote("$(rm -rf ~)"), "'$(rm -rf ~)'");
        assert_eq!(quote("it's\n`x`"), r"'it'\''s`x`'");
    }
}
