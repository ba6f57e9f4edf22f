//! Lists out of lines that say how deep they stand.

use super::document::{Block, Inline};

/// A line of a list.
pub struct Item {
    /// From 0.
    pub level: usize,
    /// `None` behind a bullet.
    pub number: Option<u64>,
    pub line: Vec<Inline>,
}

/// Levels inside one another that are told apart.
const DEEPEST: usize = 8;

/// The list of the items' level; what is deeper stands in the item before it.
pub fn nested(items: Vec<Item>) -> Block {
    let start = items.first().and_then(|item| item.number);
    let level = items.first().map_or(0, |item| item.level);
    Block::List { start, items: at_level(items, level, 0) }
}

fn at_level(items: Vec<Item>, level: usize, depth: usize) -> Vec<Vec<Block>> {
    let mut entries: Vec<Vec<Block>> = Vec::new();
    let mut deeper: Vec<Item> = Vec::new();
    for item in items {
        if item.level > level && depth < DEEPEST && !entries.is_empty() {
            deeper.push(item);
            continue;
        }
        close(&mut deeper, &mut entries, depth);
        entries.push(vec![Block::Paragraph(item.line)]);
    }
    close(&mut deeper, &mut entries, depth);
    entries
}

fn close(deeper: &mut Vec<Item>, entries: &mut [Vec<Block>], depth: usize) {
    if let (Some(first), Some(entry)) = (deeper.first(), entries.last_mut()) {
        let (start, level) = (first.number, first.level);
        let items = at_level(std::mem::take(deeper), level, depth + 1);
        entry.push(Block::List { start, items });
    }
}
