//! A request as it came: decoded, but not yet understood.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderMap, Request, header},
};
use http_body_util::LengthLimitError;
use lark_api::{
    Body as Declared, Meta, Method,
    errors::codes,
    limits::FILE_BYTES,
    registry,
    wire::{Arrived, ArrivedBody},
};
use serde_json::Value;

use crate::failure::Failure;

/// Bytes of a body that is not an upload.
const JSON_BODY: usize = 1024 * 1024;
/// Bytes of an upload: the largest file, and room for the parts around it.
const UPLOAD_BODY: usize = FILE_BYTES as usize + 256 * 1024;

pub(crate) struct Arrival {
    pub(crate) headers: HeaderMap,
    pub(crate) body_len: usize,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Received,
}

enum Received {
    Bytes(Bytes),
    Form {
        fields: Vec<(String, String)>,
        file: Option<Bytes>,
    },
    TooLarge,
    /// Not what its `Content-Type` says, or cut off.
    Broken,
}

impl Arrival {
    /// Reads a request to its end; `None` where its path is not text.
    pub(crate) async fn read(meta: &Meta, request: Request<Body>) -> Option<Self> {
        let (mut parts, body) = request.into_parts();
        let path = RawPathParams::from_request_parts(&mut parts, &()).await.ok()?;
        let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let query = decode_pairs(parts.uri.query().unwrap_or_default());
        let cap = match meta.body {
            Declared::Multipart { .. } => UPLOAD_BODY,
            _ => JSON_BODY,
        };
        let bytes = axum::body::to_bytes(body, cap).await;
        let body_len = bytes.as_ref().map_or(0, Bytes::len);
        let body = match (bytes, meta.body) {
            (Ok(bytes), Declared::Multipart { file }) => {
                read_form(&parts.headers, bytes, file).await.unwrap_or(Received::Broken)
            }
            (Ok(bytes), _) => Received::Bytes(bytes),
            (Err(error), _) if is_length_limit(&error) => Received::TooLarge,
            (Err(_), _) => Received::Broken,
        };
        Some(Self { headers: parts.headers, body_len, path, query, body })
    }

    pub(crate) fn authorization(&self) -> Option<&str> {
        self.headers.get(header::AUTHORIZATION)?.to_str().ok()
    }

    /// The request's fields by their places, and the file of an upload.
    #[inline(never)]
    pub(crate) fn arrived(self, meta: &Meta) -> Result<(Arrived, Option<Bytes>), Failure> {
        let (body, file) = match self.body {
            Received::TooLarge => return Err(too_large(meta)),
            Received::Broken => return Err(Failure::bad_request()),
            Received::Form { fields, file } => (ArrivedBody::Fields(fields), file),
            Received::Bytes(bytes) => (read_body(meta, &bytes)?, None),
        };
        Ok((Arrived { path: self.path, query: self.query, body }, file))
    }
}

fn too_large(meta: &Meta) -> Failure {
    match meta.body {
        Declared::Multipart { .. } => Failure::code(codes::RESOURCE_TOO_LARGE),
        _ if meta.name.starts_with("im.messages.") => Failure::code(codes::CONTENT_TOO_LONG),
        _ => Failure::bad_request(),
    }
}

fn read_body(meta: &Meta, bytes: &[u8]) -> Result<ArrivedBody, Failure> {
    // Some programs send `{}`, or anything, where a call has no body.
    if bytes.is_empty() || meta.method == Method::Get {
        return Ok(ArrivedBody::None);
    }
    match meta.body {
        Declared::FormOrJson if bytes.trim_ascii_start().first() == Some(&b'{') => {
            match serde_json::from_slice(bytes) {
                Ok(Value::Object(fields)) => Ok(ArrivedBody::Json(fields)),
                _ => Err(Failure::bad_request()),
            }
        }
        Declared::Json => match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(ArrivedBody::Json(fields)),
            _ if takes_body(meta) => Err(Failure::bad_request()),
            _ => Ok(ArrivedBody::None),
        },
        Declared::Form | Declared::FormOrJson | Declared::Multipart { .. } => {
            Ok(ArrivedBody::Fields(decode_pairs(&String::from_utf8_lossy(bytes))))
        }
    }
}

/// Whether any field of the endpoint travels in the body. Only asked when a body makes no sense.
fn takes_body(meta: &Meta) -> bool {
    let schema = registry::find(meta.name).map(registry::Entry::request);
    let fields = schema.as_ref().and_then(|schema| schema.get("properties")?.as_object());
    fields.is_none_or(|fields| {
        fields.keys().any(|field| !meta.is_path_field(field) && !meta.is_query_field(field))
    })
}

/// Takes the parts by their names, whatever their order; the file may lack a file name.
async fn read_form(headers: &HeaderMap, bytes: Bytes, file_name: &str) -> Option<Received> {
    let boundary =
        multer::parse_boundary(headers.get(header::CONTENT_TYPE)?.to_str().ok()?).ok()?;
    let mut form = multer::Multipart::new(Body::from(bytes).into_data_stream(), boundary);
    let (mut fields, mut file) = (Vec::new(), None);
    while let Some(part) = form.next_field().await.ok()? {
        match part.name().map(str::to_owned) {
            Some(name) if name == file_name => file = Some(part.bytes().await.ok()?),
            // `Part::text` would bring in every character set there is.
            Some(name) => fields.push((name, text(&part.bytes().await.ok()?))),
            None => {}
        }
    }
    Some(Received::Form { fields, file })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_length_limit(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.is::<LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
}

/// `a=1&b=2`, decoded.
pub(crate) fn decode_pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Undoes the encoding of forms; what is not an escape stays as it is.
fn decode(text: &str) -> String {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = || Some(digit(bytes.get(at + 1))? << 4 | digit(bytes.get(at + 2))?);
        match bytes[at] {
            b'+' => out.push(b' '),
            b'%' => match escape().and_then(|byte| u8::try_from(byte).ok()) {
                Some(byte) => {
                    out.push(byte);
                    at += 2;
                }
                None => out.push(b'%'),
            },
            other => out.push(other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_and_broken_escapes_stay() {
        let pairs = decode_pairs("a=1+2&b=%E7%BE%A4&c=%zz%4&d&&e=x%3Dy");
        let expected = [("a", "1 2"), ("b", "群"), ("c", "%zz%4"), ("d", ""), ("e", "x=y")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
