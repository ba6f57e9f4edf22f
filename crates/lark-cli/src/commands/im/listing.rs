//! Lists: page after page, up to a limit or to the end.

use std::{cell::RefCell, collections::HashSet, rc::Rc, vec};

use clap::Args;
use lark_api::Paged;
use lark_client::Client;

use crate::{
    error::CommandError,
    output::{Ended, Order, Paging, Row, Rows},
};

/// How much of a list is read.
#[derive(Args, Clone)]
pub struct ListArgs {
    /// The most rows to read, over as many pages as it takes; all unless told
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,

    /// Where to go on: the next_token of an earlier list
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
}

impl ListArgs {
    /// A page size that reads no row for nothing where there is one: Lark's tokens start whole pages.
    pub fn page_size(&self, most: u32) -> u32 {
        let Some(limit) = self.limit else { return most };
        let fits = |size: &u32| limit.is_multiple_of(u64::from(*size));
        match u32::try_from(limit) {
            Ok(limit) if limit <= most => limit,
            _ => (most / 2..=most).rev().find(fits).unwrap_or(most),
        }
    }

    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    pub fn page_token(&self) -> Option<String> {
        self.page_token.clone()
    }

    /// The flags that go on after `token`.
    fn go_on(&self, token: &str) -> String {
        let token = crate::hints::quote(token);
        match self.limit {
            Some(limit) => format!("--limit {limit} --page-token {token}"),
            None => format!("--page-token {token}"),
        }
    }
}

/// A list before it is read.
pub struct Plan<E: Paged> {
    pub request: E,
    pub args: ListArgs,
    pub key: &'static str,
    pub columns: &'static [&'static str],
    /// The command without its paging flags.
    pub command: String,
    pub order: Order,
}

/// A page's rows, and where the next page is.
#[derive(Default)]
pub struct PageOfRows {
    pub rows: Vec<Row>,
    /// How many things came, wanted or not.
    pub looked_at: usize,
    pub next: Option<String>,
    /// The command that goes on after its rows without a token, where there is one.
    pub resume: Option<String>,
    /// Why nothing is read after it, though there is more.
    pub ended: Option<Ended>,
    /// How to go on after so many of its rows, where tokens know whole pages only.
    pub cut: Option<Cut>,
}

/// Gives the command that goes on after so many rows, and how many of them it gives again.
pub type Cut = Box<dyn Fn(usize) -> (String, usize)>;

/// Gives the page that a token starts, the first one without.
pub type Turn<'a> = Box<dyn FnMut(Option<&str>) -> Result<PageOfRows, CommandError> + 'a>;

/// A list whose pages come from anywhere.
pub struct Pages<'a> {
    pub turn: Turn<'a>,
    pub args: ListArgs,
    pub key: &'static str,
    pub columns: &'static [&'static str],
    pub command: String,
    pub order: Order,
}

/// Reads the list that an endpoint gives.
pub fn read<'a, E, F>(
    client: &'a Client,
    plan: Plan<E>,
    mut rows_of: F,
) -> Result<Rows<'a>, CommandError>
where
    E: Paged + Clone + 'a,
    F: FnMut(E::Response) -> Result<Vec<Row>, CommandError> + 'a,
{
    let mut request = plan.request;
    let turn = move |token: Option<&str>| {
        if let Some(token) = token {
            request.set_page_token(token.to_owned());
        }
        let page = client.call(&request)?;
        let next = E::next_page_token(&page).filter(|token| !token.is_empty()).map(str::to_owned);
        let rows = rows_of(page)?;
        Ok(PageOfRows { looked_at: rows.len(), rows, next, ..PageOfRows::default() })
    };
    let Plan { args, key, columns, command, order, .. } = plan;
    rows(Pages { turn: Box::new(turn), args, key, columns, command, order })
}

/// Starts reading: the first page is there when this returns, so that a refusal is the whole answer.
pub fn rows(pages: Pages<'_>) -> Result<Rows<'_>, CommandError> {
    let paging = Rc::new(RefCell::new(Paging { order: pages.order, ..Paging::default() }));
    let mut reader = Reader {
        turn: pages.turn,
        next: Some(pages.args.page_token()),
        pending: Vec::new().into_iter(),
        left: pages.args.limit,
        page_began: pages.args.page_token().unwrap_or_default(),
        taken: HashSet::new(),
        empty: 0,
        resume: None,
        cut: None,
        args: pages.args,
        command: pages.command,
        paging: Rc::clone(&paging),
    };
    reader.next_page()?;
    Ok(Rows { key: pages.key, columns: pages.columns, rows: Box::new(reader), paging })
}

/// A list that is read as its rows are taken.
struct Reader<'a> {
    turn: Turn<'a>,
    /// What starts the next page, if there is one.
    next: Option<Option<String>>,
    pending: vec::IntoIter<Row>,
    left: Option<u64>,
    args: ListArgs,
    command: String,
    /// The token that started the page the pending rows are of.
    page_began: String,
    /// The tokens that were used.
    taken: HashSet<String>,
    /// Pages with nothing on them, one after another.
    empty: usize,
    /// What goes on after the rows so far where a token does not.
    resume: Option<String>,
    cut: Option<Cut>,
    paging: Rc<RefCell<Paging>>,
}

/// Pages with nothing on them that are read before a list counts as one without an end.
pub const EMPTY: usize = 50;

impl Reader<'_> {
    fn next_page(&mut self) -> Result<bool, CommandError> {
        let Some(token) = self.next.take() else { return Ok(false) };
        let page = (self.turn)(token.as_deref()).map_err(|error| self.broken_off(error))?;
        self.page_began = token.unwrap_or_default();
        self.taken.insert(self.page_began.clone());
        self.empty = if page.looked_at == 0 { self.empty + 1 } else { 0 };
        self.resume = page.resume.or(self.resume.take());
        self.cut = page.cut;
        self.pending = page.rows.into_iter();
        {
            let mut paging = self.paging.borrow_mut();
            paging.pages += 1;
            paging.page_rows = self.pending.len();
        }
        let next = page.next.unwrap_or_default();
        match page.ended.or_else(|| self.no_end(&next)) {
            Some(ended) => self.note_end(ended, next),
            None => {
                self.note_next(next.clone(), 0);
                self.next = Some(next).filter(|next| !next.is_empty()).map(Some);
            }
        }
        Ok(true)
    }

    /// Whether reading on would come to no end.
    fn no_end(&self, next: &str) -> Option<Ended> {
        if next.is_empty() {
            return None;
        }
        if self.taken.contains(next) {
            return Some(Ended::Repeats);
        }
        (self.empty >= EMPTY).then_some(Ended::Empty)
    }

    /// Nothing is read on, though there is more.
    fn note_end(&self, ended: Ended, next: String) {
        let go_on = match ended {
            // The token would lead to what was read already.
            Ended::Repeats => self.resume.clone(),
            _ => Some(format!("{} {}", self.command, self.args.go_on(&next))),
        };
        let mut paging = self.paging.borrow_mut();
        paging.has_more = true;
        (paging.again, paging.token_again) = (0, 0);
        paging.go_on = go_on;
        paging.next_token = if ended == Ended::Repeats { String::new() } else { next };
        paging.ended = Some(ended);
    }

    /// A page that cannot be had after others were: the rows before it are out already.
    fn broken_off(&self, error: CommandError) -> CommandError {
        let mut paging = self.paging.borrow_mut();
        if paging.pages == 0 {
            return error;
        }
        paging.ended = Some(Ended::Failed);
        // A token that was refused once is refused again.
        if let (Some(resume), false) = (&self.resume, error.retryable) {
            paging.go_on = Some(resume.clone());
        }
        match paging.go_on.clone() {
            Some(command) => error.with_fact("go_on", command),
            None => error,
        }
    }

    /// Notes where the rows after the ones given out are.
    fn note_next(&self, token: String, again: usize) {
        let mut paging = self.paging.borrow_mut();
        paging.has_more = !token.is_empty() || again > 0;
        (paging.again, paging.token_again) = (again, again);
        paging.go_on = paging.has_more.then(|| match token.is_empty() {
            // The first page was cut short, and nothing names its rest but the page itself.
            true => self.command.clone(),
            false => format!("{} {}", self.command, self.args.go_on(&token)),
        });
        paging.next_token = token;
    }

    /// The limit cut a page: its token comes again with the rows that were given out already.
    fn stop(&mut self) {
        if self.pending.len() > 0 {
            let given = self.paging.borrow().page_rows - self.pending.len();
            self.note_next(self.page_began.clone(), given);
            let mut paging = self.paging.borrow_mut();
            paging.ended = Some(Ended::Limit);
            if let Some(cut) = self.cut.as_ref().filter(|_| given > 0) {
                let (command, again) = cut(given);
                (paging.go_on, paging.again) = (Some(command), again);
            }
        }
        let mut paging = self.paging.borrow_mut();
        if paging.has_more && paging.ended.is_none() {
            paging.ended = Some(Ended::Limit);
        }
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Row, CommandError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == Some(0) {
            self.stop();
            return None;
        }
        loop {
            if let Some(row) = self.pending.next() {
                self.left = self.left.map(|left| left - 1);
                return Some(Ok(row));
            }
            match self.next_page() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
