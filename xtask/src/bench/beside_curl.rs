//! What moving a file costs next to what curl takes for it, with the same server and in turns.

use std::process::Command;

use crate::{
    measure::{self, Cost},
    shell::Result,
};

/// An odd number has one in the middle.
const RUNS: usize = 11;

pub(super) struct Contest {
    /// What is measured, and what beside it.
    pub(super) ours: &'static str,
    pub(super) curl: &'static str,
    /// Of curl's throughput, the least that will do.
    pub(super) share: f64,
    /// The most memory it may take, in megabytes.
    pub(super) memory: f64,
}

struct Figures {
    /// The median, in milliseconds.
    wall: f64,
    cpu: f64,
    /// The peak of the hungriest run, in megabytes.
    memory: f64,
}

impl Contest {
    /// Runs both, whatever moves `length` bytes, and tells how they did.
    pub(super) fn run(&self, length: u64, ours: &Command, curl: &Command) -> Result<String> {
        // In turns, so that whatever else the machine does is shared.
        let (mut of_ours, mut of_curl) = (Vec::new(), Vec::new());
        for run in 0..=RUNS {
            let costs = (measure::cost(ours)?, measure::cost(curl)?);
            if run > 0 {
                of_ours.push(costs.0);
                of_curl.push(costs.1);
            }
        }
        Ok(self.render(length, &figures(of_ours), &figures(of_curl)))
    }

    fn render(&self, length: u64, ours: &Figures, curl: &Figures) -> String {
        let rate = |figures: &Figures| length as f64 / 1e6 / (figures.wall / 1000.0);
        let row = |name: &str, figures: &Figures| {
            format!(
                "| `{name}` | {:.0} | {:.0} | {:.1} | {:.1} |\n",
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
         Medians of {RUNS} runs in turns. `{}` reaches {:.0} % of curl's throughput (≥ {:.0} %{}) \
         with {:.1} MB at its peak (≤ {:.0} MB{}).",
            length as f64 / 1e6,
            row(self.ours, ours),
            row(self.curl, curl),
            self.ours,
            share * 100.0,
            self.share * 100.0,
            over(share < self.share),
            ours.memory,
            self.memory,
            over(ours.memory > self.memory),
        )
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEST: Contest =
        Contest { ours: "im upload-file", curl: "curl", share: 0.8, memory: 16.0 };

    #[test]
    fn too_slow_and_too_hungry_are_each_over() {
        let curl = Figures { wall: 100.0, cpu: 20.0, memory: 9.0 };
        let good =
            CONTEST.render(30_000_000, &Figures { wall: 120.0, cpu: 20.0, memory: 15.9 }, &curl);
        assert!(
            good.contains("| 250 | 120 |") && good.contains("83 %") && !good.contains("over"),
            "{good}"
        );
        let slow =
            CONTEST.render(30_000_000, &Figures { wall: 130.0, cpu: 20.0, memory: 16.1 }, &curl);
        assert_eq!(slow.matches("**over**").count(), 2, "{slow}");
    }
}
