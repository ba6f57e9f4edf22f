//! Who may do what in a chat.

use lark_api::{errors::codes, scopes::When};

use crate::{
    failure::Failure,
    keys::ActorKey,
    model::{
        apps,
        chats::{self, Chat},
        members::{self, Role},
        messages::{self, Message},
    },
    store::Call,
};

/// Whether the caller is the chat's owner, or the bot that made it and may act as its owner.
pub(super) fn owns(call: &Call<'_>, chat: &Chat) -> bool {
    let actor = call.caller.actor;
    let as_creator = chat.creator == actor
        && call.caller.is_bot()
        && call.caller.has("im:chat:operate_as_owner");
    chat.owner == Some(actor) || as_creator
}

/// Whether the caller is the chat's owner, one of its administrators, or the bot that made it and
/// may act as its owner.
pub(crate) fn is_administrator(call: &Call<'_>, chat: &Chat) -> rusqlite::Result<bool> {
    if owns(call, chat) {
        return Ok(true);
    }
    Ok(members::role(call.store.db, chat.key, call.caller.actor)? == Some(Role::Manager))
}

/// Whether the caller, a member, may change what the chat looks like.
pub(super) fn may_edit(call: &Call<'_>, chat: &Chat) -> rusqlite::Result<bool> {
    let everyone = chat.is_p2p() || chat.settings.edit_permission == "all_members";
    Ok(everyone || is_administrator(call, chat)?)
}

pub(super) fn is_member(call: &Call<'_>, chat: &Chat) -> rusqlite::Result<bool> {
    Ok(members::role(call.store.db, chat.key, call.caller.actor)?.is_some())
}

/// A message that the caller can see, and its chat.
pub(super) fn message(call: &Call<'_>, message_id: &str) -> Result<(Message, Chat), Failure> {
    let message = messages::find(call.store.db, call.caller.tenant, message_id)?
        .ok_or_else(|| Failure::param("invalid message_id"))?;
    let chat = chats::get(call.store.db, message.chat)?;
    if !is_member(call, &chat)? {
        return Err(Failure::code(codes::NOT_IN_CHAT));
    }
    Ok((message, chat))
}

/// Refuses who may not read the messages of such a chat.
pub(super) fn may_read(call: &Call<'_>, is_p2p: bool) -> Result<(), Failure> {
    call.require(if is_p2p { When::P2p } else { When::Group })
}

/// Refuses a bot whose app is not available to somebody.
pub(crate) fn may_reach(call: &Call<'_>, person: ActorKey) -> Result<(), Failure> {
    let caller = &call.caller;
    match !caller.is_bot() || apps::is_available(call.store.db, caller.app, person)? {
        true => Ok(()),
        false => Err(Failure::code(codes::NO_AVAILABILITY)),
    }
}

pub(super) fn not_dissolved(chat: &Chat) -> Result<(), Failure> {
    if chat.dissolved { Err(Failure::code(codes::CHAT_DISSOLVED)) } else { Ok(()) }
}
