//! A list, page after page.

use lark_api::Paged;

use crate::{Client, Error};

/// The pages of a list, asked for as they are taken. Ends after the first failure.
pub struct Pages<'a, E> {
    client: &'a Client,
    next: Option<E>,
}

impl Client {
    /// All pages from the one `request` asks for on.
    pub fn pages<E: Paged + Clone>(&self, request: E) -> Pages<'_, E> {
        Pages { client: self, next: Some(request) }
    }
}

impl<E: Paged + Clone> Iterator for Pages<'_, E> {
    type Item = Result<E::Response, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut request = self.next.take()?;
        let page = match self.client.call(&request) {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        if let Some(token) = E::next_page_token(&page) {
            request.set_page_token(token.to_owned());
            self.next = Some(request);
        }
        Some(Ok(page))
    }
}
