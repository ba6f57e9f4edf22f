//! `cargo xtask bench markdown`: how long 100 KB of Markdown take, next to what they may take.

use std::fs::File;

use crate::shell::{Result, capture, cargo, root};

/// Everything Markdown has, densely.
const MATERIAL: &str = "crates/lark-cli/tests/it/material/gfm.md";
/// In milliseconds, for reading the Markdown and making messages of it.
const BUDGET: f64 = 10.0;

pub(super) fn run() -> Result {
    let example = ["run", "--package", "lark-markdown", "--example", "convert", "--locked"];
    let mut command = cargo(&example);
    command.args(["--release", "--quiet", "--", "time"]);
    command.stdin(File::open(root().join(MATERIAL))?);
    let timed = capture(&mut command)?;
    println!("| 100 KB of Markdown become | best ms | budget |\n|---|---:|---|");
    for line in timed.lines() {
        let (kind, best) = line.split_once(' ').ok_or("the example said no figure")?;
        let best: f64 = best.trim().parse()?;
        let verdict = if best > BUDGET { ": **over**" } else { "" };
        println!("| {kind} | {best:.1} | ≤ {BUDGET} ms{verdict} |");
    }
    Ok(())
}
