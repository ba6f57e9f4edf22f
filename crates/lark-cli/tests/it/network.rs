//! What stands between here and a server: proxies, certificates, timeouts.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::workspace::{Workspace, run_with, text};

const AUTHORITY: &str = include_str!("certificates/authority.pem");
const SERVER: &[u8] = include_bytes!("certificates/server.pem");
const KEY: &[u8] = include_bytes!("certificates/server.key.pem");

const APP: [(&str, &str); 2] =
    [("LARK_CLI_APP_ID", "cli_a1b2c3d4e5f60718"), ("LARK_CLI_APP_SECRET", "s3cret")];

/// A call that is made once, whatever becomes of it.
const UNREPEATED: &str = "api POST /open-apis/x/v1/y --as bot";

/// What a server was asked first.
struct Asked(Receiver<Vec<u8>>);

impl Asked {
    fn first(&self) -> Vec<u8> {
        self.0.recv_timeout(Duration::from_secs(10)).expect("nobody asked")
    }
}

/// Takes one connection, and tells what its first bytes were.
fn once(talk: impl FnOnce(TcpStream) -> Vec<u8> + Send + 'static) -> (SocketAddr, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(talk(listener.accept().unwrap().0)));
    (address, Asked(receiver))
}

/// All up to the end of the headers; of what is not HTTP, the first bytes.
fn first_bytes(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut part = [0; 1024];
    while let Ok(length @ 1..) = stream.read(&mut part) {
        bytes.extend_from_slice(&part[..length]);
        let is_http = bytes[0].is_ascii_uppercase();
        if !is_http || bytes.windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    bytes
}

fn run(workspace: &Workspace, more: &[(&str, &str)]) -> crate::workspace::Ran {
    run_with(workspace, "im list-chats --as bot", APP.iter().chain(more).copied())
}

#[test]
fn a_proxy_of_the_profile_is_asked_and_its_password_is_not_shown() {
    let workspace = Workspace::new();
    let (address, asked) = once(|mut stream| {
        let bytes = first_bytes(&stream);
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n");
        bytes
    });
    let proxy = format!("http://me:s3same@{address}");
    let ran = run(&workspace, &[("LARK_CLI_PROXY", &proxy)]);
    assert_eq!(ran.error(4)["type"], "network");
    let asked = String::from_utf8(asked.first()).unwrap();
    assert!(asked.starts_with("CONNECT open.feishu.cn:443 "), "{asked}");
    let shown = run_with(
        &workspace,
        "config show --origin",
        APP.iter().copied().chain([("LARK_CLI_PROXY", proxy.as_str())]),
    );
    assert!(!shown.stdout.contains("s3same") && shown.stdout.contains("****@"), "{}", shown.stdout);
}

#[test]
fn a_socks_proxy_is_spoken_to_in_its_own_language() {
    let workspace = Workspace::new();
    let (address, asked) = once(first_bytes);
    // An address, so that no name has to be looked up first.
    let environment = [
        ("LARK_CLI_BASE_URL", "https://192.0.2.1".to_owned()),
        ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-1".to_owned()),
        ("LARK_CLI_PROXY", format!("socks5://{address}")),
    ];
    run_with(&workspace, UNREPEATED, environment).error(4);
    assert_eq!(asked.first().first(), Some(&5));
}

#[test]
fn proxies_can_be_left_out_for_all_hosts_or_for_some() {
    let workspace = Workspace::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    // An address that belongs to nobody, so that no name has to be looked up first.
    let nobody = [
        ("LARK_CLI_BASE_URL", "https://192.0.2.1"),
        ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-1"),
        ("LARK_CLI_CONNECT_TIMEOUT", "1"),
    ];
    for without in
        [("LARK_CLI_NO_PROXY", "1"), ("NO_PROXY", "a.example,192.0.2.1"), ("LARK_CLI_PROXY", "off")]
    {
        let proxies = [("LARK_CLI_PROXY", proxy.as_str()), ("HTTPS_PROXY", &proxy)];
        let environment = nobody.iter().chain(&proxies).chain([&without]).copied();
        run_with(&workspace, UNREPEATED, environment).error(4);
        assert!(listener.accept().is_err(), "{without:?}: the proxy was asked");
    }
}

/// A server whose certificate only the test's own authority vouches for.
fn tls_server() -> (SocketAddr, Asked) {
    once(|stream| {
        let certificate = CertificateDer::from_pem_slice(SERVER).unwrap();
        let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let bytes = first_bytes(&mut stream);
        let answer = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 34\r\nconnection: close\r\n\r\n{\"code\":10014,\"msg\":\"no such app\"}";
        let _ = stream.write_all(answer);
        bytes
    })
}

#[test]
fn a_certificate_bundle_is_trusted_beside_the_machines_own() {
    let workspace = Workspace::new();
    let bundle = workspace.file("authority.pem", AUTHORITY.as_bytes());
    let (address, _refused) = tls_server();
    let base = format!("https://localhost:{}", address.port());
    assert_eq!(run(&workspace, &[("LARK_CLI_BASE_URL", &base)]).error(4)["subtype"], "tls");
    let (address, asked) = tls_server();
    let base = format!("https://localhost:{}", address.port());
    let ran = run(&workspace, &[("LARK_CLI_BASE_URL", &base), ("LARK_CLI_CA_BUNDLE", &bundle)]);
    assert_eq!(ran.error(3)["code"], 10014, "the server was believed and its answer read");
    assert!(asked.first().starts_with(b"POST /open-apis/auth/"));
}

#[test]
fn a_bundle_that_is_none_is_refused_by_name() {
    let workspace = Workspace::new();
    let nothing = workspace.file("nothing.pem", b"hello");
    let damaged = workspace.file("damaged.pem", AUTHORITY.replace("MII", "!!!").as_bytes());
    let absent = workspace.path("absent.pem").display().to_string();
    for path in [nothing, damaged, absent] {
        let error = run(&workspace, &[("LARK_CLI_CA_BUNDLE", &path)]).error(3);
        assert_eq!(error["subtype"], "invalid_setting", "{path}");
        assert!(text(&error["message"]).contains("LARK_CLI_CA_BUNDLE"));
    }
    assert!(fs::read_dir(workspace.path("data/tokens")).is_err(), "nothing was minted");
}

#[test]
fn a_server_that_says_nothing_is_given_up_when_told() {
    let workspace = Workspace::new();
    let (address, asked) = once(|mut stream| {
        let bytes = first_bytes(&stream);
        // Until the other side hangs up.
        let _ = stream.read(&mut [0; 64]);
        bytes
    });
    let base = format!("http://{address}");
    let environment = [
        ("LARK_CLI_BASE_URL", base.as_str()),
        ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-1"),
        ("LARK_CLI_TIMEOUT", "1"),
    ];
    let ran = run_with(&workspace, UNREPEATED, environment);
    assert_eq!(ran.error(4)["subtype"], "outcome_unknown");
    assert!(asked.first().starts_with(b"POST /open-apis/x/v1/y"));
}

#[test]
fn a_send_to_a_host_that_does_not_exist_was_not_sent() {
    let workspace = Workspace::new();
    let environment =
        [("LARK_CLI_BASE_URL", "https://nobody.invalid"), ("LARK_CLI_TENANT_ACCESS_TOKEN", "t-1")];
    let ran =
        run_with(&workspace, "im send-message --chat-id oc_1 --text hi --as bot", environment);
    assert_eq!(ran.error(4)["subtype"], "dns");
    assert!(!workspace.path("data/journal").exists());
}
