//! How a file is taken apart.

use crate::Span;

/// The chunks of a file: of one size, but for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunks {
    total: u64,
    size: u64,
}

impl Chunks {
    /// Of a file that is not empty.
    pub fn new(total: u64, size: u64) -> Self {
        Self { total, size: size.max(1) }
    }

    pub fn total(self) -> u64 {
        self.total
    }

    pub fn size(self) -> u64 {
        self.size
    }

    pub fn count(self) -> u64 {
        self.total.div_ceil(self.size)
    }

    /// The bytes of a chunk, counted from 0.
    pub fn span(self, number: u64) -> Span {
        let first = number * self.size;
        Span { first, last: self.total.min(first + self.size) - 1 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_byte_is_in_just_one_chunk(total in 1_u64..1_000_000, size in 1_u64..5_000) {
            let chunks = Chunks::new(total, size);
            let mut next = 0;
            for number in 0..chunks.count() {
                let span = chunks.span(number);
                prop_assert_eq!(span.first, next);
                prop_assert!((1..=size).contains(&span.length()));
                next = span.last + 1;
            }
            prop_assert_eq!(next, total);
        }
    }
}
