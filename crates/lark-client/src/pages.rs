//! A list, page after page.

use std::collections::HashSet;

use lark_api::{Endpoint, Paged};
use serde::de::Error as _;

use crate::{Client, Error};

/// The pages of a list, asked for as they are taken. Ends after the first failure; a page that
/// leads back to one that was asked for is such a failure.
pub struct Pages<'a, E: Endpoint> {
    client: &'a Client,
    ask: Ask<E>,
    next: Option<E>,
    /// The tokens that were asked with.
    taken: HashSet<String>,
}

type Ask<E> = fn(&Client, &E) -> Result<<E as Endpoint>::Response, Error>;

impl Client {
    /// All pages from the one `request` asks for on.
    pub fn pages<E: Paged + Clone>(&self, request: E) -> Pages<'_, E> {
        Pages { client: self, ask: Self::call, next: Some(request), taken: HashSet::new() }
    }

    /// As [`Client::pages`], of a list that the next requests depend on; see [`Client::look_up`].
    pub fn look_up_pages<E: Paged + Clone>(&self, request: E) -> Pages<'_, E> {
        Pages { client: self, ask: Self::look_up, next: Some(request), taken: HashSet::new() }
    }
}

impl<E: Paged + Clone> Iterator for Pages<'_, E> {
    type Item = Result<E::Response, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut request = self.next.take()?;
        let page = match (self.ask)(self.client, &request) {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        if let Some(token) = E::next_page_token(&page) {
            if !self.taken.insert(token.to_owned()) {
                return Some(Err(leads_back(E::META.name)));
            }
            request.set_page_token(token.to_owned());
            self.next = Some(request);
        }
        Some(Ok(page))
    }
}

fn leads_back(endpoint: &'static str) -> Error {
    let source = serde_json::Error::custom("a page leads back to one that was read");
    Error::Decode { endpoint, log_id: None, source }
}
