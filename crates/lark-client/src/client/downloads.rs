//! Calls that are answered with a file.

use std::io::{self, Read};

use lark_api::{
    Endpoint, Meta,
    wire::{self, Parts},
};

use super::{Client, DryRun, Outgoing, lost_answer};
use crate::{
    Download, Error,
    download::{self, Wanted},
    journal::Told,
};

/// A file to be had from a server, whatever endpoint gives it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub meta: Meta,
    pub parts: Parts,
}

impl Asked {
    pub fn new<E: Endpoint>(request: &E) -> Result<Self, Error> {
        Ok(Self { meta: E::META, parts: wire::split(request)? })
    }
}

/// What is done with an answer before the call counts as carried out: what breaks off while it is
/// read is asked for again, like any call.
pub(crate) type Take<'a> = dyn FnMut(Download) -> Result<(), Error> + 'a;

impl Client {
    /// Whether a download is to go on: the policy allows it, and this is no dry run.
    pub(crate) fn may_download(&self, asked: &Asked) -> Result<bool, Error> {
        self.may_send(&asked.outgoing(None), DryRun::Records)
    }

    /// Asks for a file, or a part of it; what [`Client::may_download`] allowed.
    pub(crate) fn receive(
        &self,
        asked: &Asked,
        wanted: Option<&Wanted>,
        take: &mut Take<'_>,
    ) -> Result<(), Error> {
        self.send(asked.outgoing(wanted), &mut |meta, reply| {
            take(download::read(meta, reply)?)?;
            Ok(Told::default())
        })?;
        Ok(())
    }
}

impl Asked {
    fn outgoing<'a>(&self, wanted: Option<&'a Wanted>) -> Outgoing<'a> {
        Outgoing { meta: self.meta, parts: self.parts.clone(), upload: None, wanted }
    }
}

/// Fills the buffer as far as the body goes.
pub(crate) fn fill(body: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, Error> {
    let mut filled = 0;
    while filled < buffer.len() {
        match body.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(lost_answer(&error)),
        }
    }
    Ok(filled)
}
