//! New ids in Lark's shapes, from a counter: the same on every machine.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rusqlite::{Connection, Result};

use crate::random::scramble;

/// What an id is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Message,
    Chat,
    Thread,
    OpenId,
    UnionId,
    App,
    Image,
    File,
    Reaction,
    Tenant,
    Batch,
    FeedGroup,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Message => "om_",
            Self::Chat => "oc_",
            Self::Thread => "omt_",
            Self::OpenId => "ou_",
            Self::UnionId => "on_",
            Self::App => "cli_",
            Self::Image => "img_v3_",
            Self::File => "file_v3_",
            Self::Batch => "bm-",
            Self::FeedGroup => "ofg_",
            Self::Reaction | Self::Tenant => "",
        }
    }
}

/// The next id of a kind.
pub(crate) fn mint(db: &Connection, kind: Kind) -> Result<String> {
    let counter: i64 = db
        .prepare_cached("UPDATE counters SET value = value + 1 WHERE name = 'id' RETURNING value")?
        .query_row([], |row| row.get(0))?;
    Ok(nth(kind, counter.unsigned_abs()))
}

fn nth(kind: Kind, counter: u64) -> String {
    // Two words of one counter, and other ones for every kind.
    let seed = (counter << 5 | kind as u64) << 1;
    let (high, low) = (scramble(seed), scramble(seed | 1));
    let prefix = kind.prefix();
    match kind {
        Kind::App | Kind::Tenant => format!("{prefix}{high:016x}"),
        Kind::Image | Kind::File => {
            let hex = format!("{high:016x}{low:016x}");
            let (a, b, c) = (&hex[..8], &hex[8..12], &hex[12..]);
            format!("{prefix}00{}_{a}-{b}-{c}g", &hex[30..])
        }
        Kind::Reaction => {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&high.to_be_bytes());
            bytes[8..].copy_from_slice(&low.to_be_bytes());
            URL_SAFE_NO_PAD.encode(bytes)
        }
        _ => format!("{prefix}{high:016x}{low:016x}"),
    }
}

#[cfg(test)]
mod tests {
    use lark_api::ids::{
        AppId, ChatId, FileKey, ImageKey, MessageId, OpenId, ReactionId, ThreadId,
    };

    use super::*;

    #[test]
    fn ids_have_the_shapes_that_lark_gives_them() {
        assert!(nth(Kind::Message, 1).parse::<MessageId>().is_ok());
        assert!(nth(Kind::Chat, 1).parse::<ChatId>().is_ok());
        assert!(nth(Kind::Thread, 1).parse::<ThreadId>().is_ok());
        assert!(nth(Kind::OpenId, 1).parse::<OpenId>().is_ok());
        assert!(nth(Kind::Image, 1).parse::<ImageKey>().is_ok());
        assert!(nth(Kind::File, 1).parse::<FileKey>().is_ok());
        assert!(nth(Kind::Reaction, 1).parse::<ReactionId>().is_ok());
        let app = nth(Kind::App, 1).parse::<AppId>().unwrap();
        assert_eq!(app.as_str().len(), 20);
    }

    #[test]
    fn no_two_ids_are_the_same() {
        let kinds = [Kind::Message, Kind::Chat, Kind::Image, Kind::Reaction];
        let bare = |kind: Kind, n| nth(kind, n)[kind.prefix().len()..].to_owned();
        let ids = (0..2000).flat_map(|n| kinds.map(|kind| bare(kind, n)));
        let ids: Vec<String> = ids.collect();
        let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
    }
}
