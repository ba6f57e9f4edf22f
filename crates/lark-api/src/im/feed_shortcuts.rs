//! Chats a person keeps on top of their feed, and people whose messages they want to see first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserIdType;
use crate::{
    Auth, Effect, Endpoint, Meta, Page, Paged, Retry, open_enum::open_enum, page::paged,
    scopes::Scopes,
};

const SHORTCUT_WRITE: Scopes = Scopes::NONE.user(&[&["im:feed.shortcut:write"]]);
const FOCUS_READ: Scopes = Scopes::NONE.user(&[&["im:special_focus:readonly"]]);

/// List the chats on top of one's feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListFeedShortcuts {
    /// Where the last page ended; good only while the list does not change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListFeedShortcuts {
    const META: Meta = Meta::get("im.feed.shortcuts.list", "/open-apis/im/v2/feed_shortcuts")
        .auth(&[Auth::User])
        .scopes(Scopes::NONE.user(&[&["im:feed.shortcut:read"]]));
    type Response = FeedShortcuts;
}

impl Paged for ListFeedShortcuts {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &FeedShortcuts) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedShortcuts {
    pub shortcuts: Vec<FeedShortcut>,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
}

/// A card on top of a feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FeedShortcut {
    /// The chat's id.
    pub feed_card_id: String,
    /// 1, a chat.
    #[serde(rename = "type")]
    pub kind: i64,
}

/// Put at most 10 chats on top of one's feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreateFeedShortcuts {
    /// The chats.
    pub shortcuts: Vec<FeedShortcut>,
    /// Whether they come before those that are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_header: Option<bool>,
}

impl Endpoint for CreateFeedShortcuts {
    const META: Meta = Meta::post("im.feed.shortcuts.create", "/open-apis/im/v2/feed_shortcuts")
        .auth(&[Auth::User])
        .scopes(SHORTCUT_WRITE)
        .retry(Retry::Natural);
    type Response = FailedShortcuts;
}

/// Take at most 10 chats off the top of one's feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemoveFeedShortcuts {
    /// The chats.
    pub shortcuts: Vec<FeedShortcut>,
}

impl Endpoint for RemoveFeedShortcuts {
    const META: Meta =
        Meta::post("im.feed.shortcuts.remove", "/open-apis/im/v2/feed_shortcuts/remove")
            .auth(&[Auth::User])
            .scopes(SHORTCUT_WRITE)
            .retry(Retry::Natural);
    type Response = FailedShortcuts;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FailedShortcuts {
    pub failed_shortcuts: Vec<FailedShortcut>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FailedShortcut {
    pub shortcut: FeedShortcut,
    /// 1 no permission, 2 no such chat, 3 about to be deleted, 4 not a chat, 5 an error of Lark's.
    pub reason: i64,
}

/// List the people whose messages one wants to see first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListSpecialFocus {
    /// What kind of id people have in the answer; `open_id` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id_type: Option<UserIdType>,
    /// People on a page, 100 unless told, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

impl Endpoint for ListSpecialFocus {
    const META: Meta = Meta::get("im.special_focus.list", "/open-apis/im/v1/special_focus")
        .auth(&[Auth::User])
        .scopes(FOCUS_READ);
    type Response = Page<Focused>;
}

paged!(ListSpecialFocus);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Focused {
    pub id: String,
    pub id_type: String,
}

/// Count the unread messages of people one wants to hear from first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnreadSpecialFocus {
    /// Open ids of the people.
    pub id_list: Vec<String>,
    /// Which chats count.
    pub chat_mode: FocusChatMode,
}

impl Endpoint for UnreadSpecialFocus {
    const META: Meta =
        Meta::post("im.special_focus.unread", "/open-apis/im/v1/special_focus/unread")
            .auth(&[Auth::User])
            .scopes(FOCUS_READ)
            .effect(Effect::Read)
            .retry(Retry::Safe);
    type Response = UnreadFocus;
}

open_enum! {
    /// Which chats unread messages are counted in.
    #[derive(Default)]
    FocusChatMode {
        #[default]
        Group = "group",
        P2p = "p2p",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UnreadFocus {
    pub special_focus_unread: Vec<UnreadOf>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UnreadOf {
    pub id: String,
    pub id_type: String,
    /// A string of digits.
    pub unread_count: String,
}
