//! The transport over HTTP.

use std::{io, sync::Arc, time::Duration};

use lark_api::Host;
use ureq::{
    Agent, Proxy, SendBody,
    config::Config,
    http::{Request as HttpRequest, Response},
    tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem},
};

pub type Certificate = ureq::tls::Certificate<'static>;

use crate::transport::{
    Reply, Request, RequestBody, Sent, Transport, TransportError, TransportErrorKind,
};

/// A deployment's hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrls {
    pub open: String,
    pub accounts: String,
}

/// Not something requests can be sent to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a base URL: {reason}")]
pub struct InvalidBaseUrl {
    pub given: String,
    pub reason: &'static str,
}

impl BaseUrls {
    /// A deployment that serves everything under one origin.
    pub fn single(origin: &str) -> Result<Self, InvalidBaseUrl> {
        let origin = check_origin(origin)?;
        Ok(Self { open: origin.clone(), accounts: origin })
    }

    pub fn feishu() -> Self {
        Self {
            open: "https://open.feishu.cn".to_owned(),
            accounts: "https://accounts.feishu.cn".to_owned(),
        }
    }

    pub fn lark() -> Self {
        Self {
            open: "https://open.larksuite.com".to_owned(),
            accounts: "https://accounts.larksuite.com".to_owned(),
        }
    }

    /// Feishu and Lark keep logins on a host of their own.
    pub fn of_open(origin: &str) -> Result<Self, InvalidBaseUrl> {
        let open = check_origin(origin)?;
        let accounts = match open.as_str() {
            "https://open.feishu.cn" => "https://accounts.feishu.cn".to_owned(),
            "https://open.larksuite.com" => "https://accounts.larksuite.com".to_owned(),
            other => other.to_owned(),
        };
        Ok(Self { open, accounts })
    }

    /// As [`BaseUrls::of_open`], with logins somewhere else.
    pub fn with_accounts(self, origin: &str) -> Result<Self, InvalidBaseUrl> {
        Ok(Self { accounts: check_origin(origin)?, ..self })
    }
}

/// How hosts are reached: what stands between, whose certificates are good, how long to wait.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub route: Route,
    /// Certificates that are trusted beside the machine's own.
    pub extra_roots: Vec<Certificate>,
    /// Until a connection stands; 10 seconds unless told.
    pub connect: Option<Duration>,
    /// Until the whole answer is there; without end unless told, as long as something comes.
    pub total: Option<Duration>,
}

impl Network {
    pub(crate) fn proxy(&self) -> Option<Proxy> {
        self.route.proxy()
    }
}

/// What stands between here and a host.
#[derive(Clone, Debug, Default)]
pub enum Route {
    /// What `HTTPS_PROXY`, `ALL_PROXY` and the like say.
    #[default]
    Environment,
    /// Nothing.
    Direct,
    Through(Proxy),
}

/// Not a proxy's address. The address is not repeated: it may have a password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not a proxy's address")]
pub struct InvalidProxy;

/// Not a list of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBundle {
    #[error("it has no certificates in it")]
    Empty,
    #[error("it has a certificate in it that cannot be read")]
    Damaged,
}

impl Route {
    /// Through the proxy at `address`, but for the hosts that `except` lists as `NO_PROXY` does.
    pub fn through(address: &str, except: Option<&str>) -> Result<Self, InvalidProxy> {
        let known = ["http://", "https://", "socks4://", "socks4a://", "socks5://"];
        let address = address.trim();
        if !known.iter().any(|scheme| address.starts_with(scheme)) {
            return Err(InvalidProxy);
        }
        let proxy = Proxy::new(address).map_err(|_| InvalidProxy)?;
        let Some(except) = except else { return Ok(Self::Through(proxy)) };
        let mut builder = Proxy::builder(proxy.protocol()).host(proxy.host()).port(proxy.port());
        builder =
            proxy.username().into_iter().fold(builder, |builder, name| builder.username(name));
        builder =
            proxy.password().into_iter().fold(builder, |builder, word| builder.password(word));
        let except = except.split(',').map(str::trim).filter(|host| !host.is_empty());
        let builder = except.fold(builder, |builder, host| builder.no_proxy(host));
        builder.build().map(Self::Through).map_err(|_| InvalidProxy)
    }

    fn proxy(&self) -> Option<Proxy> {
        match self {
            Self::Environment => Proxy::try_from_env(),
            Self::Direct => None,
            Self::Through(proxy) => Some(proxy.clone()),
        }
    }
}

/// The certificates of a bundle in PEM.
pub fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, InvalidBundle> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| InvalidBundle::Damaged)? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(InvalidBundle::Empty) } else { Ok(found) }
}

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// A host without its port.
fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(origin: &str) -> bool {
    origin.split_once("://").is_some_and(|(_, host)| LOOPBACK.contains(&host_name(host)))
}

fn check_origin(given: &str) -> Result<String, InvalidBaseUrl> {
    let invalid = |reason| InvalidBaseUrl { given: given.escape_debug().collect(), reason };
    let origin = given.trim_end_matches('/');
    let Some((scheme, host)) = origin.split_once("://") else {
        return Err(invalid("it starts with https:// or http://"));
    };
    let name = host_name(host);
    match scheme {
        "https" => {}
        // Tokens would cross the network for everyone to read.
        "http" if LOOPBACK.contains(&name) => {}
        "http" => return Err(invalid("http:// is for this machine only, others need https://")),
        _ => return Err(invalid("it starts with https:// or http://")),
    }
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if name.is_empty() || !host.chars().all(is_host) {
        return Err(invalid("it is scheme, host and port, with no path, query or user"));
    }
    Ok(origin.to_ascii_lowercase())
}

/// Talks to a deployment over HTTP/1.1. Repeats nothing and follows no redirect by itself.
pub struct HttpTransport {
    agent: Agent,
    base: BaseUrls,
}

/// As many as call at once, so that none is opened anew for each call.
const CONNECTIONS: usize = 16;

const CONNECT: Duration = Duration::from_secs(10);
const SILENCE: Duration = Duration::from_secs(60);

impl HttpTransport {
    pub fn new(base: BaseUrls, user_agent: &str, network: &Network) -> Self {
        // What is served on this machine is not reached through another one.
        let proxy = if is_loopback(&base.open) { None } else { network.proxy() };
        let config = config(user_agent, network, proxy, CONNECTIONS);
        Self { agent: config.new_agent(), base }
    }
}

/// Repeats nothing, follows no redirect, and keeps so many connections open.
pub(crate) fn config(
    user_agent: &str,
    network: &Network,
    proxy: Option<Proxy>,
    connections: usize,
) -> Config {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(roots(&network.extra_roots))
        .build();
    Agent::config_builder()
        .proxy(proxy)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(user_agent)
        .timeout_connect(Some(network.connect.unwrap_or(CONNECT)))
        .timeout_global(network.total)
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .timeout_per_write(Some(SILENCE))
        .tls_config(tls)
        .max_idle_connections(connections)
        .max_idle_connections_per_host(connections)
        .build()
}

/// The machine's own roots, and these.
fn roots(extra: &[Certificate]) -> RootCerts {
    if extra.is_empty() {
        // Read at the first handshake only.
        return RootCerts::PlatformVerifier;
    }
    let own = rustls_native_certs::load_native_certs().certs;
    let own = own.iter().map(|der| ureq::tls::Certificate::from_der(der).to_owned());
    RootCerts::new_with_certs(&own.chain(extra.iter().cloned()).collect::<Vec<_>>())
}

impl Transport for HttpTransport {
    fn base_url(&self, host: Host) -> &str {
        match host {
            Host::Open => &self.base.open,
            Host::Accounts => &self.base.accounts,
        }
    }

    fn send(&self, request: Request<'_>) -> Result<Reply, TransportError> {
        let url = format!("{}{}", self.base_url(request.host), request.path_and_query);
        let mut builder = HttpRequest::builder().method(request.method.as_str()).uri(url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let response = match request.body {
            RequestBody::Empty => self.agent.run(builder.body(()).map_err(not_http)?),
            RequestBody::Bytes(bytes) => {
                self.agent.run(builder.body(bytes.as_slice()).map_err(not_http)?)
            }
            RequestBody::Stream { length, mut reader } => {
                let builder = builder.header("content-length", length);
                let body = SendBody::from_reader(&mut reader);
                self.agent.run(builder.body(body).map_err(not_http)?)
            }
        };
        response.map(reply).map_err(transport_error)
    }
}

fn reply(response: Response<ureq::Body>) -> Reply {
    let (head, body) = response.into_parts();
    let text =
        |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
    Reply {
        status: head.status.as_u16(),
        headers: headers.collect(),
        body: Box::new(body.into_reader()),
    }
}

fn not_http(error: ureq::http::Error) -> TransportError {
    TransportError {
        kind: TransportErrorKind::Protocol,
        sent: Sent::No,
        message: error.to_string(),
    }
}

pub(crate) fn transport_error(error: ureq::Error) -> TransportError {
    use TransportErrorKind::{Connect, Dns, Protocol, Proxy, Source, Timeout, Tls};
    use ureq::{Error, Timeout as Phase};
    let (kind, sent) = match &error {
        Error::HostNotFound => (Dns, Sent::No),
        Error::ConnectionFailed => (Connect, Sent::No),
        Error::Timeout(Phase::Connect | Phase::Resolve) => (Timeout, Sent::No),
        Error::Timeout(_) => (Timeout, Sent::Maybe),
        Error::Io(io) => io_kind(io),
        Error::Tls(_) | Error::Rustls(_) => (Tls, Sent::No),
        Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => (Proxy, Sent::No),
        Error::BadUri(_) | Error::Http(_) => (Protocol, Sent::No),
        Error::BodyExceedsLimit(_) => (Source, Sent::No),
        _ => (Protocol, Sent::Maybe),
    };
    TransportError { kind, sent, message: error.to_string() }
}

/// A body that could not be read never made a whole request, and nothing is sent to a server that is
/// not who it says: so nothing was carried out.
fn io_kind(error: &io::Error) -> (TransportErrorKind, Sent) {
    use io::ErrorKind;
    if error.get_ref().is_some_and(|inner| inner.is::<crate::multipart::SourceError>()) {
        return (TransportErrorKind::Source, Sent::No);
    }
    let refused = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    if let Some(rustls::Error::InvalidCertificate(_)) = refused {
        return (TransportErrorKind::Tls, Sent::No);
    }
    if is_unknown_host(error) {
        return (TransportErrorKind::Dns, Sent::No);
    }
    match error.kind() {
        ErrorKind::ConnectionRefused
        | ErrorKind::AddrNotAvailable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable => (TransportErrorKind::Connect, Sent::No),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => (TransportErrorKind::Timeout, Sent::Maybe),
        _ => (TransportErrorKind::Reset, Sent::Maybe),
    }
}

/// The standard library has no kind for names that cannot be looked up: it is told by its words, and
/// by its numbers on Windows (`WSAHOST_NOT_FOUND` and the three after it).
fn is_unknown_host(error: &io::Error) -> bool {
    let is_numbered = cfg!(windows) && matches!(error.raw_os_error(), Some(11001..=11004));
    is_numbered || error.to_string().starts_with("failed to lookup address information")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_with_or_without_its_slash() {
        assert_eq!(
            BaseUrls::single("http://127.0.0.1:8080/").unwrap().open,
            "http://127.0.0.1:8080"
        );
        assert_eq!(
            BaseUrls::of_open("https://Open.Larksuite.com").unwrap().accounts,
            "https://accounts.larksuite.com"
        );
    }

    #[test]
    fn what_would_leak_or_mislead_is_not_a_base_url() {
        for bad in [
            "",
            "open.feishu.cn",
            "ftp://open.feishu.cn",
            "http://open.feishu.cn",
            "https://user@open.feishu.cn",
            "https://open.feishu.cn/open-apis",
            "https://open.feishu.cn?x=1",
            "https://",
            "http://127.0.0.1.evil.example",
            "https://a\nb",
        ] {
            assert!(BaseUrls::single(bad).is_err(), "{bad:?}");
        }
    }
}
