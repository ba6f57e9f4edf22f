//! Getting a file from anywhere on the web: without credentials, from public addresses only.

mod address;
mod url;

use std::{
    io::{self, Read, Write},
    net::SocketAddr,
    time::Duration,
};

use ureq::{
    Agent,
    config::Config,
    http::{Request as HttpRequest, Response, Uri},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use crate::{
    download,
    http::{self, Network},
    transport::TransportError,
};
pub use url::{InvalidUrl, WebUrl};

/// Which addresses are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// None of this machine, of its network or of nobody.
    Public,
    Anywhere,
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error(transparent)]
    Url(#[from] InvalidUrl),
    #[error("{host} is not a public address")]
    NotPublic { host: String },
    #[error("it redirects more than {MOST_REDIRECTS} times")]
    Redirects,
    #[error("its server answers HTTP {0}")]
    Status(u16),
    #[error("it has more than {most} bytes")]
    TooLarge { most: u64 },
    #[error("there is nothing in it")]
    Empty,
    #[error(transparent)]
    Network(TransportError),
    /// What was fetched could not be kept.
    #[error("it could not be written down: {0}")]
    Unwritable(io::Error),
}

/// Chains longer than this lead in a circle.
const MOST_REDIRECTS: usize = 5;

/// Unless told otherwise: a server that sends a byte now and then would never end.
const LONGEST: Duration = Duration::from_secs(300);

/// Fetches files. Follows redirects itself, and looks at every address before it is called.
pub struct Fetcher {
    agent: Agent,
    reach: Reach,
    proxy_host: Option<String>,
}

/// A file that is on its way.
pub struct Fetching {
    /// As its server calls it, else the end of its address.
    pub name: Option<String>,
    /// Where it was found in the end.
    pub url: WebUrl,
    most: u64,
    body: Box<dyn Read + Send>,
}

impl Fetcher {
    pub fn new(user_agent: &str, network: &Network, reach: Reach) -> Self {
        let total = network.total.unwrap_or(LONGEST);
        let network = Network { total: Some(total), ..network.clone() };
        let proxy = network.proxy();
        let proxy_host = proxy.as_ref().map(|proxy| proxy.host().to_owned());
        // A connection that its server has closed meanwhile would fail the next hop.
        let config = http::config(user_agent, &network, proxy, 0);
        let resolver =
            Guarded { reach, proxy_host: proxy_host.clone(), names: DefaultResolver::default() };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
            reach,
            proxy_host,
        }
    }

    /// Asks for a file of at most `most` bytes.
    pub fn get(&self, url: &WebUrl, most: u64) -> Result<Fetching, FetchError> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.check(&url)?;
            let request = HttpRequest::get(url.uri().clone()).body(()).map_err(ureq::Error::Http);
            let response = request.and_then(|request| self.agent.run(request)).map_err(failed)?;
            let location = response.headers().get("location").and_then(|to| to.to_str().ok());
            match (response.status().as_u16(), location) {
                (301..=303 | 307 | 308, Some(location)) => url = url.join(location)?,
                (200, _) => return begin(url, response, most),
                (status, _) => return Err(FetchError::Status(status)),
            }
        }
        Err(FetchError::Redirects)
    }

    /// What can be told without asking who has a name: all there is to tell where a proxy asks. The
    /// rest is told when the name is looked up.
    fn check(&self, url: &WebUrl) -> Result<(), FetchError> {
        if self.reach == Reach::Anywhere {
            return Ok(());
        }
        let host = url.host();
        let not_public = || Err(FetchError::NotPublic { host: host.to_owned() });
        if let Some(literal) = url.literal() {
            return if literal.is_ok_and(address::is_public) { Ok(()) } else { not_public() };
        }
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        let is_proxy =
            self.proxy_host.as_ref().is_some_and(|proxy| proxy.eq_ignore_ascii_case(&name));
        if is_proxy || name == "localhost" || name.ends_with(".localhost") {
            return not_public();
        }
        Ok(())
    }
}

fn begin(url: WebUrl, response: Response<ureq::Body>, most: u64) -> Result<Fetching, FetchError> {
    let (head, body) = response.into_parts();
    let header =
        |name: &str| head.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let length = header("content-length").and_then(|text| text.parse::<u64>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(FetchError::TooLarge { most });
    }
    let named = header("content-disposition").and_then(|text| download::file_name(&text));
    let name = named.or_else(|| url.file_name());
    Ok(Fetching { name, url, most, body: Box::new(body.into_reader()) })
}

impl Fetching {
    /// Writes the whole of it; answers how many bytes it has.
    pub fn write_to(self, out: &mut dyn Write) -> Result<u64, FetchError> {
        let mut body = self.body.take(self.most + 1);
        let mut buffer = vec![0; 64 * 1024];
        let mut length = 0;
        loop {
            let read = match body.read(&mut buffer) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(failed(ureq::Error::from(error))),
            };
            if read == 0 {
                break;
            }
            length += read as u64;
            if length > self.most {
                return Err(FetchError::TooLarge { most: self.most });
            }
            out.write_all(&buffer[..read]).map_err(FetchError::Unwritable)?;
        }
        if length == 0 { Err(FetchError::Empty) } else { Ok(length) }
    }
}

fn failed(error: ureq::Error) -> FetchError {
    if let ureq::Error::Other(inner) = &error
        && let Some(NotPublic(host)) = inner.downcast_ref()
    {
        return FetchError::NotPublic { host: host.clone() };
    }
    FetchError::Network(http::transport_error(error))
}

/// Looks names up and keeps to itself what is not public: what is checked is what is called, however
/// often the name's owner changes it.
#[derive(Debug)]
struct Guarded {
    reach: Reach,
    proxy_host: Option<String>,
    names: DefaultResolver,
}

#[derive(Debug, thiserror::Error)]
#[error("{0} is not a public address")]
struct NotPublic(String);

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // The proxy is where the settings say, and files are not fetched from it.
        if self.reach == Reach::Anywhere || uri.host() == self.proxy_host.as_deref() {
            return Ok(found);
        }
        let mut kept = self.empty();
        let public = |address: &&SocketAddr| address::is_public(address.ip());
        found.iter().filter(public).for_each(|address| kept.push(*address));
        if kept.is_empty() {
            let host = uri.host().unwrap_or_default().to_owned();
            return Err(ureq::Error::Other(Box::new(NotPublic(host))));
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(
        reach: Reach,
        proxy_host: Option<&str>,
        uri: &str,
    ) -> Result<ResolvedSocketAddrs, FetchError> {
        let proxy_host = proxy_host.map(str::to_owned);
        let guarded = Guarded { reach, proxy_host, names: DefaultResolver::default() };
        let config = Agent::config_builder().build();
        guarded.resolve(&uri.parse().unwrap(), &config, NextTimeout::default()).map_err(failed)
    }

    #[test]
    fn a_name_that_leads_to_this_machine_is_refused_when_it_is_looked_up() {
        let refused = resolve(Reach::Public, None, "http://localhost:80/x").unwrap_err();
        assert_eq!(refused.to_string(), "localhost is not a public address");
        assert!(resolve(Reach::Public, None, "http://[::ffff:127.0.0.1]:80/").is_err());
        let kept = resolve(Reach::Public, None, "http://1.1.1.1:80/").unwrap();
        assert_eq!(kept.iter().count(), 1);
        assert!(resolve(Reach::Anywhere, None, "http://localhost:80/").is_ok());
        // The proxy is looked up too, and may be here.
        assert!(resolve(Reach::Public, Some("localhost"), "http://localhost:3128/").is_ok());
    }

    #[test]
    fn nothing_is_fetched_from_the_proxy_itself() {
        let route = http::Route::through("http://proxy.example:3128", None).unwrap();
        let network = Network { route, ..Network::default() };
        let fetcher = Fetcher::new("test", &network, Reach::Public);
        let refused =
            fetcher.get(&WebUrl::parse("http://Proxy.example./x").unwrap(), 10).err().unwrap();
        assert!(matches!(refused, FetchError::NotPublic { .. }), "{refused}");
    }
}
