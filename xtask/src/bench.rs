//! `cargo xtask bench`: what each kind of command costs, next to what it may cost.
//!
//! Never part of the tests: a busy machine would fail them.

mod beside_curl;
mod downloads;
mod http;
mod markdown;
mod reading;
mod report;
mod sandbox;
mod scenarios;
mod sends;
mod table;
mod uploads;
mod world;

use crate::{
    binary::{self, Profile},
    measure,
    shell::{Result, root},
};
use report::Row;
use scenarios::{SCENARIOS, Scenario};
use world::World;

const RUNS: usize = 50;
/// The first runs read the binary from the disk and mint tokens.
const WARM_UPS: usize = 3;

/// Between these lines of README.md stands the table.
const MARKERS: [&str; 2] = ["<!-- bench:begin -->", "<!-- bench:end -->"];

pub(crate) fn run(words: &[&str]) -> Result {
    match words {
        ["sandbox", rest @ ..] => sandbox::run(rest),
        ["sends", rest @ ..] => sends::run(rest),
        ["reading", rest @ ..] => reading::run(rest),
        ["markdown"] => markdown::run(),
        ["uploads"] => uploads::run(),
        ["downloads"] => downloads::run(),
        _ => run_commands(words),
    }
}

fn run_commands(words: &[&str]) -> Result {
    let (flags, names): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| word.starts_with("--"));
    if let Some(flag) = flags.iter().find(|flag| **flag != "--write") {
        return Err(format!("`bench` has no flag `{flag}`").into());
    }
    let scenarios = chosen(&names)?;
    let binary = binary::build(Profile::Release)?;
    let size = std::fs::metadata(&binary)?.len();
    let mut world = World::new(binary)?;
    let mut rows = Vec::new();
    for scenario in scenarios {
        eprintln!("    {}: {RUNS} runs", scenario.name);
        rows.push(measure_scenario(scenario, &mut world)?);
    }
    let report = report::render(&rows, size);
    println!("{report}");
    if flags.is_empty() {
        return Ok(());
    }
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path)?;
    Ok(std::fs::write(path, put_between(MARKERS, &readme, &report)?)?)
}

/// The scenarios with these names; all of them where none is named.
fn chosen(names: &[&str]) -> Result<Vec<&'static Scenario>> {
    let known: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!("no scenario `{name}`; there are {}", known.join(", ")).into());
    }
    let is_chosen = |scenario: &&Scenario| names.is_empty() || names.contains(&scenario.name);
    Ok(SCENARIOS.iter().filter(is_chosen).collect())
}

fn measure_scenario(scenario: &'static Scenario, world: &mut World) -> Result<Row> {
    for _ in 0..WARM_UPS {
        measure::cost(&world.command(scenario)?)?;
    }
    let before = world.requests(scenario)?;
    let mut costs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        costs.push(measure::cost(&world.command(scenario)?)?);
    }
    let after = world.requests(scenario)?;
    let requests = before.zip(after).map(|(before, after)| (after - before) as f64 / RUNS as f64);
    Ok(Row::new(scenario, &costs, requests))
}

fn put_between([begin, end]: [&str; 2], text: &str, report: &str) -> Result<String> {
    let missing = || format!("there is no `{begin}` … `{end}` to write between");
    let (head, rest) = text.split_once(begin).ok_or_else(missing)?;
    let (_, tail) = rest.split_once(end).ok_or_else(missing)?;
    Ok(format!("{head}{begin}\n{}\n{end}{tail}", report.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_replaces_what_is_between_the_markers_and_nothing_else() {
        let [begin, end] = MARKERS;
        let readme = format!("# Title\n{begin}\nold\n{end}\nend\n");
        let expected = format!("# Title\n{begin}\n| new |\n{end}\nend\n");
        assert_eq!(put_between(MARKERS, &readme, "| new |\n").unwrap(), expected);
        assert_eq!(put_between(MARKERS, &expected, "| new |\n").unwrap(), expected);
        assert!(put_between(MARKERS, "# Title\n", "| new |").is_err());
    }

    #[test]
    fn an_unknown_scenario_is_refused_and_none_means_all() {
        assert!(chosen(&["no-such"]).is_err());
        assert_eq!(chosen(&[]).unwrap().len(), SCENARIOS.len());
        assert_eq!(chosen(&["version"]).unwrap()[0].name, "version");
    }
}
