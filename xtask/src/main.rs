//! `cargo xtask`: the chores of this repository. This file knows what can be typed.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "talking is all a chore does")]

mod bench;
mod binary;
mod ci;
mod docs;
mod install;
mod measure;
mod shell;
mod tidy;

use std::process::ExitCode;

use shell::Result;

const USAGE: &str = "\
Usage: cargo xtask <chore>

  ci [STEP]               run every check, or only one; the one test command
  ci --list               name the checks
  tidy                    check the rules of the house
  docs [--check]          write the generated documents, or say whether they are stale
  bench [--write] [NAME…] measure the release binary; --write puts the table into README.md
  bench sandbox [--write] [--full] [--messages N] [--connections N] [--seconds N]
                          measure the served sandbox; --write puts the table into docs/sandbox.md
  bench sends [--write]   measure one command to many; --write puts the table into docs/delivery.md
  bench reading [--write | --binary PATH]
                          measure lists of messages; --write puts the table into docs/reading.md
  bench markdown          measure what 100 KB of Markdown take
  bench uploads           measure the upload of the largest file, next to curl's
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result {
    match words {
        // First, because a launcher that does anything else first would measure itself.
        ["measure", "--", command @ ..] => measure::launch(command),
        ["ci", rest @ ..] => ci::run(rest),
        ["tidy"] => tidy::run(),
        ["docs"] => docs::run(docs::Mode::Write),
        ["docs", "--check"] => docs::run(docs::Mode::Check),
        ["bench", rest @ ..] => bench::run(rest),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("`{}` is no chore\n\n{USAGE}", words.join(" ")).into()),
    }
}
