//! The bot itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Answer, Auth, Endpoint, Meta, ids::OpenId};

/// Get the app's own bot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GetBotInfo {}

impl Endpoint for GetBotInfo {
    const META: Meta = Meta::get("bot.info.get", "/open-apis/bot/v3/info")
        .answer(Answer::TopLevel)
        .auth(&[Auth::Bot]);
    type Response = BotInfoAnswer;
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BotInfoAnswer {
    pub bot: BotInfo,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BotInfo {
    /// 0 new, 1 disabled by the tenant, 2 active, 3 to be activated, 4 renewed, 5 expired.
    pub activate_status: i32,
    pub app_name: String,
    pub avatar_url: String,
    pub ip_white_list: Vec<String>,
    /// The bot as a member of chats and as a sender of reactions.
    pub open_id: OpenId,
}
