//! What the threads promise, whatever the jobs are.

use std::{
    convert::Infallible,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    thread,
};

use super::*;

fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::yield_now();
    }
}

fn storage() -> Storage {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch("CREATE TABLE t (x INTEGER)").unwrap();
    Storage::start(db, None)
}

fn add(x: i64) -> impl FnOnce(&Connection) -> rusqlite::Result<()> + Send {
    move |db| db.execute("INSERT INTO t VALUES (?1)", [x]).map(drop)
}

fn all(storage: &Storage) -> Vec<i64> {
    let read = |db: &Connection| -> rusqlite::Result<Vec<i64>> {
        db.prepare("SELECT x FROM t ORDER BY x")?.query_map([], |row| row.get(0))?.collect()
    };
    wait(storage.read(read)).unwrap().unwrap()
}

#[test]
fn a_refused_call_undoes_only_itself() {
    let storage = storage();
    let refused = |db: &Connection| -> Result<(), &str> {
        db.execute("INSERT INTO t VALUES (2)", []).unwrap();
        Err("refused")
    };
    let (one, two, three) = (storage.write(add(1)), storage.write(refused), storage.write(add(3)));
    assert!(wait(one).unwrap().is_ok());
    assert_eq!(wait(two).unwrap(), Err("refused"));
    assert!(wait(three).unwrap().is_ok());
    assert_eq!(all(&storage), [1, 3]);
}

#[test]
fn a_panic_undoes_its_call_and_the_writer_goes_on() {
    let storage = storage();
    let panics = |db: &Connection| -> Result<(), Infallible> {
        db.execute("INSERT INTO t VALUES (2)", []).unwrap();
        panic!("this test's own")
    };
    assert!(matches!(wait(storage.write(panics)), Err(StorageError::Panicked)));
    assert!(wait(storage.write(add(3))).unwrap().is_ok());
    assert_eq!(all(&storage), [3]);
}

#[test]
fn a_commit_that_fails_is_an_error_to_who_waits_for_it() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = ON;
         CREATE TABLE t (x INTEGER PRIMARY KEY);
         CREATE TABLE u (x INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED);",
    )
    .unwrap();
    let storage = Storage::start(db, None);
    let dangling = |db: &Connection| db.execute("INSERT INTO u VALUES (1)", []).map(drop);
    assert!(matches!(wait(storage.write(dangling)), Err(StorageError::Sqlite(_))));
    assert!(wait(storage.write(add(7))).unwrap().is_ok());
    assert_eq!(all(&storage), [7]);
}

#[test]
fn a_call_after_the_end_is_told_so() {
    let storage = storage();
    storage.close();
    assert!(matches!(wait(storage.write(add(1))), Err(StorageError::Closed)));
    assert!(matches!(storage.write_blocking(add(1)), Err(StorageError::Closed)));
}
