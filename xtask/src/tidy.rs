//! `cargo xtask tidy`: the rules of the house that no compiler checks.

mod bans;
mod shape;
mod source;

use std::fmt;

use crate::shell::{Result, capture, command, root};
use source::Source;

/// One place where a rule is broken.
#[derive(Debug)]
struct Finding {
    path: String,
    line: usize,
    /// What is wrong there.
    what: String,
    hint: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n    {}", self.path, self.line, self.what, self.hint)
    }
}

pub(crate) fn run() -> Result {
    let sources = sources()?;
    let findings: Vec<Finding> = sources.iter().flat_map(check).collect();
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.len() {
        0 => {
            println!("    {} files are tidy", sources.len());
            Ok(())
        }
        count => Err(format!("not tidy, findings: {count}").into()),
    }
}

fn check(source: &Source) -> Vec<Finding> {
    let mut findings = shape::check(source);
    findings.extend(bans::check(source));
    findings
}

/// Every text file that is in the repository, or would be after `git add`.
fn sources() -> Result<Vec<Source>> {
    // Git refuses a repository that belongs to another user, as in a container, unless told.
    let trust = format!("safe.directory={}", root().display());
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let names = capture(command("git", &["-c", &trust]).args(list))?;
    let paths = names.split_terminator('\0');
    // A file that is deleted but still in the index cannot be read.
    let files = paths.filter_map(|path| Some((path, std::fs::read(root().join(path)).ok()?)));
    Ok(files.filter_map(|(path, bytes)| Source::new(path, bytes)).collect())
}
