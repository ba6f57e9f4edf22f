//! Reactions: one emoji of one caller under one message.

use lark_api::{
    emoji::EmojiType,
    errors::codes,
    ids::{MessageId, ReactionId},
    im::{
        messages::DeleteMessage,
        reactions::{
            AddReaction, BatchQueryReactions, ListReactions, ReactionQuery, ReactionType,
            RemoveReaction,
        },
    },
};

use crate::harness::{NOW, World};

fn add(message: &MessageId, emoji: &str) -> AddReaction {
    let emoji_type = EmojiType::unchecked(emoji);
    AddReaction { message_id: message.clone(), reaction_type: ReactionType { emoji_type } }
}

fn list(message: &MessageId) -> ListReactions {
    ListReactions {
        message_id: message.clone(),
        reaction_type: None,
        page_size: None,
        page_token: None,
        user_id_type: None,
    }
}

fn remove(message: &MessageId, reaction: &ReactionId) -> RemoveReaction {
    RemoveReaction { message_id: message.clone(), reaction_id: reaction.clone() }
}

#[test]
fn a_second_reaction_with_the_same_emoji_is_the_first() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "x").message_id;
    let first = world.ask(&world.user, &add(&message, "THUMBSUP")).unwrap();
    assert_eq!(world.ask(&world.user, &add(&message, "THUMBSUP")).unwrap(), first);
    assert_eq!(first.operator.operator_type, "user");
    assert_eq!(first.operator.operator_id, world.info.users[0].open_id);
    assert_eq!(first.action_time.0, NOW);
    let by_bot = world.ask_bot(&add(&message, "THUMBSUP"));
    assert_eq!(by_bot.operator.operator_type, "app");
    assert_eq!(by_bot.operator.operator_id, world.info.apps[0].app_id);
    world.ask_bot(&add(&message, "HEART"));
    assert_eq!(world.ask_bot(&list(&message)).items.len(), 3);
}

#[test]
fn reactions_are_listed_in_pages_and_by_emoji() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "x").message_id;
    for emoji in ["OK", "HEART", "SMILE"] {
        world.ask_bot(&add(&message, emoji));
        world.ask(&world.user, &add(&message, emoji)).unwrap();
    }
    let hearts = ListReactions { reaction_type: Some("HEART".to_owned()), ..list(&message) };
    assert_eq!(world.ask_bot(&hearts).items.len(), 2);
    let first = world.ask_bot(&ListReactions { page_size: Some(4), ..list(&message) });
    let page_token = Some(first.page_token);
    let rest = world.ask_bot(&ListReactions { page_token, ..list(&message) });
    assert_eq!((first.items.len(), rest.items.len(), rest.has_more), (4, 2, false));
    let bad = ListReactions { page_token: Some("x".to_owned()), ..list(&message) };
    assert_eq!(world.refused(&world.bot, &bad), codes::REACTION_PAGE_TOKEN);
    let large = ListReactions { page_size: Some(51), ..list(&message) };
    assert_eq!(world.refused(&world.bot, &large), codes::FIELD_VALIDATION);
}

#[test]
fn only_ones_own_reaction_to_that_message_is_taken_back() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "x").message_id;
    let other = world.send(&world.bot, &world.group(), "y").message_id;
    let reaction = world.ask(&world.user, &add(&message, "OK")).unwrap();
    let id = &reaction.reaction_id;
    assert_eq!(world.refused(&world.bot, &remove(&message, id)), codes::REACTION_NOT_OWN);
    assert_eq!(world.refused(&world.user, &remove(&other, id)), codes::REACTION_OTHER_MESSAGE);
    assert_eq!(world.ask(&world.user, &remove(&message, id)).unwrap(), reaction);
    assert_eq!(world.refused(&world.user, &remove(&message, id)), codes::REACTION_INVALID);
    assert!(world.ask_bot(&list(&message)).items.is_empty());
}

#[test]
fn reactions_that_cannot_be_are_refused() {
    let world = World::new();
    let message = world.send(&world.user, &world.group(), "x").message_id;
    assert_eq!(world.refused(&world.bot, &add(&message, "thumbsup")), codes::EMOJI_INVALID);
    let unknown = MessageId::unchecked("om_no");
    assert_eq!(world.refused(&world.bot, &add(&unknown, "OK")), codes::REACTION_MESSAGE_MISSING);
    let elsewhere = world.send(&world.user, &world.chat("运维"), "x").message_id;
    assert_eq!(world.refused(&world.bot, &add(&elsewhere, "OK")), codes::REACTION_NO_ACCESS);
    assert_eq!(world.refused(&world.bot, &list(&elsewhere)), codes::REACTION_NO_ACCESS);
    world.ask(&world.user, &DeleteMessage { message_id: message.clone() }).unwrap();
    assert_eq!(world.refused(&world.bot, &add(&message, "OK")), codes::MESSAGE_GONE);
}

#[test]
fn reactions_to_several_messages_come_at_once_and_a_bad_one_spoils_only_its_part() {
    let world = World::new();
    let message = world.send(&world.bot, &world.group(), "x").message_id;
    for emoji in ["OK", "HEART"] {
        world.ask_bot(&add(&message, emoji));
    }
    world.ask(&world.user, &add(&message, "OK")).unwrap();
    let elsewhere = world.send(&world.user, &world.chat("运维"), "x").message_id;
    let query = |message_id: &MessageId, page_token: Option<&str>| ReactionQuery {
        message_id: message_id.clone(),
        page_token: page_token.map(str::to_owned),
    };
    let unknown = MessageId::unchecked("om_no");
    let several = |queries: Vec<ReactionQuery>| BatchQueryReactions {
        queries,
        page_size_per_message: Some(2),
        reaction_type: None,
        user_id_type: None,
    };
    let asked = [
        query(&message, None),
        query(&unknown, None),
        query(&elsewhere, None),
        query(&message, Some("x")),
    ];
    let answer = world.ask_bot(&several(asked.to_vec()));
    let details = &answer.success_msg_reaction_details[0];
    assert_eq!((details.message_reaction_items.len(), details.has_more), (2, true));
    assert_eq!(details.message_reaction_items[0].emoji_type.as_str(), "OK");
    let counts = &answer.success_msg_reaction_counts[0].reaction_count;
    let counts: Vec<_> = counts.iter().map(|c| (&*c.reaction_type, &*c.count)).collect();
    assert_eq!(counts, [("OK", "2"), ("HEART", "1")]);
    let failed = answer.fail_msg_reaction_details.iter().map(|failed| &*failed.fail_reason);
    assert_eq!(failed.collect::<Vec<_>>(), ["invalid", "no_permission", "invalid_page_token"]);
    let rest = world.ask_bot(&several(vec![query(&message, Some(&details.page_token))]));
    assert_eq!(rest.success_msg_reaction_details[0].message_reaction_items.len(), 1);
    let many = several(vec![query(&message, None); 21]);
    assert_eq!(world.refused(&world.bot, &many), codes::FIELD_VALIDATION);
}
