//! Five thousand messages through a bad network, and senders that are killed: each is there once.

mod proxy;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    process::{Child, Command, Stdio},
    time::Duration,
};

use lark_api::{
    Auth,
    ids::AppId,
    im::{
        chats::CreateChat,
        messages::{Container, ListMessages, SendMessage},
    },
};
use lark_client::{
    Client, Credentials, Secret,
    http::{BaseUrls, HttpTransport, Network},
};
use serde_json::Value;

use crate::workspace::{Ran, Served, Workspace, text};
pub use proxy::{Fault, Proxy};

const SEED: u64 = 20_260_105;
const CHATS: usize = 250;
const ROUNDS: usize = 20;
/// A round that is not over by then never will be.
const RUNS: usize = 12;

/// A served sandbox, spoken to without anything in between.
struct Direct {
    client: Client,
    chats: Vec<String>,
}

impl Direct {
    fn new(served: &Served, chats: usize) -> Self {
        let base = BaseUrls::single(&text(&served.line["base_url"])).unwrap();
        let credentials = Credentials {
            app_id: Some(AppId::unchecked(text(&served.line["app_id"]))),
            app_secret: Some(Secret::new(text(&served.line["app_secret"])).into()),
            ..Credentials::default()
        };
        let transport = HttpTransport::new(base, "test", &Network::default());
        let client = Client::new(Box::new(transport), Auth::Bot, credentials);
        let chat = |n: usize| {
            let request = CreateChat { name: Some(format!("Chat {n}")), ..CreateChat::default() };
            client.call(&request).unwrap().chat_id.expect("it has an id").to_string()
        };
        let chats = (0..chats).map(chat).collect();
        Self { client, chats }
    }

    /// How often a chat has each text.
    fn texts(&self, chat: &str) -> BTreeMap<String, usize> {
        let request = ListMessages {
            container_id_type: Container::Chat,
            container_id: chat.to_owned(),
            start_time: None,
            end_time: None,
            sort_type: None,
            page_size: Some(50),
            page_token: None,
            card_msg_content_type: None,
            only_thread_root_messages: None,
            with_sender_name: None,
        };
        let mut texts = BTreeMap::new();
        for page in self.client.pages(request) {
            for message in page.unwrap().items {
                let content: Value = serde_json::from_str(&message.body.content).unwrap();
                let text = content["text"].as_str().unwrap_or_default().to_owned();
                *texts.entry(text).or_default() += 1;
            }
        }
        texts
    }
}

/// One command to many chats, and what its runs said.
struct Round<'a> {
    number: usize,
    workspace: &'a Workspace,
    environment: [(&'static str, String); 4],
    targets: &'a str,
    proxy: &'a Proxy,
}

impl Round<'_> {
    fn key(&self) -> String {
        format!("round-{}", self.number)
    }

    fn what(&self) -> String {
        format!("message {}", self.number)
    }

    fn start(&self) -> Child {
        let mut command: Command = self.workspace.bare();
        command.envs(self.environment.clone());
        command.env("LARK_CLI_BASE_URL", self.proxy.base_url());
        command.env("LARK_CLI_RETRY_PAUSE", "1");
        command.args(["im", "send-message", "--as", "bot", "--pace", "off"]);
        command.args(["--to-file", self.targets, "--text", &self.what()]);
        command.args(["--idempotency-key", &self.key()]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Is killed when so many messages have come by; whatever it was doing is left as it is.
    fn killed(&self, after: usize) {
        let alarm = self.proxy.alarm_after(after);
        let mut child = self.start();
        alarm.recv_timeout(Duration::from_secs(30)).expect("so many messages are sent");
        child.kill().unwrap();
        child.wait_with_output().unwrap();
    }

    /// Runs until each chat was said to have it; gives what was unknown on the way, by its chat.
    fn finish(&self) -> HashMap<String, Unknown> {
        let (mut unknown, mut sent) = (HashMap::new(), HashSet::new());
        for _ in 0..RUNS {
            let ran = Ran::of(self.start().wait_with_output().unwrap());
            let answer: Value = serde_json::from_str(&ran.stdout).expect(&ran.stderr);
            let rows = answer["data"]["results"].as_array().unwrap();
            assert_eq!(rows.len(), CHATS);
            assert_eq!(ran.code, i32::from(rows.iter().any(|row| row["ok"] == false)));
            for row in rows {
                let target = text(&row["target"]);
                match row["outcome"].as_str() {
                    Some("sent") => drop(sent.insert(target)),
                    Some("unknown") => {
                        assert_eq!(text(&row["error"]["idempotency_key"]), self.key());
                        let uuid = text(&row["error"]["uuid"]);
                        unknown.insert(target, Unknown { uuid });
                    }
                    // Too many, whenever it was asked: nothing was sent.
                    _ => assert_eq!(row["error"]["subtype"], "rate_limit", "{row}"),
                }
            }
            if sent.len() == CHATS {
                return unknown;
            }
        }
        panic!("round {} is not over after {RUNS} runs", self.number);
    }
}

struct Unknown {
    uuid: String,
}

#[test]
fn of_five_thousand_messages_through_a_bad_network_each_is_there_once() {
    let workspace = Workspace::new();
    let flags = ["--memory", "--port", "0", "--limits", "off"];
    let served = Served::start(&workspace, &flags);
    let direct = Direct::new(&served, CHATS);
    let proxy = Proxy::seeded(&served.address(), SEED);
    let targets = workspace.file("targets.txt", direct.chats.join("\n").as_bytes());
    let mut unknown = 0;
    for number in 0..ROUNDS {
        let environment = served.environment();
        let round =
            Round { number, workspace: &workspace, environment, targets: &targets, proxy: &proxy };
        // Every other sender is killed, early or late, some of them twice.
        if number % 2 == 0 {
            round.killed(1 + number * 13);
        }
        if number % 4 == 0 {
            round.killed(20 + number * 7);
        }
        let left = round.finish();
        unknown += left.len();
        // What settles it is the uuid, whoever calls with it: the message is the one there is.
        for (chat, Unknown { uuid }) in left.iter().take(2) {
            let request = SendMessage {
                receive_id_type: "chat_id".into(),
                receive_id: chat.clone(),
                msg_type: "text".into(),
                content: r#"{"text":"a second one"}"#.to_owned(),
                uuid: Some(uuid.clone()),
            };
            let message = direct.client.call(&request).unwrap();
            assert!(message.body.content.contains(&round.what()), "{message:?}");
        }
    }
    let done = proxy.done();
    let expected: BTreeMap<String, usize> =
        (0..ROUNDS).map(|number| (format!("message {number}"), 1)).collect();
    for chat in &direct.chats {
        let mut texts = direct.texts(chat);
        texts.retain(|text, _| text.contains("message"));
        assert_eq!(texts, expected, "{chat}");
    }
    let faults: usize =
        done.iter().filter(|(fault, _)| **fault != Fault::None).map(|(_, n)| n).sum();
    let all: usize = done.values().sum();
    assert!(faults * 4 > all, "{done:?}");
    assert!(unknown > 0, "such a network leaves something open: {done:?}");
}
