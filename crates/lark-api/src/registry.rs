//! The list of all endpoints, for everything that must know them all.

use schemars::{Schema, schema_for};

use crate::{Endpoint, Meta, auth, bot, contact, im, search, wire};

/// An endpoint with its types erased.
#[derive(Clone, Copy)]
pub struct Entry {
    pub meta: Meta,
    pub request: fn() -> Schema,
    pub response: fn() -> Schema,
    /// A request and its answer, as JSON; see [`Example`].
    pub example: &'static str,
    /// Sends the example over the wire and back.
    pub round_trip: fn(&Example) -> Result<Example, String>,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Example {
    pub request: serde_json::Value,
    pub response: serde_json::Value,
}

impl Entry {
    /// What the endpoint does, in one line.
    pub fn summary(&self) -> String {
        let schema = (self.request)();
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
        request: || schema_for!(E),
        response: || schema_for!(E::Response),
        example,
        round_trip: round_trip::<E>,
    }
}

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
        &[$(entry::<$request>(include_str!(concat!("../examples/", $name, ".json"))),)+]
    };
}

/// Every endpoint, sorted by name.
pub const ALL: &[Entry] = entries! {
    "auth.tenant_access_token.internal" => auth::TenantAccessToken,
    "bot.info.get" => bot::GetBotInfo,
    "contact.users.batch" => contact::BatchUsers,
    "contact.users.batch_get_id" => contact::BatchGetUserId,
    "im.chat.members.create" => im::members::AddMembers,
    "im.chat.members.delete" => im::members::RemoveMembers,
    "im.chat.members.get" => im::members::GetMembers,
    "im.chat.members.list" => im::members::ListMembers,
    "im.chats.create" => im::chats::CreateChat,
    "im.chats.get" => im::chats::GetChat,
    "im.chats.list" => im::chats::ListChats,
    "im.chats.search" => im::chats::SearchChats,
    "im.files.create" => im::files::UploadFile,
    "im.images.create" => im::files::UploadImage,
    "im.message.resources.get" => im::files::GetResource,
    "im.messages.create" => im::messages::SendMessage,
    "im.messages.delete" => im::messages::DeleteMessage,
    "im.messages.get" => im::messages::GetMessage,
    "im.messages.list" => im::messages::ListMessages,
    "im.messages.reply" => im::messages::ReplyMessage,
    "im.reactions.create" => im::reactions::AddReaction,
    "im.reactions.delete" => im::reactions::RemoveReaction,
    "im.reactions.list" => im::reactions::ListReactions,
    "search.users.list" => search::SearchUsers,
};

pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.meta.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    fn fields(schema: &Schema) -> serde_json::Map<String, serde_json::Value> {
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
        for Entry { meta, request, .. } in ALL {
            let fields = fields(&request());
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
            for (name, field) in fields(&(entry.request)()) {
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
