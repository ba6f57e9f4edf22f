//! The seam between a call and the wire: what goes out, what comes back, what can go wrong between.

use std::io::Read;

use lark_api::{Host, Method};

/// A request, ready for the wire.
pub struct Request<'a> {
    pub method: Method,
    pub host: Host,
    /// Percent-encoded, with the query.
    pub path_and_query: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: RequestBody<'a>,
}

pub enum RequestBody<'a> {
    Empty,
    Bytes(Vec<u8>),
    /// Exactly `length` bytes, read as they are sent.
    Stream {
        length: u64,
        reader: Box<dyn Read + Send + 'a>,
    },
}

/// What came back, whatever its status.
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Box<dyn Read + Send>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Whether a request that failed may have been carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    No,
    Maybe,
}

/// No answer came back.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    pub kind: TransportErrorKind,
    pub sent: Sent,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportErrorKind {
    /// The host's name belongs to nobody.
    Dns,
    /// Nobody listens there.
    Connect,
    Timeout,
    /// The connection broke.
    Reset,
    Tls,
    Proxy,
    /// What came back is not HTTP.
    Protocol,
    /// The file being sent could not be read, or is not what it was.
    Source,
}

pub trait Transport: Send + Sync {
    fn send(&self, request: Request<'_>) -> Result<Reply, TransportError>;

    /// What the base URL of `host` is, to name it in plans and to keep its tokens apart.
    fn base_url(&self, host: Host) -> &str;
}
