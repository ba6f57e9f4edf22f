//! The state, table by table: questions and changes in SQL, no rules of Lark's.

pub(crate) mod actors;
pub(crate) mod announcements;
pub(crate) mod apps;
pub(crate) mod batches;
pub(crate) mod bundles;
pub(crate) mod chats;
pub(crate) mod ephemerals;
pub(crate) mod feed;
pub(crate) mod files;
pub(crate) mod flags;
pub(crate) mod follow_ups;
pub(crate) mod hooks;
pub(crate) mod join_requests;
pub(crate) mod members;
pub(crate) mod menus;
pub(crate) mod messages;
pub(crate) mod own;
pub(crate) mod pins;
pub(crate) mod presses;
pub(crate) mod reactions;
pub(crate) mod reads;
pub(crate) mod speakers;
pub(crate) mod tabs;
pub(crate) mod tokens;
pub(crate) mod urgents;
pub(crate) mod uuids;
