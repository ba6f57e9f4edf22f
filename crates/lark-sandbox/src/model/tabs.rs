//! Tabs of chats that were made; the messages' own tab is always there.

use lark_api::im::chat_tabs::ChatTab;
use rusqlite::{Connection, Result, types::Type};

use crate::keys::ChatKey;

/// Tabs in their order, by their rows.
pub(crate) fn list(db: &Connection, chat: ChatKey) -> Result<Vec<(i64, ChatTab)>> {
    let mut tabs =
        db.prepare_cached("SELECT id, tab FROM tabs WHERE chat = ?1 ORDER BY place, id")?;
    let rows = tabs.query_map([chat], |row| {
        let tab = serde_json::from_str(row.get_ref(1)?.as_str()?).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(1, Type::Text, error.into())
        })?;
        Ok((row.get(0)?, tab))
    })?;
    rows.collect()
}

pub(crate) fn add(db: &Connection, chat: ChatKey, tab: &ChatTab) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO tabs (chat, place, tab)
         SELECT ?1, coalesce(max(place), 0) + 1, ?2 FROM tabs WHERE chat = ?1",
    )?
    .execute((chat, text(tab)))?;
    Ok(())
}

pub(crate) fn save(db: &Connection, row: i64, tab: &ChatTab) -> Result<()> {
    db.prepare_cached("UPDATE tabs SET tab = ?2 WHERE id = ?1")?.execute((row, text(tab)))?;
    Ok(())
}

pub(crate) fn remove(db: &Connection, row: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM tabs WHERE id = ?1")?.execute([row])?;
    Ok(())
}

pub(crate) fn put(db: &Connection, row: i64, place: usize) -> Result<()> {
    let place = i64::try_from(place).unwrap_or(i64::MAX);
    db.prepare_cached("UPDATE tabs SET place = ?2 WHERE id = ?1")?.execute((row, place))?;
    Ok(())
}

fn text(tab: &ChatTab) -> String {
    serde_json::to_string(tab).expect("tabs are texts")
}
