//! `cargo xtask bench sandbox`: how much the served sandbox takes, next to what it must take.

mod calls;
mod connection;
mod load;
mod options;
mod report;
pub(super) mod server;

use std::{collections::HashSet, path::PathBuf, sync::Mutex, time::Duration};

use self::{
    calls::{Calls, Order},
    load::{Load, Outcome, Pace},
    options::Options,
    report::Figures,
    server::Server,
};
use super::{
    scenarios::SCENARIOS,
    world::{Folder, World},
};
use crate::{
    binary::{self, Profile},
    measure,
    shell::{Result, root},
};

/// Calls per second that must be reached; at half of them the latency is measured.
const SENDS: f64 = 5000.0;
const READS: f64 = 15_000.0;
/// Messages at which the memory is read.
const FULL_HOUSE: u64 = 100_000;
/// Messages of the chat that a large one's pages are compared with.
const SMALL_CHAT: u64 = 1000;

/// Between these lines of docs/sandbox.md stands the table.
const MARKERS: [&str; 2] = ["<!-- bench-sandbox:begin -->", "<!-- bench-sandbox:end -->"];

pub(super) fn run(words: &[&str]) -> Result {
    let options = Options::read(words)?;
    let binary = binary::build(Profile::Release)?;
    let folder = Folder::new("sandbox")?;
    let server = Server::start(&binary, folder.path())?;
    let calls = Calls::prepare(&server)?;
    let mut bench = Bench { calls, options, in_large: 0, figures: Figures::default() };
    bench.sends(&server)?;
    bench.reads(&server)?;
    let server = bench.survive_a_kill(server)?;
    bench.pages(&server)?;
    drop(server);
    let Bench { mut figures, options, .. } = bench;
    figures.connections = options.connections;
    figures.in_process = in_process(binary)?;
    let report = report::render(&figures);
    println!("{report}");
    if !options.writes {
        return Ok(());
    }
    let path = root().join("docs/sandbox.md");
    let page = std::fs::read_to_string(&path)?;
    Ok(std::fs::write(path, super::put_between(MARKERS, &page, &report)?)?)
}

struct Bench {
    calls: Calls,
    options: Options,
    /// Messages in the large chat.
    in_large: u64,
    figures: Figures,
}

impl Bench {
    fn sends(&mut self, server: &Server) -> Result {
        let over = self.options.duration();
        self.fill(server, Pace::Most(Duration::from_secs(1)))?;
        eprintln!("    sends: as many as possible, then {} a second", SENDS / 2.0);
        self.figures.sends = self.fill(server, Pace::Most(over))?;
        self.figures.calm_sends = self.fill(server, Pace::Even { rate: SENDS / 2.0, over })?;
        let missing = FULL_HOUSE.saturating_sub(self.in_large);
        eprintln!("    {} messages were sent, {missing} more fill the house", self.in_large);
        self.fill(server, Pace::Count(missing))?;
        let send = self.calls.send(&self.calls.small)?;
        self.load(server).run(&send, Pace::Count(SMALL_CHAT))?;
        Ok(())
    }

    fn reads(&mut self, server: &Server) -> Result {
        let over = self.options.duration();
        let read = self.calls.history(&self.calls.large, 20, Order::NewestFirst, None)?;
        eprintln!("    reads: as many as possible, then {} a second", READS / 2.0);
        let load = self.load(server);
        let reads = load.run(&read, Pace::Most(over))?;
        let calm_reads = load.run(&read, Pace::Even { rate: READS / 2.0, over })?;
        self.figures.memory_kb = server.resident_kb()?;
        (self.figures.reads, self.figures.calm_reads) = (reads, calm_reads);
        Ok(())
    }

    /// Kills the server while messages are being sent and starts the next one on its files. A
    /// message that was answered for and is not there is an error.
    fn survive_a_kill(&mut self, server: Server) -> Result<Server> {
        eprintln!("    kill -9 while messages are sent");
        let chat = self.calls.another_chat(&server)?;
        let send = self.calls.send(&chat)?;
        let answered = Mutex::new(Vec::new());
        std::thread::scope(|scope| -> Result {
            for _ in 0..self.options.connections {
                scope.spawn(|| {
                    let ids = load::send_until_cut_off(&server, &send);
                    answered.lock().expect("no other thread panics").extend(ids);
                });
            }
            // Long enough for many commits, which is all that matters here.
            std::thread::sleep(Duration::from_secs(2));
            server.kill()
        })?;
        let answered = answered.into_inner().expect("no thread panicked");
        let next = server.restart()?;
        let kept: HashSet<String> = self.calls.all_ids(&next, &chat)?.into_iter().collect();
        self.figures.survived = answered.len();
        match answered.iter().filter(|id| !kept.contains(*id)).count() {
            0 => Ok(next),
            lost => Err(format!("{lost} of {} answered messages are lost", answered.len()).into()),
        }
    }

    fn pages(&mut self, server: &Server) -> Result {
        let missing = self.options.messages.saturating_sub(self.in_large);
        eprintln!("    pages: {missing} more messages for the large chat");
        self.fill(server, Pace::Count(missing))?;
        self.figures.in_large = self.in_large;
        self.figures.small_page_us = self.calls.page_cost(server, &self.calls.small)?;
        self.figures.large_page_us = self.calls.page_cost(server, &self.calls.large)?;
        Ok(())
    }

    /// Sends to the large chat.
    fn fill(&mut self, server: &Server, pace: Pace) -> Result<Outcome> {
        let send = self.calls.send(&self.calls.large)?;
        let outcome = self.load(server).run(&send, pace)?;
        self.in_large += outcome.micros.len() as u64;
        Ok(outcome)
    }

    fn load<'a>(&self, server: &'a Server) -> Load<'a> {
        Load { server, connections: self.options.connections }
    }
}

/// The microseconds of processor time that each run of a listing inside the process took.
fn in_process(binary: PathBuf) -> Result<Vec<u64>> {
    let scenario = SCENARIOS.iter().find(|scenario| scenario.name == "next-in-process");
    let scenario = scenario.ok_or("the scenario `next-in-process` is gone")?;
    let mut world = World::new(binary)?;
    (0..super::RUNS).map(|_| Ok(measure::cost(&world.command(scenario)?)?.cpu_us)).collect()
}
