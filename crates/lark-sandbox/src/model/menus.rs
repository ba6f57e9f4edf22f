//! Menus of groups: entries, and entries below them.

use lark_api::im::chat_menu::MenuItem;
use rusqlite::{Connection, Result, types::Type};

use crate::keys::ChatKey;

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) row: i64,
    /// The entry it is below of.
    pub(crate) parent: Option<i64>,
    pub(crate) item: MenuItem,
}

/// All entries of a group's menu, in their order.
pub(crate) fn list(db: &Connection, chat: ChatKey) -> Result<Vec<Entry>> {
    let mut entries = db.prepare_cached(
        "SELECT id, parent, item FROM menu_items WHERE chat = ?1 ORDER BY place, id",
    )?;
    let rows = entries.query_map([chat], |row| {
        let item = serde_json::from_str(row.get_ref(2)?.as_str()?).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(2, Type::Text, error.into())
        })?;
        Ok(Entry { row: row.get(0)?, parent: row.get(1)?, item })
    })?;
    rows.collect()
}

/// The new entry's row.
pub(crate) fn add(
    db: &Connection,
    chat: ChatKey,
    parent: Option<i64>,
    item: &MenuItem,
) -> Result<i64> {
    db.prepare_cached(
        "INSERT INTO menu_items (chat, parent, place, item)
         SELECT ?1, ?2, coalesce(max(place), 0) + 1, ?3 FROM menu_items WHERE chat = ?1",
    )?
    .execute((chat, parent, text(item)))?;
    Ok(db.last_insert_rowid())
}

pub(crate) fn save(db: &Connection, row: i64, item: &MenuItem) -> Result<()> {
    db.prepare_cached("UPDATE menu_items SET item = ?2 WHERE id = ?1")?
        .execute((row, text(item)))?;
    Ok(())
}

/// Removes an entry and all below it.
pub(crate) fn remove(db: &Connection, row: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM menu_items WHERE parent = ?1")?.execute([row])?;
    db.prepare_cached("DELETE FROM menu_items WHERE id = ?1")?.execute([row])?;
    Ok(())
}

pub(crate) fn put(db: &Connection, row: i64, place: usize) -> Result<()> {
    let place = i64::try_from(place).unwrap_or(i64::MAX);
    db.prepare_cached("UPDATE menu_items SET place = ?2 WHERE id = ?1")?.execute((row, place))?;
    Ok(())
}

fn text(item: &MenuItem) -> String {
    serde_json::to_string(item).expect("entries are texts")
}
