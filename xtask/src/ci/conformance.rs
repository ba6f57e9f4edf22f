//! Drives the sandbox with programs that nobody here wrote, Lark's own SDKs for Python and Node, and
//! exported pages with a browser.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::test_run::{Tally, count, verdict};
use crate::{
    binary::{self, Profile},
    shell::{Result, Stream, command, root, run, tee},
};

pub(super) fn check() -> Result<Vec<Tally>> {
    let binary = binary::build(Profile::Debug)?;
    Ok(vec![python(&binary)?, node(&binary)?])
}

fn python(binary: &Path) -> Result<Tally> {
    let home = root().join("conformance/python");
    // Beside the binary lies the target directory, wherever that is.
    let target = binary.ancestors().nth(2).ok_or("the binary lies in no target directory")?;
    let place = target.join("conformance/python");
    let interpreter = place.join("bin/python");
    install(&home.join("requirements.txt"), &place, || {
        run(command("python3", &["-m", "venv", "--clear"]).arg(&place))?;
        let flags = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        let locked = ["--require-hashes", "--no-deps", "-r", "requirements.txt"];
        run(Command::new(&interpreter).args(flags).args(locked).current_dir(&home))
    })?;
    let mut tests = Command::new(&interpreter);
    tests.args(["-m", "pytest"]).current_dir(&home).env("LARK_CLI_BINARY", binary);
    let (succeeded, text) = tee(tests.env("PYTHONDONTWRITEBYTECODE", "1"), Stream::Stdout)?;
    verdict(succeeded, read_pytest(&text))
}

fn node(binary: &Path) -> Result<Tally> {
    node_tests("conformance/node", "Node SDK", binary)
}

/// Exported pages in a browser.
pub(super) fn pages() -> Result<Tally> {
    node_tests("conformance/browser", "browser", &binary::build(Profile::Debug)?)
}

fn node_tests(directory: &str, name: &str, binary: &Path) -> Result<Tally> {
    let home = root().join(directory);
    let place = home.join("node_modules");
    install(&home.join("package-lock.json"), &place, || {
        let flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        run(command("npm", &flags).current_dir(&home))
    })?;
    let mut tests = command("node", &["--test", "--test-reporter=spec", "tests/"]);
    tests.current_dir(&home).env("LARK_CLI_BINARY", binary);
    let (succeeded, text) = tee(&mut tests, Stream::Stdout)?;
    verdict(succeeded, read_node(&text, name))
}

/// Installs what `lock` names into `place`, unless exactly that is there.
fn install(lock: &Path, place: &Path, download: impl FnOnce() -> Result) -> Result {
    let wanted = std::fs::read_to_string(lock)?;
    let stamp: PathBuf = place.join("installed.lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    download()?;
    Ok(std::fs::write(stamp, wanted)?)
}

/// Reads `1 failed, 43 passed, 2 xfailed in 2.81s`.
fn read_pytest(text: &str) -> Option<Tally> {
    let is_summary = |line: &&str| line.contains(" in ") && line.ends_with('s');
    let line = text.lines().rev().find(is_summary)?.trim_matches(['=', ' ']);
    let counts = line.rsplit_once(" in ")?.0;
    let failed = ["failed", "error", "errors"].map(|what| count(counts, what));
    let summary = format!("Python SDK: {line}");
    Some(Tally { passed: count(counts, "passed"), failed: failed.iter().sum(), summary })
}

/// Reads `ℹ pass 23` and its likes.
fn read_node(text: &str, who: &str) -> Option<Tally> {
    let number = |what: &str| {
        let mut words = text.lines().rev().map(|line| line.split(' ').collect::<Vec<_>>());
        words.find_map(|words| match words[..] {
            ["ℹ" | "#", name, number] if name == what => number.parse::<u64>().ok(),
            _ => None,
        })
    };
    let (passed, failed) = (number("pass")?, number("fail")? + number("cancelled")?);
    let summary = format!("{who}: {passed} passed, {failed} failed");
    Some(Tally { passed, failed, summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_pytest_is_counted() {
        let text = "FAILED tests/a.py::b - in 3 s\n2 failed, 43 passed, 1 xfailed in 2.81s\n";
        let tally = read_pytest(text).unwrap();
        assert_eq!((tally.passed, tally.failed), (43, 2));
        assert_eq!(tally.summary, "Python SDK: 2 failed, 43 passed, 1 xfailed in 2.81s");
        assert_eq!(read_pytest("no tests ran"), None);
    }

    #[test]
    fn what_node_says_at_its_end_is_counted() {
        let text = "✔ a (3ms)\nℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n";
        let tally = read_node(text, "Node SDK").unwrap();
        assert_eq!((tally.passed, tally.failed), (3, 2));
        assert_eq!(read_node("Error: Cannot find module", "Node SDK"), None);
    }
}
