//! Which of the declared endpoints a host serves.
//!
//! Lark tells an unknown path or method before it looks for a token, and says so in plain text. So
//! each endpoint is asked for without a token: one that is there answers with an error of its own,
//! in JSON. The body is no JSON and the ids are nobody's: a server that forgot to look for a token
//! could do nothing with it either.

use std::{
    io::Read,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use lark_api::{
    Meta, Method,
    registry::{self, Entry},
};
use lark_client::{
    http::HttpTransport,
    transport::{Reply, Request, RequestBody, Transport},
};

use super::Check;
use crate::commands::needs;

const AT_ONCE: usize = 8;

/// After which no further question is asked.
const PATIENCE: Duration = Duration::from_secs(15);

/// Stands for every id.
const NOBODY: &str = "lark-cli-doctor";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    There,
    Missing,
    /// Something else answered, or nobody.
    Unclear,
}

pub fn check(transport: &HttpTransport) -> Check {
    let found = probe_all(transport);
    let names = |wanted| {
        let those = found.iter().filter(move |(_, found)| *found == wanted);
        those.map(|(name, _)| *name).collect::<Vec<_>>()
    };
    let (missing, unclear) = (names(Found::Missing), names(Found::Unclear));
    let asked = found.len();
    let untold = unclear.len() + registry::ALL.len() - asked;
    if missing.is_empty() && untold == 0 {
        return Check::ok("endpoints", format!("all {asked} are served"));
    }
    let mut message = format!("{} of {} are not served", missing.len(), registry::ALL.len());
    if untold > 0 {
        message.push_str(&format!(", of {untold} it cannot be told"));
    }
    let commands = needs::without(&missing).map(str::to_owned);
    Check {
        lost: commands.chain(missing.iter().map(|name| (*name).to_owned())).collect(),
        ..Check::warn("endpoints", message, hint(&missing))
    }
}

fn hint(missing: &[&str]) -> &'static str {
    match missing.is_empty() {
        true => "run it again; a proxy or a firewall may have answered in the host's stead",
        false => {
            "these commands and endpoints do not work there; ask who runs the host, or take a newer one"
        }
    }
}

fn probe_all(transport: &HttpTransport) -> Vec<(&'static str, Found)> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let deadline = Instant::now() + PATIENCE;
    let work = || {
        while Instant::now() < deadline
            && let Some(entry) = registry::ALL.get(next.fetch_add(1, Ordering::Relaxed))
        {
            let told = (entry.meta.name, probe(transport, entry));
            found.lock().unwrap_or_else(PoisonError::into_inner).push(told);
        }
    };
    thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(work))));
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable_by_key(|(name, _)| *name);
    found
}

fn probe(transport: &HttpTransport, entry: &Entry) -> Found {
    let Meta { method, host, .. } = entry.meta;
    let (headers, body) = match method {
        Method::Get => (Vec::new(), RequestBody::Empty),
        _ => {
            let kind = "application/json; charset=utf-8".to_owned();
            (vec![("content-type", kind)], RequestBody::Bytes(b"{".to_vec()))
        }
    };
    let path_and_query = path(entry.meta.path);
    let request = Request { method, host, path_and_query, headers, body };
    transport.send(request).map_or(Found::Unclear, read)
}

fn path(pattern: &str) -> String {
    let fill = |segment| if str::starts_with(segment, '{') { NOBODY } else { segment };
    pattern.split('/').map(fill).collect::<Vec<_>>().join("/")
}

fn read(mut reply: Reply) -> Found {
    let mut body = Vec::new();
    if reply.body.as_mut().take(64 * 1024).read_to_end(&mut body).is_err() {
        return Found::Unclear;
    }
    let is_json = serde_json::from_slice::<serde_json::Value>(&body).is_ok_and(|v| v.is_object());
    match (reply.status, is_json) {
        (404 | 405, false) => Found::Missing,
        (_, true) => Found::There,
        _ => Found::Unclear,
    }
}
