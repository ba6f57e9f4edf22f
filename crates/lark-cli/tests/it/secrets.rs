//! No secret leaves its place, whatever is done.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{at_once::LoggedIn, workspace::text};

/// Where secrets are kept: these directories of the data directory, and nowhere else.
const PLACES: &[&str] = &["secrets", "logins", "tokens", "sandbox"];

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    found.flatten().collect()
}

struct Story {
    login: LoggedIn,
    secrets: Vec<(&'static str, String)>,
}

impl Story {
    fn begin() -> Self {
        let login = LoggedIn::new();
        let app_secret = text(&login.served.line["app_secret"]);
        Self { login, secrets: vec![("the app secret", app_secret)] }
    }

    /// Notes the tokens that are kept now.
    fn note_tokens(&mut self) {
        let login = self.login.login();
        self.secrets.push(("an access token", text(&login["access_token"])));
        self.secrets.push(("a refresh token", text(&login["refresh_token"])));
        for file in files(&self.login.workspace.path("data/tokens")) {
            let kept: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            self.secrets.push(("a bot's token", text(&kept["token"])));
        }
    }

    /// Everything that is not where secrets belong.
    fn elsewhere(&self) -> Vec<(String, String)> {
        let home = self.login.workspace.path("");
        let is_place = |path: &Path| {
            PLACES.iter().any(|place| path.starts_with(home.join("data").join(place)))
        };
        let files = files(&home).into_iter().filter(|path| !is_place(path));
        let of_file = |path: PathBuf| {
            let bytes = fs::read(&path).unwrap();
            (path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned())
        };
        let mut all: Vec<_> = files.map(of_file).collect();
        let printed = self.login.printed.borrow();
        all.extend(printed.iter().map(|text| ("what was printed".to_owned(), text.clone())));
        all
    }
}

#[test]
fn nothing_secret_is_printed_or_written_but_in_its_place() {
    let mut story = Story::begin();
    let begun: Value = serde_json::from_str(&story.login.printed.borrow()[1]).unwrap();
    let device_code = text(&begun["data"]["device_code"]);
    let run = |story: &Story, line: &str| story.login.run(line);
    let chat = run(&story, "im list-chats --as bot").ok()["data"]["chats"][0]["chat_id"].clone();
    let send = format!("im send-message --chat-id {} --text hi", text(&chat));
    run(&story, &format!("{send} --as user")).ok();
    run(&story, &format!("{send} --as bot")).ok();
    story.note_tokens();

    story.login.admin("POST /sandbox/clock", &json!({ "advance_seconds": 3 * 60 * 60 }));
    run(&story, &format!("{send} --as user")).ok();
    run(&story, &format!("{send} --as bot --format pretty"));
    story.note_tokens();
    let distinct: std::collections::HashSet<_> =
        story.secrets.iter().map(|(_, secret)| secret).collect();
    assert_eq!(distinct.len(), 7, "the app's secret, and three tokens before and after");

    for line in [
        &format!("{send} --as user --dry-run"),
        &format!("{send} --as bot --dry-run --format pretty"),
        "im send-message --chat-id oc_nobody --text hi --as user",
        "im send-message --chat-id oc_nobody --text hi --as bot --format pretty",
        "api im.chats.list --as user",
        "config show --origin",
        "config get app_secret",
        "profile list",
        "auth status --verify",
        "auth list",
        "auth scopes",
        "doctor",
        "doctor --format pretty",
        "journal",
        "journal --format csv",
        "auth logout",
    ] {
        let ran = run(&story, line);
        assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty(), "{line}");
    }
    run(&story, &format!("{send} --as user")).error(3);

    let elsewhere = story.elsewhere();
    let names: Vec<_> = elsewhere.iter().map(|(name, _)| name.as_str()).collect();
    for file in ["journal.ndjson", "config.toml"] {
        assert!(names.iter().any(|name| name.ends_with(file)), "{names:?}");
    }
    for (what, secret) in &story.secrets {
        assert!(secret.len() > 10, "{what}");
        for (place, text) in &elsewhere {
            assert!(!text.contains(secret), "{what} is in {place}: {text}");
        }
    }
    let with_code = elsewhere.iter().filter(|(_, text)| text.contains(&device_code)).count();
    assert_eq!(with_code, 1, "only who began the login is told the device code");
}
