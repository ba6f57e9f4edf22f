//! A file on its way down: which part of which version of it an answer has.

use std::{fmt, io::Read};

use lark_api::Meta;

use crate::{
    Error,
    answer::{self, percent_decode},
    transport::Reply,
};

/// A file on its way down.
pub struct Download {
    /// As the server names it; never a path to trust.
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    /// Of the body.
    pub length: Option<u64>,
    pub part: Part,
    /// `None` where the server does not tell its versions apart.
    pub version: Option<Version>,
    pub body: Box<dyn Read + Send>,
}

/// What of the file the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    Range {
        span: Span,
        total: u64,
    },
    /// A part, and it cannot be told which.
    Unclear,
}

/// Bytes of a file, both ends among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: u64,
    pub last: u64,
}

impl Span {
    pub fn length(self) -> u64 {
        self.last - self.first + 1
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

/// What a server tells versions of a file apart by: its entity tag, else when it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a server may be asked for a part of this version alone: weak tags are not for that
    /// (RFC 9110, 13.1.5).
    fn is_strong(&self) -> bool {
        !self.0.starts_with("W/")
    }
}

/// A part that is asked for; the whole file comes instead where it is of that version no more.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub span: Span,
    pub version: Option<Version>,
}

impl Wanted {
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        let version = self.version.as_ref().filter(|version| version.is_strong());
        let if_range = version.map(|version| ("if-range", version.as_str().to_owned()));
        [("range", format!("bytes={}", self.span))].into_iter().chain(if_range)
    }
}

/// Turns the answer of a binary endpoint into a download; a JSON body is a refusal whatever its
/// status.
pub(crate) fn read(meta: &Meta, reply: Reply) -> Result<Download, Error> {
    let content_type = reply.header("content-type").map(str::to_owned);
    let is_json = content_type.as_deref().is_some_and(|kind| kind.contains("application/json"));
    let named = reply.header("content-disposition").and_then(file_name);
    if reply.status >= 400 || (is_json && named.is_none()) {
        let status = reply.status;
        let whole = answer::read(meta, reply)?;
        let excerpt = answer::excerpt(&whole.body);
        return Err(Error::Http { status, excerpt, log_id: whole.log_id });
    }
    let part = match (reply.status, reply.header("content-range").and_then(content_range)) {
        (206, Some((span, total))) => Part::Range { span, total },
        (206, None) => Part::Unclear,
        _ => Part::Whole,
    };
    let version = reply.header("etag").or_else(|| reply.header("last-modified")).map(Version::new);
    Ok(Download {
        file_name: named,
        content_type,
        length: reply.header("content-length").and_then(|text| text.parse().ok()),
        part,
        version,
        body: reply.body,
    })
}

/// `bytes 0-99/1234`; a total that is not told is no use.
fn content_range(header: &str) -> Option<(Span, u64)> {
    let (range, total) = header.trim().strip_prefix("bytes ")?.trim().split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let span = Span { first: first.parse().ok()?, last: last.parse().ok()? };
    let total = total.parse().ok()?;
    (span.first <= span.last && span.last < total).then_some((span, total))
}

/// The name in a `Content-Disposition`, its UTF-8 form first (RFC 6266).
pub(crate) fn file_name(header: &str) -> Option<String> {
    let parameters = || header.split(';').skip(1).filter_map(|part| part.trim().split_once('='));
    let named = |wanted: &str| {
        parameters().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    let extended = named("filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let encoded = rest.split_once('\'').map(|(_, encoded)| encoded)?;
        charset.eq_ignore_ascii_case("utf-8").then(|| percent_decode(encoded))?
    });
    let plain = || named("filename").map(|value| value.trim_matches('"').to_owned());
    extended.or_else(plain).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_read_from_both_forms() {
        let both = "attachment; filename=\"b.pdf\"; filename*=UTF-8''%E5%91%A8%E6%8A%A5.pdf";
        assert_eq!(file_name(both).as_deref(), Some("周报.pdf"));
        assert_eq!(file_name("attachment; filename=\"a b.txt\"").as_deref(), Some("a b.txt"));
        assert_eq!(file_name("attachment; filename*=UTF-8''%E5%9"), None);
        assert_eq!(file_name("inline"), None);
    }

    #[test]
    fn a_range_is_read_and_nonsense_is_none() {
        assert_eq!(content_range("bytes 2-4/10"), Some((Span { first: 2, last: 4 }, 10)));
        for bad in ["bytes 2-4/*", "bytes */10", "bytes 4-2/10", "bytes 0-10/10", "2-4/10", ""] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_a_strong_version_is_asked_for() {
        let asked = |version| {
            let wanted = Wanted { span: Span { first: 0, last: 9 }, version };
            wanted.headers().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(asked(Some(Version::new("\"a\""))), ["range", "if-range"]);
        assert_eq!(asked(Some(Version::new("W/\"a\""))), ["range"]);
        assert_eq!(asked(None), ["range"]);
    }
}
