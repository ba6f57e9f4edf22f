//! Downloads in parts: several at once into one place, all of one version of the file.

mod chunks;
mod digest;
mod in_order;

use std::{
    io::Read,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    Asked, Client, Download, Error, Part, Unkept, Version, Wanted,
    client::{fill, lost_answer},
};

pub use chunks::Chunks;
pub use digest::Digest;
pub use in_order::InOrder;

/// A file of up to so many bytes takes one request.
const CHUNK: u64 = 4 * 1024 * 1024;
/// Connections; more gain nothing where the server is near, and Lark counts requests.
const THREADS: usize = 3;
/// Large enough that system calls cost little, small enough for as many as there are threads.
const BUFFER: usize = 256 * 1024;
/// How often a file that keeps changing is begun.
const STARTS: usize = 3;

/// What is known of a file when its first bytes are there.
pub struct Head {
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub version: Option<Version>,
    pub total: Option<u64>,
    /// How it is taken apart; `None` where the server gives it out only as a whole.
    pub chunks: Option<Chunks>,
}

/// Where a download is kept.
pub trait Keep: Sync {
    /// Takes a file up, anew where another was begun; says which chunks of just this version are
    /// there already.
    fn begin(&self, head: &Head) -> Result<Vec<u64>, Unkept>;
    fn write(&self, at: u64, bytes: &[u8]) -> Result<(), Unkept>;
    /// All of a chunk has been written.
    fn complete(&self, number: u64, digest: Digest) -> Result<(), Unkept>;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    InParts,
    AsAWhole,
}

/// A file that is being had in parts.
struct Begun {
    chunks: Chunks,
    version: Option<Version>,
    missing: Vec<u64>,
}

struct Fetch<'a> {
    client: &'a Client,
    asked: &'a Asked,
    keep: &'a dyn Keep,
}

impl Client {
    /// Downloads a file to where it is kept, and gives its size; `None` in a dry run.
    ///
    /// All of it is of one version: where that changes on the way it starts over, and a server that
    /// gives no parts, or wrong ones, is asked for the whole.
    pub fn fetch(&self, asked: &Asked, keep: &dyn Keep) -> Result<Option<u64>, Error> {
        if !self.may_download(asked)? {
            return Ok(None);
        }
        let fetch = Fetch { client: self, asked, keep };
        let mut way = Way::InParts;
        for _ in 0..STARTS {
            match (fetch.once(way), way) {
                (Err(Error::Changed), _) => {}
                (Err(Error::WrongPart | Error::Http { status: 416, .. }), Way::InParts) => {
                    way = Way::AsAWhole;
                }
                (done, _) => return done.map(Some),
            }
        }
        Err(Error::Changed)
    }
}

impl Fetch<'_> {
    fn once(&self, way: Way) -> Result<u64, Error> {
        let first = Wanted { span: Chunks::new(CHUNK, CHUNK).span(0), version: None };
        let wanted = (way == Way::InParts).then_some(&first);
        let mut size = 0;
        let mut begun = None;
        let mut buffer = vec![0; BUFFER];
        self.client.receive(self.asked, wanted, &mut |download| {
            match download.part {
                Part::Whole => size = self.take_whole(download, &mut buffer)?,
                Part::Range { total, .. } if way == Way::InParts => {
                    size = total;
                    begun = Some(self.take_first(download, total, &mut buffer)?);
                }
                _ => return Err(Error::WrongPart),
            }
            Ok(())
        })?;
        drop(buffer);
        begun.map_or(Ok(()), |begun| self.take_rest(&begun))?;
        Ok(size)
    }

    fn take_first(
        &self,
        download: Download,
        total: u64,
        buffer: &mut [u8],
    ) -> Result<Begun, Error> {
        let chunks = Chunks::new(total, CHUNK);
        let version = download.version.clone();
        check(&download, &Begun { chunks, version: version.clone(), missing: Vec::new() }, 0)?;
        let done = self.keep.begin(&Head {
            file_name: download.file_name.clone(),
            content_type: download.content_type.clone(),
            version: version.clone(),
            total: Some(total),
            chunks: Some(chunks),
        })?;
        if !done.contains(&0) {
            self.take_chunk(download.body, chunks, (0, buffer))?;
        }
        let missing = (1..chunks.count()).filter(|number| !done.contains(number)).collect();
        Ok(Begun { chunks, version, missing })
    }

    /// Each thread takes the next chunk that nobody has taken, until one fails.
    fn take_rest(&self, begun: &Begun) -> Result<(), Error> {
        let next = AtomicUsize::new(0);
        let failure = Mutex::new(None);
        let work = || {
            let mut buffer = vec![0; BUFFER];
            while let Some(number) = begun.missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Err(error) = self.take_part(begun, (*number, &mut buffer)) else { continue };
                next.store(begun.missing.len(), Ordering::Relaxed);
                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        };
        thread::scope(|scope| {
            for _ in 0..THREADS.min(begun.missing.len()) {
                scope.spawn(work);
            }
        });
        failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }

    fn take_part(&self, begun: &Begun, (number, buffer): (u64, &mut [u8])) -> Result<(), Error> {
        let wanted = Wanted { span: begun.chunks.span(number), version: begun.version.clone() };
        self.client.receive(self.asked, Some(&wanted), &mut |download| {
            check(&download, begun, number)?;
            self.take_chunk(download.body, begun.chunks, (number, &mut *buffer))
        })
    }

    fn take_chunk(
        &self,
        mut body: Box<dyn Read + Send>,
        chunks: Chunks,
        (number, buffer): (u64, &mut [u8]),
    ) -> Result<(), Error> {
        let span = chunks.span(number);
        let mut at = span.first;
        let mut digest = Digest::default();
        while at <= span.last {
            let left = usize::try_from(span.last + 1 - at).unwrap_or(usize::MAX);
            let wanted = buffer.len().min(left);
            let filled = fill(&mut *body, &mut buffer[..wanted])?;
            if filled < wanted {
                return Err(lost_answer(&std::io::ErrorKind::UnexpectedEof.into()));
            }
            digest.add(&buffer[..filled]);
            self.keep.write(at, &buffer[..filled])?;
            at += filled as u64;
        }
        // Also what lets the connection be used again.
        if fill(&mut *body, &mut buffer[..1])? > 0 {
            return Err(Error::WrongPart);
        }
        Ok(self.keep.complete(number, digest)?)
    }

    fn take_whole(&self, mut download: Download, buffer: &mut [u8]) -> Result<u64, Error> {
        self.keep.begin(&Head {
            file_name: download.file_name,
            content_type: download.content_type,
            version: download.version,
            total: download.length,
            chunks: None,
        })?;
        let mut at = 0;
        loop {
            let filled = fill(&mut *download.body, buffer)?;
            self.keep.write(at, &buffer[..filled])?;
            at += filled as u64;
            if filled < buffer.len() {
                break;
            }
        }
        match download.length {
            Some(length) if length != at => {
                Err(lost_answer(&std::io::ErrorKind::UnexpectedEof.into()))
            }
            _ => Ok(at),
        }
    }
}

/// Refuses what is not just this chunk of just this version.
fn check(download: &Download, begun: &Begun, number: u64) -> Result<(), Error> {
    let wanted = begun.chunks.span(number);
    if download.version != begun.version {
        return Err(Error::Changed);
    }
    match download.part {
        Part::Range { total, .. } if total != begun.chunks.total() => Err(Error::Changed),
        Part::Range { span, .. } if span == wanted => match download.length {
            Some(length) if length != wanted.length() => Err(Error::WrongPart),
            _ => Ok(()),
        },
        // The whole, though nothing tells that it is another version: that server gives no parts.
        _ => Err(Error::WrongPart),
    }
}
