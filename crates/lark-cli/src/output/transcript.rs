//! Rows as people and agents read them: one after another under their headings, the newest last.
//!
//! Lark gives the newest message first. What is said is held until all of it is there, and what a
//! message answers is filled in when it is known.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    io::{self, Write},
};

use super::{Order, Row, Said, held::Held, sanitize};
use crate::readable::{
    ReadableMessage, concise,
    pretty::{self, Page},
};

/// In which words messages are shown.
pub enum Form {
    Pretty(Page),
    Concise(concise::People),
}

pub struct Transcript {
    form: Form,
    order: Order,
    held: Held,
    /// Of the row before.
    heading: Option<String>,
    answered: Answered,
}

/// What messages say that others answer, by their ids.
#[derive(Default)]
struct Answered {
    known: HashMap<String, String>,
    /// Answered by messages that came before them.
    wanted: HashSet<String>,
    /// The last ones there were, for answers to come.
    recent: VecDeque<(String, String)>,
}

/// How many messages back an answer is known to be one.
const RECENT: usize = 200;

impl Transcript {
    pub fn new(form: Form, order: Order) -> Self {
        let (held, answered) = (Held::default(), Answered::default());
        Self { form, order, held, heading: None, answered }
    }

    /// Takes the next row of the list.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        let record = match row.as_said() {
            Some(said) => self.said(said),
            None => sanitize(&format!("{}\n", row.human())),
        };
        self.record(record, row.heading().map(str::to_owned))
    }

    /// Takes a message that is in no list.
    pub fn push_message(&mut self, message: &ReadableMessage) -> io::Result<()> {
        let record = self.said(message);
        self.record(record, Some(message.day()))
    }

    fn record(&mut self, record: String, heading: Option<String>) -> io::Result<()> {
        // Read backwards, a heading stands before the last row under it that was listed.
        let is_new = heading != self.heading || self.held.len() == 0;
        let record = match (self.order, is_new) {
            (Order::AsListed, true) => {
                let gap = if self.held.len() > 0 { "\n" } else { "" };
                heading.as_deref().map_or_else(String::new, |it| self.heading(it, gap)) + &record
            }
            (Order::Reversed, true) if self.held.len() > 0 => {
                record
                    + &self.heading.as_deref().map_or_else(String::new, |it| self.heading(it, "\n"))
            }
            _ => record,
        };
        self.heading = heading;
        self.held.push(record.as_bytes())
    }

    fn heading(&self, text: &str, gap: &str) -> String {
        match &self.form {
            Form::Pretty(page) => format!("{gap}{}\n", pretty::heading(text, *page)),
            Form::Concise(_) => format!("{}\n", concise::heading(text)),
        }
    }

    fn said(&mut self, said: &dyn Said) -> String {
        let message = said.message();
        let id = sanitize(message.message_id.as_str());
        let form = &self.form;
        self.answered.note((id, self.order), &|| match form {
            Form::Pretty(page) => pretty::excerpt(message, *page),
            Form::Concise(_) => concise::short(message.message_id.as_str()),
        });
        if let Some(answers) = &message.reply_to {
            self.answered.want(&sanitize(answers.as_str()));
        }
        match &mut self.form {
            Form::Pretty(page) => pretty::record(message, said.mark(), *page),
            Form::Concise(people) => concise::record(message, said.mark(), people),
        }
    }

    /// Prints everything, and below it a remark.
    pub fn print(self, remark: &str, out: &mut dyn Write) -> io::Result<()> {
        let first = self.heading.as_deref().filter(|_| self.order == Order::Reversed);
        if let Some(first) = first {
            out.write_all(self.heading(first, "").as_bytes())?;
        }
        let Self { form, order, held, answered, .. } = self;
        let shown = |id: &str| match (answered.known.get(id), &form) {
            (Some(known), _) => known.clone(),
            (None, Form::Pretty(page)) => pretty::unknown(id, *page),
            (None, Form::Concise(_)) => id.to_owned(),
        };
        held.each(order, &mut |row| {
            if !row.contains(&(pretty::ANSWERED as u8)) {
                return out.write_all(row);
            }
            let row = String::from_utf8_lossy(row);
            out.write_all(pretty::answered(&row, &shown).as_bytes())
        })?;
        if let Form::Concise(people) = &form {
            out.write_all(people.legend().as_bytes())?;
        }
        out.write_all(sanitize(remark).as_bytes())
    }
}

impl Answered {
    /// Takes note of a message, and of what it says where that will be asked for.
    fn note(&mut self, (id, order): (String, Order), says: &dyn Fn() -> String) {
        if self.wanted.remove(&id) {
            self.known.insert(id.clone(), says());
        }
        // Read backwards, answers have come already.
        if order == Order::Reversed {
            return;
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back((id, says()));
    }

    fn want(&mut self, id: &str) {
        if self.known.contains_key(id) {
            return;
        }
        match self.recent.iter().find(|(recent, _)| recent == id) {
            Some((_, says)) => drop(self.known.insert(id.to_owned(), says.clone())),
            None => drop(self.wanted.insert(id.to_owned())),
        }
    }
}
