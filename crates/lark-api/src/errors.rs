//! Lark's error codes: what each means, per family of endpoints, and what one can do about it.
//!
//! The client reads the table to tell its caller what happened; the sandbox reads it to answer.

mod table;

pub use table::codes;

/// Whose meaning a code has: some mean different things on different endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// The gateway in front of all services.
    Gateway,
    /// Tokens for apps.
    Token,
    Message,
    /// Changing what a message says.
    Edit,
    /// Bubbles under a message.
    FollowUp,
    Reaction,
    /// Chats and their members.
    Chat,
    /// Cards that somebody pressed.
    Card,
    /// Images and files.
    Resource,
    Contact,
    /// Services older than `im/v1`, whose refusals come with HTTP 200.
    Legacy,
    /// Custom bots.
    Hook,
    /// Logins, and tokens for people.
    OAuth,
}

/// What one can do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request is wrong; repeating it does not help.
    InvalidParam,
    NotFound,
    /// The caller is not in the chat.
    NotInChat,
    /// Only an owner or administrator may do that, or only who made the thing.
    NoPermission,
    /// The chat's settings forbid it.
    ChatSettings,
    /// The app is not made available to that person.
    NotVisible,
    /// The message was recalled.
    Recalled,
    /// The chat was dissolved.
    Dissolved,
    /// Too late: the window to do that has passed.
    TooLate,
    TooLarge,
    Empty,
    /// The file's or the content's form is not one Lark takes.
    Format,
    /// Not for this kind of message or chat.
    Unsupported,
    Sensitive,
    LimitReached,
    RateLimited,
    /// An equal call is still running.
    InFlight,
    /// The service failed; the same call may work later.
    Unavailable,
    /// The request carried no token.
    TokenMissing,
    TokenInvalid,
    TokenExpired,
    /// The code or the refresh token of a login is no good, or not any more.
    GrantInvalid,
    /// This endpoint does not take that kind of token.
    WrongIdentity,
    /// The app never asked for the permission.
    AppScope,
    /// The person did not grant the permission.
    UserScope,
    /// The person never let the app act in their name, or it may not read such messages.
    UserUnauthorized,
    AppUnavailable,
    BotDisabled,
    InvalidClient,
    OtherTenant,
    Quota,
    IpDenied,
}

impl Kind {
    /// Whether the same call may succeed later with nothing else changed.
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::InFlight | Self::Unavailable)
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub code: i64,
    /// The only family that means this by the code; `None` where all do.
    pub family: Option<Family>,
    pub kind: Kind,
    /// The HTTP status that comes with it.
    pub status: u16,
    /// As Lark words it.
    pub msg: &'static str,
}

/// What `code` means on an endpoint of `family`.
pub fn lookup(family: Family, code: i64) -> Option<&'static Known> {
    let rows = || table::ALL.iter().filter(move |known| known.code == code);
    rows()
        .find(|known| known.family == Some(family))
        .or_else(|| rows().find(|known| known.family.is_none()))
}

/// The codes that endpoints of `family` answer with, those of the gateway left out.
///
/// A family's codes share their beginning, but for those that only it gives a meaning.
pub fn of_family(family: Family) -> impl Iterator<Item = &'static Known> {
    let range = match family {
        Family::Gateway => 99_991_000..=99_999_999,
        Family::Token => 10_000..=10_099,
        Family::Message | Family::Edit => 230_000..=230_999,
        // All of its codes are its own.
        Family::FollowUp => 0..=0,
        Family::Reaction => 231_000..=231_999,
        Family::Chat => 232_000..=232_999,
        Family::Card => 300_000..=300_999,
        Family::Resource => 234_000..=234_999,
        Family::Contact => 41_000..=41_999,
        Family::Legacy => 11_000..=11_999,
        Family::Hook => 19_000..=19_999,
        Family::OAuth => 20_000..=20_999,
    };
    table::ALL.iter().filter(move |known| match known.family {
        Some(own) => own == family,
        None => {
            range.contains(&known.code)
                && lookup(family, known.code).is_some_and(|said| said.family.is_none())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_row_hides_another() {
        for pair in table::ALL.windows(2) {
            assert!(pair[0].code <= pair[1].code, "{} comes before {}", pair[0].code, pair[1].code);
            let same = pair[0].code == pair[1].code && pair[0].family == pair[1].family;
            assert!(!same, "{} stands twice", pair[0].code);
        }
    }

    #[test]
    fn a_family_has_the_last_word_on_its_codes() {
        assert_eq!(lookup(Family::Chat, codes::NOT_IN_CHAT).unwrap().kind, Kind::NotInChat);
        assert!(lookup(Family::Chat, 1).is_none());
        assert_eq!(lookup(Family::Edit, 230_072).unwrap().kind, Kind::LimitReached);
        assert_eq!(lookup(Family::Message, 230_072).unwrap().kind, Kind::Unsupported);
        let edits = of_family(Family::Edit).filter(|known| known.code == 230_072);
        assert_eq!(edits.count(), 1);
        assert!(of_family(Family::FollowUp).all(|known| known.family == Some(Family::FollowUp)));
        assert_eq!(lookup(Family::Token, codes::TOKEN_INVALID).unwrap().kind, Kind::TokenInvalid);
    }
}
