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
/// Pixels of an image's longer side; see [`GIF_SIDE`] and [`AVATAR_SIDE`].
pub const IMAGE_SIDE: u32 = 12_000;
/// Pixels of an animation's longer side.
pub const GIF_SIDE: u32 = 2000;
/// Pixels of an avatar's longer side.
pub const AVATAR_SIDE: u32 = 4096;
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
/// Messages whose reactions are asked for in one call.
pub const REACTED_MESSAGES_PER_CALL: usize = 20;
/// Chats on a page.
pub const CHATS_PAGE: u32 = 100;
/// Chats in one call for several.
pub const CHATS_PER_CALL: usize = 50;
/// Members on a page.
pub const MEMBERS_PAGE: u32 = 100;
/// People one call to `contact/v3/users/batch` or `batch_get_id` can ask for.
pub const CONTACTS_PER_CALL: usize = 50;
/// People whose names alone are asked for.
pub const BASIC_CONTACTS_PER_CALL: usize = 10;
/// People on a page of a search.
pub const FOUND_USERS_PAGE: u32 = 200;
/// Seconds a tenant token lives at most; a new one is given once less than
/// [`TOKEN_RENEWAL_SECONDS`] remain.
pub const TOKEN_SECONDS: i64 = 7200;
/// See [`TOKEN_SECONDS`].
pub const TOKEN_RENEWAL_SECONDS: i64 = 30 * 60;
/// Seconds after which a message can no longer be recalled by who sent it (a tenant can set another).
pub const RECALL_OWN_SECONDS: i64 = 24 * 60 * 60;
/// Seconds after which nobody can recall it.
pub const RECALL_ANY_SECONDS: i64 = 365 * 24 * 60 * 60;
/// Administrators of a group at most.
pub const GROUP_MANAGERS: usize = 10;
/// Administrators of a large group at most; see [`LARGE_GROUP`].
pub const LARGE_GROUP_MANAGERS: usize = 20;
/// People beyond whom a group is large.
pub const LARGE_GROUP: i64 = 5000;
/// Tabs somebody can add to a chat.
pub const CHAT_TABS: usize = 20;
/// Characters of a tab's name.
pub const TAB_NAME_CHARS: usize = 30;
/// Entries at the top of a group's menu.
pub const MENU_TOPS: usize = 3;
/// Entries below one of them.
pub const MENU_CHILDREN: usize = 5;
/// Characters of an entry's name.
pub const MENU_NAME_CHARS: usize = 120;
/// How often a text or a post can be edited.
pub const EDITS: i64 = 20;
/// Seconds after which it can no longer be (a tenant can set another).
pub const EDIT_SECONDS: i64 = 24 * 60 * 60;
/// Seconds after which a card can no longer be replaced.
pub const CARD_SECONDS: i64 = 14 * 24 * 60 * 60;
/// Seconds for which the token of a press is good.
pub const CARD_TOKEN_SECONDS: i64 = 30 * 60;
/// How often it is.
pub const CARD_TOKEN_USES: i64 = 2;
/// Replacements of one card, and pinnings of one message, per second.
pub const CHANGES_PER_MESSAGE_PER_SECOND: u32 = 5;
/// Messages one call can get by their ids, or ask the read state of.
pub const MESSAGES_PER_CALL: usize = 50;
/// Messages in one forwarded bundle.
pub const BUNDLE: usize = 100;
/// Seconds after which nobody is told who has read a message.
pub const READERS_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Readers on a page.
pub const READERS_PAGE: u32 = 100;
/// Pins on a page.
pub const PINS_PAGE: u32 = 50;
/// Messages whose reactions one call can ask for.
pub const REACTION_QUERIES: usize = 20;
/// People one call can point to a message.
pub const URGENT_PER_CALL: usize = 200;
/// Messages that somebody was pointed to and has not read, at most.
pub const UNREAD_URGENT: i64 = 200;
/// Seconds after which a message takes no bubbles.
pub const FOLLOW_UP_SECONDS: i64 = 600;
/// People of one kind of id that one batch goes to.
pub const BATCH_IDS: usize = 200;
/// Seconds for which the progress of a batch is told.
pub const BATCH_SECONDS: i64 = 30 * 24 * 60 * 60;
/// Seconds by which the time of a signed webhook call may be off.
pub const SIGNATURE_SECONDS: i64 = 60 * 60;
/// Flags, feed groups and chats in them on a page.
pub const FEED_PAGE: u32 = 50;
/// People somebody wants to hear from first on a page.
pub const FOCUS_PAGE: u32 = 100;
/// Bytes of a nickname.
pub const NICKNAME_BYTES: usize = 300;
/// Cards for one person that a chat takes per second.
pub const EPHEMERALS_PER_CHAT_PER_SECOND: u32 = 40;
/// Calls of one webhook per minute.
pub const HOOK_PER_MINUTE: u32 = 100;
/// Calls of one webhook per second.
pub const HOOK_PER_SECOND: u32 = 5;
/// Permissions one page can be asked for.
pub const AUTHORIZE_SCOPES: usize = 50;
/// Seconds an authorization code lasts.
pub const AUTHORIZATION_CODE_SECONDS: i64 = 5 * 60;
/// Seconds the codes of a device's login last.
pub const DEVICE_CODE_SECONDS: i64 = 240;
/// Seconds between two questions about a device's login.
pub const DEVICE_INTERVAL_SECONDS: i64 = 5;
/// Seconds by which that grows when somebody asks too soon (RFC 8628).
pub const SLOW_DOWN_SECONDS: i64 = 5;
/// Seconds the codes of an app's registration last.
pub const REGISTRATION_SECONDS: i64 = 600;
/// Seconds a refresh token lasts.
pub const REFRESH_TOKEN_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Seconds a person's token goes on working after it was refreshed.
pub const REFRESHED_TOKEN_SECONDS: i64 = 60;
/// Seconds after which a person has to consent anew, however often the token was refreshed.
pub const CONSENT_SECONDS: i64 = 365 * 24 * 60 * 60;
/// Characters of a code verifier at least and at most (RFC 7636).
pub const CODE_VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128;
/// Letters on a divider; a Chinese character takes the room of two.
pub const DIVIDER_WIDTH: usize = 20;
