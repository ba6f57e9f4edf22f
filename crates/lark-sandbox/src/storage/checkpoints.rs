//! Moves what is committed from the log into the database, beside the thread that commits.
//!
//! A checkpoint waits for the disk twice. In the thread that writes, every call behind it would wait
//! along; here nobody does.

use std::{
    path::PathBuf,
    sync::mpsc::{self, Receiver, SyncSender},
    thread::{self, JoinHandle},
};

use rusqlite::Connection;

use super::open;

/// Calls between two checkpoints: with some five pages each, the size at which SQLite begins one.
const CALLS: usize = 200;

/// Pages of a log that got so long that the thread that writes shortens it itself: under a load without
/// a pause the log is never wholly moved while it grows, and only then can it begin anew.
pub(super) const LOG_PAGES: u32 = 8192;

pub(super) struct Checkpoints {
    path: PathBuf,
    calls: usize,
    running: Option<(SyncSender<()>, JoinHandle<()>)>,
}

impl Checkpoints {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, calls: 0, running: None }
    }

    /// To be told of every commit.
    pub(super) fn after(&mut self, calls: usize) {
        self.calls += calls;
        if self.calls < CALLS {
            return;
        }
        self.calls = 0;
        let path = &self.path;
        let (due, _) = self.running.get_or_insert_with(|| start(path.clone()));
        // One that is due already covers this commit too.
        let _ = due.try_send(());
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        let Some((due, thread)) = self.running.take() else { return };
        drop(due);
        let _ = thread.join();
    }
}

fn start(path: PathBuf) -> (SyncSender<()>, JoinHandle<()>) {
    let (due, wait) = mpsc::sync_channel(1);
    let thread = thread::Builder::new()
        .name("sandbox-checkpoints".to_owned())
        .spawn(move || run(&path, &wait))
        .expect("a process that got this far can start a thread");
    (due, thread)
}

fn run(path: &std::path::Path, due: &Receiver<()>) {
    let Ok(db) = open::checkpointer(path) else { return };
    while due.recv().is_ok() {
        // What could not be moved now is moved with the next.
        let _ = checkpoint(&db);
    }
}

fn checkpoint(db: &Connection) -> rusqlite::Result<()> {
    db.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?.query_row([], |_| Ok(()))
}
