//! Chats: create.

use lark_api::{
    errors::codes,
    im::chats::{Chat, ChatMode, ChatType, CreateChat, change::UpdateChat},
    limits::{BOTS_PER_CALL, MEMBERS_PER_CALL, UUID_CHARS},
};

use super::{Stored, change, settings, view};
use crate::{
    calls::contact,
    failure::Failure,
    keys::{ActorKey, ChatKey},
    model::{
        actors::{self, Found, IdKind},
        chats::{self, NewChat, Settings},
        members,
        uuids::Repeatable,
    },
    store::Call,
};

/// How long a group's `uuid` is remembered.
const UUID_SECONDS: i64 = 10 * 60 * 60;
/// What a group is called that was given no name.
const NO_NAME: &str = "(no title)";

pub(in crate::calls) fn create(call: &Call<'_>, request: CreateChat) -> Result<Chat, Failure> {
    check(&request)?;
    let view = view(call, request.user_id_type.clone())?;
    let kind = contact::id_kind(request.user_id_type.as_ref())?;
    let show = |chat: ChatKey| -> Result<Chat, Failure> {
        let chat = settings(call, &view, &chats::get(call.store.db, chat)?)?;
        // What a new group answers lacks what only reading shows.
        Ok(Chat {
            user_manager_id_list: None,
            bot_manager_id_list: None,
            user_count: None,
            bot_count: None,
            chat_status: None,
            ..chat
        })
    };
    let key = request.uuid.as_ref().filter(|uuid| !uuid.is_empty());
    let key = key.map(|uuid| format!("{uuid}/{}", request.owner_id.as_deref().unwrap_or_default()));
    let repeatable = key.as_ref().map(|uuid| Repeatable {
        app: call.caller.app,
        kind: "chat",
        uuid,
        window_seconds: UUID_SECONDS,
    });
    if let Some(repeatable) = &repeatable
        && let Some(first) = repeatable.first(&call.store)?
    {
        return show(ChatKey(first));
    }
    let founders = Founders::find(call, &request, kind)?;
    let chat = found(call, &request, &founders)?;
    if let Some(repeatable) = &repeatable {
        repeatable.remember(&call.store, chat.0)?;
    }
    let answer = show(chat)?;
    let chat_id = answer.chat_id.as_ref().map(|id| id.as_str()).unwrap_or_default();
    call.record("chat.created", &[("chat_id", chat_id)])?;
    Ok(answer)
}

fn check(request: &CreateChat) -> Result<(), Failure> {
    let refuse = |detail: &str| Err(Failure::ext(codes::CHAT_PARAM, detail));
    if request.user_id_list.len() > MEMBERS_PER_CALL {
        return refuse("user_id_list has more than 50 ids");
    }
    if request.bot_id_list.len() > BOTS_PER_CALL {
        return refuse("bot_id_list has more than 5 ids");
    }
    if request.uuid.as_ref().is_some_and(|uuid| uuid.chars().count() > UUID_CHARS) {
        return refuse("uuid has more than 50 characters");
    }
    if matches!(request.chat_mode, Some(ChatMode::P2p | ChatMode::Other(_))) {
        return refuse("invalid chat_mode");
    }
    let name = request.name.as_deref().unwrap_or_default();
    if request.chat_type == Some(ChatType::Public) && name.chars().count() < 2 {
        return Err(Failure::code(codes::CHAT_PUBLIC_NAME));
    }
    Ok(())
}

/// Who a new group begins with.
struct Founders {
    owner: ActorKey,
    members: Vec<ActorKey>,
}

impl Founders {
    fn find(call: &Call<'_>, request: &CreateChat, kind: IdKind) -> Result<Self, Failure> {
        let person = |id: &str, unknown: i64| -> Result<ActorKey, Failure> {
            match actors::find(call.store.db, call.caller.app, kind, id)? {
                Found::Actor(actor) if actor.resigned => Err(Failure::code(codes::CHAT_RESIGNED)),
                Found::Actor(actor) if !actor.is_bot => Ok(actor.key),
                Found::Foreign(whose) => Err(Failure::foreign(whose)),
                _ => Err(Failure::code(unknown)),
            }
        };
        let bot = |id: &String| -> Result<ActorKey, Failure> {
            let found = actors::find(call.store.db, call.caller.app, IdKind::AppId, id)?.actor();
            found.map(|bot| bot.key).ok_or(Failure::code(codes::CHAT_NO_BOT))
        };
        let owner = match request.owner_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => person(id, codes::CHAT_OWNER_INVALID)?,
            None => call.caller.actor,
        };
        let mut members = vec![owner, call.caller.actor];
        for id in &request.user_id_list {
            members.push(person(id, codes::CHAT_UNAVAILABLE_IDS)?);
        }
        for id in &request.bot_id_list {
            members.push(bot(id)?);
        }
        Ok(Self { owner, members })
    }
}

/// What a change would ask for that begins with a group as it is by itself.
fn wanted(request: &CreateChat) -> UpdateChat {
    let request = request.clone();
    UpdateChat {
        chat_type: request.chat_type,
        i18n_names: request.i18n_names,
        group_message_type: request.group_message_type,
        membership_approval: request.membership_approval,
        join_message_visibility: request.join_message_visibility,
        leave_message_visibility: request.leave_message_visibility,
        edit_permission: request.edit_permission,
        restricted_mode_setting: request.restricted_mode_setting,
        urgent_setting: request.urgent_setting,
        video_conference_setting: request.video_conference_setting,
        pin_manage_setting: request.pin_manage_setting,
        hide_member_count_setting: request.hide_member_count_setting,
        ..UpdateChat::default()
    }
}

fn found(call: &Call<'_>, request: &CreateChat, founders: &Founders) -> Result<ChatKey, Failure> {
    let store = &call.store;
    let mut settings = Settings::default();
    let mut chat_type = "private".to_owned();
    change::set((&mut settings, &mut chat_type), &wanted(request))?;
    settings.external = request.external.unwrap_or_default();
    let avatar = change::avatar(call, request.avatar.as_deref())?;
    let name = request.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(NO_NAME);
    let chat = chats::insert(
        store,
        &NewChat {
            tenant: call.caller.tenant,
            mode: request.chat_mode.clone().unwrap_or(ChatMode::Group),
            chat_type: &chat_type,
            name,
            description: request.description.as_deref().unwrap_or_default(),
            owner: Some(founders.owner),
            creator: call.caller.actor,
            settings,
            pair: None,
            at: store.now,
        },
    )?;
    if let Some(avatar) = avatar {
        chats::save(store.db, &Stored { avatar, ..chats::get(store.db, chat)? })?;
    }
    for member in &founders.members {
        members::add(store.db, chat, *member)?;
    }
    if request.set_bot_manager == Some(true) && founders.owner != call.caller.actor {
        members::make_manager(store.db, chat, call.caller.actor)?;
    }
    Ok(chat)
}
