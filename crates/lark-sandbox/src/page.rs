//! Page tokens: opaque, and bound to the parameters of the call that gave them.

use std::convert::Infallible;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{random::scramble, store::Call};

/// Reads and writes the page tokens of one call.
pub(crate) struct Pager {
    salt: u64,
    /// Of all that must stay the same from page to page.
    parameters: u64,
}

/// Where a page ends: what it is ordered by, and the row.
pub(crate) type Cursor = [i64; 2];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidToken {
    /// Not one that this sandbox gave out.
    Unknown,
    /// From a call with other parameters.
    OtherParameters,
}

/// A page's items, and what asks for the next.
pub(crate) struct Cut<T> {
    pub(crate) items: Vec<T>,
    /// Empty on the last page.
    pub(crate) page_token: String,
}

impl<T> Cut<T> {
    pub(crate) fn has_more(&self) -> bool {
        !self.page_token.is_empty()
    }
}

impl Pager {
    /// `parameters` are those that must not change; a page's size may.
    pub(crate) fn new(call: &Call<'_>, parameters: &[&str]) -> Self {
        let actor = call.caller.actor.0.to_string();
        let all = [call.meta.name, &actor].into_iter().chain(parameters.iter().copied());
        let parameters = all.fold(0, |digest, text| scramble(digest ^ digest_of(text.as_bytes())));
        Self { salt: call.store.salt, parameters }
    }

    /// Where the page before ended; `None` for the first page.
    pub(crate) fn read(&self, token: Option<&str>) -> Result<Option<Cursor>, InvalidToken> {
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Ok(None);
        };
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| InvalidToken::Unknown)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| InvalidToken::Unknown)?;
        let word = |at: usize| {
            let word = std::array::from_fn(|i| bytes[at * 8 + i]);
            u64::from_be_bytes(word)
        };
        let (first, second, parameters) = (word(0), word(1), word(2));
        if self.seal([first, second, parameters]) != word(3) {
            return Err(InvalidToken::Unknown);
        }
        if parameters != self.parameters {
            return Err(InvalidToken::OtherParameters);
        }
        Ok(Some([first.cast_signed(), second.cast_signed()]))
    }

    fn write(&self, cursor: Cursor) -> String {
        let [first, second] = cursor.map(i64::cast_unsigned);
        let seal = self.seal([first, second, self.parameters]);
        let words = [first, second, self.parameters, seal];
        URL_SAFE_NO_PAD.encode(words.map(u64::to_be_bytes).concat())
    }

    /// Makes a page of up to `size` items out of what was found, which is one more where there is
    /// another page.
    pub(crate) fn cut<T>(&self, items: Vec<T>, size: u32, cursor: impl Fn(&T) -> Cursor) -> Cut<T> {
        let mut page = self.page(size);
        for item in items {
            let Ok(()) = page.add(cursor(&item), || Ok::<_, Infallible>(item));
        }
        page.cut()
    }

    /// A page that is filled as its items are found.
    pub(crate) fn page<T>(&self, size: u32) -> Filling<'_, T> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Filling { pager: self, size, items: Vec::with_capacity(size), last: None, page_token: None }
    }

    fn seal(&self, words: [u64; 3]) -> u64 {
        words.into_iter().fold(self.salt, |digest, word| scramble(digest ^ word))
    }
}

/// A page on its way to be full.
pub(crate) struct Filling<'a, T> {
    pager: &'a Pager,
    size: usize,
    items: Vec<T>,
    last: Option<Cursor>,
    page_token: Option<String>,
}

impl<T> Filling<'_, T> {
    /// Takes an item, or, beyond the page's size, only notes that there are more.
    pub(crate) fn add<E>(
        &mut self,
        cursor: Cursor,
        item: impl FnOnce() -> Result<T, E>,
    ) -> Result<(), E> {
        if self.items.len() < self.size {
            self.items.push(item()?);
            self.last = Some(cursor);
        } else {
            self.page_token = self.last.map(|last| self.pager.write(last));
        }
        Ok(())
    }

    pub(crate) fn cut(self) -> Cut<T> {
        Cut { items: self.items, page_token: self.page_token.unwrap_or_default() }
    }
}

fn digest_of(bytes: &[u8]) -> u64 {
    bytes.iter().fold(bytes.len() as u64, |digest, byte| scramble(digest ^ u64::from(*byte)))
}

/// The size asked for, or `None` where it is not one that can be had.
pub(crate) fn size(asked: Option<u32>, max: u32) -> Option<u32> {
    let size = asked.unwrap_or(20);
    (1..=max).contains(&size).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_only_for_the_call_it_came_from() {
        let pager = Pager { salt: 7, parameters: 1 };
        let token = pager.write([-5, 9]);
        assert_eq!(pager.read(Some(&token)), Ok(Some([-5, 9])));
        assert_eq!(pager.read(None), Ok(None));
        assert_eq!(pager.read(Some("")), Ok(None));
        let other = Pager { salt: 7, parameters: 2 };
        assert_eq!(other.read(Some(&token)), Err(InvalidToken::OtherParameters));
        let elsewhere = Pager { salt: 8, parameters: 1 };
        for (pager, token) in [(&elsewhere, token.as_str()), (&pager, "abc"), (&pager, "!")] {
            assert_eq!(pager.read(Some(token)), Err(InvalidToken::Unknown), "{token}");
        }
    }
}
