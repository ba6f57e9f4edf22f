//! What stands between a client and a server, and does to messages what networks do.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

/// What becomes of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    None,
    Late,
    LimitedWithTime,
    Limited,
    Failed,
    /// The connection ends before the server has seen the request.
    CutBefore,
    /// The server has carried it out, and nobody hears of it.
    CutAfter,
    /// The answer ends in its middle.
    Half,
}

/// Decides by the uuid of a message and how often it was tried.
type Decide = dyn Fn(&str, u32) -> Fault + Send + Sync;

pub struct Proxy {
    address: String,
    state: Arc<State>,
}

struct State {
    own: String,
    upstream: String,
    decide: Box<Decide>,
    tried: Mutex<HashMap<String, u32>>,
    done: Mutex<HashMap<Fault, usize>>,
    alarm: Mutex<Option<(usize, Sender<()>)>>,
    gate: Mutex<Option<(usize, Sender<()>)>>,
}

impl Proxy {
    pub fn new(
        upstream: &str,
        decide: impl Fn(&str, u32) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(State {
            own: address.clone(),
            upstream: upstream.to_owned(),
            decide: Box::new(decide),
            tried: Mutex::default(),
            done: Mutex::default(),
            alarm: Mutex::default(),
            gate: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                thread::spawn(move || {
                    // However it ends, the connection ends with it.
                    let _ = state.talk(client);
                });
            }
        });
        Self { address, state }
    }

    /// Three in ten messages meet with something, the same ones whenever the seed is the same.
    pub fn seeded(upstream: &str, seed: u64) -> Self {
        Self::new(upstream, move |uuid, attempt| {
            // Some failures come in bursts.
            if roll(&(seed, uuid)) % 50 == 0 && attempt < 3 {
                return Fault::Failed;
            }
            let roll = roll(&(seed, uuid, attempt));
            match roll % 1000 {
                0..60 => Fault::CutAfter,
                60..120 => Fault::Half,
                120..160 => Fault::CutBefore,
                160..200 => Fault::Failed,
                200..230 => Fault::Limited,
                230..260 => Fault::LimitedWithTime,
                260..300 => Fault::Late,
                _ => Fault::None,
            }
        })
    }

    pub fn that_loses_answers(upstream: &str) -> Self {
        Self::new(upstream, |_, _| Fault::CutAfter)
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Tells when so many more messages have come by.
    pub fn alarm_after(&self, messages: usize) -> Receiver<()> {
        let (sender, receiver) = mpsc::channel();
        *self.state.alarm.lock().unwrap() = Some((messages, sender));
        receiver
    }

    /// Lets so many more requests by, tells when another comes, and answers that one never.
    pub fn close_after(&self, requests: usize) -> Receiver<()> {
        let (sender, receiver) = mpsc::channel();
        *self.state.gate.lock().unwrap() = Some((requests, sender));
        receiver
    }

    pub fn open(&self) {
        *self.state.gate.lock().unwrap() = None;
    }

    /// How often each thing was done.
    pub fn done(&self) -> HashMap<Fault, usize> {
        self.state.done.lock().unwrap().clone()
    }
}

fn roll(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl State {
    fn talk(&self, client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let server = TcpStream::connect(&self.upstream)?;
        server.set_nodelay(true)?;
        let (mut from_client, mut from_server) =
            (BufReader::new(client.try_clone()?), BufReader::new(server.try_clone()?));
        let (mut client, mut server) = (client, server);
        while let Some(request) = read(&mut from_client)? {
            if self.is_closed() {
                // Until the client goes.
                return from_client.fill_buf().map(drop);
            }
            let fault = self.fault_of(&request);
            *self.done.lock().unwrap().entry(fault).or_default() += 1;
            match fault {
                Fault::None => {}
                Fault::Late => thread::park_timeout(Duration::from_millis(5)),
                Fault::LimitedWithTime => {
                    client.write_all(&limited("x-ogw-ratelimit-reset: 0\r\n"))?;
                    continue;
                }
                Fault::Limited => {
                    client.write_all(&limited(""))?;
                    continue;
                }
                Fault::Failed => {
                    let page = "<html>Internal Server Error</html>";
                    client.write_all(&answer("500 Internal Server Error", "", page))?;
                    continue;
                }
                Fault::CutBefore => return Ok(()),
                Fault::CutAfter | Fault::Half => {}
            }
            server.write_all(&self.readdressed(request))?;
            let Some(reply) = read(&mut from_server)? else { return Ok(()) };
            match fault {
                Fault::CutAfter => return Ok(()),
                Fault::Half => return client.write_all(&reply[..reply.len() - 40]),
                _ => client.write_all(&reply)?,
            }
        }
        Ok(())
    }

    fn is_closed(&self) -> bool {
        match &mut *self.gate.lock().unwrap() {
            None => false,
            Some((0, sender)) => {
                // Who no longer waits need not be told.
                let _ = sender.send(());
                true
            }
            Some((left, _)) => {
                *left -= 1;
                false
            }
        }
    }

    /// The server answers to its own address only.
    fn readdressed(&self, request: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8(request).expect("requests are text");
        text.replacen(&self.own, &self.upstream, 1).into_bytes()
    }

    /// Only messages meet with faults: they have a uuid.
    fn fault_of(&self, request: &[u8]) -> Fault {
        let text = String::from_utf8_lossy(request);
        let uuid = text.split_once("\"uuid\":\"").and_then(|(_, rest)| rest.split('"').next());
        let Some(uuid) = uuid else { return Fault::None };
        let attempt = {
            let mut tried = self.tried.lock().unwrap();
            let attempts = tried.entry(uuid.to_owned()).or_default();
            *attempts += 1;
            *attempts - 1
        };
        let mut alarm = self.alarm.lock().unwrap();
        if let Some((left, _)) = &mut *alarm {
            *left = left.saturating_sub(1);
        }
        if let Some((_, sender)) = alarm.take_if(|(left, _)| *left == 0) {
            // Who no longer waits need not be told.
            let _ = sender.send(());
        }
        (self.decide)(uuid, attempt)
    }
}

fn limited(header: &str) -> Vec<u8> {
    let body = r#"{"code":99991400,"msg":"request trigger frequency limit"}"#;
    answer("429 Too Many Requests", header, body)
}

fn answer(status: &str, header: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{header}content-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

/// One whole request or answer; `None` where the other side has ended.
fn read(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    loop {
        let start = bytes.len();
        if from.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes[start..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim_end().is_empty() {
            break;
        }
    }
    let head = bytes.len();
    bytes.resize(head + length, 0);
    from.read_exact(&mut bytes[head..])?;
    Ok(Some(bytes))
}
