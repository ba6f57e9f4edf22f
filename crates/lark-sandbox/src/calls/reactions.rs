//! Reactions: add, list, of one message or of several, take back.

use lark_api::{
    Page,
    emoji::EmojiType,
    errors::codes,
    ids::{MessageId, ReactionId},
    im::{
        MsgType, UserIdType,
        reactions::{
            AddReaction, BatchQueryReactions, FlatReaction, ListReactions, Operator, Reaction,
            ReactionCount, ReactionCounts, ReactionQuery, ReactionType, ReactionsFailed,
            ReactionsOfMany, ReactionsOfOne, RemoveReaction,
        },
    },
    limits::{REACTION_QUERIES, REACTIONS_PAGE},
    time::Millis,
};

use super::{access, paging};
use crate::{
    failure::Failure,
    model::{
        actors, chats,
        messages::{self, Message},
        reactions::{self, Reaction as Stored},
        reads,
    },
    page::Pager,
    store::Call,
    view::View,
};

pub(super) fn create(call: &Call<'_>, request: AddReaction) -> Result<Reaction, Failure> {
    let message = reactable(call, request.message_id.as_str())?;
    let emoji = &request.reaction_type.emoji_type;
    if !emoji.is_known() {
        return Err(Failure::code(codes::EMOJI_INVALID));
    }
    if message.msg_type == MsgType::System {
        return Err(Failure::code(codes::REACTION_UNSUPPORTED));
    }
    let (actor, now) = (call.caller.actor, call.store.now);
    let (reaction, is_new) =
        reactions::add(&call.store, message.key, actor, (emoji.as_str(), now))?;
    if is_new {
        reads::mark(&call.store, (message.chat, actor), message.key)?;
        record(call, "reaction.added", &message, &reaction)?;
    }
    show(&View::new(call, None), call, &reaction)
}

pub(super) fn list(call: &Call<'_>, request: ListReactions) -> Result<Page<Reaction>, Failure> {
    let message = visible(call, request.message_id.as_str())?;
    let size = paging::size(request.page_size, REACTIONS_PAGE)?;
    if matches!(request.user_id_type, Some(UserIdType::Other(_))) {
        return Err(Failure::code(codes::REACTION_ID_TYPE));
    }
    let emoji = request.reaction_type.as_deref().filter(|emoji| !emoji.is_empty());
    if emoji.is_some_and(|emoji| !EmojiType::unchecked(emoji).is_known()) {
        return Err(Failure::code(codes::EMOJI_INVALID));
    }
    let pager = Pager::new(call, &[&message.message_id, emoji.unwrap_or_default()]);
    let after = paging::reaction_cursor(&pager, request.page_token.as_deref())?;
    let after = after.map_or(0, |[_, row]| row);
    let found = reactions::list(call.store.db, message.key, emoji, (after, size + 1))?;
    let cut = pager.cut(found, size, |reaction| [0, reaction.row]);
    let view = View::new(call, request.user_id_type);
    let items = cut.items.iter().map(|reaction| show(&view, call, reaction));
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        has_more: cut.has_more(),
        page_token: cut.page_token,
    })
}

/// The reactions to several messages; one that cannot be read spoils only its own part.
pub(super) fn batch_query(
    call: &Call<'_>,
    request: BatchQueryReactions,
) -> Result<ReactionsOfMany, Failure> {
    let asked = request.queries.len();
    if asked == 0 || asked > REACTION_QUERIES {
        return Err(Failure::field("queries", "between 1 and 20 messages are needed"));
    }
    if matches!(request.user_id_type, Some(UserIdType::Other(_))) {
        return Err(Failure::code(codes::REACTION_ID_TYPE));
    }
    let mut answer = ReactionsOfMany::default();
    for ReactionQuery { message_id, page_token } in request.queries {
        let one = ListReactions {
            message_id: message_id.clone(),
            reaction_type: request.reaction_type.clone(),
            page_size: request.page_size_per_message,
            page_token,
            user_id_type: request.user_id_type.clone(),
        };
        match list(call, one) {
            Ok(page) => {
                let counts = counts(call, &message_id)?;
                answer.success_msg_reaction_counts.push(counts);
                answer.success_msg_reaction_details.push(flat(message_id, page));
            }
            Err(failure) => {
                let fail_reason = fail_reason(failure)?.to_owned();
                answer.fail_msg_reaction_details.push(ReactionsFailed { message_id, fail_reason });
            }
        }
    }
    Ok(answer)
}

fn fail_reason(failure: Failure) -> Result<&'static str, Failure> {
    match failure {
        Failure::Code { code: codes::REACTION_MESSAGE_MISSING, .. } => Ok("invalid"),
        Failure::Code { code: codes::REACTION_NO_ACCESS, .. } => Ok("no_permission"),
        Failure::Code { code: codes::REACTION_PAGE_TOKEN, .. } => Ok("invalid_page_token"),
        other => Err(other),
    }
}

fn flat(message_id: MessageId, page: Page<Reaction>) -> ReactionsOfOne {
    let flat = |reaction: Reaction| FlatReaction {
        reaction_id: reaction.reaction_id,
        operator: reaction.operator,
        action_time: reaction.action_time,
        emoji_type: reaction.reaction_type.emoji_type,
    };
    ReactionsOfOne {
        message_id,
        has_more: page.has_more,
        page_token: page.page_token,
        message_reaction_items: page.items.into_iter().map(flat).collect(),
    }
}

/// Of every emoji, whichever were asked for.
fn counts(call: &Call<'_>, message_id: &MessageId) -> Result<ReactionCounts, Failure> {
    let message = visible(call, message_id.as_str())?;
    let counted = reactions::counts(call.store.db, message.key)?;
    let count = |(reaction_type, count): (String, i64)| ReactionCount {
        reaction_type,
        count: count.to_string(),
    };
    let reaction_count = counted.into_iter().map(count).collect();
    Ok(ReactionCounts { message_id: message_id.clone(), reaction_count })
}

pub(super) fn delete(call: &Call<'_>, request: RemoveReaction) -> Result<Reaction, Failure> {
    let message = reactable(call, request.message_id.as_str())?;
    let reaction =
        reactions::find(call.store.db, call.caller.tenant, request.reaction_id.as_str())?
            .ok_or(Failure::code(codes::REACTION_INVALID))?;
    if reaction.message != message.key {
        return Err(Failure::code(codes::REACTION_OTHER_MESSAGE));
    }
    if reaction.actor != call.caller.actor {
        return Err(Failure::code(codes::REACTION_NOT_OWN));
    }
    reactions::remove(call.store.db, reaction.row)?;
    record(call, "reaction.removed", &message, &reaction)?;
    show(&View::new(call, None), call, &reaction)
}

fn visible(call: &Call<'_>, message_id: &str) -> Result<Message, Failure> {
    let message = messages::find(call.store.db, call.caller.tenant, message_id)?
        .ok_or(Failure::code(codes::REACTION_MESSAGE_MISSING))?;
    let chat = chats::get(call.store.db, message.chat)?;
    if !access::is_member(call, &chat)? {
        return Err(Failure::code(codes::REACTION_NO_ACCESS));
    }
    Ok(message)
}

fn reactable(call: &Call<'_>, message_id: &str) -> Result<Message, Failure> {
    let message = visible(call, message_id)?;
    access::not_dissolved(&chats::get(call.store.db, message.chat)?)?;
    match message.deleted {
        true => Err(Failure::code(codes::MESSAGE_GONE)),
        false => Ok(message),
    }
}

fn record(
    call: &Call<'_>,
    kind: &str,
    message: &Message,
    reaction: &Stored,
) -> Result<(), Failure> {
    let chat_id = chats::id(call.store.db, message.chat)?;
    let ids = [
        ("message_id", message.message_id.as_str()),
        ("chat_id", chat_id.as_str()),
        ("reaction_id", reaction.reaction_id.as_str()),
    ];
    Ok(call.record(kind, &ids)?)
}

fn show(view: &View<'_>, call: &Call<'_>, reaction: &Stored) -> Result<Reaction, Failure> {
    let actor = actors::get(call.store.db, reaction.actor)?;
    let (operator_id, _) = view.id(&actor)?;
    let operator_type = if actor.is_bot { "app" } else { "user" }.to_owned();
    Ok(Reaction {
        reaction_id: ReactionId::unchecked(&reaction.reaction_id),
        operator: Operator { operator_id, operator_type },
        action_time: Millis(reaction.at),
        reaction_type: ReactionType { emoji_type: EmojiType::unchecked(&reaction.emoji) },
    })
}
