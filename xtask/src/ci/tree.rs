//! Keeps libraries out of the tree that would slow every start or need a foreign toolchain.

use crate::shell::{Result, capture, cargo, show};

/// aws-lc costs 23 ms at every start that needs randomness; the others link a library of the system.
const UNWANTED: &[&str] = &["aws-lc-rs", "aws-lc-sys", "native-tls", "openssl", "openssl-sys"];

pub(super) fn check() -> Result {
    let edges = ["--edges", "normal,build", "--all-features", "--prefix", "none", "--locked"];
    let mut command = cargo(&["tree", "--workspace"]);
    command.args(edges);
    println!("    $ {}", show(&command));
    let tree = capture(&mut command)?;
    let found = unwanted(&tree);
    if found.is_empty() {
        return Ok(());
    }
    let why = "`cargo tree --invert <name>` says who brought it";
    Err(format!("unwanted in the tree: {}; {why}", found.join(", ")).into())
}

/// The unwanted packages in the output of `cargo tree --prefix none`.
fn unwanted(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut found: Vec<&str> = names.filter(|name| UNWANTED.contains(name)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unwanted_package_is_found_once() {
        let tree = "ureq v3.5.1\nnative-tls v0.2.1\naws-lc-rs v1.14.1\nnative-tls v0.2.1 (*)\n";
        assert_eq!(unwanted(tree), ["aws-lc-rs", "native-tls"]);
    }

    #[test]
    fn a_package_that_only_shares_the_beginning_of_a_name_is_wanted() {
        // Finds the system's certificates; links nothing.
        assert!(unwanted("rustls v0.23.46\nopenssl-probe v0.2.0\n").is_empty());
    }
}
