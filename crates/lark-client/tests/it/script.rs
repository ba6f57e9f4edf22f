//! A transport, a clock and a randomness that do what they are told, and remember what was done.

use std::{
    collections::VecDeque,
    io::{Cursor, Read},
    sync::{Arc, Mutex},
    time::Duration,
};

use lark_api::{Auth, Host, ids::AppId, im::messages::SendMessage};
use lark_client::{
    Client, Credentials, Secret,
    clock::{Clock, Random},
    transport::{Reply, Request, RequestBody, Sent, Transport, TransportError, TransportErrorKind},
};

/// What one exchange does.
#[derive(Clone)]
pub enum Step {
    Answer(u16, &'static str),
    AnswerWith(u16, &'static str, &'static [(&'static str, &'static str)]),
    Broken(TransportErrorKind, Sent),
}

pub const SENT: Step = Step::AnswerWith(
    200,
    r#"{"code":0,"msg":"success","data":{"message_id":"om_1","chat_id":"oc_1","create_time":"1000","surprise":1}}"#,
    &[("x-tt-logid", "log-1"), ("date", "Thu, 01 Jan 1970 00:00:02 GMT")],
);
pub const TOKEN: Step =
    Step::Answer(200, r#"{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":7200}"#);
pub const LOST: Step = Step::Broken(TransportErrorKind::Reset, Sent::Maybe);

/// One request as it went out.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub line: String,
    pub authorization: Option<String>,
    pub body: String,
}

#[derive(Default)]
struct State {
    steps: VecDeque<Step>,
    seen: Vec<Seen>,
    slept: Vec<Duration>,
    now: i64,
    /// By how many seconds the clock jumps whenever somebody sleeps.
    jump: i64,
}

#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<State>>);

impl Script {
    pub fn new(steps: &[Step]) -> Self {
        let script = Self::default();
        script.0.lock().unwrap().steps = steps.iter().cloned().collect();
        script
    }

    pub fn where_a_pause_takes(self, seconds: i64) -> Self {
        self.0.lock().unwrap().jump = seconds;
        self
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.0.lock().unwrap().seen.clone()
    }

    pub fn slept(&self) -> Vec<u64> {
        let state = self.0.lock().unwrap();
        state.slept.iter().map(|time| u64::try_from(time.as_millis()).unwrap()).collect()
    }

    pub fn steps_left(&self) -> usize {
        self.0.lock().unwrap().steps.len()
    }

    pub fn add(&self, steps: &[Step]) {
        self.0.lock().unwrap().steps.extend(steps.iter().cloned());
    }

    /// A client with an app's credentials, acting as its bot.
    pub fn bot(&self) -> Client {
        self.client(
            Auth::Bot,
            Credentials {
                app_id: Some(AppId::unchecked("cli_1")),
                app_secret: Some(Secret::new("s3cret").into()),
                ..Credentials::default()
            },
        )
    }

    pub fn client(&self, identity: Auth, credentials: Credentials) -> Client {
        Client::new(Box::new(self.clone()), identity, credentials)
            .with_clock(Box::new(self.clone()))
            .with_random(Box::new(Ones))
    }
}

impl Transport for Script {
    fn base_url(&self, _: Host) -> &str {
        "http://127.0.0.1:1"
    }

    fn send(&self, request: Request<'_>) -> Result<Reply, TransportError> {
        let body = match request.body {
            RequestBody::Empty => String::new(),
            RequestBody::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
            RequestBody::Stream { length, mut reader } => {
                let mut bytes = Vec::new();
                reader.read_to_end(&mut bytes).map_err(|error| TransportError {
                    kind: TransportErrorKind::Source,
                    sent: Sent::No,
                    message: error.to_string(),
                })?;
                assert_eq!(bytes.len() as u64, length);
                String::from_utf8(bytes).unwrap()
            }
        };
        let header =
            |name| request.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
        let mut state = self.0.lock().unwrap();
        state.seen.push(Seen {
            line: format!("{} {}", request.method.as_str(), request.path_and_query),
            authorization: header("authorization"),
            body,
        });
        let (status, text, headers) = match state.steps.pop_front().expect("no more was scripted") {
            Step::Answer(status, text) => (status, text, &[][..]),
            Step::AnswerWith(status, text, headers) => (status, text, headers),
            Step::Broken(kind, sent) => {
                return Err(TransportError { kind, sent, message: "broken".to_owned() });
            }
        };
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Ok(Reply { status, headers, body: Box::new(Cursor::new(text)) })
    }
}

impl Clock for Script {
    fn now(&self) -> i64 {
        self.0.lock().unwrap().now
    }

    fn elapsed(&self) -> u64 {
        self.slept().iter().sum()
    }

    fn sleep(&self, time: Duration) {
        let mut state = self.0.lock().unwrap();
        state.now += state.jump * 1000;
        state.slept.push(time);
    }
}

struct Ones;

impl Random for Ones {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0x11);
    }
}

/// A send without a uuid of its own.
pub fn send() -> SendMessage {
    SendMessage {
        receive_id_type: "chat_id".into(),
        receive_id: "oc_1".to_owned(),
        msg_type: "text".into(),
        content: r#"{"text":"hi"}"#.to_owned(),
        uuid: None,
    }
}
