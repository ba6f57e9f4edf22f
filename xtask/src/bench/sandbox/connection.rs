//! A connection that is kept: one request after the other, with next to no work on this side.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use crate::shell::Result;

/// A page of history comes in one piece; reading it in two is work that the server lacks.
const ANSWER: usize = 64 * 1024;

pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Connection {
    /// Connects to `host:port`.
    pub(super) fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::with_capacity(ANSWER, stream),
            line: String::new(),
            body: Vec::new(),
        })
    }

    /// The body that a request is answered with; an error unless the status is 200.
    pub(super) fn ask(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.get_mut().write_all(request)?;
        let status = self.read_line()?.to_owned();
        let mut length = 0;
        loop {
            let line = self.read_line()?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)?;
        if status.split(' ').nth(1) != Some("200") {
            let body = String::from_utf8_lossy(&self.body);
            return Err(format!("answered `{status}`: {body}").into());
        }
        Ok(&self.body)
    }

    fn read_line(&mut self) -> Result<&str> {
        self.line.clear();
        match self.stream.read_line(&mut self.line)? {
            0 => Err("the connection was closed".into()),
            _ => Ok(self.line.trim_end()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    #[test]
    fn one_connection_carries_many_answers_and_tells_refusals() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in ["200 OK\r\nContent-Length: 2\r\n\r\nhi", "400 No\r\n\r\n"] {
                let mut request = [0; 4];
                stream.read_exact(&mut request).unwrap();
                stream.write_all(format!("HTTP/1.1 {answer}").as_bytes()).unwrap();
            }
        });
        let mut connection = Connection::open(&address).unwrap();
        assert_eq!(connection.ask(b"one\n").unwrap(), b"hi");
        assert!(connection.ask(b"two\n").unwrap_err().to_string().contains("400 No"));
        server.join().unwrap();
    }
}
