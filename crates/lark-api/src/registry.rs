//! The list of all endpoints, for everything that must know them all.

pub mod schemas;

use schemars::{Schema, schema_for};
use serde_json::Value;

use self::schemas::Side;
#[cfg(test)]
use crate::wire;
use crate::{
    Endpoint, Meta, application, auth, authen, bot, contact, im, interactive, oauth, search,
};

/// An endpoint with its types erased.
#[derive(Clone, Copy)]
pub struct Entry {
    pub meta: Meta,
    /// A request and its answer, as JSON; see [`Example`].
    pub example: &'static str,
    /// Sends the example over the wire and back.
    #[cfg(test)]
    pub round_trip: fn(&Example) -> Result<Example, String>,
}

/// Where the schemas of an endpoint come from.
#[derive(Clone, Copy)]
struct Source {
    name: &'static str,
    request: fn() -> Schema,
    response: fn() -> Schema,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Example {
    pub request: serde_json::Value,
    pub response: serde_json::Value,
}

impl Entry {
    /// The JSON schema of a request, with every parameter at its top level.
    pub fn request(&self) -> Value {
        schemas::written(self.meta.name, Side::Request)
    }

    /// The JSON schema of what an answer gives.
    pub fn response(&self) -> Value {
        schemas::written(self.meta.name, Side::Response)
    }

    /// What the endpoint does, in one line.
    pub fn summary(&self) -> String {
        let schema = self.request();
        let text = schema.get("description").and_then(|text| text.as_str()).unwrap_or_default();
        text.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
    }

    pub fn example(&self) -> Example {
        serde_json::from_str(self.example).expect("the examples are parsed by a test")
    }
}

const fn entry<E: Endpoint>(example: &'static str) -> Entry {
    Entry {
        meta: E::META,
        example,
        #[cfg(test)]
        round_trip: round_trip::<E>,
    }
}

const fn source<E: Endpoint>() -> Source {
    Source { name: E::META.name, request: || schema_for!(E), response: || schema_for!(E::Response) }
}

#[cfg(test)]
fn round_trip<E: Endpoint>(example: &Example) -> Result<Example, String> {
    let request: E = serde_json::from_value(example.request.clone()).map_err(|e| e.to_string())?;
    wire::split(&request).map_err(|e| e.to_string())?;
    let response: E::Response =
        serde_json::from_value(example.response.clone()).map_err(|e| e.to_string())?;
    Ok(Example {
        request: serde_json::to_value(request).map_err(|e| e.to_string())?,
        response: serde_json::to_value(response).map_err(|e| e.to_string())?,
    })
}

macro_rules! entries {
    ($($name:literal => $request:ty,)+) => {
        /// Every endpoint, sorted by name.
        pub const ALL: &[Entry] =
            &[$(entry::<$request>(include_str!(concat!("../examples/", $name, ".json"))),)+];

        /// Apart from the list above: what nobody asks for is left out of a program.
        const SOURCES: &[Source] = &[$(source::<$request>(),)+];
    };
}

entries! {
    "application.applications.get" => application::GetApplication,
    "application.larksuite_cli_app.probe" => application::ProbeCliApp,
    "application.scopes.list" => application::ListScopes,
    "auth.app_access_token.internal" => auth::AppAccessToken,
    "auth.tenant_access_token.internal" => auth::TenantAccessToken,
    "authen.oauth_token.create" => oauth::token::GetToken,
    "authen.oidc_access_token.create" => oauth::oidc::OidcAccessToken,
    "authen.oidc_refresh_access_token.create" => oauth::oidc::OidcRefreshAccessToken,
    "authen.user_info.get" => authen::GetUserInfo,
    "bot.hook.post" => im::hooks::PostToHook,
    "bot.info.get" => bot::GetBotInfo,
    "contact.users.basic_batch" => contact::BasicBatchUsers,
    "contact.users.batch" => contact::BatchUsers,
    "contact.users.batch_get_id" => contact::BatchGetUserId,
    "contact.users.get" => contact::GetUser,
    "im.batch_messages.delete" => im::batch_messages::DeleteBatch,
    "im.batch_messages.get_progress" => im::batch_messages::GetBatchProgress,
    "im.batch_messages.read_user" => im::batch_messages::GetBatchReaders,
    "im.batch_messages.send" => im::batch_messages::BatchSend,
    "im.chat.announcement.get" => im::announcement::GetAnnouncement,
    "im.chat.announcement.patch" => im::announcement::PatchAnnouncement,
    "im.chat.join_requests.handle" => im::join_requests::HandleJoinRequests,
    "im.chat.join_requests.list" => im::join_requests::ListJoinRequests,
    "im.chat.managers.add_managers" => im::managers::AddManagers,
    "im.chat.managers.delete_managers" => im::managers::DeleteManagers,
    "im.chat.members.bots" => im::members::joining::ListBots,
    "im.chat.members.create" => im::members::AddMembers,
    "im.chat.members.delete" => im::members::RemoveMembers,
    "im.chat.members.get" => im::members::GetMembers,
    "im.chat.members.is_in_chat" => im::members::joining::IsInChat,
    "im.chat.members.list" => im::members::ListMembers,
    "im.chat.members.me_join" => im::members::joining::JoinChat,
    "im.chat.menu_items.patch" => im::chat_menu::PatchMenuItem,
    "im.chat.menu_tree.create" => im::chat_menu::CreateMenu,
    "im.chat.menu_tree.delete" => im::chat_menu::DeleteMenu,
    "im.chat.menu_tree.get" => im::chat_menu::GetMenu,
    "im.chat.menu_tree.sort" => im::chat_menu::SortMenu,
    "im.chat.moderation.get" => im::moderation::GetModeration,
    "im.chat.moderation.update" => im::moderation::UpdateModeration,
    "im.chat.nickname.delete" => im::own::DeleteNickname,
    "im.chat.nickname.get" => im::own::GetNickname,
    "im.chat.nickname.update" => im::own::UpdateNickname,
    "im.chat.top_notice.delete_top_notice" => im::announcement::DeleteTopNotice,
    "im.chat.top_notice.put_top_notice" => im::announcement::PutTopNotice,
    "im.chat.user_setting.batch_get_mute_status" => im::own::BatchGetMuteStatus,
    "im.chat.user_setting.batch_query" => im::own::BatchQuerySettings,
    "im.chat.user_setting.batch_update" => im::own::BatchUpdateSettings,
    "im.chat_p2p.batch_query" => im::chats::find::BatchQueryP2p,
    "im.chat_tabs.create" => im::chat_tabs::CreateTabs,
    "im.chat_tabs.delete_tabs" => im::chat_tabs::DeleteTabs,
    "im.chat_tabs.list_tabs" => im::chat_tabs::ListTabs,
    "im.chat_tabs.sort_tabs" => im::chat_tabs::SortTabs,
    "im.chat_tabs.update_tabs" => im::chat_tabs::UpdateTabs,
    "im.chats.batch_query" => im::chats::find::BatchQueryChats,
    "im.chats.create" => im::chats::CreateChat,
    "im.chats.delete" => im::chats::change::DisbandChat,
    "im.chats.get" => im::chats::GetChat,
    "im.chats.link" => im::chats::change::LinkChat,
    "im.chats.list" => im::chats::ListChats,
    "im.chats.search" => im::chats::SearchChats,
    "im.chats.search_v2" => im::chats::find::SearchChatsV2,
    "im.chats.update" => im::chats::change::UpdateChat,
    "im.ephemeral.delete" => im::ephemeral::DeleteEphemeral,
    "im.ephemeral.send" => im::ephemeral::SendEphemeral,
    "im.feed.groups.batch_add_item" => im::feed_groups::items::BatchAddFeedItems,
    "im.feed.groups.batch_query" => im::feed_groups::BatchQueryFeedGroups,
    "im.feed.groups.batch_query_item" => im::feed_groups::items::BatchQueryFeedItems,
    "im.feed.groups.batch_remove_item" => im::feed_groups::items::BatchRemoveFeedItems,
    "im.feed.groups.create" => im::feed_groups::CreateFeedGroup,
    "im.feed.groups.delete" => im::feed_groups::DeleteFeedGroup,
    "im.feed.groups.list" => im::feed_groups::ListFeedGroups,
    "im.feed.groups.list_item" => im::feed_groups::items::ListFeedItems,
    "im.feed.groups.update" => im::feed_groups::UpdateFeedGroup,
    "im.feed.shortcuts.create" => im::feed_shortcuts::CreateFeedShortcuts,
    "im.feed.shortcuts.list" => im::feed_shortcuts::ListFeedShortcuts,
    "im.feed.shortcuts.remove" => im::feed_shortcuts::RemoveFeedShortcuts,
    "im.files.create" => im::files::UploadFile,
    "im.files.folder" => im::files::ListFolder,
    "im.files.get" => im::files::GetFile,
    "im.flags.cancel" => im::flags::CancelFlags,
    "im.flags.create" => im::flags::CreateFlags,
    "im.flags.list" => im::flags::ListFlags,
    "im.images.create" => im::files::UploadImage,
    "im.images.get" => im::files::GetImage,
    "im.message.resources.get" => im::files::GetResource,
    "im.messages.create" => im::messages::SendMessage,
    "im.messages.delete" => im::messages::DeleteMessage,
    "im.messages.forward" => im::messages::forward::ForwardMessage,
    "im.messages.get" => im::messages::GetMessage,
    "im.messages.list" => im::messages::ListMessages,
    "im.messages.merge_forward" => im::messages::forward::MergeForward,
    "im.messages.mget" => im::messages::find::BatchGetMessages,
    "im.messages.patch" => im::messages::change::PatchCard,
    "im.messages.push_follow_up" => im::messages::follow_up::PushFollowUp,
    "im.messages.read_status" => im::messages::readers::QueryReadStatus,
    "im.messages.read_users" => im::messages::readers::ListReaders,
    "im.messages.reply" => im::messages::ReplyMessage,
    "im.messages.search" => im::messages::find::SearchMessages,
    "im.messages.update" => im::messages::change::EditMessage,
    "im.messages.urgent_app" => im::messages::urgent::UrgentApp,
    "im.messages.urgent_phone" => im::messages::urgent::UrgentPhone,
    "im.messages.urgent_sms" => im::messages::urgent::UrgentSms,
    "im.pins.create" => im::pins::PinMessage,
    "im.pins.delete" => im::pins::UnpinMessage,
    "im.pins.list" => im::pins::ListPins,
    "im.reactions.batch_query" => im::reactions::BatchQueryReactions,
    "im.reactions.create" => im::reactions::AddReaction,
    "im.reactions.delete" => im::reactions::RemoveReaction,
    "im.reactions.list" => im::reactions::ListReactions,
    "im.special_focus.list" => im::feed_shortcuts::ListSpecialFocus,
    "im.special_focus.unread" => im::feed_shortcuts::UnreadSpecialFocus,
    "im.threads.forward" => im::messages::forward::ForwardThread,
    "interactive.card.update" => interactive::UpdateCard,
    "oauth.app.registration" => oauth::registration::RegisterApp,
    "oauth.device_authorization.create" => oauth::device::AuthorizeDevice,
    "oauth.token.create" => oauth::token::GetTokenV3,
    "oauth.token.revoke" => oauth::token::RevokeToken,
    "search.message.create" => search::SearchMessageIds,
    "search.users.list" => search::SearchUsers,
}

pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.meta.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    fn fields(schema: &Value) -> serde_json::Map<String, serde_json::Value> {
        schema.get("properties").and_then(|p| p.as_object()).cloned().unwrap_or_default()
    }

    #[test]
    fn names_are_sorted_and_unique() {
        for pair in ALL.windows(2) {
            assert!(pair[0].meta.name < pair[1].meta.name, "{}", pair[1].meta.name);
        }
    }

    #[test]
    fn no_two_endpoints_share_method_and_path() {
        let shape = |meta: &Meta| {
            let segments = meta.path.split('/').map(|s| if s.starts_with('{') { "{}" } else { s });
            (meta.method.as_str(), segments.collect::<Vec<_>>().join("/"))
        };
        let mut seen = std::collections::BTreeSet::new();
        for entry in ALL {
            assert!(seen.insert(shape(&entry.meta)), "{} is declared twice", entry.meta.name);
        }
    }

    #[test]
    fn every_place_names_a_field_and_a_get_has_only_query_fields() {
        for entry in ALL {
            let (meta, fields) = (&entry.meta, fields(&entry.request()));
            let renamed = meta.rename.iter().map(|(field, _)| *field);
            for field in meta.path_fields().chain(meta.query.iter().copied()).chain(renamed) {
                assert!(fields.contains_key(field), "{}: no field `{field}`", meta.name);
            }
            assert!(meta.method != Method::Get || meta.query.is_empty(), "{}", meta.name);
            if let crate::Retry::ByUuid(field) = meta.retry {
                assert!(fields.contains_key(field), "{}: no field `{field}`", meta.name);
            }
        }
    }

    #[test]
    fn every_request_and_each_of_its_less_obvious_fields_is_documented() {
        for entry in ALL {
            assert!(!entry.summary().is_empty(), "{}: no doc comment", entry.meta.name);
            for (name, field) in fields(&entry.request()) {
                let obvious = ["name", "description"].contains(&name.as_str());
                let text = field.get("description").and_then(|d| d.as_str()).unwrap_or_default();
                assert!(
                    obvious || !text.is_empty(),
                    "{}: `{name}` is not documented",
                    entry.meta.name
                );
            }
        }
    }

    #[test]
    fn every_example_survives_its_types_unchanged() {
        for entry in ALL {
            let example = entry.example();
            let back = (entry.round_trip)(&example);
            assert_eq!(back.as_ref(), Ok(&example), "{}", entry.meta.name);
        }
    }
}
