//! No sequence of calls breaks what holds of a workspace.

use lark_api::{
    emoji::EmojiType,
    errors::codes,
    ids::{AppId, ChatId, MessageId, OpenId, ReactionId},
    im::{
        MemberIdType,
        chats::{CreateChat, GetChat},
        members::{AddMembers, ListMembers, RemoveMembers},
        messages::{Container, DeleteMessage, ListMessages},
        reactions::{AddReaction, ReactionType, RemoveReaction},
    },
};
use proptest::prelude::*;

use crate::harness::{World, reply_to, text_to};

/// What somebody does. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    Create(u8),
    Send(u8, String),
    Reply(u8, bool),
    Recall(u8),
    React(u8, u8),
    TakeBack(u8),
    Add(u8, u8),
    Remove(u8, u8),
    AddBot(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    let n = any::<u8>;
    prop_oneof![
        1 => n().prop_map(Deed::Create),
        4 => (n(), "[a-z<>@ ]{1,12}").prop_map(|(chat, text)| Deed::Send(chat, text)),
        3 => (n(), any::<bool>()).prop_map(|(to, thread)| Deed::Reply(to, thread)),
        1 => n().prop_map(Deed::Recall),
        2 => (n(), n()).prop_map(|(to, emoji)| Deed::React(to, emoji)),
        1 => n().prop_map(Deed::TakeBack),
        3 => (n(), n()).prop_map(|(chat, who)| Deed::Add(chat, who)),
        2 => (n(), n()).prop_map(|(chat, who)| Deed::Remove(chat, who)),
        1 => n().prop_map(Deed::AddBot),
    ]
}

/// The workspace and what the deeds have made in it.
struct Stage {
    world: World,
    chats: Vec<ChatId>,
    messages: Vec<MessageId>,
    reactions: Vec<(MessageId, ReactionId, usize)>,
}

fn pick<T>(items: &[T], n: u8) -> Option<&T> {
    (!items.is_empty()).then(|| &items[usize::from(n) % items.len()])
}

impl Stage {
    fn new() -> Self {
        let world = World::altered("");
        let chats = world.info.chats.iter().map(|chat| ChatId::unchecked(&chat.chat_id)).collect();
        Self { world, chats, messages: Vec::new(), reactions: Vec::new() }
    }

    /// A bot, or one of the people.
    fn token(&self, actor: usize) -> &str {
        let users = &self.world.info.users;
        match actor % (users.len() + 1) {
            0 => &self.world.bot,
            n => &users[n - 1].user_access_token,
        }
    }

    fn person(&self, n: u8) -> OpenId {
        OpenId::unchecked(&pick(&self.world.info.users, n).unwrap().open_id)
    }

    /// Does it, be it allowed or not.
    fn perform(&mut self, actor: usize, deed: &Deed) {
        let token = self.token(actor).to_owned();
        match deed {
            Deed::Create(n) => {
                let person = self.person(*n).to_string();
                let create = CreateChat { user_id_list: vec![person], ..CreateChat::default() };
                let made = self.world.ask(&self.world.bot, &create).ok();
                self.chats.extend(made.and_then(|chat| chat.chat_id));
            }
            Deed::Send(chat, text) => {
                let Some(chat) = pick(&self.chats, *chat) else { return };
                let sent = self.world.ask(&token, &text_to(chat, text));
                self.messages.extend(sent.ok().map(|message| message.message_id));
            }
            Deed::Reply(to, thread) => {
                let Some(to) = pick(&self.messages, *to) else { return };
                let reply = lark_api::im::messages::ReplyMessage {
                    reply_in_thread: Some(*thread),
                    ..reply_to(to, "reply")
                };
                let sent = self.world.ask(&token, &reply);
                self.messages.extend(sent.ok().map(|message| message.message_id));
            }
            Deed::Recall(n) => {
                let Some(message) = pick(&self.messages, *n) else { return };
                let _ = self.world.ask(&token, &DeleteMessage { message_id: message.clone() });
            }
            Deed::React(to, emoji) => self.react(actor, *to, *emoji),
            Deed::TakeBack(n) => {
                let Some((message, reaction, _)) = pick(&self.reactions, *n) else { return };
                let (message_id, reaction_id) = (message.clone(), reaction.clone());
                let _ = self.world.ask(&token, &RemoveReaction { message_id, reaction_id });
            }
            Deed::Add(chat, who) => self.add(&token, *chat, self.person(*who).to_string(), None),
            Deed::AddBot(chat) => {
                let app = AppId::unchecked(&self.world.info.apps[1].app_id).to_string();
                self.add(&token, *chat, app, Some(MemberIdType::AppId));
            }
            Deed::Remove(chat, who) => {
                let Some(chat) = pick(&self.chats, *chat) else { return };
                let id_list = vec![self.person(*who).to_string()];
                let remove = RemoveMembers { chat_id: chat.clone(), member_id_type: None, id_list };
                let _ = self.world.ask(&token, &remove);
            }
        }
    }

    fn react(&mut self, actor: usize, to: u8, emoji: u8) {
        let Some(to) = pick(&self.messages, to) else { return };
        let emoji = ["OK", "SMILE", "NOPE"][usize::from(emoji) % 3];
        let add = AddReaction {
            message_id: to.clone(),
            reaction_type: ReactionType { emoji_type: EmojiType::unchecked(emoji) },
        };
        let added = self.world.ask(self.token(actor), &add).ok();
        self.reactions.extend(added.map(|added| (to.clone(), added.reaction_id, actor)));
    }

    fn add(&self, token: &str, chat: u8, id: String, member_id_type: Option<MemberIdType>) {
        let Some(chat) = pick(&self.chats, chat) else { return };
        let (chat_id, id_list) = (chat.clone(), vec![id]);
        let add = AddMembers { chat_id, member_id_type, succeed_type: None, id_list };
        let _ = self.world.ask(token, &add);
    }

    fn none(&self, what: &str, sql: &str) -> Result<(), TestCaseError> {
        let count = self.world.look_up(&format!("SELECT CAST(count(*) AS TEXT) FROM {sql}"));
        prop_assert_eq!(count, "0", "{}", what);
        Ok(())
    }

    fn hold(&self) -> Result<(), TestCaseError> {
        self.none("a reply in another chat than what it answers", "messages m JOIN messages p ON p.id IN (m.parent, m.root, m.thread) WHERE m.chat <> p.chat")?;
        self.none("a conversation that is not between two", "chats c WHERE c.mode = 'p2p' AND (SELECT count(*) FROM members m WHERE m.chat = c.id) <> 2")?;
        self.none("two messages in one place", "(SELECT 1 FROM messages WHERE position IS NOT NULL GROUP BY chat, position HAVING count(*) > 1)")?;
        self.none("a place that was skipped", "chats c WHERE c.next_position <> (SELECT count(*) FROM messages m WHERE m.chat = c.id AND m.position IS NOT NULL)")?;
        self.none("an owner who is no member", "chats c WHERE c.owner IS NOT NULL AND c.status = 'normal' AND NOT EXISTS (SELECT 1 FROM members m WHERE m.chat = c.id AND m.actor = c.owner)")?;
        for chat in &self.chats {
            self.counts_match(chat)?;
            self.hidden_from_outsiders(chat)?;
        }
        Ok(())
    }

    fn members(&self, token: &str, chat: &ChatId) -> Option<lark_api::im::members::MemberList> {
        let request = ListMembers {
            chat_id: chat.clone(),
            member_types: None,
            member_id_type: None,
            page_size: Some(100),
            page_token: None,
        };
        self.world.ask(token, &request).ok()
    }

    fn counts_match(&self, chat: &ChatId) -> Result<(), TestCaseError> {
        let Some(members) = self.members(&self.world.bot, chat) else { return Ok(()) };
        let get = GetChat { chat_id: chat.clone(), user_id_type: None };
        let shown = self.world.ask(&self.world.bot, &get).unwrap();
        prop_assert_eq!(shown.user_count, Some(members.users.len().to_string()));
        prop_assert_eq!(shown.bot_count, Some(members.bots.len().to_string()));
        Ok(())
    }

    /// Who is not among the members can read nothing of it.
    fn hidden_from_outsiders(&self, chat: &ChatId) -> Result<(), TestCaseError> {
        let history = ListMessages {
            container_id_type: Container::Chat,
            container_id: chat.to_string(),
            start_time: None,
            end_time: None,
            sort_type: None,
            page_size: Some(1),
            page_token: None,
            card_msg_content_type: None,
            only_thread_root_messages: None,
            with_sender_name: None,
        };
        for actor in 0..=self.world.info.users.len() {
            let token = self.token(actor);
            let is_member = self.members(token, chat).is_some();
            let reads = self.world.ask(token, &history).map_err(|refused| refused.code);
            match is_member {
                true => prop_assert!(reads.is_ok(), "a member is refused: {reads:?}"),
                false => prop_assert_eq!(reads.err(), Some(codes::NOT_IN_CHAT)),
            }
        }
        Ok(())
    }
}

#[test]
fn no_sequence_of_calls_breaks_what_holds_of_a_workspace() {
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() };
    let deeds = prop::collection::vec((0..12_usize, deed()), 1..60);
    proptest!(config, |(deeds in deeds)| {
        let mut stage = Stage::new();
        for (actor, deed) in &deeds {
            stage.perform(*actor, deed);
        }
        stage.hold()?;
    });
}
