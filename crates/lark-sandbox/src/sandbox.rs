//! A sandbox: opened, asked, reset and closed.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
};

use axum::Router;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    calls,
    clock::{Clock, ClockChange},
    consent::{self, Consent, ConsentError, Consented},
    info::{self, Info},
    limits::RateLimiter,
    options::{ClockSetting, Limits, Location, Options},
    random::{self, Random},
    seed,
    storage::{
        Storage, StorageError,
        open::{self, OpenError},
        schema,
    },
    store::Store,
    tenants::{self, TenantInfo},
};

/// A whole workspace that answers as Lark does. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Sandbox {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) storage: Storage,
    pub(crate) services: Arc<Services>,
    /// Calls of the API that were answered.
    pub(crate) requests: AtomicU64,
    /// Those that were refused for being too many.
    pub(crate) limited: AtomicU64,
}

/// What jobs need besides the state.
pub(crate) struct Services {
    clock: Mutex<Clock>,
    pub(crate) random: Arc<dyn Random>,
    limits: RateLimiter,
    salt: u64,
}

impl Services {
    /// Milliseconds since 1970, by the sandbox's own clock.
    pub(crate) fn now(&self) -> i64 {
        self.clock().now()
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn store<'a>(&'a self, db: &'a Connection) -> Store<'a> {
        Store { db, now: self.now(), random: &*self.random, limits: &self.limits, salt: self.salt }
    }
}

impl Sandbox {
    /// Opens a sandbox; a new one is filled with people, chats and history, in one transaction.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let clock = match options.clock {
            ClockSetting::FromFile => Clock::Real,
            ClockSetting::Frozen(at) => Clock::Frozen(at),
        };
        let limits = RateLimiter::new(options.limits);
        let mut services =
            Services { clock: Mutex::new(clock), random: options.random, limits, salt: 0 };
        let db = open::writer(&options.location, |db| {
            set(db, "clock", &clock.to_setting())?;
            set(db, "salt", &random::word(&*services.random).to_string())?;
            seed::fill(&services.store(db))
        })?;
        let path = match options.location {
            Location::Memory => None,
            Location::File(path) => Some(path),
        };
        remembered(&db, &mut services).map_err(|source| OpenError::Sqlite {
            path: path.clone().unwrap_or_else(|| PathBuf::from(":memory:")),
            source,
        })?;
        let storage = Storage::start(db, path);
        let services = Arc::new(services);
        let inner = Inner {
            storage,
            services,
            requests: AtomicU64::default(),
            limited: AtomicU64::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Every endpoint, at its own path. Needs no async runtime: any executor can drive it.
    pub fn router(&self) -> Router {
        calls::routes(Arc::clone(&self.inner))
    }

    /// Which limits hold.
    pub fn limits(&self) -> Limits {
        self.inner.services.limits.limits()
    }

    /// Who and what is in the sandbox, and how to come in. Tokens that soon expire are replaced.
    pub fn info(&self) -> Result<Info, StorageError> {
        let services = Arc::clone(&self.inner.services);
        self.inner.storage.write_blocking(move |db| info::read(&services.store(db)))
    }

    /// Back to what a new sandbox has, with the same ids, secrets and tokens.
    pub fn reset(&self) -> Result<(), StorageError> {
        let services = Arc::clone(&self.inner.services);
        self.inner.storage.write_blocking(move |db| refill(&services.store(db)))
    }

    /// Decides in a person's stead what they would decide on a page.
    pub fn consent(&self, consent: Consent) -> Result<Consented, ConsentError> {
        let services = Arc::clone(&self.inner.services);
        let work = move |db: &Connection| Ok(consent::give(&services.store(db), &consent));
        self.inner.storage.write_blocking(work)?
    }

    /// Makes another company, with one of everything; a reset takes it away.
    pub fn add_tenant(&self, name: &str) -> Result<TenantInfo, StorageError> {
        let (services, name) = (Arc::clone(&self.inner.services), name.to_owned());
        self.inner.storage.write_blocking(move |db| tenants::add(&services.store(db), &name))
    }

    /// Moves the clock; the file remembers it. The time it is now, in milliseconds since 1970.
    pub fn change_clock(&self, change: ClockChange) -> Result<i64, StorageError> {
        let services = Arc::clone(&self.inner.services);
        self.inner.storage.write_blocking(move |db| change_clock(&services, db, change))
    }

    /// Waits for all that was asked and lets go of the file. Later calls fail.
    pub fn close(self) {
        self.inner.storage.close();
    }
}

pub(crate) fn refill(store: &Store<'_>) -> rusqlite::Result<()> {
    store.db.execute_batch(schema::CLEAR)?;
    seed::fill(store)?;
    store.record("sandbox.reset", &serde_json::json!({}))
}

pub(crate) fn change_clock(
    services: &Services,
    db: &Connection,
    change: ClockChange,
) -> rusqlite::Result<i64> {
    let changed = services.clock().changed(change);
    db.execute("UPDATE settings SET value = ?1 WHERE name = 'clock'", [changed.to_setting()])?;
    *services.clock() = changed;
    Ok(changed.now())
}

fn set(db: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    db.execute("INSERT INTO settings (name, value) VALUES (?1, ?2)", (name, value))?;
    Ok(())
}

/// Takes over what the file says.
fn remembered(db: &Connection, services: &mut Services) -> rusqlite::Result<()> {
    let mut get = db.prepare("SELECT value FROM settings WHERE name = ?1")?;
    let mut get = |name: &str| get.query_row([name], |row| row.get::<_, String>(0)).optional();
    services.clock = Mutex::new(Clock::from_setting(&get("clock")?.unwrap_or_default()));
    services.salt = get("salt")?.and_then(|salt| salt.parse().ok()).unwrap_or_default();
    Ok(())
}
