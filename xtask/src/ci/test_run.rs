//! Runs the tests with whichever runner is there, and reads off how many passed.

use crate::shell::{Result, Stream, cargo, tee, works};

/// What a test runner said at its end.
#[derive(Debug, PartialEq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// The runner's own last words.
    pub(super) summary: String,
}

pub(super) fn check() -> Result<Tally> {
    let (succeeded, tally) = match works(&mut cargo(&["nextest", "--version"])) {
        true => nextest()?,
        false => libtest()?,
    };
    verdict(succeeded, tally)
}

/// What a runner that ended like this and said this means.
pub(super) fn verdict(succeeded: bool, tally: Option<Tally>) -> Result<Tally> {
    let tally = tally.ok_or("the test runner printed no summary")?;
    match succeeded && tally.failed == 0 {
        true => Ok(tally),
        false => Err(format!("{} passed, {} failed", tally.passed, tally.failed).into()),
    }
}

fn nextest() -> Result<(bool, Option<Tally>)> {
    let mut command = cargo(&["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
    let (succeeded, text) = tee(&mut command, Stream::Stderr)?;
    Ok((succeeded, read_nextest(&text)))
}

fn libtest() -> Result<(bool, Option<Tally>)> {
    let mut command = cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    let (succeeded, text) = tee(&mut command, Stream::Stdout)?;
    Ok((succeeded, read_libtest(&text)))
}

/// Reads `Summary [   0.5s] 3 tests run: 2 passed (1 slow), 1 failed, 0 skipped`.
fn read_nextest(text: &str) -> Option<Tally> {
    let line = text.lines().rfind(|line| line.trim_start().starts_with("Summary ["))?.trim();
    let counts = line.rsplit_once("run: ")?.1;
    let failed = ["failed", "timed out", "exec failed"].map(|what| count(counts, what));
    Some(Tally {
        passed: count(counts, "passed"),
        failed: failed.iter().sum(),
        summary: line.to_owned(),
    })
}

/// Reads `test result: ok. 2 passed; 1 failed; 0 ignored; …`, one line per test binary.
fn read_libtest(text: &str) -> Option<Tally> {
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("test result: ")).collect();
    let counts = lines.iter().filter_map(|line| Some(line.split_once(". ")?.1));
    let (passed, failed) = counts.fold((0, 0), |(passed, failed), counts| {
        (passed + count(counts, "passed"), failed + count(counts, "failed"))
    });
    (!lines.is_empty()).then(|| Tally { passed, failed, summary: lines.join("\n") })
}

/// The number before `what` in a list such as `2 passed (1 slow), 1 failed`.
pub(super) fn count(counts: &str, what: &str) -> u64 {
    let items = counts.split([',', ';']).map(str::trim);
    let numbers = items.filter_map(|item| {
        let (number, rest) = item.split_once(' ')?;
        let rest = rest.split(" (").next()?;
        (rest == what).then(|| number.parse::<u64>().ok()).flatten()
    });
    numbers.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nextest_summary_is_counted() {
        let text = "        PASS [   0.01s] a b\n     Summary [   0.512s] 46 tests run: 44 passed \
                    (1 slow, 1 leaky), 1 failed, 1 timed out, 3 skipped\n        FAIL a b\n";
        let tally = read_nextest(text).unwrap();
        assert_eq!((tally.passed, tally.failed), (44, 2));
        assert!(tally.summary.starts_with("Summary [") && tally.summary.ends_with("3 skipped"));
    }

    #[test]
    fn the_results_of_all_test_binaries_are_added() {
        let text = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
                    running 2 tests\n\
                    test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured\n";
        let tally = read_libtest(text).unwrap();
        assert_eq!((tally.passed, tally.failed), (13, 1));
    }

    #[test]
    fn output_without_a_summary_counts_nothing() {
        assert_eq!(read_nextest("error: could not compile"), None);
        assert_eq!(read_libtest("error: could not compile"), None);
    }
}
