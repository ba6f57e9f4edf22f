//! Keys of the parts of what one key was given for.

use ring::digest::{SHA256, digest};

/// The same for the same key and part, another for any other; as long as Lark takes.
pub fn part_key(key: &str, part: &str) -> String {
    // The length keeps ("ab", "c") and ("a", "bc") apart.
    let whole = format!("{}:{key}{part}", key.len());
    let digest = digest(&SHA256, whole.as_bytes());
    digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_own_key_and_keeps_it() {
        assert_eq!(part_key("k", "1"), part_key("k", "1"));
        assert_ne!(part_key("k", "1"), part_key("k", "2"));
        assert_ne!(part_key("ab", "c"), part_key("a", "bc"));
        assert_eq!(part_key("k", "1").len(), 32);
    }
}
