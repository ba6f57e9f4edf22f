//! Lines of standard input, gathered. What is read and not yet sent stays small: when sending is
//! slower than what comes, nothing more is read, and whoever writes waits.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

use crate::error::{CommandError, Type};

/// How long a signal may go unnoticed.
const GLANCE: Duration = Duration::from_millis(50);

/// Bytes read at a time.
const CHUNK: usize = 16 * 1024;

/// Lines that go together.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub lines: Vec<String>,
    /// The number of the first line; a line too long for one message goes on in the next batch.
    pub first: u64,
    pub last: u64,
}

/// What a message has room for.
#[derive(Clone, Copy)]
pub struct Room {
    /// Bytes, as a line counts with its ending.
    pub bytes: usize,
    pub cost: fn(&str) -> usize,
}

pub struct Lines {
    chunks: Receiver<io::Result<Vec<u8>>>,
    stop: Arc<AtomicBool>,
    interval: Duration,
    /// What was read and is in no batch yet.
    rest: Vec<u8>,
    /// Lines that were given out whole.
    done: u64,
    ended: Option<End>,
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Input,
    Signal,
    Failure(String),
}

impl Lines {
    pub fn of_standard_input(interval: Duration) -> Result<Self, CommandError> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // The first one ends the reading, the second the program.
            let register = flag::register_conditional_shutdown(signal, 128 + signal, stop.clone())
                .and_then(|_| flag::register(signal, stop.clone()));
            register.map_err(|error| {
                CommandError::new(Type::Internal, "no_signals", error.to_string())
                    .with_hint("lines can be sent without --stream: --text -")
            })?;
        }
        Ok(Self::new(io::stdin(), stop, interval))
    }

    fn new(source: impl Read + Send + 'static, stop: Arc<AtomicBool>, interval: Duration) -> Self {
        // One piece waits here and one with the reader.
        let (sender, chunks) = sync_channel(1);
        let reader_stop = Arc::clone(&stop);
        thread::spawn(move || read(source, &sender, &reader_stop));
        Self { chunks, stop, interval, rest: Vec::new(), done: 0, ended: None }
    }

    /// The lines of the next interval, or as many as there is room for; `None` after the last.
    pub fn next(&mut self, room: Room) -> Option<Batch> {
        let mut batch = Batch::default();
        let mut left = room.bytes;
        let mut due: Option<Instant> = None;
        loop {
            if !self.take(&mut batch, &mut left, room) {
                return Some(batch);
            }
            // Lines with nothing on them are no message: they wait for one that has something.
            if due.is_none() && batch.says_something() {
                due = Some(Instant::now() + self.interval);
            }
            if self.ended.is_some() {
                return (!batch.lines.is_empty()).then_some(batch);
            }
            let now = Instant::now();
            match due {
                Some(due) if due <= now => return Some(batch),
                Some(due) => self.receive(GLANCE.min(due - now)),
                None => self.receive(GLANCE),
            }
        }
    }

    /// The number of the last line that was given out whole.
    pub fn given(&self) -> u64 {
        self.done
    }

    /// Whether a signal ended it.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Why standard input could not be read to its end.
    pub fn failure(&self) -> Option<&str> {
        match &self.ended {
            Some(End::Failure(reason)) => Some(reason),
            _ => None,
        }
    }

    /// The number of the last line that was read at all; reading ends here.
    pub fn give_up(&mut self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.drain();
        let whole = self.rest.iter().filter(|byte| **byte == b'\n').count() as u64;
        let has_part = self.rest.last().is_some_and(|byte| *byte != b'\n');
        self.done + whole + u64::from(has_part)
    }

    fn receive(&mut self, patience: Duration) {
        match self.chunks.recv_timeout(patience) {
            Ok(Ok(chunk)) => self.rest.extend(chunk),
            Ok(Err(error)) => self.ended = Some(End::Failure(error.to_string())),
            Err(RecvTimeoutError::Disconnected) => self.ended = Some(End::Input),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if self.ended.is_none() && self.is_stopped() {
            self.drain();
            self.ended = Some(End::Signal);
        }
    }

    /// What the reader has in its hands when it is told to stop.
    fn drain(&mut self) {
        while let Ok(Ok(chunk)) = self.chunks.recv_timeout(GLANCE) {
            self.rest.extend(chunk);
        }
    }

    /// Moves lines into the batch; false when it is full.
    fn take(&mut self, batch: &mut Batch, left: &mut usize, room: Room) -> bool {
        let mut used = 0;
        let has_room = loop {
            let rest = &self.rest[used..];
            let end = rest.iter().position(|byte| *byte == b'\n');
            // A part of a line waits for its end, unless there is none or no room for it.
            let is_long = rest.len() > room.bytes;
            let bytes = match end {
                Some(end) => &rest[..end],
                None if !rest.is_empty() && (self.ended.is_some() || is_long) => rest,
                None => break true,
            };
            let (text, undecided) = decode(bytes, end.is_some() || self.ended.is_some());
            let cost = (room.cost)(&text);
            let is_whole = cost <= *left && undecided == 0 && (end.is_some() || !is_long);
            if is_whole {
                *left -= cost;
                self.done += 1;
                batch.push(text, self.done);
                used += bytes.len() + usize::from(end.is_some());
                continue;
            }
            if batch.lines.is_empty() {
                let piece = fitting(&text, *left, room);
                // Bytes that are no text are more when they are shown than they were.
                used += bytes_of(bytes, piece).max(1);
                batch.push(piece.to_owned(), self.done + 1);
            }
            break false;
        };
        self.rest.drain(..used);
        has_room
    }
}

impl Batch {
    pub fn says_something(&self) -> bool {
        self.lines.iter().any(|line| !line.trim().is_empty())
    }

    fn push(&mut self, line: String, number: u64) {
        if self.lines.is_empty() {
            self.first = number;
        }
        self.last = number;
        self.lines.push(line);
    }
}

fn read(mut source: impl Read, chunks: &SyncSender<io::Result<Vec<u8>>>, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let mut chunk = vec![0; CHUNK];
        let read = match source.read(&mut chunk) {
            Ok(0) => return,
            Ok(read) => Ok(read),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let is_over = read.is_err();
        let sent = chunks.send(read.map(|read| {
            chunk.truncate(read);
            chunk
        }));
        if is_over || sent.is_err() {
            return;
        }
    }
}

/// The text of a line without a carriage return at its end, and how many bytes of its last letter are
/// still to come.
fn decode(bytes: &[u8], is_whole: bool) -> (String, usize) {
    let bytes = if is_whole { bytes.strip_suffix(b"\r").unwrap_or(bytes) } else { bytes };
    let undecided = match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() && !is_whole => bytes.len() - error.valid_up_to(),
        _ => 0,
    };
    (String::from_utf8_lossy(&bytes[..bytes.len() - undecided]).into_owned(), undecided)
}

/// As much of the beginning of a text as there is room for.
fn fitting(text: &str, left: usize, room: Room) -> &str {
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let fits = ends.partition_point(|end| (room.cost)(&text[..*end]) <= left);
    &text[..ends[..fits].last().copied().unwrap_or(0)]
}

/// How many of the bytes a piece of their text stands for.
fn bytes_of(bytes: &[u8], piece: &str) -> usize {
    let mut used = 0;
    let mut shown = 0;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().len().min(piece.len() - shown);
        used += valid;
        shown += valid;
        if shown >= piece.len() {
            break;
        }
        used += chunk.invalid().len();
        shown += char::REPLACEMENT_CHARACTER.len_utf8();
        if shown >= piece.len() {
            break;
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use std::{
        io::Cursor,
        sync::mpsc::{Sender, channel},
    };

    use proptest::prelude::*;

    use super::*;

    const ROOM: Room = Room { bytes: 100, cost: |line| line.len() + 1 };

    fn all(source: impl Read + Send + 'static, room: Room) -> Vec<Batch> {
        let mut lines = Lines::new(source, Arc::default(), Duration::from_millis(1));
        let mut batches: Vec<Batch> = Vec::new();
        while let Some(batch) = lines.next(room) {
            batches.push(batch);
        }
        batches
    }

    /// Gives its bytes in pieces of a given size.
    struct Pieces(Cursor<Vec<u8>>, usize);

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..most])
        }
    }

    #[test]
    fn a_line_longer_than_a_message_goes_on_in_the_next() {
        let line = "字".repeat(80);
        let batches = all(Cursor::new(format!("a\n{line}\nb\n").into_bytes()), ROOM);
        assert!(batches.iter().all(|batch| {
            batch.lines.iter().map(|line| (ROOM.cost)(line)).sum::<usize>() <= ROOM.bytes
        }));
        let long: Vec<_> =
            batches.iter().filter(|batch| batch.last == 2 || batch.first == 2).collect();
        assert!(long.len() >= 3, "{batches:?}");
        assert_eq!(batches.last().unwrap().last, 3);
    }

    #[test]
    fn blank_lines_wait_for_one_that_says_something() {
        let batches = all(Cursor::new(b"\n\n\nat last\n".to_vec()), ROOM);
        assert_eq!((batches[0].first, batches[0].last, batches.len()), (1, 4, 1));
    }

    /// Says when it is read, and has no end.
    struct Endless(Sender<()>);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let _ = self.0.send(());
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }

    #[test]
    fn nobody_reads_on_when_nobody_takes() {
        let (reads, seen) = channel();
        let mut lines = Lines::new(Endless(reads), Arc::default(), Duration::from_secs(1));
        seen.recv().unwrap();
        seen.recv().unwrap();
        assert!(seen.recv_timeout(Duration::from_millis(100)).is_err(), "a third piece was read");
        assert_eq!(lines.give_up(), 1);
        assert_eq!(lines.rest.len(), 2 * CHUNK);
    }

    proptest! {
        #[test]
        fn no_line_is_lost_and_none_is_made_up(
            lines in prop::collection::vec("[a-z字\u{1F600} ]{0,60}", 0..30),
            size in 1..50_usize,
            ends in any::<bool>(),
        ) {
            let mut text = lines.join("\n");
            if ends && !lines.is_empty() {
                text.push('\n');
            }
            let batches = all(Pieces(Cursor::new(text.clone().into_bytes()), size), ROOM);
            let mut joined = String::new();
            let mut at = 0;
            for batch in &batches {
                prop_assert!(batch.first == at || batch.first == at + 1);
                for (number, line) in batch.lines.iter().enumerate() {
                    let goes_on = number == 0 && batch.first == at;
                    if !goes_on && at > 0 {
                        joined.push('\n');
                    }
                    joined.push_str(line);
                    at = at.max(batch.first + number as u64);
                }
                prop_assert!(batch.lines.iter().map(|line| (ROOM.cost)(line)).sum::<usize>() <= 100);
            }
            prop_assert_eq!(joined, text.strip_suffix('\n').unwrap_or(&text));
        }

        #[test]
        fn bytes_that_are_no_text_are_gone_through(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
            let ends = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            let has_part = bytes.last().is_some_and(|byte| *byte != b'\n');
            let batches = all(Pieces(Cursor::new(bytes), 7), ROOM);
            let last = batches.last().map_or(0, |batch| batch.last);
            prop_assert_eq!(last, ends + u64::from(has_part));
        }
    }
}
