//! Connections as Lark's gateway has them: HTTP/1.1, and the names of headers in title case.

use std::{future::Future, pin::pin, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// How long open connections may take to finish once the server is told to stop.
const GRACE: Duration = Duration::from_millis(500);
/// How long a server that has run out of file descriptors waits for some to be closed.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers until `stop` is over.
pub(super) async fn serve(listener: &TcpListener, router: Router, stop: impl Future<Output = ()>) {
    // Every connection holds a receiver: a message ends them, and when all are gone, all have ended.
    let (ending, told) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            stream = accept(listener) => {
                tokio::spawn(answer(stream, router.clone(), told.clone()));
            }
            () = &mut stop => break,
        }
    }
    drop(told);
    if ending.send(()).is_ok() {
        let _ = tokio::time::timeout(GRACE, ending.closed()).await;
    }
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Answers one connection; how it ends is its client's business.
async fn answer(stream: TcpStream, router: Router, mut told: watch::Receiver<()>) {
    // Head and body of an answer are small and shall not wait for each other.
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    // The Python SDK looks for `X-Tt-Logid` and `Content-Type` to the letter.
    http.title_case_headers(true);
    let service = TowerToHyperService::new(router);
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = told.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
