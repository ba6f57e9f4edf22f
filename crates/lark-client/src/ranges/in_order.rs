//! A download as it comes, from the first byte to the last: for what cannot be written anywhere else.

use std::io::{self, Read};

use crate::{Asked, Client, Error, Part, Span, Version, Wanted, client::lost_answer};

/// How often a download goes on after it broke off.
const TIMES: u32 = 8;

/// The bytes of a file in their order. Where the connection is lost it goes on with the same
/// version from where it was.
pub struct InOrder<'a> {
    client: &'a Client,
    asked: Asked,
    body: Box<dyn Read + Send>,
    at: u64,
    length: Option<u64>,
    version: Option<Version>,
    times: u32,
}

impl Client {
    /// Asks for a file, to be read as it comes; `None` in a dry run.
    pub fn stream(&self, asked: Asked) -> Result<Option<InOrder<'_>>, Error> {
        if !self.may_download(&asked)? {
            return Ok(None);
        }
        let mut came = None;
        self.receive(&asked, None, &mut |download| {
            match download.part {
                Part::Whole => came = Some(download),
                _ => return Err(Error::WrongPart),
            }
            Ok(())
        })?;
        Ok(came.map(|download| InOrder {
            client: self,
            asked,
            body: download.body,
            at: 0,
            length: download.length,
            version: download.version,
            times: 0,
        }))
    }
}

impl InOrder<'_> {
    /// Goes on after it broke off as `error` says, unless it must be given up.
    fn go_on(&mut self, error: &io::Error) -> Result<(), Error> {
        self.times += 1;
        let known = self.length.filter(|_| self.version.is_some() && self.times <= TIMES);
        let Some(length) = known else { return Err(lost_answer(error)) };
        let span = Span { first: self.at, last: length - 1 };
        let wanted = Wanted { span, version: self.version.clone() };
        let mut body = None;
        self.client.receive(&self.asked, Some(&wanted), &mut |download| {
            if download.version != self.version {
                return Err(Error::Changed);
            }
            if download.part != (Part::Range { span, total: length }) {
                return Err(Error::WrongPart);
            }
            body = Some(download.body);
            Ok(())
        })?;
        self.body = body.expect("what succeeded was taken");
        Ok(())
    }
}

impl Read for InOrder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let is_over = self.length.is_none_or(|length| self.at >= length);
            let error = match self.body.read(buffer) {
                Ok(0) if !is_over => io::ErrorKind::UnexpectedEof.into(),
                Ok(read) => {
                    self.at += read as u64;
                    return Ok(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => error,
            };
            self.go_on(&error).map_err(io::Error::other)?;
        }
    }
}
