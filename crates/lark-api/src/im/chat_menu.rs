//! The menu of a group: at most 3 entries, each with at most 5 below it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::I18nNames;
use crate::{
    Auth, Endpoint, Meta, Retry, errors::Family, ids::ChatId, open_enum::open_enum, scopes::Scopes,
};

const READ: Scopes = Scopes::both(&[&["im:chat.menu_tree:read", "im:chat:readonly", "im:chat"]]);
const WRITE: Scopes = Scopes::both(&[&["im:chat.menu_tree:write_only", "im:chat"]]);

/// Get a group's menu.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetMenu {
    /// The group.
    pub chat_id: ChatId,
}

impl Endpoint for GetMenu {
    const META: Meta =
        Meta::get("im.chat.menu_tree.get", "/open-apis/im/v1/chats/{chat_id}/menu_tree")
            .auth(&[Auth::Bot])
            .scopes(READ)
            .family(Family::Chat);
    type Response = MenuAnswer;
}

/// Add entries to a group's menu, after those it has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreateMenu {
    /// The group.
    pub chat_id: ChatId,
    /// The entries, without ids.
    pub menu_tree: MenuTree,
}

impl Endpoint for CreateMenu {
    const META: Meta =
        Meta::post("im.chat.menu_tree.create", "/open-apis/im/v1/chats/{chat_id}/menu_tree")
            .auth(&[Auth::Bot])
            .scopes(WRITE)
            .family(Family::Chat);
    type Response = MenuAnswer;
}

/// Remove entries from a group's menu, with all below them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeleteMenu {
    /// The group.
    pub chat_id: ChatId,
    /// Ids of top entries.
    pub chat_menu_top_level_ids: Vec<String>,
}

impl Endpoint for DeleteMenu {
    const META: Meta =
        Meta::delete("im.chat.menu_tree.delete", "/open-apis/im/v1/chats/{chat_id}/menu_tree")
            .auth(&[Auth::Bot])
            .scopes(WRITE)
            .family(Family::Chat);
    type Response = MenuAnswer;
}

/// Order the entries of a group's menu.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SortMenu {
    /// The group.
    pub chat_id: ChatId,
    /// Ids of all top entries, in their new order.
    pub chat_menu_top_level_ids: Vec<String>,
}

impl Endpoint for SortMenu {
    const META: Meta =
        Meta::post("im.chat.menu_tree.sort", "/open-apis/im/v1/chats/{chat_id}/menu_tree/sort")
            .auth(&[Auth::Bot])
            .scopes(WRITE)
            .retry(Retry::Natural)
            .family(Family::Chat);
    type Response = MenuAnswer;
}

/// Change one entry of a group's menu, at the top or below.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatchMenuItem {
    /// The group.
    pub chat_id: ChatId,
    /// The entry's id.
    pub menu_item_id: String,
    /// Which of the fields count.
    pub update_fields: Vec<MenuField>,
    /// The new values.
    pub chat_menu_item: MenuItem,
}

impl Endpoint for PatchMenuItem {
    const META: Meta = Meta::patch(
        "im.chat.menu_items.patch",
        "/open-apis/im/v1/chats/{chat_id}/menu_items/{menu_item_id}",
    )
    .auth(&[Auth::Bot])
    .scopes(WRITE)
    .family(Family::Chat);
    type Response = PatchedMenuItem;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PatchedMenuItem {
    pub chat_menu_item: MenuItem,
}

open_enum! {
    /// A field of an entry that can change.
    MenuField {
        Icon = "ICON",
        Name = "NAME",
        I18nName = "I18N_NAME",
        RedirectLink = "REDIRECT_LINK",
    }
}

/// The whole menu.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MenuAnswer {
    pub menu_tree: MenuTree,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MenuTree {
    pub chat_menu_top_levels: Vec<MenuTop>,
}

/// An entry at the top; one with others below it leads nowhere and has no icon.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MenuTop {
    /// A string of digits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub chat_menu_top_level_id: String,
    pub chat_menu_item: MenuItem,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<MenuChild>,
}

/// An entry below another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MenuChild {
    /// A string of digits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub chat_menu_second_level_id: String,
    pub chat_menu_item: MenuItem,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MenuItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_type: Option<MenuAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_link: Option<RedirectLink>,
    /// The key of an image of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_key: Option<String>,
    /// Between 1 and 120 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub i18n_names: Option<I18nNames>,
}

open_enum! {
    /// What an entry does.
    MenuAction {
        None = "NONE",
        RedirectLink = "REDIRECT_LINK",
    }
}

/// Where an entry leads, on each kind of device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RedirectLink {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub common_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ios_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub android_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pc_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub web_url: String,
}
