//! The tables, and how an older file becomes a newer one.

use rusqlite::{Connection, Result};

/// Marks a SQLite file as a sandbox's: `LkSb`.
pub(crate) const APPLICATION: i64 = 0x4c6b_5362;

/// Each entry brings a file from the version before it, its place in the list, to the next.
const MIGRATIONS: &[&str] = &[
    concat!(
        include_str!("v1.sql"),
        include_str!("chats.sql"),
        include_str!("own.sql"),
        include_str!("messages.sql")
    ),
    include_str!("v2.sql"),
    include_str!("v3.sql"),
];

/// The version this program reads and writes.
pub(crate) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings the schema from version `found` to [`VERSION`].
pub(super) fn migrate(db: &Connection, found: i64) -> Result<()> {
    let done = usize::try_from(found).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(done) {
        db.execute_batch(migration)?;
    }
    db.pragma_update(None, "application_id", APPLICATION)?;
    db.pragma_update(None, "user_version", VERSION)
}

/// Empties all that a reset brings back. Secrets, settings and the tokens that come from no login
/// stay.
pub(crate) const CLEAR: &str = "
    PRAGMA defer_foreign_keys = ON;
    DELETE FROM refresh_tokens; DELETE FROM authorization_codes; DELETE FROM device_codes;
    DELETE FROM grants;
    DELETE FROM tokens WHERE login IS NOT NULL
        OR app IN (SELECT id FROM apps WHERE registered = 1);
    DELETE FROM logins; DELETE FROM apps WHERE registered = 1;
    DELETE FROM changes; DELETE FROM uuids; DELETE FROM pieces; DELETE FROM files;
    DELETE FROM speakers; DELETE FROM join_requests; DELETE FROM announcements;
    DELETE FROM top_notices; DELETE FROM tabs; DELETE FROM menu_items; DELETE FROM nicknames;
    DELETE FROM chat_user_settings; DELETE FROM flags; DELETE FROM feed_group_items;
    DELETE FROM feed_groups; DELETE FROM feed_shortcuts; DELETE FROM special_focus;
    DELETE FROM reads; DELETE FROM pins; DELETE FROM urgents; DELETE FROM follow_ups;
    DELETE FROM batch_messages; DELETE FROM batches; DELETE FROM ephemerals; DELETE FROM presses;
    DELETE FROM reactions; DELETE FROM threads; DELETE FROM messages; DELETE FROM members;
    DELETE FROM chats; DELETE FROM open_ids; DELETE FROM actors; DELETE FROM tenants;
    UPDATE apps SET available_to = NULL;
    UPDATE counters SET value = 0 WHERE name = 'id';
";
