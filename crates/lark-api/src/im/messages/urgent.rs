//! Messages: point people to one, in the app, by SMS or by phone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Endpoint, Meta, Retry, ids::MessageId, im::UserIdType, scopes::Scopes};

macro_rules! urgent {
    ($(#[$doc:meta])* $name:ident, $endpoint:literal, $path:literal, $scope:literal, $tier:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// The message; the bot must have sent it.
            pub message_id: MessageId,
            /// What kind of id `user_id_list` has.
            pub user_id_type: UserIdType,
            /// Whom to point to it, 200 at most.
            pub user_id_list: Vec<String>,
        }

        impl Endpoint for $name {
            const META: Meta = Meta::patch($endpoint, $path)
                .query(&["user_id_type"])
                .auth(&[Auth::Bot])
                .scopes(Scopes::both(&[&[$scope]]))
                .retry(Retry::Never)
                .tier($tier);
            type Response = UrgentAnswer;
        }
    };
}

urgent! {
    /// Point people to a message in the app.
    UrgentApp,
    "im.messages.urgent_app",
    "/open-apis/im/v1/messages/{message_id}/urgent_app",
    "im:message.urgent",
    9
}
urgent! {
    /// Point people to a message by SMS.
    UrgentSms,
    "im.messages.urgent_sms",
    "/open-apis/im/v1/messages/{message_id}/urgent_sms",
    "im:message.urgent:sms",
    4
}
urgent! {
    /// Point people to a message by a phone call.
    UrgentPhone,
    "im.messages.urgent_phone",
    "/open-apis/im/v1/messages/{message_id}/urgent_phone",
    "im:message.urgent:phone",
    4
}

/// Who could not be pointed to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UrgentAnswer {
    pub invalid_user_id_list: Vec<String>,
}
