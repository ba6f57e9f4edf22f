//! Tells whether what was written is what is there: after a power cut, or where somebody changed it.
//!
//! No cryptography: a checksum that costs next to nothing beside the copying of the bytes.

use std::fmt;

/// A checksum of bytes, given in pieces of a multiple of eight but for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl Digest {
    pub fn add(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn mix(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29);
    }

    pub fn parse(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(pieces: &[&[u8]]) -> Digest {
        let mut digest = Digest::default();
        pieces.iter().for_each(|piece| digest.add(piece));
        digest
    }

    proptest! {
        #[test]
        fn one_changed_byte_is_seen_and_how_it_came_in_pieces_is_not(
            bytes in prop::collection::vec(any::<u8>(), 1..200),
            at in any::<prop::sample::Index>(),
            cut in any::<prop::sample::Index>(),
        ) {
            let cut = cut.index(bytes.len()) / 8 * 8;
            let digest = of(&[&bytes]);
            prop_assert_eq!(of(&[&bytes[..cut], &bytes[cut..]]), digest);
            prop_assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
            let mut changed = bytes.clone();
            changed[at.index(bytes.len())] ^= 1;
            prop_assert_ne!(of(&[&changed]), digest);
        }
    }
}
