//! The sandbox's router, called inside this process: the same bytes, no socket.

use std::{
    io::{self, Read},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::Request as HttpRequest,
};
use http_body_util::BodyExt;
use lark_api::Host;
use lark_client::transport::{
    Reply, Request, RequestBody, Sent, Transport, TransportError, TransportErrorKind,
};
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

pub struct InProcess {
    router: Router,
    runtime: Arc<Runtime>,
}

impl InProcess {
    pub fn new(router: Router) -> io::Result<Self> {
        Ok(Self { router, runtime: Arc::new(Builder::new_current_thread().build()?) })
    }
}

impl Transport for InProcess {
    fn base_url(&self, _: Host) -> &str {
        "sandbox:"
    }

    fn send(&self, request: Request<'_>) -> Result<Reply, TransportError> {
        let mut builder =
            HttpRequest::builder().method(request.method.as_str()).uri(request.path_and_query);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let body = match request.body {
            RequestBody::Empty => Body::empty(),
            RequestBody::Bytes(bytes) => Body::from(bytes),
            // The router wants a body that outlives this call, the file need not.
            RequestBody::Stream { length, reader } => {
                builder = builder.header("content-length", length);
                Body::from(read_all(reader, length)?)
            }
        };
        let request = builder.body(body).map_err(|error| failed(Sent::No, &error))?;
        let mut router = self.router.clone();
        self.runtime.block_on(async move {
            let response = router.call(request).await.unwrap_or_else(|never| match never {});
            let (head, body) = response.into_parts();
            let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
            let headers = head
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())));
            Ok(Reply {
                status: head.status.as_u16(),
                headers: headers.collect(),
                body: Box::new(Answer {
                    runtime: Arc::clone(&self.runtime),
                    body,
                    piece: Bytes::new(),
                }),
            })
        })
    }
}

/// A body that is made as it is read.
struct Answer {
    runtime: Arc<Runtime>,
    body: Body,
    piece: Bytes,
}

impl Read for Answer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            let Some(frame) = self.runtime.block_on(self.body.frame()) else { return Ok(0) };
            self.piece = frame.map_err(io::Error::other)?.into_data().unwrap_or_default();
        }
        let length = buffer.len().min(self.piece.len());
        buffer[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}

fn read_all(mut reader: Box<dyn Read + Send + '_>, length: u64) -> Result<Bytes, TransportError> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    reader.read_to_end(&mut bytes).map_err(|error| TransportError {
        kind: TransportErrorKind::Source,
        sent: Sent::No,
        message: error.to_string(),
    })?;
    Ok(bytes.into())
}

fn failed(sent: Sent, error: &dyn std::error::Error) -> TransportError {
    TransportError { kind: TransportErrorKind::Protocol, sent, message: error.to_string() }
}
