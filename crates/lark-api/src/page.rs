//! One page of a list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One page of a list. Only `has_more` says whether there is another: a page may be short or even empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, bound(deserialize = "T: Deserialize<'de>"))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub has_more: bool,
    /// Asks for the next page; bound to the parameters of the call that gave it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_token: String,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), has_more: false, page_token: String::new() }
    }
}

impl<T> Page<T> {
    /// The token of the page after this one. A `has_more` without a token ends the list too:
    /// asking again with an empty token would start over.
    pub fn next(&self) -> Option<&str> {
        (self.has_more && !self.page_token.is_empty()).then_some(self.page_token.as_str())
    }
}

/// Implements [`Paged`](crate::Paged) for requests with a `page_token` whose answer is a [`Page`].
macro_rules! paged {
    ($($request:ty),+ $(,)?) => { $(
        impl crate::Paged for $request {
            fn set_page_token(&mut self, token: String) {
                self.page_token = Some(token);
            }

            fn next_page_token(page: &Self::Response) -> Option<&str> {
                page.next()
            }
        }
    )+ };
}

pub(crate) use paged;
