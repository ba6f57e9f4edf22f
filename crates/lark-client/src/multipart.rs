//! A file on its way up: `multipart/form-data` with a known length, read from its source as it is sent.

use std::{
    fmt,
    io::{self, Read},
};

use crate::clock::Random;

/// Opens the source anew; a repeated upload reads it again from its start.
pub(crate) type OpenSource<'a> =
    Box<dyn Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync + 'a>;

/// A file to upload.
pub struct Upload<'a> {
    pub name: String,
    /// Bytes it has; it is refused if it turns out to have more or fewer.
    pub length: u64,
    pub open: OpenSource<'a>,
}

/// What is wrong with a source while it is being sent.
#[derive(Debug)]
pub(crate) enum SourceError {
    Changed { expected: u64 },
    Unreadable(io::Error),
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { expected } => {
                write!(f, "the file changed while it was read: it had {expected} bytes")
            }
            Self::Unreadable(error) => write!(f, "the file could not be read: {error}"),
        }
    }
}

impl std::error::Error for SourceError {}

/// The head and the tail of a multipart body; the file goes between.
pub(crate) struct Envelope {
    pub content_type: String,
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Envelope {
    pub(crate) fn new(
        random: &dyn Random,
        fields: &[(String, String)],
        part: &str,
        file_name: &str,
    ) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let boundary = format!("lark-cli-{hex}");
        let mut head = String::new();
        for (name, value) in fields {
            head.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        head.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            quoted(file_name)
        ));
        Self {
            content_type: format!("multipart/form-data; boundary={boundary}"),
            head: head.into_bytes(),
            tail: format!("\r\n--{boundary}--\r\n").into_bytes(),
        }
    }

    pub(crate) fn length(&self, file: u64) -> u64 {
        self.head.len() as u64 + file + self.tail.len() as u64
    }

    pub(crate) fn around(&self, upload: &Upload<'_>) -> io::Result<Box<dyn Read + Send>> {
        let file =
            Exactly { source: (upload.open)()?, expected: upload.length, left: upload.length };
        let head = io::Cursor::new(self.head.clone());
        let tail = io::Cursor::new(self.tail.clone());
        Ok(Box::new(head.chain(file).chain(tail)))
    }
}

/// As browsers write a name: the three characters that would end it are escaped.
fn quoted(file_name: &str) -> String {
    file_name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Reads exactly as many bytes as were promised, or fails.
struct Exactly {
    source: Box<dyn Read + Send>,
    expected: u64,
    left: u64,
}

impl Read for Exactly {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let changed = || io::Error::other(SourceError::Changed { expected: self.expected });
        let unreadable = |error| io::Error::other(SourceError::Unreadable(error));
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            let more = self.source.read(&mut [0]).map_err(unreadable)?;
            return if more == 0 { Ok(0) } else { Err(changed()) };
        }
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.source.read(&mut buffer[..wanted]).map_err(unreadable)?;
        if read == 0 {
            return Err(changed());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::OsRandom;

    fn body(file: &'static [u8], promised: u64) -> io::Result<Vec<u8>> {
        let fields = [("file_type".to_owned(), "pdf".to_owned())];
        let envelope = Envelope::new(&OsRandom, &fields, "file", "a\"b\r\n.pdf");
        let open: OpenSource<'_> = Box::new(move || Ok(Box::new(file)));
        let upload = Upload { name: "a.pdf".to_owned(), length: promised, open };
        let mut bytes = Vec::new();
        envelope.around(&upload)?.read_to_end(&mut bytes)?;
        assert_eq!(bytes.len() as u64, envelope.length(promised));
        Ok(bytes)
    }

    #[test]
    fn a_body_has_its_fields_its_file_and_no_header_the_name_made_up() {
        let text = String::from_utf8(body(b"%PDF", 4).unwrap()).unwrap();
        assert!(text.contains("name=\"file_type\"\r\n\r\npdf\r\n"), "{text}");
        assert!(text.contains("filename=\"a%22b%0D%0A.pdf\"\r\n"), "{text}");
        assert!(text.contains("\r\n\r\n%PDF\r\n--"), "{text}");
    }

    #[test]
    fn a_file_that_shrank_or_grew_is_refused() {
        for promised in [3, 5] {
            let error = body(b"%PDF", promised).unwrap_err();
            assert!(error.to_string().contains("changed while it was read"), "{error}");
        }
    }
}
