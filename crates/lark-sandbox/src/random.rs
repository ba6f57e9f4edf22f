//! Where secrets, tokens and log ids come from.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of bytes.
pub trait Random: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's, which nobody can guess.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("every supported system has a source of randomness");
    }
}

/// The same bytes on every run, for tests.
#[derive(Debug, Default)]
pub struct SequentialRandom(AtomicU64);

impl SequentialRandom {
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }
}

impl Random for SequentialRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = scramble(self.0.fetch_add(1, Ordering::Relaxed)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

/// Spreads a counter over all 64 bits so that no two counters give one word (splitmix64).
pub(crate) const fn scramble(counter: u64) -> u64 {
    let mut word = counter.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A text of `length` letters and digits.
pub(crate) fn alphanumeric(random: &dyn Random, length: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut words = vec![0; length * 4];
    random.fill(&mut words);
    let letter = |word: &[u8]| {
        let word = word.iter().fold(0_usize, |word, byte| word << 8 | usize::from(*byte));
        char::from(ALPHABET[word % ALPHABET.len()])
    };
    words.chunks(4).map(letter).collect()
}

pub(crate) fn word(random: &dyn Random) -> u64 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sequences_are_the_same_and_do_not_repeat() {
        let (one, other) = (SequentialRandom::new(), SequentialRandom::new());
        let first = alphanumeric(&one, 40);
        assert_eq!(first, alphanumeric(&other, 40));
        assert_ne!(first, alphanumeric(&one, 40));
        assert_eq!(first.len(), 40);
    }
}
