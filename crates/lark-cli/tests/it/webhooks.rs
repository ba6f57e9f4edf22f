//! Sending through a group's webhook.

use std::{io::Read, net::TcpListener, sync::mpsc, thread};

use serde_json::{Value, json};

use crate::{
    media::GIF,
    workspace::{Ran, Served, Workspace, text, words},
};

/// The webhooks of the workspace's sandbox: one that takes anything, one that wants signatures.
fn hooks(workspace: &Workspace) -> [Value; 2] {
    let info = workspace.data("sandbox info");
    [info["webhooks"][0].clone(), info["webhooks"][1].clone()]
}

/// Sends as who has nothing set up: no profile, no app, no login.
fn send(workspace: &Workspace, url: &str, secret: Option<&str>, more: &[&str]) -> Ran {
    let mut command = workspace.bare();
    command.args(["im", "send-message", "--webhook-env", "HOOK"]).env("HOOK", url);
    if let Some(secret) = secret {
        command.args(["--webhook-secret-env", "HOOK_SECRET"]).env("HOOK_SECRET", secret);
    }
    Ran::of(command.args(more).output().unwrap())
}

fn newest(workspace: &Workspace, chat: &Value) -> Value {
    let line = format!(
        "im messages list --container-id-type chat --container-id {} --sort-type ByCreateTimeDesc --page-size 1 --as user",
        text(chat)
    );
    workspace.data(&line)["items"][0].take()
}

#[test]
fn every_form_a_webhook_takes_goes_out_without_an_app_or_a_login() {
    let workspace = Workspace::new();
    let [hook, _] = hooks(&workspace);
    let url = text(&hook["url"]);
    let image = workspace.file("dot.gif", GIF);
    let key =
        text(&workspace.data(&format!("im upload-image --image {image} --as bot"))["image_key"]);
    let chat = text(&hook["chat_id"]);
    let post = json!({ "title": "T", "content": [[{ "tag": "text", "text": "x" }]] }).to_string();
    let card = json!({ "elements": [{ "tag": "hr" }] }).to_string();
    for (more, kind) in [
        (["--text", "The build is green"], "text"),
        (["--markdown", "**green**, @all"], "post"),
        (["--markdown", "| a |\n|---|\n| 1 |"], "interactive"),
        (["--post", &post], "post"),
        (["--card", &card], "interactive"),
        (["--image", &key], "image"),
    ] {
        let sent = send(&workspace, &url, None, &more).ok();
        let expected =
            json!({ "outcome": "sent", "webhook": "sandbox", "signed": false, "messages": 1 });
        assert_eq!(sent["data"], expected);
        assert_eq!(newest(&workspace, &hook["chat_id"])["msg_type"], kind);
    }
    let plan = send(&workspace, &url, None, &["--share-chat", &chat, "--dry-run"]).ok();
    assert_eq!(plan["data"]["api"][0]["body"]["content"], json!({ "share_chat_id": chat }));
    for more in
        [["--file", &image], ["--image", &image], ["--share-user", "ou_1"], ["--audio", "file_1"]]
    {
        let error = send(&workspace, &url, None, &more).error(2);
        assert_eq!(error["param"], "--webhook", "{more:?}");
    }
    assert_eq!(newest(&workspace, &hook["chat_id"])["msg_type"], "image");
}

#[test]
fn a_webhook_that_wants_signatures_gets_them() {
    let workspace = Workspace::new();
    let served = Served::now(&workspace, &["--port", "0", "--limits", "off"]);
    let [_, hook] = hooks(&workspace);
    let (url, secret) = (text(&hook["url"]), text(&hook["secret"]));
    assert!(url.starts_with(&text(&served.line["base_url"])), "{url}");
    let say = ["--text", "signed"];
    let sent = send(&workspace, &url, Some(&secret), &say).ok();
    assert_eq!(sent["data"]["signed"], true);
    assert_eq!(
        text(&newest(&workspace, &hook["chat_id"])["body"]["content"]),
        "{\"text\":\"signed\"}"
    );
    for wrong in [None, Some("another")] {
        let error = send(&workspace, &url, wrong, &["--text", "unsigned"]).error(1);
        assert_eq!(error["code"], 19_021);
        assert!(text(&error["hint"]).contains("--webhook-secret-env"), "{error}");
    }
    assert_eq!(
        text(&newest(&workspace, &hook["chat_id"])["body"]["content"]),
        "{\"text\":\"signed\"}"
    );
    let gone = format!("{}x", url);
    let error = send(&workspace, &gone, None, &say).error(1);
    assert_eq!(error["code"], 19_001);
    assert!(text(&error["hint"]).contains("copy its address"), "{error}");
}

#[test]
fn the_sixth_in_a_second_is_refused_and_not_repeated() {
    let workspace = Workspace::new();
    let _served = Served::start(&workspace, &["--port", "0", "--limits", "real"]);
    let [hook, _] = hooks(&workspace);
    let url = text(&hook["url"]);
    for _ in 0..5 {
        send(&workspace, &url, None, &["--text", "again"]).ok();
    }
    let error = send(&workspace, &url, None, &["--text", "once more"]).error(1);
    assert_eq!((&error["code"], &error["subtype"]), (&json!(11_232), &json!("rate_limit")));
    assert!(text(&error["hint"]).contains("nothing was sent"), "{error}");
}

#[test]
fn a_lost_answer_is_an_unknown_outcome_and_the_call_is_not_repeated() {
    let workspace = Workspace::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, calls) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 64 * 1024];
            let _ = stream.read(&mut bytes);
            let _ = sender.send(());
        }
    });
    let url = format!("http://{address}/open-apis/bot/v2/hook/s3same-token");
    let error = send(&workspace, &url, None, &["--text", "x"]).error(4);
    assert_eq!(error["subtype"], "outcome_unknown");
    assert!(text(&error["hint"]).contains("look in the group"), "{error}");
    assert_eq!(calls.try_iter().count(), 1);
    let journal = workspace.data("journal --limit 1");
    assert_eq!(journal["entries"][0]["result"], "unknown", "{journal}");
    assert!(!journal.to_string().contains("s3same"), "{journal}");
}

#[test]
fn the_address_and_the_secret_are_shown_nowhere() {
    let workspace = Workspace::new();
    let [hook, _] = hooks(&workspace);
    let (url, token) = (text(&hook["url"]), text(&hook["token"]));
    let run = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = workspace.bare();
        command
            .args(arguments)
            .envs(environment.iter().copied())
            .env("HOOK", &url)
            .env("KEY", "s3same");
        let ran = Ran::of(command.output().unwrap());
        for secret in [token.as_str(), "s3same"] {
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{ran:?}");
        }
        ran
    };
    let line =
        ["im", "send-message", "--webhook", &url, "--text", "hi", "--webhook-secret-env", "KEY"];
    let plan = run(&[&line[..], &["--dry-run"]].concat(), &[]).ok();
    assert_eq!(plan["data"]["api"][0]["url"], "/open-apis/bot/v2/hook/<token>");
    assert_eq!(plan["data"]["api"][0]["body"]["sign"], "<sign>");
    run(&[&line[..], &["--dry-run", "--format", "pretty"]].concat(), &[]);
    run(&line, &[]).ok();
    run(&line, &[("LARK_CLI_READ_ONLY", "true")]).error(6);
    run(&line, &[("LARK_CLI_ALLOW_CHATS", "oc_1")]).error(6);
    run(&line, &[("LARK_CLI_DENY_COMMANDS", "im send-message")]).error(6);
    run(&line, &[("LARK_CLI_DENY_COMMANDS", "bot.hook.post")]).error(6);
    let project = workspace.file(".lark-cli.toml", b"read_only = true\n");
    run(&line, &[]).error(6);
    std::fs::remove_file(project).unwrap();
    run(&[&line[..], &["--chat-id", "oc_1"]].concat(), &[]).error(2);
    run(&[&line[..], &["--idempotency-key", "k"]].concat(), &[]).error(2);
    let nobody = format!("http://127.0.0.1:9/open-apis/bot/v2/hook/{token}");
    run(&["im", "send-message", "--webhook", &nobody, "--text", "hi"], &[]).error(4);
    for bad in [
        format!("http://open.feishu.cn/open-apis/bot/v2/hook/{token}"),
        format!("https://me:{token}@open.feishu.cn/open-apis/bot/v2/hook/{token}"),
        format!("https://open.feishu.cn/open-apis/bot/v2/hook/{token}/x"),
        format!("https://open.feishu.cn/open-apis/bot/v2/hook/{token}?x=1"),
        format!("https://open.feishu.cn/{token}"),
        token.clone(),
    ] {
        let error = run(&["im", "send-message", "--webhook", &bad, "--text", "hi"], &[]).error(2);
        assert_eq!(error["param"], "--webhook", "{error}");
    }
    run(&words("journal --format json").iter().map(String::as_str).collect::<Vec<_>>(), &[]).ok();
    let journal = std::fs::read_dir(workspace.path("data")).unwrap();
    for file in journal.flatten().filter(|file| file.path().is_file()) {
        let kept = std::fs::read(file.path()).unwrap();
        assert!(!String::from_utf8_lossy(&kept).contains(&token), "{:?}", file.path());
    }
}

#[test]
fn who_says_sandbox_reaches_nobody_outside_of_it() {
    let workspace = Workspace::new();
    let line =
        "im send-message --webhook https://open.feishu.cn/open-apis/bot/v2/hook/abc --text hi";
    let error = workspace.error(line, 2);
    assert!(text(&error["hint"]).contains("sandbox info"), "{error}");
    let missing = workspace.error("im send-message --webhook-env NO_SUCH --text hi", 2);
    assert_eq!(missing["param"], "--webhook-env");
    let lone = workspace.error("im send-message --webhook-secret-env HOME --text hi", 2);
    assert_eq!(lone["param"], "--webhook-secret-env");
}
