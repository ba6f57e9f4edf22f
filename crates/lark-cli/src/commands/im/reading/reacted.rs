//! Who reacted how to messages.

use std::collections::HashMap;

use lark_api::{
    ids::MessageId,
    im::reactions::{BatchQueryReactions, FlatReaction, ReactionCount, ReactionQuery},
    limits,
};
use lark_client::{Client, Error};

use crate::{names::Names, readable::ReadableReaction};

/// The reactions to one message: all of them counted, and the latest ones.
#[derive(Default)]
pub struct Reacted {
    counts: Vec<ReactionCount>,
    items: Vec<FlatReaction>,
}

/// Those of at most twenty messages; one whose reactions are hidden is missing.
pub fn read(client: &Client, ids: &[MessageId]) -> Result<HashMap<MessageId, Reacted>, Error> {
    let query = |id: &MessageId| ReactionQuery { message_id: id.clone(), page_token: None };
    let answer = client.call(&BatchQueryReactions {
        queries: ids.iter().map(query).collect(),
        page_size_per_message: Some(limits::REACTIONS_PAGE),
        reaction_type: None,
        user_id_type: None,
    })?;
    let mut found: HashMap<MessageId, Reacted> = HashMap::new();
    for of_one in answer.success_msg_reaction_details {
        found.entry(of_one.message_id).or_default().items = of_one.message_reaction_items;
    }
    for of_one in answer.success_msg_reaction_counts {
        found.entry(of_one.message_id).or_default().counts = of_one.reaction_count;
    }
    Ok(found)
}

impl Reacted {
    pub fn operators(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.operator.operator_id.as_str())
    }

    /// One row an emoji, in the order they came.
    pub fn summed(self, names: &Names<'_>) -> Vec<ReadableReaction> {
        let mut rows: Vec<ReadableReaction> = Vec::new();
        for item in self.items {
            let emoji = item.emoji_type.as_str();
            let by = names.shown(&item.operator.operator_id);
            match rows.iter_mut().find(|row| row.emoji_type == emoji) {
                Some(row) => {
                    row.count += 1;
                    row.by.push(by);
                }
                None => {
                    rows.push(ReadableReaction {
                        emoji_type: emoji.to_owned(),
                        count: 1,
                        by: vec![by],
                    });
                }
            }
        }
        for counted in self.counts {
            let count = counted.count.parse().unwrap_or_default();
            match rows.iter_mut().find(|row| row.emoji_type == counted.reaction_type) {
                Some(row) => row.count = row.count.max(count),
                None if count > 0 => {
                    let emoji_type = counted.reaction_type;
                    rows.push(ReadableReaction { emoji_type, count, by: Vec::new() });
                }
                None => {}
            }
        }
        rows
    }
}
