//! The state, table by table: questions and changes in SQL, no rules of Lark's.

pub(crate) mod actors;
pub(crate) mod apps;
pub(crate) mod chats;
pub(crate) mod files;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod reactions;
pub(crate) mod tokens;
pub(crate) mod uuids;
