//! A server of one file, which does to downloads what servers and networks do.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    /// Counted from 0.
    pub number: usize,
    /// Both ends are in it.
    pub range: Option<(usize, usize)>,
    pub if_range: Option<String>,
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: &'static str,
    pub headers: Vec<String>,
    pub body: Vec<u8>,
    /// So much of the body is sent, and then nothing more.
    pub stops: Option<(usize, Stop)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// The connection ends.
    Cut,
    /// It stays open, and nothing comes.
    Stall,
}

impl Reply {
    /// What a server should say about the file.
    pub fn good(ask: &Ask, bytes: &[u8], etag: &str) -> Self {
        let named = "Content-Disposition: attachment; filename=\"data.bin\"".to_owned();
        let tag = format!("ETag: {etag}");
        let is_current = ask.if_range.as_deref().is_none_or(|asked| asked == etag);
        match ask.range.filter(|_| is_current) {
            Some((first, _)) if first >= bytes.len() => Self {
                status: "416 Range Not Satisfiable",
                headers: vec![format!("Content-Range: bytes */{}", bytes.len())],
                body: Vec::new(),
                stops: None,
            },
            Some((first, last)) => {
                let last = last.min(bytes.len() - 1);
                let range = format!("Content-Range: bytes {first}-{last}/{}", bytes.len());
                Self {
                    status: "206 Partial Content",
                    headers: vec![named, tag, range],
                    body: bytes[first..=last].to_vec(),
                    stops: None,
                }
            }
            None => Self::whole(bytes, etag),
        }
    }

    pub fn whole(bytes: &[u8], etag: &str) -> Self {
        let named = "Content-Disposition: attachment; filename=\"data.bin\"".to_owned();
        let headers = vec![named, format!("ETag: {etag}")];
        Self { status: "200 OK", headers, body: bytes.to_vec(), stops: None }
    }

    pub fn stopping(self, after: usize, stop: Stop) -> Self {
        Self { stops: Some((after, stop)), ..self }
    }
}

type Answer = dyn Fn(&Ask) -> Reply + Send + Sync;

pub struct Origin {
    address: String,
    state: Arc<State>,
}

struct State {
    asked: Mutex<Vec<Ask>>,
    answer: Mutex<Arc<Answer>>,
}

impl Origin {
    pub fn new(reply: impl Fn(&Ask) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state =
            Arc::new(State { asked: Mutex::default(), answer: Mutex::new(Arc::new(reply)) });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                thread::spawn(move || state.talk(stream));
            }
        });
        Self { address, state }
    }

    /// The same server does otherwise from now on, and forgets what it was asked.
    pub fn change(&self, reply: impl Fn(&Ask) -> Reply + Send + Sync + 'static) {
        self.state.asked.lock().unwrap().clear();
        *self.state.answer.lock().unwrap() = Arc::new(reply);
    }

    pub fn asked(&self) -> Vec<Ask> {
        self.state.asked.lock().unwrap().clone()
    }

    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("LARK_CLI_BASE_URL", format!("http://{}", self.address)),
            ("LARK_CLI_APP_ID", "cli_a1b2c3d4e5f60718".to_owned()),
            ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-s3same".to_owned()),
            ("LARK_CLI_RETRY_PAUSE", "0".to_owned()),
        ]
    }
}

impl State {
    /// Answers request after request on one connection.
    fn talk(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(mut ask) = read(&mut reader) {
            {
                let mut asked = self.asked.lock().unwrap();
                ask.number = asked.len();
                asked.push(ask.clone());
            }
            let answer = Arc::clone(&self.answer.lock().unwrap());
            let reply = answer(&ask);
            let mut head = format!("HTTP/1.1 {}\r\n", reply.status);
            reply.headers.iter().for_each(|line| head.push_str(&format!("{line}\r\n")));
            if !head.contains("Content-Length") {
                head.push_str(&format!("Content-Length: {}\r\n", reply.body.len()));
            }
            let end = reply.stops.map_or(reply.body.len(), |(after, _)| after);
            let sent = reader
                .get_mut()
                .write_all(format!("{head}\r\n").as_bytes())
                .and_then(|()| reader.get_mut().write_all(&reply.body[..end]));
            match reply.stops {
                // Ends when the other side does.
                Some((_, Stop::Stall)) => drop(read(&mut reader)),
                Some((_, Stop::Cut)) => {}
                None if sent.is_ok() => continue,
                None => {}
            }
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Ask> {
    let mut ask = Ask::default();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let (name, value) = line.split_once(':').unwrap_or((line.trim(), ""));
        match name.to_ascii_lowercase().as_str() {
            "" => return Some(ask),
            "range" => {
                let (first, last) = value.trim().strip_prefix("bytes=")?.split_once('-')?;
                ask.range = Some((first.parse().ok()?, last.parse().ok()?));
            }
            "if-range" => ask.if_range = Some(value.trim().to_owned()),
            _ => {}
        }
    }
}
