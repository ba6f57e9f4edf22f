//! One request, one reply: the headers and the body that a call takes on the wire.

use lark_api::{
    Body, Meta, Method, Proof,
    wire::{self, Parts, PartsBody},
};

use super::{Client, Outgoing};
use crate::{
    Error, Secret, Upload,
    multipart::Envelope,
    transport::{Reply, Request, RequestBody},
};

impl Client {
    /// One request, one reply.
    pub(super) fn exchange(
        &self,
        outgoing: &Outgoing<'_>,
        token: Option<&Secret>,
    ) -> Result<Reply, Error> {
        let Outgoing { meta, parts, upload, wanted } = outgoing;
        let mut headers = Vec::with_capacity(3);
        if let Some(token) = token {
            headers.push(("authorization", format!("Bearer {}", token.reveal())));
        }
        if meta.proof == Proof::Basic {
            headers.push(("authorization", self.credentials.basic()?));
        }
        headers.extend(wanted.iter().flat_map(|wanted| wanted.headers()));
        let (content_type, body) = self.body(meta, parts, *upload)?;
        headers.extend(content_type.map(|value| ("content-type", value)));
        let path_and_query = match parts.query.is_empty() {
            true => parts.path.clone(),
            false => format!("{}?{}", parts.path, wire::encode_query(&parts.query)),
        };
        let request =
            Request { method: meta.method, host: meta.host, path_and_query, headers, body };
        self.transport.send(request).map_err(Error::Network)
    }

    fn body<'a>(
        &self,
        meta: &Meta,
        parts: &Parts,
        upload: Option<&'a Upload<'a>>,
    ) -> Result<(Option<String>, RequestBody<'a>), Error> {
        match (&parts.body, meta.body) {
            (PartsBody::Fields(fields), Body::Multipart { file }) => {
                let upload =
                    upload.expect("only `Client::upload` calls endpoints that take a file");
                let envelope = Envelope::new(self.random.as_ref(), fields, file, &upload.name);
                let reader = envelope.around(upload).map_err(Error::Source)?;
                let length = envelope.length(upload.length);
                Ok((Some(envelope.content_type), RequestBody::Stream { length, reader }))
            }
            (PartsBody::Fields(fields), _) => {
                let form = wire::encode_query(fields).into_bytes();
                let kind = "application/x-www-form-urlencoded".to_owned();
                Ok((Some(kind), RequestBody::Bytes(form)))
            }
            (PartsBody::Json(body), _) if body.is_empty() && meta.method == Method::Delete => {
                Ok((None, RequestBody::Empty))
            }
            (PartsBody::Json(body), _) => {
                let bytes = serde_json::to_vec(body).expect("JSON values always serialize");
                let kind = "application/json; charset=utf-8".to_owned();
                Ok((Some(kind), RequestBody::Bytes(bytes)))
            }
            (PartsBody::None, _) => Ok((None, RequestBody::Empty)),
        }
    }
}
