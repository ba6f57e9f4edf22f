//! The address of something on the web.

use std::{fmt, net::IpAddr};

use ureq::http::Uri;

/// An `http` or `https` address with nobody's name and password in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebUrl {
    uri: Uri,
}

/// Why a text is no [`WebUrl`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    #[error("only http:// and https:// addresses are fetched")]
    Scheme,
    #[error("the address has a user name or a password in it; credentials are sent nowhere")]
    Credentials,
    #[error("it is not a web address")]
    Form,
}

impl WebUrl {
    /// Whether a text is meant as one.
    pub fn looks_like_one(given: &str) -> bool {
        let scheme = given.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        matches!(scheme.as_deref(), Some("http" | "https"))
    }

    pub fn parse(given: &str) -> Result<Self, InvalidUrl> {
        if !Self::looks_like_one(given) {
            return Err(InvalidUrl::Scheme);
        }
        let without_fragment = given.split('#').next().unwrap_or_default();
        let uri: Uri = escaped(without_fragment).parse().map_err(|_| InvalidUrl::Form)?;
        let authority = uri.authority().ok_or(InvalidUrl::Form)?;
        if authority.as_str().contains('@') {
            return Err(InvalidUrl::Credentials);
        }
        if authority.host().trim_matches(['[', ']', '.']).is_empty() {
            return Err(InvalidUrl::Form);
        }
        Ok(Self { uri })
    }

    /// Where a redirect from here leads (RFC 3986, section 5.2).
    pub fn join(&self, location: &str) -> Result<Self, InvalidUrl> {
        let has_scheme = location.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        });
        if has_scheme {
            return Self::parse(location);
        }
        let scheme = self.uri.scheme_str().unwrap_or("https");
        if location.starts_with("//") {
            return Self::parse(&format!("{scheme}:{location}"));
        }
        let origin = format!("{scheme}://{}", self.uri.authority().map_or("", |a| a.as_str()));
        let path = self.uri.path();
        let folder = &path[..path.rfind('/').map_or(0, |at| at + 1)];
        let whole = match location.chars().next() {
            Some('/') => location.to_owned(),
            Some('?') => format!("{path}{location}"),
            _ => format!("{folder}{location}"),
        };
        let (path, query) = match whole.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (whole.as_str(), String::new()),
        };
        Self::parse(&format!("{origin}{}{query}", without_dots(path)))
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    /// The address its host is, where that is no name. Only the usual way to write one is taken: what
    /// else ends in a number is read as an address by some, and is none here.
    pub(super) fn literal(&self) -> Option<Result<IpAddr, InvalidUrl>> {
        let host = self.host();
        if let Some(inside) = host.strip_prefix('[') {
            return Some(inside.trim_end_matches(']').parse().map_err(|_| InvalidUrl::Form));
        }
        let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        let is_number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let is_hex = last.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
        (is_number || is_hex).then(|| host.parse().map_err(|_| InvalidUrl::Form))
    }

    /// The last part of its path, decoded.
    pub fn file_name(&self) -> Option<String> {
        let last = self.uri.path().rsplit('/').next().unwrap_or_default();
        let decoded = crate::answer::percent_decode(last).unwrap_or_else(|| last.to_owned());
        (!decoded.is_empty()).then_some(decoded)
    }
}

/// Without its query, which may have a key in it.
impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let authority = self.uri.authority().map_or("", |authority| authority.as_str());
        write!(f, "{}://{authority}{}", self.uri.scheme_str().unwrap_or_default(), self.uri.path())
    }
}

/// What people copy has characters in it that an address may not have.
fn escaped(given: &str) -> String {
    let mut out = String::with_capacity(given.len());
    for byte in given.bytes() {
        match byte {
            b' ' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | 0x80.. => {
                out.push_str(&format!("%{byte:02X}"));
            }
            _ => out.push(char::from(byte)),
        }
    }
    out
}

fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            ".." => drop(kept.pop()),
            "." => {}
            other => kept.push(other),
        }
        if is_last && matches!(segment, "." | "..") {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_people_copy_it_and_shown_without_its_query() {
        let url = WebUrl::parse("https://example.com/a b/图.png?key=s3cret#top").unwrap();
        assert_eq!(url.to_string(), "https://example.com/a%20b/%E5%9B%BE.png");
        assert_eq!(url.file_name().as_deref(), Some("图.png"));
        assert_eq!(url.uri().query(), Some("key=s3cret"));
        assert_eq!(WebUrl::parse("http://example.com").unwrap().file_name(), None);
    }

    #[test]
    fn what_is_no_web_address_or_has_credentials_is_refused() {
        use InvalidUrl::{Credentials, Form, Scheme};
        for (given, expected) in [
            ("file:///etc/passwd", Scheme),
            ("ftp://example.com/x", Scheme),
            ("example.com", Scheme),
            ("gopher://127.0.0.1", Scheme),
            ("https://me:pass@example.com/", Credentials),
            ("https://me@example.com/", Credentials),
            ("https://", Form),
            ("https://.", Form),
            ("https:///x", Form),
            ("https://例子.com/", Form),
            ("https://a\nb/", Form),
        ] {
            assert_eq!(WebUrl::parse(given), Err(expected), "{given}");
        }
    }

    #[test]
    fn a_redirect_leads_from_where_it_was_met() {
        let from = WebUrl::parse("https://example.com/a/b/c?x=1").unwrap();
        for (location, expected) in [
            ("https://other.example/z", "https://other.example/z"),
            ("//other.example/z", "https://other.example/z"),
            ("/z", "https://example.com/z"),
            ("z", "https://example.com/a/b/z"),
            ("../z", "https://example.com/a/z"),
            ("../../../z/.", "https://example.com/z/"),
            ("?y=2", "https://example.com/a/b/c"),
        ] {
            assert_eq!(from.join(location).unwrap().to_string(), expected, "{location}");
        }
        assert_eq!(from.join("file:///etc/passwd"), Err(InvalidUrl::Scheme));
        assert_eq!(from.join("javascript:x"), Err(InvalidUrl::Scheme));
    }

    #[test]
    fn a_number_is_an_address_only_as_everybody_writes_it() {
        let literal = |given: &str| WebUrl::parse(given).unwrap().literal();
        assert_eq!(literal("http://example.com/"), None);
        assert_eq!(literal("http://1password.com/"), None);
        assert!(matches!(literal("http://127.0.0.1/"), Some(Ok(IpAddr::V4(_)))));
        assert!(matches!(literal("http://[::ffff:127.0.0.1]/"), Some(Ok(IpAddr::V6(_)))));
        for odd in ["2130706433", "127.1", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1.", "x.0x7f"] {
            assert!(matches!(literal(&format!("http://{odd}/")), Some(Err(_))), "{odd}");
        }
    }
}
