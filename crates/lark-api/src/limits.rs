//! Lark's limits, as data. Sources: the open platform's pages on the calls they bound.

/// Bytes of a text message's request body.
pub const TEXT_BODY: usize = 150 * 1024;
/// Bytes of a post's or a card's request body.
pub const RICH_BODY: usize = 30 * 1024;
/// Characters of a message's `uuid`.
pub const UUID_CHARS: usize = 50;
/// How long a message's `uuid` is remembered, in seconds.
pub const UUID_WINDOW_SECONDS: i64 = 60 * 60;
/// Bytes of an uploaded image.
pub const IMAGE_BYTES: u64 = 10 * 1024 * 1024;
/// Bytes of an uploaded file.
pub const FILE_BYTES: u64 = 30 * 1024 * 1024;
/// Bytes of a file that can be downloaded.
pub const DOWNLOAD_BYTES: u64 = 100 * 1024 * 1024;
/// People one call can add to a chat or remove from it.
pub const MEMBERS_PER_CALL: usize = 50;
/// Bots one call can add to a chat or remove from it.
pub const BOTS_PER_CALL: usize = 5;
/// Messages one call to one chat or person may send per second, all bots together.
pub const SENDS_PER_TARGET_PER_SECOND: u32 = 5;
/// Messages on a page of history.
pub const MESSAGES_PAGE: u32 = 50;
/// Reactions on a page.
pub const REACTIONS_PAGE: u32 = 50;
/// Chats on a page.
pub const CHATS_PAGE: u32 = 100;
/// Members on a page.
pub const MEMBERS_PAGE: u32 = 100;
/// People one call to `contact/v3/users/batch` or `batch_get_id` can ask for.
pub const CONTACTS_PER_CALL: usize = 50;
/// Seconds a tenant token lives at most; a new one is given once less than
/// [`TOKEN_RENEWAL_SECONDS`] remain.
pub const TOKEN_SECONDS: i64 = 7200;
/// See [`TOKEN_SECONDS`].
pub const TOKEN_RENEWAL_SECONDS: i64 = 30 * 60;
/// Seconds after which a message can no longer be recalled by who sent it (a tenant can set another).
pub const RECALL_OWN_SECONDS: i64 = 24 * 60 * 60;
/// Seconds after which nobody can recall it.
pub const RECALL_ANY_SECONDS: i64 = 365 * 24 * 60 * 60;
