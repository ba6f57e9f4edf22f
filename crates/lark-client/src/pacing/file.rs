//! The file in which the processes of a machine tell each other of their calls.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::schedule::Schedule;
use crate::token_cache::create_private_directory;

/// A lock is held for microseconds. Who does not get it within so many looks goes on without.
const LOOKS: u32 = 100;
const LOOK: Duration = Duration::from_millis(1);

/// Larger than any schedule; of a file that is not ours not more is read.
const LARGEST: u64 = 1 << 20;

pub(super) struct ScheduleFile {
    path: PathBuf,
    open: Option<File>,
}

impl ScheduleFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, open: None }
    }

    /// Changes the schedule that all share. Where the file cannot be had, nobody is told.
    pub(super) fn change<T>(
        &mut self,
        own: &mut Schedule,
        change: impl FnOnce(&mut Schedule) -> T,
    ) -> T {
        let Ok(file) = self.file() else { return change(own) };
        if !locked(file) {
            return change(own);
        }
        if let Ok(shared) = read(file) {
            *own = shared;
        }
        let result = change(own);
        // Whoever reads half of it sees fewer calls than there were, and may be refused one.
        let _ = write(file, own);
        let _ = file.unlock();
        result
    }

    fn file(&mut self) -> io::Result<&mut File> {
        if self.open.is_none() {
            self.open = Some(open(&self.path)?);
        }
        self.open.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).or_else(|error| match (error.kind(), path.parent()) {
        (io::ErrorKind::NotFound, Some(directory)) => {
            create_private_directory(directory)?;
            options.open(path)
        }
        _ => Err(error),
    })
}

fn locked(file: &File) -> bool {
    for _ in 0..LOOKS {
        match file.try_lock() {
            Ok(()) => return true,
            Err(TryLockError::WouldBlock) => thread::sleep(LOOK),
            Err(TryLockError::Error(_)) => return false,
        }
    }
    false
}

fn read(file: &mut File) -> io::Result<Schedule> {
    let mut bytes = Vec::with_capacity(4096);
    file.seek(SeekFrom::Start(0))?;
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(Schedule::of_bytes(&bytes))
}

fn write(file: &mut File, schedule: &Schedule) -> io::Result<()> {
    let bytes = schedule.to_bytes();
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&bytes)?;
    file.set_len(bytes.len() as u64)
}
