//! Just enough HTTP to ask the served sandbox a question.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::Value;

use crate::shell::Result;

/// The JSON that `GET base_url + path` answers.
pub(super) fn get(base_url: &str, path: &str, token: &str) -> Result<Value> {
    ask(base_url, &format!("GET {path}"), token, "")
}

/// The JSON that `POST base_url + path` answers.
pub(super) fn post(base_url: &str, path: &str, token: &str, body: &Value) -> Result<Value> {
    ask(base_url, &format!("POST {path}"), token, &body.to_string())
}

fn ask(base_url: &str, what: &str, token: &str, body: &str) -> Result<Value> {
    let host = base_url.strip_prefix("http://").ok_or("the sandbox is served without TLS")?;
    let host = host.trim_end_matches('/');
    let mut stream = TcpStream::connect(host)?;
    // Version 1.0, so that the answer ends with the connection and comes in one piece.
    let request = format!(
        "{what} HTTP/1.0\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the answer has no body")?;
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        return Err(format!("{what} answered `{status}`").into());
    }
    Ok(serde_json::from_str(body)?)
}

#[cfg(test)]
mod tests {
    use std::{io::BufRead, net::TcpListener, thread};

    use super::*;

    /// Answers one request with `answer` and gives back the lines of the request.
    fn serve(answer: &'static str) -> (String, thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = std::io::BufReader::new(stream.try_clone().unwrap()).lines();
            let request =
                lines.map(|line| line.unwrap()).take_while(|line| !line.is_empty()).collect();
            stream.write_all(answer.as_bytes()).unwrap();
            request
        });
        (base_url, server)
    }

    #[test]
    fn the_answers_body_is_read_and_the_token_is_sent() {
        let answer = "HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{\"requests\":7}";
        let (base_url, server) = serve(answer);
        let stats = get(&base_url, "/sandbox/stats", "secret").unwrap();
        assert_eq!(stats["requests"], 7);
        let request = server.join().unwrap();
        assert_eq!(request[0], "GET /sandbox/stats HTTP/1.0");
        assert_eq!(request[2], "Authorization: Bearer secret");
    }

    #[test]
    fn what_is_posted_arrives_with_its_length() {
        let (base_url, server) = serve("HTTP/1.0 200 OK\r\n\r\n{}");
        post(&base_url, "/sandbox/consent", "secret", &serde_json::json!({ "a": 1 })).unwrap();
        let request = server.join().unwrap();
        assert_eq!(request[0], "POST /sandbox/consent HTTP/1.0");
        assert!(request.contains(&"Content-Length: 7".to_owned()), "{request:?}");
    }

    #[test]
    fn a_refusal_is_an_error() {
        let (base_url, server) = serve("HTTP/1.0 401 Unauthorized\r\n\r\n{}");
        let error = get(&base_url, "/sandbox/stats", "wrong").unwrap_err().to_string();
        assert_eq!(error, "GET /sandbox/stats answered `HTTP/1.0 401 Unauthorized`");
        server.join().unwrap();
    }
}
