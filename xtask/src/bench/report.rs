//! The table: what was measured, and whether it is within its budget.

use super::{
    RUNS,
    scenarios::{BINARY_BUDGET, Budget, Scenario},
};
use crate::measure::Cost;

/// One scenario's figures.
pub(super) struct Row {
    title: &'static str,
    budget: Budget,
    cpu: Spread,
    wall: Spread,
    /// In megabytes, of the hungriest run.
    memory: f64,
    /// Per run, where they can be counted.
    requests: Option<f64>,
}

/// In milliseconds.
#[derive(Debug, PartialEq)]
struct Spread {
    min: f64,
    median: f64,
}

impl Row {
    pub(super) fn new(scenario: &Scenario, costs: &[Cost], requests: Option<f64>) -> Self {
        let memory = costs.iter().map(|cost| cost.max_rss_kb).max().unwrap_or_default();
        Self {
            title: scenario.title,
            budget: scenario.budget,
            cpu: spread(costs.iter().map(|cost| cost.cpu_us)),
            wall: spread(costs.iter().map(|cost| cost.wall_us)),
            memory: megabytes(memory * 1024),
            requests,
        }
    }

    fn is_over(&self) -> bool {
        let over = |limit: Option<f64>, figure: f64| limit.is_some_and(|limit| figure > limit);
        over(self.budget.cpu, self.cpu.median)
            || over(self.budget.wall, self.wall.median)
            || over(self.budget.memory, self.memory)
            || over(self.budget.requests.map(f64::from), self.requests.unwrap_or_default())
    }

    fn render(&self) -> String {
        let Self { title, cpu, wall, memory, .. } = self;
        let requests = self.requests.map_or("–".to_owned(), |requests| format!("{requests}"));
        let budget = with_verdict(allowed(&self.budget), self.is_over());
        format!(
            "| {title} | {:.2} | {:.2} | {:.2} | {:.2} | {memory:.1} | {requests} | {budget} |\n",
            cpu.min, cpu.median, wall.min, wall.median
        )
    }
}

pub(super) fn render(rows: &[Row], binary_size: u64) -> String {
    let head = "| Command | CPU ms min | median | wall ms min | median | peak MB | requests | budget |\n\
                |---|---:|---:|---:|---:|---:|---:|---|\n";
    let body: String = rows.iter().map(Row::render).collect();
    let size = megabytes(binary_size);
    let budget = with_verdict(format!("≤ {BINARY_BUDGET} MB"), size > BINARY_BUDGET);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{head}{body}\n{RUNS} runs each on {cores} cores; budgets are for the median and the \
         highest peak. The stripped binary has {size:.1} MB ({budget}).\n"
    )
}

fn allowed(budget: &Budget) -> String {
    let parts = [
        budget.cpu.map(|ms| format!("≤ {ms} ms CPU")),
        budget.wall.map(|ms| format!("≤ {ms} ms")),
        budget.memory.map(|mb| format!("≤ {mb} MB")),
        budget.requests.map(|count| format!("{count} request")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn with_verdict(budget: String, is_over: bool) -> String {
    if is_over { format!("{budget}: **over**") } else { budget }
}

fn spread(micros: impl Iterator<Item = u64>) -> Spread {
    let mut sorted: Vec<u64> = micros.collect();
    sorted.sort_unstable();
    let at = |index: usize| sorted.get(index).map_or(0.0, |micros| *micros as f64 / 1000.0);
    let (low, high) = (sorted.len().saturating_sub(1) / 2, sorted.len() / 2);
    Spread { min: at(0), median: f64::midpoint(at(low), at(high)) }
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::{super::scenarios::SCENARIOS, *};

    fn row(name: &str, cpu_us: u64, requests: Option<f64>) -> Row {
        let scenario = SCENARIOS.iter().find(|scenario| scenario.name == name).unwrap();
        Row::new(scenario, &[Cost { cpu_us, wall_us: 9000, max_rss_kb: 8000 }], requests)
    }

    #[test]
    fn the_median_lies_between_the_two_in_the_middle() {
        let even = [4000, 1000, 3000, 2000];
        assert_eq!(spread(even.into_iter()), Spread { min: 1.0, median: 2.5 });
        assert_eq!(spread([7000].into_iter()), Spread { min: 7.0, median: 7.0 });
    }

    #[test]
    fn a_row_within_its_budget_carries_no_verdict() {
        assert_eq!(
            row("send-as-bot", 4200, Some(1.0)).render(),
            "| `im send-message --as bot`, served sandbox | 4.20 | 4.20 | 9.00 | 9.00 | 8.2 | 1 | \
             ≤ 5 ms CPU, ≤ 12 MB, 1 request |\n"
        );
    }

    #[test]
    fn too_much_time_and_too_many_requests_are_each_over() {
        assert!(row("send-as-bot", 5100, Some(1.0)).is_over());
        assert!(row("send-as-bot", 4200, Some(1.02)).is_over());
        assert!(row("version", 2100, None).render().ends_with("≤ 2 ms CPU: **over** |\n"));
        assert!(!row("im-help", 90_000, None).is_over());
    }

    #[test]
    fn a_binary_that_is_too_big_is_over() {
        assert!(render(&[], 12_100_000).contains("12.1 MB (≤ 12 MB: **over**)"));
        assert!(render(&[], 11_900_000).contains("11.9 MB (≤ 12 MB)"));
    }
}
