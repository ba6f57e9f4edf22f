//! Cards that somebody pressed: `interactive/v1`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Auth, Endpoint, Meta, errors::Family, im::Nothing, scopes::Scopes};

/// Replace a card after somebody pressed something on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateCard {
    /// What the press brought, `c-…`; good for half an hour and two updates.
    pub token: String,
    /// The whole new card: an object, not a string. One of schema 1.0 has `open_ids`, the people
    /// who are to see it.
    pub card: Value,
}

impl Endpoint for UpdateCard {
    const META: Meta =
        Meta::post("interactive.card.update", "/open-apis/interactive/v1/card/update")
            .auth(&[Auth::Bot])
            .scopes(Scopes::both(&[&["im:message:update", "im:message", "im:message:send_as_bot"]]))
            .family(Family::Card);
    type Response = Nothing;
}
