//! Logins and registrations that are confirmed elsewhere than where they began.

use lark_api::{
    limits::{
        DEVICE_CODE_SECONDS, DEVICE_INTERVAL_SECONDS, REGISTRATION_SECONDS, SLOW_DOWN_SECONDS,
    },
    oauth::failure::ErrorWord,
};
use rusqlite::{Connection, OptionalExtension, Result};
use serde_json::json;

use super::logins::scopes_of;
use crate::{
    keys::{ActorKey, AppKey},
    random::{Random, alphanumeric},
    store::Store,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Login,
    Registration,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Registration => "registration",
        }
    }

    /// How long its codes last.
    pub(crate) const fn seconds(self) -> i64 {
        match self {
            Self::Login => DEVICE_CODE_SECONDS,
            Self::Registration => REGISTRATION_SECONDS,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Allowed,
    Denied,
    /// The token, or the app, was handed out.
    Used,
}

#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
    pub(crate) kind: Kind,
    pub(crate) app: Option<AppKey>,
    /// Who allowed it.
    pub(crate) actor: Option<ActorKey>,
    /// What is asked for, and from the consent on what is allowed; of a registration, what its
    /// program wants to know of the person.
    pub(crate) scopes: Vec<String>,
    pub(crate) state: State,
    pub(crate) expires_at: i64,
    pace: i64,
    asked_at: Option<i64>,
}

/// A program whose clock runs a little fast is not told to slow down.
const FORGIVEN: i64 = 1000;
/// Seconds beyond which nobody is slowed down.
const SLOWEST: i64 = 60;

pub(crate) fn begin(
    store: &Store<'_>,
    (kind, app): (Kind, Option<AppKey>),
    scopes: &[String],
) -> Result<Device> {
    let device = Device {
        device_code: alphanumeric(store.random, 48),
        user_code: user_code(store.random),
        kind,
        app,
        actor: None,
        scopes: scopes.to_vec(),
        state: State::Pending,
        expires_at: store.now + kind.seconds() * 1000,
        pace: DEVICE_INTERVAL_SECONDS,
        asked_at: None,
    };
    // Codes that ended a day ago are nobody's any more.
    store
        .db
        .prepare_cached("DELETE FROM device_codes WHERE expires_at < ?1")?
        .execute([store.now - 24 * 60 * 60 * 1000])?;
    store
        .db
        .prepare_cached(
            "INSERT INTO device_codes (device_code, user_code, kind, app, scopes, pace, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            &device.device_code,
            &device.user_code,
            kind.as_str(),
            app,
            json!(scopes).to_string(),
            device.pace,
            device.expires_at,
        ))?;
    store.record("device.began", &json!({ "user_code": device.user_code }))?;
    Ok(device)
}

/// Letters that nobody takes for others and that make no words: `BCDF-GHJK`.
fn user_code(random: &dyn Random) -> String {
    const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    let letters: Vec<char> = bytes
        .chunks(2)
        .map(|two| char::from(LETTERS[(usize::from(two[0]) << 8 | usize::from(two[1])) % 20]))
        .collect();
    let half = |letters: &[char]| letters.iter().collect::<String>();
    format!("{}-{}", half(&letters[..4]), half(&letters[4..]))
}

/// By its device code, or by its user code however that is written.
pub(crate) fn find(db: &Connection, code: &str) -> Result<Option<Device>> {
    let letters: String =
        code.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
    let user_code = match letters.len() {
        8 => format!("{}-{}", &letters[..4], &letters[4..]),
        _ => String::new(),
    };
    db.prepare_cached(
        "SELECT device_code, user_code, kind, app, actor, scopes, state, expires_at, pace, asked_at
         FROM device_codes WHERE device_code = ?1 OR user_code = ?2",
    )?
    .query_row((code, user_code), |row| {
        Ok(Device {
            device_code: row.get(0)?,
            user_code: row.get(1)?,
            kind: match row.get::<_, String>(2)?.as_str() {
                "login" => Kind::Login,
                _ => Kind::Registration,
            },
            app: row.get(3)?,
            actor: row.get(4)?,
            scopes: scopes_of(&row.get::<_, String>(5)?),
            state: match row.get::<_, String>(6)?.as_str() {
                "pending" => State::Pending,
                "allowed" => State::Allowed,
                "denied" => State::Denied,
                _ => State::Used,
            },
            expires_at: row.get(7)?,
            pace: row.get(8)?,
            asked_at: row.get(9)?,
        })
    })
    .optional()
}

/// Counts a question, and says why it has no other answer yet; `None` once it is allowed.
pub(crate) fn ask(store: &Store<'_>, device: &Device) -> Result<Option<ErrorWord>> {
    match device.state {
        State::Denied => return Ok(Some(ErrorWord::AccessDenied)),
        _ if device.expires_at <= store.now => return Ok(Some(ErrorWord::ExpiredToken)),
        State::Used => return Ok(Some(ErrorWord::InvalidGrant)),
        State::Allowed => return Ok(None),
        State::Pending => {}
    }
    let allowed_at = device.asked_at.map(|at| at + device.pace * 1000 - FORGIVEN);
    let is_early = allowed_at.is_some_and(|at| store.now < at);
    let pace = if is_early { device.pace + SLOW_DOWN_SECONDS } else { device.pace };
    store
        .db
        .prepare_cached("UPDATE device_codes SET asked_at = ?2, pace = ?3 WHERE device_code = ?1")?
        .execute((&device.device_code, store.now, pace.min(SLOWEST)))?;
    Ok(Some(if is_early { ErrorWord::SlowDown } else { ErrorWord::AuthorizationPending }))
}

/// Somebody let it happen.
pub(crate) fn allow(
    store: &Store<'_>,
    device: &Device,
    (app, actor): (AppKey, ActorKey),
    scopes: &[String],
) -> Result<()> {
    store
        .db
        .prepare_cached(
            "UPDATE device_codes SET state = 'allowed', app = ?2, actor = ?3, scopes = ?4
             WHERE device_code = ?1",
        )?
        .execute((&device.device_code, app, actor, json!(scopes).to_string()))?;
    store.record("device.allowed", &json!({ "user_code": device.user_code }))
}

pub(crate) fn deny(store: &Store<'_>, device: &Device) -> Result<()> {
    store
        .db
        .prepare_cached("UPDATE device_codes SET state = 'denied' WHERE device_code = ?1")?
        .execute([&device.device_code])?;
    store.record("device.denied", &json!({ "user_code": device.user_code }))
}

pub(crate) fn use_up(store: &Store<'_>, device: &Device) -> Result<()> {
    store
        .db
        .prepare_cached("UPDATE device_codes SET state = 'used' WHERE device_code = ?1")?
        .execute([&device.device_code])?;
    Ok(())
}
