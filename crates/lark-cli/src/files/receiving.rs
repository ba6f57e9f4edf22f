//! Downloads into files: whole, of one version, and in place only when they are.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use lark_api::Host;
use lark_client::{
    Asked, Client, Unkept,
    ranges::{Digest, Head, Keep},
};

use super::{
    part::PartFile,
    target::{self, Replace, Target, unwritable},
};
use crate::{error::CommandError, output::Progress};

/// A download that was saved.
pub struct Saved {
    pub path: PathBuf,
    pub size: u64,
    /// As the server called it.
    pub file_name: Option<String>,
    /// How many bytes were there from an earlier command.
    pub resumed_from: Option<u64>,
}

/// Where a file goes, told by what the server says of it.
pub type Choose<'a> = dyn Fn(&Head) -> Result<PathBuf, CommandError> + Sync + 'a;

/// Saves a download where it was asked for, showing how far it is; `None` in a dry run.
pub fn receive(
    client: &Client,
    asked: &Asked,
    target: &Target<'_>,
) -> Result<Option<Saved>, CommandError> {
    // What cannot be right is told before anything is asked for.
    if let Some(path) = target.output.filter(|path| !path.is_dir()) {
        target::check(path, target.replace)?;
    }
    let how = How {
        replace: target.replace,
        progress: Progress::new,
        choose: &|head| target.path(head.file_name.as_deref()),
    };
    receive_at(client, asked, &how)
}

/// How a download is received.
pub struct How<'a> {
    pub replace: Replace,
    pub progress: fn(&str, u64) -> Progress,
    pub choose: &'a Choose<'a>,
}

/// Saves a download at the path that is chosen for it; `None` in a dry run.
pub fn receive_at(
    client: &Client,
    asked: &Asked,
    how: &How<'_>,
) -> Result<Option<Saved>, CommandError> {
    let query = lark_api::wire::encode_query(&asked.parts.query);
    let source = format!("{}{}?{query}", client.base_url(Host::Open), asked.parts.path);
    let receiver = Receiver { source, how, opened: OnceLock::new() };
    let fetched = client.fetch(asked, &receiver);
    let Some(opened) = receiver.opened.into_inner() else {
        // A dry run, or nothing came.
        return Ok(fetched.map(|_| None)?);
    };
    match fetched.map_err(CommandError::from).and_then(|size| opened.finish(size, how.replace)) {
        Ok(saved) => Ok(Some(saved)),
        Err(error) => Err(opened.give_up(error)),
    }
}

struct Receiver<'a> {
    source: String,
    how: &'a How<'a>,
    opened: OnceLock<Opened>,
}

/// A file that has begun to come.
struct Opened {
    target: PathBuf,
    part: PartFile,
    progress: Progress,
    file_name: Option<String>,
    resumed_from: OnceLock<u64>,
}

impl Receiver<'_> {
    fn open(&self, head: &Head) -> Result<&Opened, CommandError> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened);
        }
        let target = (self.how.choose)(head)?;
        target::check(&target, self.how.replace)?;
        let part = PartFile::open(&target, &self.source)?;
        let progress = (self.how.progress)(&target.to_string_lossy(), head.total.unwrap_or(0));
        let file_name = head.file_name.clone();
        let opened = Opened { target, part, progress, file_name, resumed_from: OnceLock::new() };
        Ok(self.opened.get_or_init(|| opened))
    }

    fn opened(&self) -> &Opened {
        self.opened.get().expect("a download is begun before it is written")
    }
}

impl Keep for Receiver<'_> {
    fn begin(&self, head: &Head) -> Result<Vec<u64>, Unkept> {
        let opened = self.open(head)?;
        let done = opened.part.begin(head).map_err(|error| unwritable(&opened.target, &error))?;
        let length = |chunks: lark_client::ranges::Chunks| {
            done.iter().map(|number| chunks.span(*number).length()).sum()
        };
        let there = head.chunks.map_or(0, length);
        opened.progress.start_at(there);
        let _ = opened.resumed_from.set(there);
        Ok(done)
    }

    fn write(&self, at: u64, bytes: &[u8]) -> Result<(), Unkept> {
        let opened = self.opened();
        opened.part.write(at, bytes).map_err(|error| unwritable(&opened.target, &error))?;
        opened.progress.add(bytes.len() as u64);
        Ok(())
    }

    fn complete(&self, number: u64, digest: Digest) -> Result<(), Unkept> {
        let opened = self.opened();
        let noted = opened.part.complete(number, digest);
        Ok(noted.map_err(|error| unwritable(&opened.target, &error))?)
    }
}

impl Opened {
    fn finish(&self, size: Option<u64>, replace: Replace) -> Result<Saved, CommandError> {
        let length = self.part.finish().map_err(|error| unwritable(&self.target, &error))?;
        if size != Some(length) {
            return Err(lark_client::Error::Changed.into());
        }
        target::place(self.part.path(), &self.target, replace)?;
        Ok(Saved {
            path: absolute(&self.target),
            size: length,
            file_name: self.file_name.clone(),
            resumed_from: self.resumed_from.get().copied().filter(|there| *there > 0),
        })
    }

    /// Keeps what the same command can go on with.
    fn give_up(&self, error: CommandError) -> CommandError {
        if !self.part.is_of_use() {
            self.part.remove();
            return error;
        }
        let hint = error.hint.as_deref().unwrap_or("try again");
        let hint = format!("{hint}; run the same command again, it goes on where this one ended");
        error.with_hint(hint)
    }
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
