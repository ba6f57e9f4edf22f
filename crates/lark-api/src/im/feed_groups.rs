//! Groups of a person's feed: chats under a heading of one's own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Nothing, UserIdType};
use crate::{
    Auth, Effect, Endpoint, Meta, Paged, Retry, ids::FeedGroupId, open_enum::open_enum,
    scopes::Scopes, time::Millis,
};

pub mod items;

const READ: Scopes = Scopes::NONE.user(&[&["im:feed_group_v1:read"]]);
const WRITE: Scopes = Scopes::NONE.user(&[&["im:feed_group_v1:write"]]);

/// Make a feed group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreateFeedGroup {
    /// What kind of id people have in the rules; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// The group.
    pub feed_group_creator: NewFeedGroup,
}

impl Endpoint for CreateFeedGroup {
    const META: Meta = Meta::post("im.feed.groups.create", "/open-apis/im/v1/groups")
        .query(&["user_id_type"])
        .auth(&[Auth::User])
        .scopes(WRITE);
    type Response = CreatedFeedGroup;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NewFeedGroup {
    #[serde(rename = "type")]
    pub kind: FeedGroupType,
    pub name: String,
    /// Only of a group that fills itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<FeedRules>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CreatedFeedGroup {
    pub group_id: FeedGroupId,
}

open_enum! {
    /// How chats come into a feed group.
    #[derive(Default)]
    FeedGroupType {
        /// One by one.
        #[default]
        Normal = "normal",
        /// By its rules.
        Rule = "rule",
    }
}

/// Change a feed group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateFeedGroup {
    /// The group.
    pub feed_group_id: FeedGroupId,
    /// What kind of id people have in the rules; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// The new values, and which of them count.
    pub feed_group_updater: FeedGroupUpdate,
}

impl Endpoint for UpdateFeedGroup {
    const META: Meta =
        Meta::put("im.feed.groups.update", "/open-apis/im/v1/groups/{feed_group_id}")
            .query(&["user_id_type"])
            .auth(&[Auth::User])
            .scopes(WRITE);
    type Response = Nothing;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FeedGroupUpdate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<FeedRules>,
    /// 1 for the name, 2 for the rules.
    pub update_fields: Vec<i64>,
}

/// Delete a feed group; the chats in it stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteFeedGroup {
    /// The group.
    pub feed_group_id: FeedGroupId,
}

impl Endpoint for DeleteFeedGroup {
    const META: Meta =
        Meta::delete("im.feed.groups.delete", "/open-apis/im/v1/groups/{feed_group_id}")
            .auth(&[Auth::User])
            .scopes(WRITE);
    type Response = Nothing;
}

/// Get feed groups by their ids.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchQueryFeedGroups {
    /// What kind of id people have in the rules; `open_id` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id_type: Option<UserIdType>,
    /// The groups, at most 50.
    pub group_ids: Vec<FeedGroupId>,
}

impl Endpoint for BatchQueryFeedGroups {
    const META: Meta =
        Meta::post("im.feed.groups.batch_query", "/open-apis/im/v1/groups/batch_query")
            .query(&["user_id_type"])
            .auth(&[Auth::User])
            .scopes(READ)
            .effect(Effect::Read)
            .retry(Retry::Safe);
    type Response = QueriedFeedGroups;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QueriedFeedGroups {
    pub groups: Vec<FeedGroup>,
    pub deleted_groups: Vec<FeedGroup>,
}

/// List one's feed groups, those that were deleted too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListFeedGroups {
    /// Groups on a page, 20 unless told, 50 at most.
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

impl Endpoint for ListFeedGroups {
    const META: Meta = Meta::get("im.feed.groups.list", "/open-apis/im/v1/groups")
        .auth(&[Auth::User])
        .scopes(READ);
    type Response = FeedGroups;
}

impl Paged for ListFeedGroups {
    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn next_page_token(page: &FeedGroups) -> Option<&str> {
        (page.has_more && !page.page_token.is_empty()).then_some(page.page_token.as_str())
    }
}

/// A page of feed groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedGroups {
    pub groups: Vec<FeedGroup>,
    pub deleted_groups: Vec<FeedGroup>,
    pub has_more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedGroup {
    pub group_id: FeedGroupId,
    #[serde(rename = "type")]
    pub kind: FeedGroupType,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<FeedRules>,
}

/// Which chats come into a feed group by themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedRules {
    pub rules: Vec<FeedRule>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedRule {
    pub condition: FeedCondition,
    /// `add` or `remove`.
    pub action: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedCondition {
    /// `match_all` or `match_any`.
    pub match_type: String,
    pub condition_items: Vec<FeedConditionItem>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeedConditionItem {
    /// `keyword`, `chatter` or `chat_type`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `contain`, `not_contain`, `is` or `is_not`.
    pub operator: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// `p2p`, `group`, `thread_group`, `helpdesk`, `bot`, `mute`, `flag`, `cross_tenant` or `any`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_type: Option<String>,
}
