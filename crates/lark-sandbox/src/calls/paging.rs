//! How each family of endpoints refuses pages it does not have.

use lark_api::errors::codes;

use crate::{
    failure::Failure,
    page::{self, Cursor, InvalidToken, Pager},
};

/// The size asked for, 20 unless told.
pub(super) fn message_size(asked: Option<u32>, max: u32) -> Result<u32, Failure> {
    page::size(asked, max).ok_or_else(|| Failure::param("The page_size exceeds the limit"))
}

pub(super) fn size(asked: Option<u32>, max: u32) -> Result<u32, Failure> {
    let description = || format!("page_size is between 1 and {max}");
    page::size(asked, max).ok_or_else(|| Failure::field("page_size", description()))
}

pub(super) fn message_cursor(
    pager: &Pager,
    token: Option<&str>,
) -> Result<Option<Cursor>, Failure> {
    pager.read(token).map_err(|invalid| {
        Failure::param(match invalid {
            InvalidToken::Unknown => "invalid page_token",
            InvalidToken::OtherParameters => {
                "the request parameters have changed, page_token is invalid"
            }
        })
    })
}

pub(super) fn chat_cursor(pager: &Pager, token: Option<&str>) -> Result<Option<Cursor>, Failure> {
    let refused = |_| Failure::ext(codes::CHAT_PARAM, "invalid page_token");
    pager.read(token).map_err(refused)
}

pub(super) fn reaction_cursor(
    pager: &Pager,
    token: Option<&str>,
) -> Result<Option<Cursor>, Failure> {
    pager.read(token).map_err(|_| Failure::code(codes::REACTION_PAGE_TOKEN))
}
