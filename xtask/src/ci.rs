//! `cargo xtask ci`: every check, in an order that fails early, and how long each took.

mod conformance;
mod test_run;
mod tree;

use std::time::{Duration, Instant};

use crate::{
    docs,
    install::{self, Tool},
    shell::{Result, cargo, run as run_command},
    tidy,
};
use test_run::Tally;

struct Step {
    name: &'static str,
    about: &'static str,
    needs: &'static [&'static Tool],
    check: fn() -> Result<Passed>,
}

/// What a step that passed has to say.
enum Passed {
    Quietly,
    Tests(Vec<Tally>),
}

const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "the code is formatted",
        needs: &[&install::RUSTFMT],
        check: || quietly(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "tidy",
        about: "the rules of the house hold",
        needs: &[&install::GIT],
        check: || tidy::run().map(|()| Passed::Quietly),
    },
    Step {
        name: "tree",
        about: "no unwanted library is in the tree",
        needs: &[],
        check: || tree::check().map(|()| Passed::Quietly),
    },
    Step {
        name: "clippy",
        about: "clippy has nothing to say",
        needs: &[&install::CLIPPY, &install::C_COMPILER],
        check: || {
            quietly(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])
        },
    },
    Step {
        name: "test",
        about: "the tests pass",
        needs: &[&install::C_COMPILER],
        check: || Ok(Passed::Tests(vec![test_run::check()?])),
    },
    Step {
        name: "conformance",
        about: "Lark's own SDKs take the sandbox for Lark",
        needs: &[&install::C_COMPILER, &install::PYTHON, &install::NODE],
        check: || conformance::check().map(Passed::Tests),
    },
    Step {
        name: "browser",
        about: "a browser shows pages as they are meant, and runs nothing in them",
        needs: &[&install::C_COMPILER, &install::NODE, &install::CHROMIUM],
        check: || conformance::pages().map(|tally| Passed::Tests(vec![tally])),
    },
    Step {
        name: "docs",
        about: "the generated documents are up to date",
        needs: &[&install::C_COMPILER],
        check: || docs::run(docs::Mode::Check).map(|()| Passed::Quietly),
    },
    Step {
        name: "rustdoc",
        about: "the API documentation has no broken links",
        needs: &[&install::C_COMPILER],
        check: rustdoc,
    },
];

pub(crate) fn run(words: &[&str]) -> Result {
    match words {
        [] => run_steps(STEPS),
        ["--list"] => {
            STEPS.iter().for_each(|step| println!("{:<11} {}", step.name, step.about));
            Ok(())
        }
        [name] => match STEPS.iter().position(|step| step.name == *name) {
            Some(index) => run_steps(&STEPS[index..=index]),
            None => Err(format!("no step `{name}`; `cargo xtask ci --list` names them").into()),
        },
        _ => Err("`cargo xtask ci` takes one step at most".into()),
    }
}

fn run_steps(steps: &[Step]) -> Result {
    let mut seconds = Vec::new();
    let mut tallies = Vec::new();
    for step in steps {
        println!("==> {}: {}", step.name, step.about);
        let start = Instant::now();
        let passed = run_step(step).map_err(|error| failure(step, start.elapsed(), &*error))?;
        seconds.push((step.name, start.elapsed()));
        println!("    {} passed in {:.1} s", step.name, start.elapsed().as_secs_f64());
        if let Passed::Tests(tests) = passed {
            tallies.extend(tests);
        }
    }
    print_summary(&seconds, &tallies);
    Ok(())
}

fn run_step(step: &Step) -> Result<Passed> {
    for tool in step.needs {
        install::ensure(tool)?;
    }
    (step.check)()
}

fn failure(step: &Step, elapsed: Duration, error: &dyn std::error::Error) -> String {
    let (name, seconds) = (step.name, elapsed.as_secs_f64());
    format!("{name} failed after {seconds:.1} s: {error}\nrerun it with `cargo xtask ci {name}`")
}

fn print_summary(seconds: &[(&str, Duration)], tallies: &[Tally]) {
    println!("\n{:<11} {:>8}", "step", "seconds");
    for (name, elapsed) in seconds {
        println!("{name:<11} {:>8.1}", elapsed.as_secs_f64());
    }
    let total: Duration = seconds.iter().map(|(_, elapsed)| *elapsed).sum();
    println!("{:<11} {:>8.1}", "total", total.as_secs_f64());
    if tallies.is_empty() {
        return;
    }
    println!();
    tallies.iter().for_each(|tally| println!("{}", tally.summary));
    let passed: u64 = tallies.iter().map(|tally| tally.passed).sum();
    let failed: u64 = tallies.iter().map(|tally| tally.failed).sum();
    println!("{passed} passed, {failed} failed");
}

fn quietly(arguments: &[&str]) -> Result<Passed> {
    run_command(&mut cargo(arguments))?;
    Ok(Passed::Quietly)
}

fn rustdoc() -> Result<Passed> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
    run_command(command.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Passed::Quietly)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_says_how_to_rerun_it() {
        let error: Box<dyn std::error::Error> = "two files differ".into();
        let text = failure(&STEPS[0], Duration::from_millis(1500), &*error);
        assert_eq!(
            text,
            "fmt failed after 1.5 s: two files differ\nrerun it with `cargo xtask ci fmt`"
        );
    }

    #[test]
    fn an_unknown_step_is_refused() {
        assert!(run(&["no-such-step"]).is_err());
        assert!(run(&["fmt", "tidy"]).is_err());
    }
}
