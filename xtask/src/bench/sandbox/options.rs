//! What can be typed after `bench sandbox`.

use std::time::Duration;

use crate::shell::Result;

#[derive(Debug, PartialEq)]
pub(super) struct Options {
    pub(super) connections: usize,
    pub(super) seconds: u64,
    /// In the chat whose pages are compared with a small one's.
    pub(super) messages: u64,
    pub(super) writes: bool,
}

const FULL: u64 = 1_000_000;

impl Options {
    pub(super) fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self { connections: 16, seconds: 10, messages: 100_000, writes: false };
        let mut rest = words;
        while let [flag, others @ ..] = rest {
            rest = match (*flag, others) {
                ("--write", others) => {
                    options.writes = true;
                    others
                }
                ("--full", others) => {
                    options.messages = FULL;
                    others
                }
                ("--connections", [number, others @ ..]) => {
                    options.connections = number.parse()?;
                    others
                }
                ("--seconds", [number, others @ ..]) => {
                    options.seconds = number.parse()?;
                    others
                }
                ("--messages", [number, others @ ..]) => {
                    options.messages = number.parse()?;
                    others
                }
                _ => return Err(format!("`bench sandbox` does not understand `{flag}`").into()),
            };
        }
        Ok(options)
    }

    pub(super) fn duration(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_change_what_is_measured() {
        let options = Options::read(&["--full", "--seconds", "3", "--connections", "4"]).unwrap();
        let expected = Options { connections: 4, seconds: 3, messages: FULL, writes: false };
        assert_eq!(options, expected);
    }

    #[test]
    fn an_unknown_flag_or_a_missing_number_is_refused() {
        for words in [&["--fast"][..], &["--seconds"], &["--seconds", "many"]] {
            assert!(Options::read(words).is_err(), "{words:?}");
        }
    }
}
