//! Reads the journal back.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use super::{Line, rotation};

/// What was found, the newest last.
#[derive(Debug, Default)]
pub struct Read {
    pub lines: VecDeque<Line>,
    /// How many older ones there are that were wanted too.
    pub older: usize,
    /// Lines that are none.
    pub damaged: usize,
}

/// The newest of the lines that are `wanted`, up to `limit`.
pub fn read(path: &Path, limit: usize, wanted: impl Fn(&Line) -> bool) -> io::Result<Read> {
    let mut found = Read::default();
    for file in rotation::files(path) {
        let file = match File::open(&file) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for bytes in BufReader::new(file).split(b'\n') {
            found.add(&bytes?, limit, &wanted);
        }
    }
    Ok(found)
}

impl Read {
    fn add(&mut self, bytes: &[u8], limit: usize, wanted: impl Fn(&Line) -> bool) {
        match serde_json::from_slice::<Line>(bytes) {
            Ok(line) if wanted(&line) => self.lines.push_back(line),
            Ok(_) => {}
            Err(_) => self.damaged += 1,
        }
        if self.lines.len() > limit {
            self.lines.pop_front();
            self.older += 1;
        }
    }
}
