//! The chats in a feed group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{READ, WRITE};
use crate::{Auth, Effect, Endpoint, Meta, Paged, Retry, ids::FeedGroupId, time::Millis};

/// List the chats in a feed group, those that were taken out too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListFeedItems {
    /// The group.
    pub feed_group_id: FeedGroupId,
    /// Chats on a page, 20 unless told, 50 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// Where the last page ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
    /// Only what changed since, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Millis>,
    /// Only what changed until, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Millis>,
}

impl Endpoint for ListFeedItems {
    const META: Meta =
        Meta::get("im.feed.groups.list_item", "/open-apis/im/v1/groups/{feed_group_id}/list_item")
            .auth(&[Auth::User])
            .scopes(READ);
    type Response = FeedItems;
}

impl Paged for ListFeedItems {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &FeedItems) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

/// A page of chats in a feed group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedItems {
    pub items: Vec<FeedItem>,
    pub deleted_items: Vec<FeedItem>,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
}

/// A chat in a feed group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FeedItem {
    /// The chat's id.
    pub feed_id: String,
    /// `chat`.
    pub feed_type: String,
    /// When it came in or was taken out; only in answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<Millis>,
}

/// Tell which of some chats are in a feed group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchQueryFeedItems {
    /// The group.
    pub feed_group_id: FeedGroupId,
    /// The chats, at most 50.
    pub items: Vec<FeedItem>,
}

impl Endpoint for BatchQueryFeedItems {
    const META: Meta = Meta::post(
        "im.feed.groups.batch_query_item",
        "/open-apis/im/v1/groups/{feed_group_id}/batch_query_item",
    )
    .auth(&[Auth::User])
    .scopes(READ)
    .effect(Effect::Read)
    .retry(Retry::Safe);
    type Response = QueriedFeedItems;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QueriedFeedItems {
    pub items: Vec<FeedItem>,
    pub deleted_items: Vec<FeedItem>,
}

/// Put chats into a feed group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchAddFeedItems {
    /// The group.
    pub feed_group_id: FeedGroupId,
    /// The chats, at most 50.
    pub items: Vec<FeedItem>,
}

impl Endpoint for BatchAddFeedItems {
    const META: Meta = Meta::post(
        "im.feed.groups.batch_add_item",
        "/open-apis/im/v1/groups/{feed_group_id}/batch_add_item",
    )
    .auth(&[Auth::User])
    .scopes(WRITE)
    .retry(Retry::Natural);
    type Response = FailedFeedItems;
}

/// Take chats out of a feed group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchRemoveFeedItems {
    /// The group.
    pub feed_group_id: FeedGroupId,
    /// The chats, at most 50.
    pub items: Vec<FeedItem>,
}

impl Endpoint for BatchRemoveFeedItems {
    const META: Meta = Meta::post(
        "im.feed.groups.batch_remove_item",
        "/open-apis/im/v1/groups/{feed_group_id}/batch_remove_item",
    )
    .auth(&[Auth::User])
    .scopes(WRITE)
    .retry(Retry::Natural);
    type Response = FailedFeedItems;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FailedFeedItems {
    pub failed_items: Vec<FailedFeedItem>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FailedFeedItem {
    pub item: FeedItem,
    /// Such as 240001 for an id of no chat.
    pub error_code: i64,
    pub error_message: String,
}
