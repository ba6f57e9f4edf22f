//! Chats: change, hand over, disband, invite.

use lark_api::{
    errors::codes,
    im::{
        Nothing,
        chats::{
            ChatType, RestrictedMode,
            change::{ChatLink, DisbandChat, LinkChat, UpdateChat, ValidityPeriod},
        },
    },
    time::Seconds,
};

use super::{Stored, find};
use crate::{
    calls::{access, contact},
    failure::Failure,
    keys::ActorKey,
    model::{
        actors::{self, Found},
        chats::{self, Settings},
        files, members,
    },
    random::alphanumeric,
    store::Call,
};

const EVERYONE: &[&str] = &["all_members", "only_owner"];
const VISIBILITY: &[&str] = &["all_members", "only_owner", "not_anyone"];
const RESTRICTIONS: &[&str] = &["all_members", "not_anyone"];

pub(in crate::calls) fn update(call: &Call<'_>, request: UpdateChat) -> Result<Nothing, Failure> {
    let mut chat = group(call, request.chat_id.as_str())?;
    may_update(call, &chat, &request)?;
    if let Some(owner) = new_owner(call, &chat, &request)? {
        chat.owner = Some(owner);
    }
    rename(call, &mut chat, &request)?;
    set((&mut chat.settings, &mut chat.chat_type), &request)?;
    consistent(&chat)?;
    chats::save(call.store.db, &chat)?;
    // An owner is more than an administrator, and not one of them.
    if let Some(owner) = chat.owner {
        members::set_role(call.store.db, chat.key, owner, members::Role::Member)?;
    }
    call.record("chat.updated", &[("chat_id", &chat.chat_id)])?;
    Ok(Nothing {})
}

/// A group the caller is in.
fn group(call: &Call<'_>, chat_id: &str) -> Result<Stored, Failure> {
    let chat = find(call, chat_id)?;
    access::not_dissolved(&chat)?;
    if !access::is_member(call, &chat)? {
        return Err(Failure::code(codes::CHAT_OUTSIDE));
    }
    match chat.is_p2p() {
        true => Err(Failure::code(codes::CHAT_TYPE)),
        false => Ok(chat),
    }
}

fn may_update(call: &Call<'_>, chat: &Stored, request: &UpdateChat) -> Result<(), Failure> {
    if access::is_administrator(call, chat)? {
        return Ok(());
    }
    let only_basics = UpdateChat {
        chat_id: request.chat_id.clone(),
        user_id_type: request.user_id_type.clone(),
        avatar: request.avatar.clone(),
        name: request.name.clone(),
        description: request.description.clone(),
        i18n_names: request.i18n_names.clone(),
        ..UpdateChat::default()
    };
    if chat.settings.edit_permission == "only_owner" {
        return Err(Failure::code(codes::CHAT_ADMIN_ONLY));
    }
    match only_basics == *request {
        true => Ok(()),
        false => Err(Failure::code(codes::CHAT_BASIC_EDITS)),
    }
}

fn new_owner(
    call: &Call<'_>,
    chat: &Stored,
    request: &UpdateChat,
) -> Result<Option<ActorKey>, Failure> {
    let kind = contact::id_kind(request.user_id_type.as_ref())?;
    let Some(id) = request.owner_id.as_deref().filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let owner = match actors::find(call.store.db, call.caller.app, kind, id)? {
        Found::Actor(actor) if actor.resigned => return Err(Failure::code(codes::CHAT_RESIGNED)),
        Found::Actor(actor) if !actor.is_bot => actor.key,
        Found::Foreign(whose) => return Err(Failure::foreign(whose)),
        _ => return Err(Failure::code(codes::CHAT_OWNER_INVALID)),
    };
    if chat.owner == Some(owner) {
        return Ok(None);
    }
    if !access::owns(call, chat) {
        return Err(Failure::code(codes::CHAT_OWNER_ONLY));
    }
    match members::role(call.store.db, chat.key, owner)? {
        Some(_) => Ok(Some(owner)),
        None => Err(Failure::code(codes::CHAT_OWNER_OUTSIDE)),
    }
}

/// What any member may change where the group lets them.
fn rename(call: &Call<'_>, chat: &mut Stored, request: &UpdateChat) -> Result<(), Failure> {
    if let Some(avatar) = avatar(call, request.avatar.as_deref())? {
        chat.avatar = avatar;
    }
    if let Some(name) = &request.name {
        chat.name.clone_from(name);
    }
    if let Some(description) = &request.description {
        chat.description.clone_from(description);
    }
    Ok(())
}

/// Where a new avatar is shown.
pub(super) fn avatar(call: &Call<'_>, key: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(key) = key.filter(|key| !key.is_empty()) else { return Ok(None) };
    match files::is_avatar(call.store.db, call.caller.tenant, key)? {
        true => Ok(Some(format!("https://avatars.example.com/{key}~100x100.png"))),
        false => Err(Failure::code(codes::CHAT_AVATAR)),
    }
}

/// Sets what is given, where it is something Lark knows.
pub(super) fn set(
    (settings, chat_type): (&mut Settings, &mut String),
    request: &UpdateChat,
) -> Result<(), Failure> {
    let texts: [(&mut String, &Option<String>, &[&str]); 13] = [
        (&mut settings.add_member_permission, &request.add_member_permission, EVERYONE),
        (
            &mut settings.share_card_permission,
            &request.share_card_permission,
            &["allowed", "not_allowed"],
        ),
        (&mut settings.at_all_permission, &request.at_all_permission, EVERYONE),
        (&mut settings.edit_permission, &request.edit_permission, EVERYONE),
        (&mut settings.join_message_visibility, &request.join_message_visibility, VISIBILITY),
        (&mut settings.leave_message_visibility, &request.leave_message_visibility, VISIBILITY),
        (
            &mut settings.membership_approval,
            &request.membership_approval,
            &["no_approval_required", "approval_required"],
        ),
        (&mut settings.group_message_type, &request.group_message_type, &["chat", "thread"]),
        (&mut settings.urgent_setting, &request.urgent_setting, EVERYONE),
        (&mut settings.video_conference_setting, &request.video_conference_setting, EVERYONE),
        (&mut settings.pin_manage_setting, &request.pin_manage_setting, EVERYONE),
        (&mut settings.hide_member_count_setting, &request.hide_member_count_setting, EVERYONE),
        (
            chat_type,
            &request.chat_type.as_ref().map(|kind| kind.as_str().to_owned()),
            ChatType::KNOWN,
        ),
    ];
    for (setting, given, known) in texts {
        let Some(given) = given else { continue };
        if !known.contains(&given.as_str()) {
            let detail = format!("`{given}` is not one of {}", known.join(", "));
            return Err(Failure::ext(codes::CHAT_PARAM, detail));
        }
        setting.clone_from(given);
    }
    if let Some(names) = &request.i18n_names {
        settings.i18n_names.clone_from(names);
    }
    if let Some(mode) = &request.restricted_mode_setting {
        settings.restricted_mode = restricted(mode)?;
    }
    Ok(())
}

/// Settings that are not given are open; restricted mode needs one that is not.
fn restricted(given: &RestrictedMode) -> Result<RestrictedMode, Failure> {
    let mut mode = given.clone();
    let mut any = false;
    for setting in [
        &mut mode.screenshot_has_permission_setting,
        &mut mode.download_has_permission_setting,
        &mut mode.message_has_permission_setting,
    ] {
        if setting.is_empty() {
            "all_members".clone_into(setting);
        }
        if !RESTRICTIONS.contains(&setting.as_str()) {
            let detail = format!("`{setting}` is not one of {}", RESTRICTIONS.join(", "));
            return Err(Failure::ext(codes::CHAT_PARAM, detail));
        }
        any |= setting == "not_anyone";
    }
    match any == mode.status {
        true => Ok(mode),
        false => Err(Failure::ext(codes::CHAT_PARAM, "invalid restricted_mode_setting")),
    }
}

/// Whether the settings go together, those that were not changed with those that were.
fn consistent(chat: &Stored) -> Result<(), Failure> {
    let settings = &chat.settings;
    let only_owners_add = settings.add_member_permission == "only_owner";
    if only_owners_add != (settings.share_card_permission == "not_allowed") {
        let detail = "add_member_permission and share_card_permission do not match";
        return Err(Failure::ext(codes::CHAT_PARAM, detail));
    }
    if chat.chat_type == "public" && chat.name.is_empty() {
        return Err(Failure::code(codes::CHAT_PUBLIC_NO_NAME));
    }
    if chat.chat_type == "public" && chat.name.chars().count() < 2 {
        return Err(Failure::code(codes::CHAT_PUBLIC_NAME));
    }
    Ok(())
}

pub(in crate::calls) fn disband(call: &Call<'_>, request: DisbandChat) -> Result<Nothing, Failure> {
    let chat = group(call, request.chat_id.as_str())?;
    if !access::owns(call, &chat) {
        return Err(Failure::code(codes::CHAT_OWNER_ONLY));
    }
    chats::dissolve(call.store.db, chat.key)?;
    call.record("chat.dissolved", &[("chat_id", &chat.chat_id)])?;
    Ok(Nothing {})
}

const DAY: i64 = 24 * 60 * 60;

pub(in crate::calls) fn link(call: &Call<'_>, request: LinkChat) -> Result<ChatLink, Failure> {
    let chat = group(call, request.chat_id.as_str()).map_err(|failure| match failure {
        Failure::Code { code: codes::CHAT_TYPE, .. } => Failure::code(codes::CHAT_P2P_LINK),
        other => other,
    })?;
    let days = match request.validity_period.unwrap_or(ValidityPeriod::Week) {
        ValidityPeriod::Week => Some(7),
        ValidityPeriod::Year => Some(365),
        ValidityPeriod::Permanently => None,
        ValidityPeriod::Other(_) => {
            return Err(Failure::ext(codes::CHAT_PARAM, "invalid validity_period"));
        }
    };
    let shareable = chat.settings.share_card_permission == "allowed";
    if !shareable && !access::is_administrator(call, &chat)? {
        return Err(Failure::code(codes::CHAT_LINK_REFUSED));
    }
    let token = alphanumeric(call.store.random, 32);
    call.record("chat.linked", &[("chat_id", &chat.chat_id)])?;
    Ok(ChatLink {
        share_link: format!(
            "https://applink.feishu.cn/client/chat/chatter/add_by_link?link_token={token}"
        ),
        expire_time: days.map(|days| Seconds(call.store.now / 1000 + days * DAY)),
        is_permanent: days.is_none(),
    })
}
