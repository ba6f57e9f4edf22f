//! The state, in SQLite: one thread writes, a few read, and an answer leaves only after its commit.

mod checkpoints;
pub(crate) mod open;
mod readers;
pub(crate) mod schema;
mod writer;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, mpsc},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use readers::Readers;
use writer::Writer;

/// Why a call could not be carried out; not the fault of who called.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the sandbox is closed")]
    Closed,
    #[error("a call failed inside the sandbox; nothing was changed")]
    Panicked,
    #[error("the sandbox's file: {0}")]
    Sqlite(Arc<rusqlite::Error>),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}

/// What a job leaves behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    Undo,
}

/// Something to do with the state, and someone who waits for the outcome.
trait Job: Send {
    fn run(&mut self, db: &Connection) -> Verdict;
    /// Hands the outcome out, or why it is lost.
    fn answer(self: Box<Self>, committed: Result<(), StorageError>);
}

pub(crate) struct Storage {
    writer: Writer,
    /// None where the state is in memory: only one connection sees that.
    readers: Option<Readers>,
}

impl Storage {
    pub(crate) fn start(db: Connection, path: Option<PathBuf>) -> Self {
        Self { writer: Writer::start(db, path.clone()), readers: path.map(Readers::new) }
    }

    /// Does `work` in the writer; all of it is undone when it answers an error.
    pub(crate) async fn write<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, StorageError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.writer.send(task(work, |outcome| drop(reply.send(outcome))));
        answer.await.unwrap_or(Err(StorageError::Closed))
    }

    /// Does `work`, which must change nothing, on any connection.
    pub(crate) async fn read<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, StorageError>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let Some(readers) = &self.readers else {
            return self.write(work).await;
        };
        let (reply, answer) = oneshot::channel();
        readers.send(task(work, |outcome| drop(reply.send(outcome))));
        answer.await.unwrap_or(Err(StorageError::Closed))
    }

    /// As [`Storage::write`], for callers that are not async.
    pub(crate) fn write_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (reply, answer) = mpsc::sync_channel(1);
        self.writer.send(task(work, move |outcome| drop(reply.send(outcome))));
        Ok(answer.recv().unwrap_or(Err(StorageError::Closed))??)
    }

    /// Waits for all that was asked and lets go of the file.
    pub(crate) fn close(&self) {
        if let Some(readers) = &self.readers {
            readers.close();
        }
        self.writer.close();
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.close();
    }
}

struct Task<F, R, T, E> {
    work: Option<F>,
    reply: R,
    outcome: Result<Result<T, E>, StorageError>,
}

fn task<F, R, T, E>(work: F, reply: R) -> Box<dyn Job>
where
    F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    R: FnOnce(Result<Result<T, E>, StorageError>) + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    Box::new(Task { work: Some(work), reply, outcome: Err(StorageError::Closed) })
}

impl<F, R, T, E> Job for Task<F, R, T, E>
where
    F: FnOnce(&Connection) -> Result<T, E> + Send,
    R: FnOnce(Result<Result<T, E>, StorageError>) + Send,
    T: Send,
    E: Send,
{
    fn run(&mut self, db: &Connection) -> Verdict {
        let Some(work) = self.work.take() else {
            return Verdict::Undo;
        };
        // The state is safe to use after a panic: the caller undoes to its savepoint.
        self.outcome =
            catch_unwind(AssertUnwindSafe(|| work(db))).map_err(|_| StorageError::Panicked);
        match self.outcome {
            Ok(Ok(_)) => Verdict::Keep,
            _ => Verdict::Undo,
        }
    }

    fn answer(self: Box<Self>, committed: Result<(), StorageError>) {
        let outcome = match (committed, self.outcome) {
            (Err(lost), Ok(Ok(_))) => Err(lost),
            (_, outcome) => outcome,
        };
        (self.reply)(outcome);
    }
}

/// The tables, with nothing in them.
#[cfg(test)]
pub(crate) fn empty() -> Connection {
    let db = Connection::open_in_memory().expect("memory is there");
    schema::migrate(&db, 0).expect("the schema is good");
    db
}

#[cfg(test)]
mod tests;
