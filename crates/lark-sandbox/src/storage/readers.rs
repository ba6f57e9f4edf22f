//! The threads that read, started when there is something to read.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use rusqlite::Connection;

use super::{Job, StorageError, open};

const THREADS: usize = 2;

pub(super) struct Readers {
    path: PathBuf,
    running: Mutex<Running>,
    queue: Arc<Mutex<Receiver<Box<dyn Job>>>>,
    /// Jobs that are waiting or being done.
    pending: Arc<AtomicUsize>,
}

struct Running {
    jobs: Option<Sender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        let (jobs, queue) = mpsc::channel();
        Self {
            path,
            running: Mutex::new(Running { jobs: Some(jobs), threads: Vec::new() }),
            queue: Arc::new(Mutex::new(queue)),
            pending: Arc::default(),
        }
    }

    pub(super) fn send(&self, job: Box<dyn Job>) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(jobs) = running.jobs.clone() else {
            return job.answer(Err(StorageError::Closed));
        };
        let pending = self.pending.fetch_add(1, Ordering::Relaxed);
        if running.threads.len() < THREADS.min(pending + 1) {
            running.threads.push(self.start());
        }
        if let Err(refused) = jobs.send(job) {
            refused.0.answer(Err(StorageError::Closed));
        }
    }

    fn start(&self) -> JoinHandle<()> {
        let (path, queue) = (self.path.clone(), Arc::clone(&self.queue));
        let pending = Arc::clone(&self.pending);
        thread::Builder::new()
            .name("sandbox-reader".to_owned())
            .spawn(move || run(&path, &queue, &pending))
            .expect("a process that got this far can start a thread")
    }

    pub(super) fn close(&self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.jobs = None;
        for thread in running.threads.drain(..) {
            // It ends by itself; a panic in it has been answered already.
            let _ = thread.join();
        }
    }
}

fn run(path: &Path, queue: &Mutex<Receiver<Box<dyn Job>>>, pending: &AtomicUsize) {
    let db = open::reader(path).map_err(StorageError::from);
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = job else {
            return;
        };
        let outcome = db.as_ref().map_err(Clone::clone).and_then(|db| snapshot(db, &mut *job));
        pending.fetch_sub(1, Ordering::Relaxed);
        job.answer(outcome);
    }
}

/// Lets the job see one state throughout.
fn snapshot(db: &Connection, job: &mut dyn Job) -> Result<(), StorageError> {
    db.prepare_cached("BEGIN DEFERRED")?.execute([])?;
    job.run(db);
    db.prepare_cached("ROLLBACK")?.execute([])?;
    Ok(())
}
