//! `cargo xtask bench sends`: how fast one command sends to many, and whether it stays under Lark's limits.

mod house;

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use serde_json::Value;

use self::house::House;
use super::{
    table::{self, Row},
    world::Folder,
};
use crate::{
    binary::{self, Profile},
    shell::{Result, root},
};

/// Between these lines of docs/delivery.md stands the table.
const MARKERS: [&str; 2] = ["<!-- bench-sends:begin -->", "<!-- bench-sends:end -->"];

/// Sends per second that must be reached where nothing is limited.
const FAST: f64 = 3000.0;
/// Chats that the unlimited command sends to.
const MANY: usize = 3000;
/// How often it does.
const RUNS: usize = 3;

/// What is sent under Lark's limits, to how many chats, and how many seconds that may take.
const PACED: usize = 1000;
const CHATS: usize = 300;
const SECONDS: std::ops::RangeInclusive<f64> = 60.0..=62.0;

pub(super) fn run(words: &[&str]) -> Result {
    let writes = match words {
        [] => false,
        ["--write"] => true,
        _ => return Err("`bench sends` takes --write, and nothing else".into()),
    };
    let binary = binary::build(Profile::Release)?;
    let folder = Folder::new("sends")?;
    let rows = [
        fast(&House::open(&binary, &folder.path().join("fast"), "off")?)?,
        paced(&House::open(&binary, &folder.path().join("paced"), "real")?)?,
    ];
    let report = render(&rows);
    println!("{report}");
    if !writes {
        return Ok(());
    }
    let path = root().join("docs/delivery.md");
    let page = std::fs::read_to_string(&path)?;
    Ok(std::fs::write(path, super::put_between(MARKERS, &page, &report)?)?)
}

/// One process that sends to many chats, as fast as it can.
fn fast(house: &House) -> Result<Row> {
    eprintln!("    fast: {MANY} chats, {RUNS} times");
    let file = house.targets("fast.txt", &house.chats(MANY)?)?;
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        let mut command = house.send(&file);
        command.args(["--pace", "off"]).stdout(Stdio::null());
        let began = Instant::now();
        succeed(&mut command)?;
        rates.push(MANY as f64 / began.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    let median = rates[rates.len() / 2];
    Ok(Row {
        what: format!("Sends a second, one command to {MANY} chats, `--pace off`, no limits"),
        measured: format!("{median:.0}"),
        target: format!("≥ {FAST}"),
        is_met: median >= FAST,
    })
}

/// Four commands at once that share Lark's limits.
fn paced(house: &House) -> Result<Row> {
    eprintln!("    paced: {PACED} messages to {CHATS} chats, about a minute");
    let chats = house.chats(CHATS)?;
    let before = house.limited()?;
    let mut children = Vec::new();
    let began = Instant::now();
    for number in 0..PACED.div_ceil(CHATS) {
        let share = chats.iter().take(PACED - number * CHATS).cloned().collect::<Vec<_>>();
        let file = house.targets(&format!("paced-{number}.txt"), &share)?;
        children.push(house.send(&file).stdout(Stdio::null()).spawn()?);
    }
    for child in &mut children {
        if !child.wait()?.success() {
            return Err("a paced command failed".into());
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let limited = house.limited()? - before;
    Ok(Row {
        what: format!("{PACED} sends to {CHATS} chats by 4 commands at once, Lark's limits"),
        measured: format!("{seconds:.1} s, {limited} refused"),
        target: format!("{} to {} s, none refused", SECONDS.start(), SECONDS.end()),
        is_met: SECONDS.contains(&seconds) && limited == 0,
    })
}

fn succeed(command: &mut Command) -> Result {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("the command ended with {status}").into()) }
}

fn render(rows: &[Row]) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let table = table::render(rows);
    format!("{table}\nThe sandbox is served from memory on the same {cores} cores.\n")
}

/// A field of an answer that has to be there.
fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "a text is missing in an answer".into())
}
