//! The served sandbox's own calls: what it is, start anew, stop.

use lark_api::{Host, Method};
use lark_client::{
    Error,
    http::{BaseUrls, HttpTransport, Network},
    transport::{Request, RequestBody, Transport},
};
use lark_sandbox::{Info, ServerFile};
use serde::{Deserialize, de::DeserializeOwned};

use crate::error::{CommandError, Type};

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Deserialize)]
struct Nothing {}

pub fn info(server: &ServerFile) -> Result<Info, CommandError> {
    call(server, Method::Get, "/sandbox/info")
}

pub fn reset(server: &ServerFile) -> Result<(), CommandError> {
    call::<Nothing>(server, Method::Post, "/sandbox/reset").map(|_| ())
}

pub fn stop(server: &ServerFile) -> Result<(), CommandError> {
    call::<Nothing>(server, Method::Post, "/sandbox/stop").map(|_| ())
}

fn call<T: DeserializeOwned>(
    server: &ServerFile,
    method: Method,
    path: &str,
) -> Result<T, CommandError> {
    let agent = concat!("lark-cli/", env!("CARGO_PKG_VERSION"));
    let transport = HttpTransport::new(base_urls(server)?, agent, &Network::default());
    let request = Request {
        method,
        host: Host::Open,
        path_and_query: path.to_owned(),
        headers: vec![("authorization", format!("Bearer {}", server.admin_token))],
        body: RequestBody::Empty,
    };
    let reply = transport.send(request).map_err(Error::Network)?;
    let status = reply.status;
    let answer: Result<Envelope<T>, _> = serde_json::from_reader(reply.body);
    match answer {
        Ok(envelope) if status == 200 => Ok(envelope.data),
        _ => Err(unusable(&format!("it answered HTTP {status}"))),
    }
}

/// Where the server is, as it wrote down.
pub fn base_urls(server: &ServerFile) -> Result<BaseUrls, CommandError> {
    BaseUrls::single(&server.base_url).map_err(|error| unusable(&error.to_string()))
}

fn unusable(reason: &str) -> CommandError {
    CommandError::new(
        Type::Internal,
        "sandbox_server",
        format!("the served sandbox cannot be used: {reason}"),
    )
    .with_hint("stop it and start it again: lark-cli sandbox stop")
}
