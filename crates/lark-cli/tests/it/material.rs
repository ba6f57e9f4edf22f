//! Expected output, kept in files beside the tests.

use std::path::Path;

/// Compares with a file; `UPDATE_MATERIAL=1` writes it.
#[track_caller]
pub fn assert_same(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/material").join(name);
    if std::env::var_os("UPDATE_MATERIAL").is_some() {
        std::fs::write(&path, shown).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == shown, "{} is not what is shown:\n{shown}", path.display());
}
