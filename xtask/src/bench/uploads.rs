//! How fast the largest file goes up, next to what `curl -F` does against the same sandbox.

use std::{path::Path, process::Command};

use lark_api::{Endpoint, im::files::UploadFile, limits};

use super::{sandbox::server::Server, world::Folder};
use crate::{
    binary::{self, Profile},
    measure::{self, Cost},
    shell::Result,
};

/// An odd number has one in the middle.
const RUNS: usize = 11;

/// Of curl's throughput, the least that will do.
const SHARE: f64 = 0.8;
/// The most memory an upload may take, in megabytes.
const MEMORY: f64 = 16.0;

struct Figures {
    /// The median, in milliseconds.
    wall: f64,
    cpu: f64,
    /// The peak of the hungriest run, in megabytes.
    memory: f64,
}

pub(super) fn run() -> Result {
    let binary = binary::build(Profile::Release)?;
    let folder = Folder::new("uploads")?;
    let server = Server::start(&binary, folder.path())?;
    let file = folder.path().join("largest.bin");
    let length = limits::FILE_BYTES;
    std::fs::write(&file, vec![7; usize::try_from(length)?])?;
    let ours = ours(&binary, folder.path(), &server, &file)?;
    let curl = curl(&server, &file)?;
    // In turns, so that whatever else the machine does is shared.
    let (mut of_ours, mut of_curl) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let costs = (measure::cost(&ours)?, measure::cost(&curl)?);
        if run > 0 {
            of_ours.push(costs.0);
            of_curl.push(costs.1);
        }
    }
    println!("{}", render(length, &figures(of_ours), &figures(of_curl)));
    Ok(())
}

fn ours(binary: &Path, home: &Path, server: &Server, file: &Path) -> Result<Command> {
    let mut command = Command::new(binary);
    command.env_clear().env("HOME", home).env("LARK_CLI_JOURNAL", "off");
    for name in ["base_url", "app_id", "app_secret", "user_access_token"] {
        command.env(format!("LARK_CLI_{}", name.to_uppercase()), server.fact(name)?);
    }
    command.args(["im", "upload-file", "--as", "user", "--file"]).arg(file);
    Ok(command)
}

fn curl(server: &Server, file: &Path) -> Result<Command> {
    let mut command = Command::new("curl");
    let url = format!("{}{}", server.fact("base_url")?, UploadFile::META.path);
    let token = format!("Authorization: Bearer {}", server.fact("user_access_token")?);
    let part = format!("file=@{}", file.display());
    command.args(["--silent", "--fail", "--header", &token]);
    command.args([
        "--form",
        "file_type=stream",
        "--form",
        "file_name=largest.bin",
        "--form",
        &part,
    ]);
    command.arg(url);
    Ok(command)
}

fn figures(costs: Vec<Cost>) -> Figures {
    let median = |of: fn(&Cost) -> u64| {
        let mut sorted: Vec<u64> = costs.iter().map(of).collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).map_or(0.0, |micros| *micros as f64 / 1000.0)
    };
    let memory = costs.iter().map(|cost| cost.max_rss_kb).max().unwrap_or_default();
    Figures {
        wall: median(|cost| cost.wall_us),
        cpu: median(|cost| cost.cpu_us),
        memory: memory as f64 * 1024.0 / 1e6,
    }
}

fn render(length: u64, ours: &Figures, curl: &Figures) -> String {
    let rate = |figures: &Figures| length as f64 / 1e6 / (figures.wall / 1000.0);
    let row = |name: &str, figures: &Figures| {
        format!(
            "| {name} | {:.0} | {:.0} | {:.1} | {:.1} |\n",
            rate(figures),
            figures.wall,
            figures.cpu,
            figures.memory
        )
    };
    let share = rate(ours) / rate(curl);
    let over = |is_over: bool| if is_over { ": **over**" } else { "" };
    format!(
        "| {:.1} MB | MB/s | wall ms | CPU ms | peak MB |\n|---|---:|---:|---:|---:|\n{}{}\n\
         Medians of {RUNS} runs in turns. `upload-file` reaches {:.0} % of curl's throughput (≥ {:.0} %{}) \
         with {:.1} MB at its peak (≤ {MEMORY} MB{}).",
        length as f64 / 1e6,
        row("`im upload-file`", ours),
        row("`curl --form`", curl),
        share * 100.0,
        SHARE * 100.0,
        over(share < SHARE),
        ours.memory,
        over(ours.memory > MEMORY),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_slow_and_too_hungry_are_each_over() {
        let curl = Figures { wall: 100.0, cpu: 20.0, memory: 9.0 };
        let good = render(30_000_000, &Figures { wall: 120.0, cpu: 20.0, memory: 15.9 }, &curl);
        assert!(
            good.contains("| 250 | 120 |") && good.contains("83 %") && !good.contains("over"),
            "{good}"
        );
        let slow = render(30_000_000, &Figures { wall: 130.0, cpu: 20.0, memory: 16.1 }, &curl);
        assert_eq!(slow.matches("**over**").count(), 2, "{slow}");
    }
}
