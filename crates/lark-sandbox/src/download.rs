//! Sends a file, whole or the part that a `Range` header asks for.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use hyper::body::{Frame, SizeHint};
use lark_api::wire::percent_encode;

use crate::{
    answer::{self, ascii},
    keys::BlobKey,
    model::files,
    sandbox::Inner,
    storage::StorageError,
};

/// A stored file that may be sent.
pub(crate) struct Resource {
    pub(crate) blob: BlobKey,
    pub(crate) name: String,
    pub(crate) content_type: &'static str,
    pub(crate) size: u64,
    /// Without its quotes; what is stored under it never changes.
    pub(crate) etag: String,
}

/// Which bytes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    All,
    /// From the first to the last byte.
    Bytes(u64, u64),
    Unsatisfiable,
}

pub(crate) fn answer(
    inner: &Arc<Inner>,
    resource: &Resource,
    headers: &HeaderMap,
) -> Response<Body> {
    let part = wanted(headers, resource);
    let size = resource.size;
    let (status, first, end) = match part {
        Part::All => (StatusCode::OK, 0, size),
        Part::Bytes(first, last) => (StatusCode::PARTIAL_CONTENT, first, last + 1),
        Part::Unsatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
    };
    let pieces =
        Pieces { inner: Arc::clone(inner), file: resource.blob, at: first, end, reading: None };
    let mut response = answer::with_type(status, resource.content_type, Body::new(pieces));
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::ETAG, ascii(&format!("\"{}\"", resource.etag)));
    headers.insert(header::CONTENT_DISPOSITION, disposition(&resource.name));
    match part {
        Part::All => {}
        Part::Bytes(first, last) => {
            headers.insert(header::CONTENT_RANGE, ascii(&format!("bytes {first}-{last}/{size}")));
        }
        Part::Unsatisfiable => {
            headers.insert(header::CONTENT_RANGE, ascii(&format!("bytes */{size}")));
        }
    }
    response
}

type Reading = dyn Future<Output = Result<Vec<u8>, StorageError>> + Send;

/// A file on its way out, a piece at a time: it is never in memory as a whole.
struct Pieces {
    inner: Arc<Inner>,
    file: BlobKey,
    at: u64,
    /// The first byte that is not sent.
    end: u64,
    reading: Option<Pin<Box<Reading>>>,
}

impl Pieces {
    fn read(&self) -> Pin<Box<Reading>> {
        let (inner, file) = (Arc::clone(&self.inner), self.file);
        let (at, end) = (self.at, self.end);
        Box::pin(async move {
            let read = inner.storage.read(move |db| files::read(db, file, at, end)).await;
            Ok(read??)
        })
    }
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = StorageError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StorageError>>> {
        if self.is_end_stream() {
            return Poll::Ready(None);
        }
        let mut reading = self.reading.take().unwrap_or_else(|| self.read());
        let Poll::Ready(read) = reading.as_mut().poll(context) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        Poll::Ready(Some(read.map(|bytes| {
            self.at += bytes.len() as u64;
            Frame::data(Bytes::from(bytes))
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.at >= self.end
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.end - self.at)
    }
}

fn disposition(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    ascii(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encode(name)))
}

fn wanted(headers: &HeaderMap, resource: &Resource) -> Part {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let quoted = format!("\"{}\"", resource.etag);
    let unchanged = text(header::IF_RANGE).is_none_or(|etag| etag == quoted);
    match text(header::RANGE) {
        Some(range) if unchanged => parse_range(range, resource.size),
        _ => Part::All,
    }
}

/// More than one range, or none that can be read, is no range.
fn parse_range(range: &str, size: u64) -> Part {
    let Some((first, last)) =
        range.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'))
    else {
        return Part::All;
    };
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), _) if last.is_empty() => between(first, u64::MAX, size),
        (Ok(first), Ok(last)) if first <= last => between(first, last, size),
        (Err(_), Ok(0)) if first.is_empty() => Part::Unsatisfiable,
        (Err(_), Ok(suffix)) if first.is_empty() => {
            between(size.saturating_sub(suffix), u64::MAX, size)
        }
        _ => Part::All,
    }
}

fn between(first: u64, last: u64, size: u64) -> Part {
    if first >= size { Part::Unsatisfiable } else { Part::Bytes(first, last.min(size - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_clipped_to_the_file() {
        assert_eq!(parse_range("bytes=0-3", 10), Part::Bytes(0, 3));
        assert_eq!(parse_range("bytes=4-", 10), Part::Bytes(4, 9));
        assert_eq!(parse_range("bytes=-4", 10), Part::Bytes(6, 9));
        assert_eq!(parse_range("bytes=8-99", 10), Part::Bytes(8, 9));
        assert_eq!(parse_range("bytes=10-", 10), Part::Unsatisfiable);
        assert_eq!(parse_range("bytes=-0", 10), Part::Unsatisfiable);
        for other in ["bytes=a-b", "bytes=3-1", "bytes=0-1,4-5", "lines=0-1", ""] {
            assert_eq!(parse_range(other, 10), Part::All, "{other}");
        }
    }

    #[test]
    fn a_name_is_sent_plain_and_whole() {
        let value = disposition("季度 \"Q3\".pdf");
        let expected = "attachment; filename=\"__ _Q3_.pdf\"; \
                        filename*=UTF-8''%E5%AD%A3%E5%BA%A6%20%22Q3%22.pdf";
        assert_eq!(value.to_str().unwrap(), expected);
    }
}
