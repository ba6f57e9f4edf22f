//! A sandbox on a loopback port, for other programs.

mod admin;
mod availability;
mod clock;
mod connections;
mod consent;
mod files;
mod guard;
mod press;
mod scopes;
mod tenants;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
};

use axum::Router;
use tokio::{
    runtime::{Builder, Runtime},
    sync::Notify,
};

use crate::{owner::ServerFile, random::alphanumeric, sandbox::Sandbox, storage::StorageError};

/// Why a sandbox cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("port {port} cannot be listened on: {source}")]
    Bind { port: u16, source: io::Error },
    #[error("serving: {0}")]
    Io(#[from] io::Error),
}

/// A sandbox that listens but does not answer yet.
pub struct Server {
    sandbox: Sandbox,
    listener: TcpListener,
    address: SocketAddr,
    admin_token: Arc<str>,
    runtime: Runtime,
    signals: Signals,
}

impl Server {
    /// Listens on `port` of the loopback interface; 0 takes any that is free. Calls wait from now
    /// on until [`Server::run`] answers them, and so do signals: who is told that it is there may
    /// end it at once.
    pub fn bind(sandbox: Sandbox, port: u16) -> Result<Self, ServeError> {
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = bound.map_err(|source| ServeError::Bind { port, source })?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let admin_token = alphanumeric(&*sandbox.inner.services.random, 40).into();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = {
            let _inside = runtime.enter();
            Signals::new()?
        };
        Ok(Self { sandbox, listener, address, admin_token, runtime, signals })
    }

    /// How to reach it.
    pub fn describe(&self) -> Result<ServerFile, StorageError> {
        let info = self.sandbox.info()?;
        let app = info.apps.into_iter().next().unwrap_or_default();
        let user = info.users.into_iter().next().unwrap_or_default();
        Ok(ServerFile {
            base_url: self.base_url(),
            app_id: app.app_id,
            app_secret: app.app_secret,
            user_access_token: user.user_access_token,
            admin_token: self.admin_token.to_string(),
            pid: std::process::id(),
            limits: self.sandbox.limits().to_string(),
        })
    }

    fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers until a signal or `POST /sandbox/stop` ends it; then the sandbox is closed.
    pub fn run(self) -> Result<(), ServeError> {
        let stop = Arc::new(Notify::new());
        let router = self.router(Arc::clone(&stop));
        let Self { sandbox, listener, runtime, signals, .. } = self;
        let served = runtime.block_on(serve(listener, router, signals, stop));
        runtime.shutdown_background();
        sandbox.close();
        Ok(served?)
    }

    fn router(&self, stop: Arc<Notify>) -> Router {
        let admin = admin::Admin {
            sandbox: self.sandbox.clone(),
            base_url: self.base_url(),
            token: Arc::clone(&self.admin_token),
            stop,
        };
        guard::guard(self.sandbox.router().merge(admin::routes(admin)), self.address.port())
    }
}

async fn serve(
    listener: TcpListener,
    router: Router,
    signals: Signals,
    stop: Arc<Notify>,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let told = async move {
        tokio::select! {
            () = signals.wait() => {}
            () = stop.notified() => {}
        }
    };
    connections::serve(&listener, router, told).await;
    Ok(())
}

/// What the system says when a program shall end.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(not(unix))]
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        // Where it cannot be waited for, only `POST /sandbox/stop` ends the server.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
