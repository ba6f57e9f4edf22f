//! The chain every call goes through: policy, dry run, pacing, token, transport, retry, journal.

mod downloads;
mod exchange;
mod tokens;

use std::{
    collections::HashMap,
    io,
    sync::{Mutex, PoisonError},
};

use lark_api::{
    Auth, Effect, Endpoint, Host, Meta, Retry,
    ids::{AppId, ChatId, MessageId},
    im::messages::GetMessage,
    wire::{self, Parts, PartsBody},
};
use serde_json::Value;

pub use downloads::Asked;
pub(crate) use downloads::fill;

use crate::{
    Answered, ApiError, CredentialError, Credentials, Error, Secret, Ungranted, Upload, answer,
    clock::{Clock, OsRandom, Random, SystemClock, uuid},
    download::Wanted,
    journal::{self, Entry, Journal, NoJournal, Outcome, Told},
    pacing::{Heard, Pacer, Unpaced},
    plan::{Plan, Planned},
    policy::{self, ChatOf, Policy, Rules},
    retry::{self, Patience},
    token_cache::{CachedToken, NoTokenCache, TokenCache},
    transport::{Reply, Sent, Transport, TransportError, TransportErrorKind},
};

/// Whom a client acts as.
pub type Identity = Auth;

/// Calls endpoints of one deployment as one identity.
pub struct Client {
    transport: Box<dyn Transport>,
    identity: Identity,
    credentials: Credentials,
    tokens: Box<dyn TokenCache>,
    /// The token of this process's earlier calls; a cache may keep nothing.
    minted: Mutex<Option<CachedToken>>,
    policy: Box<dyn Policy>,
    /// The chats of messages the policy asked for.
    places: Mutex<HashMap<MessageId, Option<ChatId>>>,
    pacer: Box<dyn Pacer>,
    journal: Box<dyn Journal>,
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    patience: Patience,
    plan: Option<Plan>,
}

/// Whether a dry run lets a call through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DryRun {
    Records,
    /// The rest of the plan depends on its answer, and it changes nothing.
    Sends,
}

/// One request on its way along the chain.
struct Outgoing<'a> {
    meta: Meta,
    parts: Parts,
    upload: Option<&'a Upload<'a>>,
    wanted: Option<&'a Wanted>,
}

/// Reads an answer that came; a refusal is an error.
type Reader<'a> = dyn FnMut(&Meta, Reply) -> Result<Told, Error> + 'a;

/// How a call goes, over all its attempts.
#[derive(Default)]
struct Course {
    attempt: u32,
    is_renewed: bool,
    /// Whether an attempt may have been carried out that nobody answered.
    is_open: bool,
    /// What the last answer said, if it was a refusal.
    refused: Option<i64>,
    log_id: Option<String>,
}

impl Client {
    pub fn new(
        transport: Box<dyn Transport>,
        identity: Identity,
        credentials: Credentials,
    ) -> Self {
        Self {
            transport,
            identity,
            credentials,
            tokens: Box::new(NoTokenCache),
            minted: Mutex::new(None),
            policy: Box::new(Rules::default()),
            places: Mutex::default(),
            pacer: Box::new(Unpaced),
            journal: Box::new(NoJournal),
            clock: Box::new(SystemClock::default()),
            random: Box::new(OsRandom),
            patience: Patience::default(),
            plan: None,
        }
    }

    pub fn with_token_cache(mut self, tokens: Box<dyn TokenCache>) -> Self {
        self.tokens = tokens;
        self
    }

    pub fn with_policy(mut self, policy: Box<dyn Policy>) -> Self {
        self.policy = policy;
        self
    }

    pub fn with_pacer(mut self, pacer: Box<dyn Pacer>) -> Self {
        self.pacer = pacer;
        self
    }

    pub fn with_journal(mut self, journal: Box<dyn Journal>) -> Self {
        self.journal = journal;
        self
    }

    pub fn with_clock(mut self, clock: Box<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    pub fn with_random(mut self, random: Box<dyn Random>) -> Self {
        self.random = random;
        self
    }

    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Sends nothing from now on, and writes down what it would have sent.
    pub fn as_dry_run(mut self) -> Self {
        self.plan = Some(Plan::default());
        self
    }

    pub fn identity(&self) -> Identity {
        self.identity
    }

    pub fn app_id(&self) -> Option<&str> {
        self.credentials.app_id.as_ref().map(lark_api::ids::AppId::as_str)
    }

    /// The app's id and secret, for endpoints that take them as fields.
    pub fn app(&self) -> Result<(&AppId, &Secret), CredentialError> {
        self.credentials.app()
    }

    /// What a dry run has written down so far; `None` when this is none.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// Calls an endpoint.
    pub fn call<E: Endpoint>(&self, request: &E) -> Result<E::Response, Error> {
        Ok(self.call_with_facts(request)?.value)
    }

    /// Calls an endpoint whose answer the next requests depend on: a dry run sends it too, unless
    /// it changes something.
    pub fn look_up<E: Endpoint>(&self, request: &E) -> Result<E::Response, Error> {
        let dry_run = if E::META.effect == Effect::Read { DryRun::Sends } else { DryRun::Records };
        Ok(self.answer(request, None, dry_run)?.value)
    }

    /// Asks once, without the patience of a call: for what is good to know and may stay unknown.
    pub fn glance<E: Endpoint>(&self, request: &E) -> Option<E::Response> {
        let parts = wire::split(request).ok()?;
        let outgoing = Outgoing { meta: E::META, parts, upload: None, wanted: None };
        self.policy.check(&outgoing.meta, &outgoing.parts, self).ok()?;
        let token = self.token(&outgoing.meta, None).ok()?;
        let reply = self.exchange(&outgoing, token.as_ref()).ok()?;
        answer::decode::<E>(&answer::read(&outgoing.meta, reply).ok()?).ok()
    }

    /// Calls an endpoint and keeps what the answer said beside its result.
    pub fn call_with_facts<E: Endpoint>(
        &self,
        request: &E,
    ) -> Result<Answered<E::Response>, Error> {
        self.answer(request, None, DryRun::Records)
    }

    /// Calls an endpoint that takes a file.
    pub fn upload<E: Endpoint>(
        &self,
        request: &E,
        upload: &Upload<'_>,
    ) -> Result<E::Response, Error> {
        Ok(self.answer(request, Some(upload), DryRun::Records)?.value)
    }

    /// Calls an endpoint that may not be declared and gives its result as it came; `None` in a
    /// dry run.
    pub fn call_raw(
        &self,
        meta: &Meta,
        parts: Parts,
        upload: Option<&Upload<'_>>,
    ) -> Result<Option<Value>, Error> {
        let outgoing = Outgoing { meta: *meta, parts, upload, wanted: None };
        if !self.may_send(&outgoing, DryRun::Records)? {
            return Ok(None);
        }
        let mut value = None;
        self.send(outgoing, &mut |meta, reply| {
            let whole = answer::read(meta, reply)?;
            value = Some(answer::decode_raw(meta, &whole)?);
            Ok(whole.told(meta))
        })?;
        Ok(value)
    }

    /// Asks the policy about a request that is to follow.
    pub fn check<E: Endpoint>(&self, request: &E) -> Result<(), Error> {
        Ok(self.policy.check(&E::META, &wire::split(request)?, self)?)
    }

    /// Where a kind of host is.
    pub fn base_url(&self, host: Host) -> &str {
        self.transport.base_url(host)
    }

    fn answer<E: Endpoint>(
        &self,
        request: &E,
        upload: Option<&Upload<'_>>,
        dry_run: DryRun,
    ) -> Result<Answered<E::Response>, Error> {
        let parts = wire::split(request)?;
        let outgoing = Outgoing { meta: E::META, parts, upload, wanted: None };
        if !self.may_send(&outgoing, dry_run)? {
            let value = request.placeholder();
            return Ok(Answered { value, date: None, log_id: None, took: 0, attempts: 0 });
        }
        let started = self.clock.elapsed();
        let mut read = None;
        let attempts = self.send(outgoing, &mut |meta, reply| {
            let whole = answer::read(meta, reply)?;
            let (value, told) = (answer::decode::<E>(&whole)?, whole.told(meta));
            read = Some((whole, value));
            Ok(told)
        })?;
        let (whole, value) = read.expect("what succeeded was read");
        let took = self.clock.elapsed().saturating_sub(started);
        Ok(Answered { value, date: whole.date, log_id: whole.log_id, took, attempts })
    }

    /// The chain up to the wire: the policy's word, then the dry run's pen.
    fn may_send(&self, outgoing: &Outgoing<'_>, dry_run: DryRun) -> Result<bool, Error> {
        self.policy.check(&outgoing.meta, &outgoing.parts, self)?;
        match &self.plan {
            Some(plan) if dry_run == DryRun::Records => {
                let file = outgoing.upload.map(|upload| upload.name.as_str());
                plan.add(Planned::new(&outgoing.meta, &outgoing.parts, file));
                Ok(false)
            }
            _ => Ok(true),
        }
    }

    /// The chain from the wire on; answers how often it was tried.
    fn send(&self, mut outgoing: Outgoing<'_>, read: &mut Reader<'_>) -> Result<u32, Error> {
        let meta = outgoing.meta;
        if let (Auth::User, Some(user)) = (self.identity, &self.credentials.user) {
            Ungranted::refuse(&meta, user.as_ref())?;
        }
        let uuid = self.identify(&mut outgoing);
        let mut course = Course { attempt: 1, ..Course::default() };
        let result = match self.exchange_until_settled(&outgoing, read, &mut course) {
            Err(error) if course.is_open => {
                Err(Error::unknown(&meta, uuid.clone(), course.attempt, error))
            }
            other => other,
        };
        if journal::concerns(&meta) {
            self.record(&outgoing, uuid, &course, result.as_ref());
        }
        result.map(|_| course.attempt)
    }

    /// The request that is repeated is the same to the byte.
    fn exchange_until_settled(
        &self,
        outgoing: &Outgoing<'_>,
        read: &mut Reader<'_>,
        course: &mut Course,
    ) -> Result<Told, Error> {
        let meta = &outgoing.meta;
        let began = self.clock.now();
        let mut last = None;
        loop {
            self.pacer.wait(meta, &outgoing.parts);
            match last.take() {
                // Waiting and sleeping machines take time too.
                Some(error) if course.is_open && self.is_too_late(meta, began) => {
                    return Err(error);
                }
                _ => {}
            }
            let token = self.token(meta, None)?;
            let sent = self.clock.elapsed();
            let result = self.exchange(outgoing, token.as_ref()).and_then(|reply| {
                course.log_id = reply.header("x-tt-logid").map(str::to_owned);
                read(meta, reply)
            });
            self.tell_pacer(outgoing, sent, result.as_ref().err());
            let error = match result {
                Ok(told) => return Ok(told),
                Err(error) => error.about(meta, &outgoing.parts),
            };
            course.refused = if let Error::Api(api) = &error { Some(api.code) } else { None };
            if !course.is_renewed && self.renew(meta, token.as_ref(), &error)? {
                course.is_renewed = true;
                continue;
            }
            course.is_open |= retry::leaves_open(meta, &error);
            match self.patience.pause_after(meta, course.attempt, &error, self.random.as_ref()) {
                Some(pause) => self.clock.sleep(pause),
                None => return Err(error),
            }
            last = Some(error);
            course.attempt += 1;
        }
    }

    /// Whether Lark may have forgotten the uuid of a request that may have been carried out: then
    /// repeating it could do it twice.
    fn is_too_late(&self, meta: &Meta, began: i64) -> bool {
        matches!(meta.retry, Retry::ByUuid(_)) && self.clock.now() - began > retry::UUID_TRUSTED
    }

    fn tell_pacer(&self, outgoing: &Outgoing<'_>, sent: u64, error: Option<&Error>) {
        let took = self.clock.elapsed().saturating_sub(sent);
        let refusal = match error {
            Some(Error::Api(api)) => Some(api.as_ref()),
            _ => None,
        };
        self.pacer.heard(&outgoing.meta, &outgoing.parts, Heard { took, refusal });
    }

    fn record(
        &self,
        outgoing: &Outgoing<'_>,
        uuid: Option<String>,
        course: &Course,
        result: Result<&Told, &Error>,
    ) {
        let outcome = match result {
            Ok(told) if told.is_partial => Some(Outcome::Partial),
            Ok(_) => Some(Outcome::Sent),
            Err(error) => Outcome::of_failure(error, course.refused),
        };
        let Some(outcome) = outcome else { return };
        let user = self.credentials.user.as_ref().filter(|_| self.identity == Auth::User);
        self.journal.record(&Entry {
            endpoint: outgoing.meta.name,
            identity: self.identity,
            person: user.and_then(|user| user.person()).map(|id| id.as_str().to_owned()),
            app_id: self.app_id().map(str::to_owned),
            targets: policy::ids(&outgoing.meta, &outgoing.parts),
            outcome,
            answered: result.ok().and_then(|told| told.answered.clone()),
            log_id: course.log_id.clone(),
            uuid,
        });
    }

    /// Gives a request that can carry one the uuid that makes it safe to repeat.
    fn identify(&self, outgoing: &mut Outgoing<'_>) -> Option<String> {
        let Retry::ByUuid(field) = outgoing.meta.retry else { return None };
        let in_query = outgoing.meta.is_query_field(field);
        let fresh = || uuid(self.random.as_ref());
        if in_query {
            let query = &mut outgoing.parts.query;
            if let Some((_, given)) = query.iter().find(|(name, _)| name == field) {
                return Some(given.clone());
            }
            let uuid = fresh();
            query.push((field.to_owned(), uuid.clone()));
            return Some(uuid);
        }
        let PartsBody::Json(body) = &mut outgoing.parts.body else { return None };
        let value = body.entry(field).or_insert_with(|| fresh().into());
        value.as_str().map(str::to_owned)
    }
}

/// The policy's own question: it is asked whatever the policy forbids, once a message.
impl ChatOf for Client {
    fn chat_of(&self, message: &MessageId) -> Option<ChatId> {
        let known =
            self.places.lock().unwrap_or_else(PoisonError::into_inner).get(message).cloned();
        if let Some(chat) = known {
            return chat;
        }
        let request = GetMessage {
            message_id: message.clone(),
            user_id_type: None,
            card_msg_content_type: None,
            with_sender_name: None,
        };
        let meta = GetMessage::META;
        let chat = wire::split(&request).ok().and_then(|parts| {
            let outgoing = Outgoing { meta, parts, upload: None, wanted: None };
            let mut found = None;
            self.send(outgoing, &mut |meta, reply| {
                found = Some(answer::decode::<GetMessage>(&answer::read(meta, reply)?)?);
                Ok(Told::default())
            })
            .ok()?;
            Some(found?.items.into_iter().next()?.chat_id)
        });
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.entry(message.clone()).or_insert(chat).clone()
    }
}

/// The connection broke while the answer was being read.
pub(crate) fn lost_answer(error: &io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => TransportErrorKind::Timeout,
        _ => TransportErrorKind::Reset,
    };
    Error::Network(TransportError { kind, sent: Sent::Maybe, message: error.to_string() })
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}
