//! The one thread that writes. Calls that wait together are committed together.

use std::{
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use rusqlite::Connection;

use super::{Job, StorageError, Verdict, checkpoints::Checkpoints};

/// So many calls share a commit at most; the first of them waits for the last.
const BATCH: usize = 64;

pub(super) struct Writer {
    running: Mutex<Option<Running>>,
}

struct Running {
    jobs: Sender<Box<dyn Job>>,
    thread: JoinHandle<()>,
}

impl Writer {
    /// `path` is that of the file, where there is one.
    pub(super) fn start(db: Connection, path: Option<PathBuf>) -> Self {
        let (jobs, queue) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("sandbox-writer".to_owned())
            .spawn(move || run(&db, path.map(Checkpoints::new), &queue))
            .expect("a process that got this far can start a thread");
        Self { running: Mutex::new(Some(Running { jobs, thread })) }
    }

    /// Queues a job; one that comes too late is told so.
    pub(super) fn send(&self, job: Box<dyn Job>) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = match &*running {
            Some(running) => running.jobs.send(job).err().map(|refused| refused.0),
            None => Some(job),
        };
        if let Some(job) = refused {
            job.answer(Err(StorageError::Closed));
        }
    }

    pub(super) fn close(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Running { jobs, thread }) = running {
            drop(jobs);
            // It ends by itself; a panic in it has been answered already.
            let _ = thread.join();
        }
    }
}

fn run(db: &Connection, mut checkpoints: Option<Checkpoints>, queue: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = queue.recv() {
        let mut done = Vec::with_capacity(1);
        let outcome = commit_together(db, first, queue, &mut done);
        if outcome.is_err() && !db.is_autocommit() {
            // The error that matters is the one at hand.
            let _ = db.execute_batch("ROLLBACK");
        }
        let calls = done.len();
        for job in done {
            job.answer(outcome.clone());
        }
        if let Some(checkpoints) = &mut checkpoints {
            checkpoints.after(calls);
        }
    }
}

fn commit_together(
    db: &Connection,
    first: Box<dyn Job>,
    queue: &Receiver<Box<dyn Job>>,
    done: &mut Vec<Box<dyn Job>>,
) -> Result<(), StorageError> {
    let mut next = Some(first);
    let begun = execute(db, "BEGIN IMMEDIATE");
    while let Some(mut job) = next {
        let outcome = begun.clone().and_then(|()| savepoint(db, &mut *job));
        done.push(job);
        outcome?;
        next = if done.len() < BATCH { queue.try_recv().ok() } else { None };
    }
    execute(db, "COMMIT")
}

/// Runs a job so that it can be undone alone.
fn savepoint(db: &Connection, job: &mut dyn Job) -> Result<(), StorageError> {
    execute(db, "SAVEPOINT job")?;
    if job.run(db) == Verdict::Undo {
        execute(db, "ROLLBACK TO job")?;
    }
    execute(db, "RELEASE job")
}

fn execute(db: &Connection, sql: &str) -> Result<(), StorageError> {
    db.prepare_cached(sql)?.execute([])?;
    Ok(())
}
