//! Which uuids the journal has seen, and Lark has forgotten.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use jiff::Timestamp;

use super::{Line, rotation};

/// How many of `uuids` made a message longer ago than they are remembered for, and none since.
/// What cannot be read tells nothing.
pub fn forgotten(path: &Path, uuids: &HashSet<String>, window_seconds: i64) -> usize {
    let mut made: HashMap<String, i64> = HashMap::new();
    let files = rotation::files(path).filter_map(|file| File::open(file).ok());
    for line in files.flat_map(|file| BufReader::new(file).split(b'\n').map_while(Result::ok)) {
        // Most lines are somebody else's, and need not be understood.
        let Some(uuid) = uuid_of(&line).filter(|uuid| uuids.contains(*uuid)) else { continue };
        let Some(at) = sent_at(&line) else { continue };
        let first = made.entry(uuid.to_owned()).or_insert(at);
        // A repeat in time made nothing, one that came too late made another.
        if at - *first > window_seconds {
            *first = at;
        }
    }
    let now = Timestamp::now().as_second();
    made.values().filter(|at| now - **at > window_seconds).count()
}

fn uuid_of(line: &[u8]) -> Option<&str> {
    const FIELD: &str = "\"uuid\":\"";
    let line = str::from_utf8(line).ok()?;
    line.rsplit_once(FIELD)?.1.split('"').next()
}

fn sent_at(line: &[u8]) -> Option<i64> {
    let line: Line = serde_json::from_slice(line).ok()?;
    let time: Timestamp = line.time.parse().ok()?;
    matches!(line.result.as_str(), "sent" | "partial").then(|| time.as_second())
}
