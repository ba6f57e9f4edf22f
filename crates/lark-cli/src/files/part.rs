//! A download that is not whole yet: its bytes so far, and a note of what they are.
//!
//! Both stand beside the file that is to be, `.name.part` and `.name.part.state`. The note says of
//! which file and which version the bytes are, and which chunks are there, each with a checksum:
//! it may be read again after a crash that lost some of the bytes.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use lark_client::{
    Span,
    ranges::{Chunks, Digest, Head},
};

use super::{
    held::{Unheld, hold},
    target::unwritable,
};
use crate::{
    error::{CommandError, Type},
    settings::private_file::{self, Privacy},
};

/// As bytes of a name, with room for what is put around it.
const LONGEST: usize = 220;

pub struct PartFile {
    file: File,
    path: PathBuf,
    state_path: PathBuf,
    /// What the bytes are of, as far as that is known before the first answer.
    source: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What the bytes are of; empty where that does not tell.
    title: String,
    done: Vec<u64>,
    log: Option<File>,
}

impl PartFile {
    /// Opens the part of a file for this process alone.
    pub fn open(target: &Path, source: &str) -> Result<Self, CommandError> {
        let path = path_of(target);
        let file = hold(&path).map_err(|unheld| match unheld {
            Unheld::Busy => {
                let message = format!("{} is being downloaded already", target.display());
                CommandError::new(Type::Validation, "download_running", message)
                    .with_hint("wait until the other command is done, or name another --output")
            }
            Unheld::Foreign => {
                let message = format!("{} is not this program's", path.display());
                CommandError::new(Type::Validation, "file_unwritable", message)
                    .with_hint("move it away, or name another file with --output")
            }
            Unheld::Io(error) => unwritable(target, &error),
        })?;
        let state_path = with_suffix(&path, ".state");
        let source = source.to_owned();
        Ok(Self { file, path, state_path, source, state: Mutex::default() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes up what is there of just this file; answers the chunks that are.
    pub fn begin(&self, head: &Head) -> io::Result<Vec<u64>> {
        let title = self.title(head);
        let mut state = self.state();
        if title != state.title || title.is_empty() {
            let verified = head.chunks.map(|chunks| self.verified(&title, chunks));
            let done = verified.unwrap_or_default();
            if done.is_empty() {
                self.file.set_len(0)?;
            }
            *state = self.note(title, done)?;
        }
        if let Some(chunks) = head.chunks {
            self.file.set_len(chunks.total())?;
        }
        Ok(state.done.clone())
    }

    pub fn write(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        write_at(&self.file, bytes, at)
    }

    pub fn complete(&self, number: u64, digest: Digest) -> io::Result<()> {
        let mut state = self.state();
        state.done.push(number);
        match &mut state.log {
            Some(log) => log.write_all(line(number, digest).as_bytes()),
            None => Ok(()),
        }
    }

    /// Whether the next command can go on with it.
    pub fn is_of_use(&self) -> bool {
        let state = self.state();
        state.log.is_some() && !state.done.is_empty()
    }

    /// Takes the note away, and answers how long the file is.
    pub fn finish(&self) -> io::Result<u64> {
        self.forget()?;
        Ok(self.file.metadata()?.len())
    }

    pub fn remove(&self) {
        // Nothing depends on its being gone.
        let _ = self.forget();
        let _ = fs::remove_file(&self.path);
    }

    fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.state_path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A server that does not tell versions apart gives nothing to go on by.
    fn title(&self, head: &Head) -> String {
        let (Some(chunks), Some(version)) = (head.chunks, &head.version) else {
            return String::new();
        };
        let (total, size) = (chunks.total(), chunks.size());
        let (source, version) = (&self.source, version.as_str());
        format!("download 1\nof {source}\nversion {version}\nbytes {total} by {size}\n")
    }

    /// The chunks that the note of an earlier command has, and that are what it says.
    fn verified(&self, title: &str, chunks: Chunks) -> BTreeMap<u64, Digest> {
        let noted = private_file::read(&self.state_path, Privacy::Owner).ok().flatten();
        let lines = noted.as_deref().filter(|_| !title.is_empty());
        let lines = lines.and_then(|text| text.strip_prefix(title)).unwrap_or_default();
        let of_line = |line: &str| {
            // The last line may be torn.
            let (number, digest) = line.strip_suffix('\n')?.split_once(' ')?;
            Some((number.parse().ok()?, Digest::parse(digest)?))
        };
        let is_there = |(number, digest): &(u64, Digest)| {
            *number < chunks.count()
                && self.digest(chunks.span(*number)).is_ok_and(|there| there == *digest)
        };
        lines.split_inclusive('\n').filter_map(of_line).filter(is_there).collect()
    }

    fn digest(&self, span: Span) -> io::Result<Digest> {
        let mut buffer = vec![0; 256 * 1024];
        let mut digest = Digest::default();
        let mut at = span.first;
        while at <= span.last {
            let left = usize::try_from(span.last + 1 - at).unwrap_or(usize::MAX);
            let piece = buffer.len().min(left);
            read_at(&self.file, &mut buffer[..piece], at)?;
            digest.add(&buffer[..piece]);
            at += piece as u64;
        }
        Ok(digest)
    }

    /// Begins the note anew.
    fn note(&self, title: String, done: BTreeMap<u64, Digest>) -> io::Result<State> {
        self.forget()?;
        if title.is_empty() {
            return Ok(State::default());
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut log = options.open(&self.state_path)?;
        let lines: String = done.iter().map(|(number, digest)| line(*number, *digest)).collect();
        log.write_all(format!("{title}{lines}").as_bytes())?;
        Ok(State { title, done: done.into_keys().collect(), log: Some(log) })
    }
}

fn line(number: u64, digest: Digest) -> String {
    format!("{number} {digest}\n")
}

fn path_of(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    if name.len() <= LONGEST {
        return target.with_file_name(format!(".{name}.part"));
    }
    // Two long names may begin alike.
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let begin = &name[..name.floor_char_boundary(LONGEST - 17)];
    target.with_file_name(format!(".{begin}-{:016x}.part", hasher.finish()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}
