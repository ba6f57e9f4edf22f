//! The bot itself.

use lark_api::{
    bot::{BotInfo, BotInfoAnswer, GetBotInfo},
    ids::OpenId,
};

use crate::{
    failure::Failure,
    model::{actors, apps},
    store::Call,
};

/// Active in the tenant.
const ACTIVE: i32 = 2;

pub(super) fn info(call: &Call<'_>, _: GetBotInfo) -> Result<BotInfoAnswer, Failure> {
    let db = call.store.db;
    let name = apps::find(db, &call.caller.app_id)?.map(|app| app.name).unwrap_or_default();
    let open_id = actors::open_id(db, call.caller.app, call.caller.actor)?;
    Ok(BotInfoAnswer {
        bot: BotInfo {
            activate_status: ACTIVE,
            app_name: name,
            avatar_url: "https://avatars.example.com/bot-default~100x100.png".to_owned(),
            ip_white_list: Vec::new(),
            open_id: OpenId::unchecked(open_id),
        },
    })
}
