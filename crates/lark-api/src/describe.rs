//! An endpoint in words: for `schema`, the documents and flags made of parameters.

mod fields;

use crate::{
    Answer, Auth, Body, Effect, Meta, Retry,
    endpoint::Tier,
    registry::Entry,
    scopes::{AnyOf, Conditional, When},
};

pub use fields::{Field, fields};

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Path,
    Query,
    Body,
}

impl Place {
    pub fn of(meta: &Meta, field: &str) -> Self {
        if meta.is_path_field(field) {
            Self::Path
        } else if meta.is_query_field(field) {
            Self::Query
        } else {
            Self::Body
        }
    }

    pub fn name(self, body: Body) -> &'static str {
        match (self, body) {
            (Self::Path, _) => "path",
            (Self::Query, _) => "query",
            (Self::Body, Body::Json) => "body",
            (Self::Body, Body::Form | Body::FormOrJson) => "form",
            (Self::Body, Body::Multipart { .. }) => "form part",
        }
    }
}

/// A parameter of an endpoint.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// As the wire calls it.
    pub name: String,
    pub place: Place,
    pub field: Field,
}

impl Entry {
    /// The parameters, those of the path first; what is inside one follows it.
    pub fn parameters(&self) -> Vec<Parameter> {
        let parameter = |field: Field| Parameter {
            name: wire_name(&self.meta, &field),
            place: Place::of(&self.meta, field.top()),
            field,
        };
        let fields = fields(&self.request());
        let mut parameters: Vec<_> = fields.into_iter().map(parameter).collect();
        parameters.sort_by_key(|parameter| parameter.place);
        parameters
    }

    /// The fields of the answer; none where it is a file.
    pub fn answer_fields(&self) -> Vec<Field> {
        match self.meta.answer {
            Answer::Binary => Vec::new(),
            _ => fields(&self.response()),
        }
    }

    /// The form part that carries the file, where there is one.
    pub fn file_part(&self) -> Option<&'static str> {
        match self.meta.body {
            Body::Multipart { file } => Some(file),
            Body::Json | Body::Form | Body::FormOrJson => None,
        }
    }

    /// `im.chat.members` of `im.chat.members.list`.
    pub fn resource(&self) -> &'static str {
        self.meta.name.rsplit_once('.').map_or(self.meta.name, |(resource, _)| resource)
    }

    /// Whether it answers in pages.
    pub fn is_paged(&self) -> bool {
        let request = fields(&self.request());
        request.iter().any(|field| field.path == "page_token")
            && self.answer_fields().iter().any(|field| field.path == "has_more")
    }
}

fn wire_name(meta: &Meta, field: &Field) -> String {
    let renamed = meta.rename.iter().find(|(name, _)| *name == field.top());
    renamed.map_or(field.path.clone(), |(name, wire)| field.path.replacen(name, wire, 1))
}

/// Who may call it.
pub fn identities(meta: &Meta) -> Vec<&'static str> {
    meta.auth.iter().map(|auth| identity(*auth)).collect()
}

pub fn identity(auth: Auth) -> &'static str {
    match auth {
        Auth::Bot => "bot",
        Auth::User => "user",
    }
}

/// What it needs, one sentence a requirement.
pub fn scopes(meta: &Meta) -> Vec<String> {
    let scopes = &meta.scopes;
    let is_same = scopes.bot == scopes.user || meta.auth.len() == 1;
    let mut parts: Vec<String> = match meta.auth {
        [one, ..] if is_same => vec![all_of(scopes.of(*one))],
        many => many
            .iter()
            .map(|auth| format!("{}: {}", identity(*auth), all_of(scopes.of(*auth))))
            .collect(),
    };
    parts.extend(scopes.conditional.iter().map(conditional));
    parts.retain(|part| !part.is_empty());
    parts
}

fn all_of(groups: &[AnyOf]) -> String {
    groups.iter().map(|group| group.join(" or ")).collect::<Vec<_>>().join(" and ")
}

fn conditional(extra: &Conditional) -> String {
    let place = match extra.when {
        When::Group => "in a group",
        When::P2p => "in a chat between two",
    };
    format!("{place} as {} also {}", identity(extra.auth), extra.any_of.join(" or "))
}

pub fn quota(tier: Tier) -> String {
    match tier.quota() {
        (Some(minute), Some(second)) => format!("{minute}/min, {second}/s"),
        (Some(minute), None) => format!("{minute}/min"),
        (None, Some(second)) => format!("{second}/s"),
        (None, None) => "unbounded".to_owned(),
    }
}

pub fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Upload => "uploads",
        Effect::Write => "writes",
    }
}

/// When a call whose answer was lost may be made again.
pub fn retry(retry: Retry) -> String {
    match retry {
        Retry::Safe => "always".to_owned(),
        Retry::ByUuid(field) => format!("with the same `{field}`"),
        Retry::Natural => "always: changes nothing more".to_owned(),
        Retry::Never => "never".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;

    #[test]
    fn parameters_come_with_their_places_the_path_first() {
        let reply = registry::find("im.messages.reply").unwrap();
        let said: Vec<_> = reply.parameters().iter().map(|p| (p.name.clone(), p.place)).collect();
        assert_eq!(said[0], ("message_id".to_owned(), Place::Path));
        assert!(said.contains(&("content".to_owned(), Place::Body)));
        assert!(!reply.is_paged());
        assert!(registry::find("im.messages.list").unwrap().is_paged());
        assert_eq!(registry::find("im.images.create").unwrap().file_part(), Some("image"));
    }
}
