//! Mounts a typed handler at its endpoint's own method and path.
//!
//! What an endpoint is called and where its fields come from is read off the handler's request
//! type. Token, permissions and limits are checked before the request is looked at, and all of it
//! happens in one job on one connection.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, Response, StatusCode, header},
    routing::{MethodFilter, on},
};
use lark_api::{Effect, Endpoint, Meta, Method, errors::codes, wire};

use crate::{
    answer::{self, JSON, Stamp},
    arrival::Arrival,
    caller::Caller,
    calls::oauth::Outcome,
    consent::{Fields, page},
    download::{self, Resource},
    failure::Failure,
    random,
    sandbox::Inner,
    store::{Call, Store, Visit},
};

/// Answers an endpoint.
type Handler<E> = fn(&Call<'_>, E) -> Result<<E as Endpoint>::Response, Failure>;
/// Answers an endpoint that nobody needs a token for.
type OpenHandler<E> = fn(&Store<'_>, E) -> Result<<E as Endpoint>::Response, Failure>;
/// Answers an endpoint that takes a file.
type UploadHandler<E> =
    fn(&Call<'_>, E, Option<Bytes>) -> Result<<E as Endpoint>::Response, Failure>;
/// Answers an endpoint that gives a file.
type DownloadHandler<E> = fn(&Call<'_>, E) -> Result<Resource, Failure>;

/// Answers an endpoint of OAuth's.
type OAuthHandler<E> = fn(&Visit<'_>, E) -> Result<Outcome<<E as Endpoint>::Response>, Failure>;
/// Answers a browser; the fields are those of the query, or of the form.
type PageHandler = fn(&Store<'_>, &Fields) -> Result<Response<Body>, Failure>;

/// What a job makes of a request: everything but the stamp.
type Work = Arc<dyn Fn(&Store<'_>, Arrival) -> Result<Response<Body>, Failure> + Send + Sync>;

/// Endpoints, mounted one by one.
pub(crate) struct Routes {
    router: Router,
    inner: Arc<Inner>,
}

impl Routes {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self { router: Router::new(), inner }
    }

    pub(crate) fn endpoint<E: Endpoint>(self, handler: Handler<E>) -> Self {
        self.mount::<E>(Arc::new(move |store, arrival| {
            let call = admit(store, const { &E::META }, &arrival)?;
            let (request, _) = request::<E>(arrival)?;
            Ok(json::<E>(&handler(&call, request)?))
        }))
    }

    /// Also with a slash at the end, as some SDKs call for tokens.
    pub(crate) fn open<E: Endpoint>(self, handler: OpenHandler<E>) -> Self {
        let work: Work = Arc::new(move |store, arrival| {
            let (request, _) = request::<E>(arrival)?;
            Ok(json::<E>(&handler(store, request)?))
        });
        let path = format!("{}/", E::META.path);
        self.mount::<E>(Arc::clone(&work)).mount_at(&path, E::META, work)
    }

    /// An endpoint of OAuth's: nobody needs a token, and refusals have a form of their own.
    pub(crate) fn oauth<E: Endpoint>(self, handler: OAuthHandler<E>) -> Self {
        self.mount::<E>(Arc::new(move |store, arrival| {
            let headers = arrival.headers.clone();
            let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
            let visit = Visit {
                store: *store,
                authorization: text(header::AUTHORIZATION),
                host: text(header::HOST),
            };
            let (arrived, _) = arrival.arrived(&E::META)?;
            match handler(&visit, wire::join(arrived).map_err(Failure::of_oauth)?)? {
                Outcome::Done(response) => Ok(json::<E>(&response)),
                Outcome::Not(word) => Ok(answer::not_yet(word)),
            }
        }))
    }

    /// A page for a person: shown on GET, and what they decide on POST.
    pub(crate) fn page(mut self, path: &str, show: PageHandler, decide: PageHandler) -> Self {
        let inner = Arc::clone(&self.inner);
        let run = move |request: Request<Body>| {
            let inner = Arc::clone(&inner);
            async move { answer_page(&inner, (show, decide), request).await }
        };
        self.router = self.router.route(path, on(MethodFilter::GET.or(MethodFilter::POST), run));
        self
    }

    pub(crate) fn upload<E: Endpoint>(self, handler: UploadHandler<E>) -> Self {
        self.mount::<E>(Arc::new(move |store, arrival| {
            let call = admit(store, const { &E::META }, &arrival)?;
            let (request, file) = request::<E>(arrival)?;
            Ok(json::<E>(&handler(&call, request, file)?))
        }))
    }

    pub(crate) fn download<E: Endpoint>(self, handler: DownloadHandler<E>) -> Self {
        let inner = Arc::clone(&self.inner);
        self.mount::<E>(Arc::new(move |store, arrival| {
            let call = admit(store, const { &E::META }, &arrival)?;
            let headers = arrival.headers.clone();
            let (request, _) = request::<E>(arrival)?;
            Ok(download::answer(&inner, &handler(&call, request)?, &headers))
        }))
    }

    fn mount<E: Endpoint>(self, work: Work) -> Self {
        self.mount_at(E::META.path, E::META, work)
    }

    /// Knows the endpoint by its description only: what is generic is compiled for each.
    fn mount_at(mut self, path: &str, meta: Meta, work: Work) -> Self {
        let inner = Arc::clone(&self.inner);
        let run = move |request: Request<Body>| {
            let (inner, work) = (Arc::clone(&inner), Arc::clone(&work));
            async move { answer(&inner, meta, work, request).await }
        };
        self.router = self.router.route(path, on(filter(meta.method), run));
        self
    }

    /// Whatever else is asked for is not there.
    pub(crate) fn finish(self) -> Router {
        let inner = self.inner;
        let missing = move || {
            let inner = Arc::clone(&inner);
            async move {
                inner.requests.fetch_add(1, Ordering::Relaxed);
                stamp(&inner).apply(answer::not_found())
            }
        };
        self.router.fallback(missing.clone()).method_not_allowed_fallback(missing)
    }
}

fn stamp(inner: &Inner) -> Stamp {
    Stamp::new(inner.services.now(), random::word(&*inner.services.random))
}

async fn answer(inner: &Inner, meta: Meta, work: Work, request: Request<Body>) -> Response<Body> {
    inner.requests.fetch_add(1, Ordering::Relaxed);
    let stamp = stamp(inner);
    let Some(arrival) = Arrival::read(&meta, request).await else {
        return stamp.apply(answer::not_found());
    };
    let services = Arc::clone(&inner.services);
    let job = move |db: &rusqlite::Connection| work(&services.store(db), arrival);
    let outcome = match meta.effect {
        Effect::Read => inner.storage.read(job).await,
        Effect::Upload | Effect::Write => inner.storage.write(job).await,
    };
    let response = match outcome {
        Ok(Ok(response)) => response,
        Ok(Err(failure)) => {
            let limited = u64::from(failure.is_limit());
            inner.limited.fetch_add(limited, Ordering::Relaxed);
            answer::failure(&meta, &failure, &stamp)
        }
        Err(error) => {
            let failure = Failure::ext(codes::INTERNAL_ERROR, error.to_string());
            answer::failure(&meta, &failure, &stamp)
        }
    };
    stamp.apply(response)
}

/// No form of a page comes near it.
const PAGE_BODY: usize = 64 * 1024;

async fn answer_page(
    inner: &Inner,
    (show, decide): (PageHandler, PageHandler),
    request: Request<Body>,
) -> Response<Body> {
    let stamp = stamp(inner);
    let (parts, body) = request.into_parts();
    let services = Arc::clone(&inner.services);
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let outcome = if parts.method == axum::http::Method::POST {
        let Ok(body) = axum::body::to_bytes(body, PAGE_BODY).await else {
            return stamp.apply(answer::not_found());
        };
        let fields = Fields::read(&String::from_utf8_lossy(&body));
        inner.storage.write(move |db| decide(&services.store(db), &fields)).await
    } else {
        let fields = Fields::read(&query);
        inner.storage.read(move |db| show(&services.store(db), &fields)).await
    };
    let failed = |failure: &Failure| page::failure(failure);
    stamp.apply(match outcome {
        Ok(Ok(response)) => response,
        Ok(Err(failure)) => failed(&failure),
        Err(error) => failed(&Failure::ext(codes::INTERNAL_ERROR, error.to_string())),
    })
}

#[inline(never)]
fn admit<'a>(
    store: &Store<'a>,
    meta: &'static Meta,
    arrival: &Arrival,
) -> Result<Call<'a>, Failure> {
    let caller = Caller::authenticate(store, meta, arrival.authorization())?;
    store.limits.call(caller.app, meta, store.now)?;
    Ok(Call { store: *store, caller, meta, body_len: arrival.body_len })
}

fn request<E: Endpoint>(arrival: Arrival) -> Result<(E, Option<Bytes>), Failure> {
    let meta = const { &E::META };
    let (arrived, file) = arrival.arrived(meta)?;
    let request = wire::join(arrived).map_err(|error| not_joined(meta, error))?;
    Ok((request, file))
}

#[inline(never)]
fn not_joined(meta: &Meta, error: wire::JoinError) -> Failure {
    Failure::joining(error, |field| {
        let is_json = meta.body == lark_api::Body::Json;
        !is_json || meta.is_path_field(field) || meta.is_query_field(field)
    })
}

fn json<E: Endpoint>(data: &E::Response) -> Response<Body> {
    with_json(answer::success(&E::META, data))
}

#[inline(never)]
fn with_json(body: Vec<u8>) -> Response<Body> {
    answer::with_type(StatusCode::OK, JSON, Body::from(body))
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    }
}
