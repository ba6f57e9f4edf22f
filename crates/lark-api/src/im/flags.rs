//! Flags: messages and threads a person wants to come back to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Nothing, messages::Message};
use crate::{
    Auth, Endpoint, Meta, Paged, Retry, open_enum::open_enum, scopes::Scopes, time::Millis,
};

const WRITE: Scopes = Scopes::NONE.user(&[&["im:feed.flag:write"]]);

/// Flag messages or threads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreateFlags {
    /// What is flagged.
    pub flag_items: Vec<FlagItem>,
}

impl Endpoint for CreateFlags {
    const META: Meta = Meta::post("im.flags.create", "/open-apis/im/v1/flags")
        .auth(&[Auth::User])
        .scopes(WRITE)
        .retry(Retry::Natural);
    type Response = Nothing;
}

/// Take flags back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CancelFlags {
    /// What is no longer flagged.
    pub flag_items: Vec<FlagItem>,
}

impl Endpoint for CancelFlags {
    const META: Meta = Meta::post("im.flags.cancel", "/open-apis/im/v1/flags/cancel")
        .auth(&[Auth::User])
        .scopes(WRITE)
        .retry(Retry::Natural);
    type Response = Nothing;
}

/// What is flagged; the two types go together as `0` with `2`, `4` with `1`, `11` with `1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlagItem {
    /// A message or a thread.
    pub item_id: String,
    pub item_type: FlagItemType,
    pub flag_type: FlagType,
}

open_enum! {
    /// What a flag is on.
    FlagItemType {
        Message = "0",
        /// A topic of a group of topics.
        Thread = "4",
        /// A thread in any other chat.
        MessageThread = "11",
    }
}

open_enum! {
    /// Where a flag is shown.
    FlagType {
        Feed = "1",
        Message = "2",
    }
}

/// List what one has flagged, the latest change last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListFlags {
    /// Flags on a page, 20 unless told, 50 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended; empty for the first, but never missing.
    pub page_token: String,
}

impl Endpoint for ListFlags {
    const META: Meta = Meta::get("im.flags.list", "/open-apis/im/v1/flags")
        .auth(&[Auth::User])
        .scopes(Scopes::NONE.user(&[&["im:feed.flag:read"]]));
    type Response = Flags;
}

impl Paged for ListFlags {
    fn set_page_token(&mut self, token: String) {
        self.page_token = token;
    }

    fn next_page_token(page: &Flags) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

/// A page of flags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Flags {
    pub flag_items: Vec<Flag>,
    /// Flags that were taken back.
    pub delete_flag_items: Vec<Flag>,
    /// The flagged messages.
    pub messages: Vec<Message>,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Flag {
    pub item_id: String,
    pub item_type: FlagItemType,
    pub flag_type: FlagType,
    #[serde(default)]
    pub create_time: Millis,
    #[serde(default)]
    pub update_time: Millis,
}
