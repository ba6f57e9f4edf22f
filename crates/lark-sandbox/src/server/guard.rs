//! Keeps web pages out: only who means this server by its own name is answered.

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, Response, StatusCode, header},
    middleware::{self, Next},
};

use crate::answer;

/// A page of another site can be made to call a loopback address by any name it likes; the `Host`
/// it sends tells.
pub(super) fn guard(router: Router, port: u16) -> Router {
    router.layer(middleware::from_fn(move |request: Request, next: Next| async move {
        match is_welcome(request.headers(), port) {
            true => next.run(request).await,
            false => forbidden(),
        }
    }))
}

fn forbidden() -> Response<Body> {
    let body = Body::from("403 this server answers only to its own address");
    answer::with_type(StatusCode::FORBIDDEN, "text/plain", body)
}

fn is_welcome(headers: &HeaderMap, port: u16) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let is_named = host.is_some_and(|host| is_own(host, port)) && hosts.next().is_none();
    is_named && from_here(headers, &header::ORIGIN, port)
}

fn from_here(headers: &HeaderMap, name: &HeaderName, port: u16) -> bool {
    let origin = |origin: &str| origin.strip_prefix("http://").is_some_and(|o| is_own(o, port));
    headers.get_all(name).iter().all(|value| value.to_str().is_ok_and(origin))
}

fn is_own(host: &str, port: u16) -> bool {
    let names = ["127.0.0.1", "localhost", "[::1]"];
    names.iter().any(|name| match host.strip_prefix(name) {
        Some(rest) => rest.strip_prefix(':').is_some_and(|given| given == port.to_string()),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn welcome(pairs: &[(HeaderName, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, HeaderValue::from_static(value));
        }
        is_welcome(&headers, 8080)
    }

    #[test]
    fn only_its_own_names_are_welcome() {
        for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"] {
            assert!(welcome(&[(header::HOST, host)]), "{host}");
        }
        for host in ["evil.example:8080", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil:8080", ""] {
            assert!(!welcome(&[(header::HOST, host)]), "{host}");
        }
        assert!(!welcome(&[]));
        assert!(!welcome(&[(header::HOST, "localhost:8080"), (header::HOST, "evil.example")]));
    }

    #[test]
    fn a_page_of_another_site_is_not() {
        let from = |origin| welcome(&[(header::HOST, "localhost:8080"), (header::ORIGIN, origin)]);
        assert!(from("http://127.0.0.1:8080"));
        assert!(!from("https://evil.example") && !from("null") && !from("http://localhost:1"));
    }
}
