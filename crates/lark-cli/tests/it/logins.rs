//! Logging in, being several people, logging out: against a served sandbox.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::{
    tried::{Reply, Scripted, Tried, http, read_json},
    workspace::{Workspace, run_with, text},
};

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(text).collect()
}

#[test]
fn a_login_in_two_steps_acts_as_the_person_who_confirmed() {
    let tried = Tried::new();
    let begun = tried.data("auth login --no-wait --scope im:chat:readonly");
    let (code, device) = (text(&begun["user_code"]), text(&begun["device_code"]));
    assert!(text(&begun["verification_url"]).ends_with(&code), "{begun}");
    let asked = "--scope 'im:chat:readonly offline_access'";
    let line = format!("auth login --device-code {device} {asked}");
    assert!(text(&begun["hint"]).ends_with(&format!("lark-cli {line}")), "{begun}");
    let early = tried.error(&format!("{line} --timeout 1"), 3);
    assert_eq!(early["subtype"], "authorization_pending");
    assert!(text(&early["hint"]).ends_with(&format!("lark-cli {line}")), "{early}");

    tried.consent(&code, None, true);
    tried.admin("POST /sandbox/clock", &json!({ "advance_seconds": 5 }));
    let done = tried.data(&line);
    assert_eq!(done["user_open_id"], tried.people()[0]["open_id"]);
    assert_eq!(
        (&done["missing"], &done["newly_granted"][0]),
        (&json!([]), &json!("im:chat:readonly"))
    );
    let answer = tried.run("im list-chats").ok();
    assert_eq!(answer["identity"], "user", "who is logged in comes before the bot");
    let status = tried.data("auth status --verify");
    assert_eq!(
        (&status["user"]["status"], &status["user"]["verified"]),
        (&json!("valid"), &json!(true))
    );
}

#[test]
fn a_login_that_waits_shows_the_page_and_ends_when_it_is_confirmed() {
    let workspace = Workspace::new();
    let server = Scripted::new(|path, before| match (path, before) {
        ("/oauth/v1/device_authorization", _) => Reply::Json(
            200,
            json!({ "device_code": "d", "user_code": "BCDF-GHJK", "interval": 1, "expires_in": 60,
                "verification_uri": "http://page", "verification_uri_complete": "http://page?c" }),
        ),
        ("/open-apis/authen/v2/oauth/token", 0) => {
            Reply::Json(400, json!({ "error": "authorization_pending" }))
        }
        ("/open-apis/authen/v2/oauth/token", _) => Reply::Json(200, tokens("1")),
        _ => Reply::Json(
            200,
            json!({ "code": 0, "data": { "name": "林晓", "open_id": "ou_1", "tenant_key": "x" } }),
        ),
    });
    let mut command = workspace.bare();
    command.args(["auth", "login"]).envs(app_at(&server.url()));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let talk = BufReader::new(child.stderr.take().unwrap());
    let lines: Vec<_> = talk.lines().take(2).map(Result::unwrap).collect();
    assert!(lines[0].ends_with("http://page?c") && lines[1].ends_with("BCDF-GHJK"), "{lines:?}");
    let output = child.wait_with_output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["data"]["user_name"], "林晓");
    let polls = server.asked().iter().filter(|request| request.contains("device_code=d")).count();
    assert_eq!(polls, 2);
}

/// What a token endpoint answers.
pub fn tokens(which: &str) -> Value {
    json!({ "code": 0, "access_token": format!("u-{which}"), "expires_in": 7200, "token_type": "Bearer",
        "refresh_token": format!("ur-{which}"), "refresh_token_expires_in": 604_800,
        "scope": "im:chat:readonly offline_access" })
}

/// A profile out of the environment, for an app at `base_url`.
pub fn app_at(base_url: &str) -> [(&'static str, String); 3] {
    [
        ("LARK_CLI_BASE_URL", base_url.to_owned()),
        ("LARK_CLI_APP_ID", "cli_a1b2c3d4e5f60718".to_owned()),
        ("LARK_CLI_APP_SECRET", "s3cret".to_owned()),
    ]
}

#[test]
fn a_login_that_is_denied_or_too_late_says_so_and_keeps_nothing() {
    let tried = Tried::new();
    let begun = tried.data("auth login --no-wait");
    tried.consent(&text(&begun["user_code"]), None, false);
    let line = |begun: &Value| format!("auth login --device-code {}", text(&begun["device_code"]));
    let denied = tried.error(&line(&begun), 3);
    assert_eq!(denied["subtype"], "access_denied");
    let begun = tried.data("auth login --no-wait");
    tried.admin("POST /sandbox/clock", &json!({ "advance_seconds": 600 }));
    let late = tried.error(&line(&begun), 3);
    assert_eq!(
        (&late["subtype"], &late["hint"]),
        (&json!("expired_token"), &json!("begin anew: lark-cli auth login"))
    );
    assert_eq!(tried.data("auth list")["users"], json!([]));
}

#[test]
fn a_second_login_for_a_command_asks_only_for_what_is_not_granted() {
    let tried = Tried::new();
    tried.log_in("--scope im:message", None);
    let flags = "--for 'im list-messages' --for 'im list-chats'";
    let asked = text(&tried.data(&format!("auth login --no-wait {flags}"))["scope"]);
    let asked: Vec<_> = asked.split(' ').map(str::to_owned).collect();
    let done = tried.log_in(flags, None);
    assert!(asked.contains(&"im:message.group_msg:get_as_user".to_owned()), "{asked:?}");
    let about_messages = ["im:message", "im:message:readonly", "im:message.history:readonly"];
    assert!(!asked.iter().any(|scope| about_messages.contains(&scope.as_str())), "{asked:?}");
    let granted = text(&done["scope"]);
    assert!(granted.split(' ').any(|scope| scope == "im:message"), "grants add up: {granted}");
    let nothing_new = tried.data("auth login --no-wait --for 'im list-messages'");
    assert_eq!(nothing_new["scope"], "offline_access");
    assert_eq!(tried.data("auth check --scope 'im:message'")["missing"], json!([]));
    assert_eq!(tried.run("auth check --scope 'im:message no:such'").code, 1);
}

#[test]
fn what_the_person_leaves_out_is_listed_as_missing() {
    let tried = Tried::new();
    let begun = tried.data("auth login --no-wait --scope 'im:message im:chat:readonly'");
    let body = json!({ "user_code": begun["user_code"], "allow": true, "scopes": ["im:message"] });
    tried.admin("POST /sandbox/consent", &body);
    let hint = text(&begun["hint"]);
    let done = tried.data(hint.rsplit_once("lark-cli ").unwrap().1);
    assert_eq!(done["newly_granted"], json!(["im:message"]));
    assert_eq!(texts(&done["missing"]), ["im:chat:readonly", "offline_access"]);
    assert_eq!(done["lasts_until"], Value::Null, "offline_access was left out too");
}

#[test]
fn several_people_take_turns_and_logging_out_ends_a_login_on_the_server_too() {
    let tried = Tried::new();
    let people = tried.people();
    let [first, second] = [0, 1].map(|at| text(&people[at]["open_id"]));
    for person in [&first, &second] {
        let done = tried.log_in("--recommend", Some(person));
        assert_eq!(done["user_open_id"], json!(person));
    }
    let current = |tried: &Tried| text(&tried.data("auth status")["user"]["open_id"]);
    assert_eq!(
        (current(&tried), &tried.data("auth status")["logins"]),
        (second.clone(), &json!(2))
    );
    let name = text(&people[0]["name"]);
    tried.data(&format!("auth switch {name}"));
    assert_eq!(current(&tried), first);
    let unknown = tried.error("auth switch nobody", 2);
    assert!(text(&unknown["hint"]).contains(&second), "{unknown}");

    let token = text(&read_json(&tried.login_file(&first))["access_token"]);
    let as_first = |tried: &Tried| {
        let mut environment = tried.served.environment();
        environment[3].1.clone_from(&token);
        run_with(&tried.workspace, "im list-chats --as user", environment)
    };
    as_first(&tried).ok();
    let ended = tried.data("auth logout");
    assert_eq!(
        (&ended["logins"][0]["open_id"], &ended["logins"][0]["revoked"]),
        (&json!(first), &json!(true))
    );
    assert_eq!(as_first(&tried).error(3)["type"], "authentication");
    assert_eq!(current(&tried), second, "who is left counts");
    tried.data("auth logout --all");
    assert_eq!(tried.data("auth list")["users"], json!([]));
    let nobody = tried.error("auth logout", 3);
    assert_eq!(nobody["hint"], "lark-cli auth login");
}

#[test]
fn a_login_that_the_server_ended_is_found_out_by_verifying() {
    let tried = Tried::new();
    let me = text(&tried.log_in("--recommend", None)["user_open_id"]);
    let token = text(&read_json(&tried.login_file(&me))["refresh_token"]);
    let form = format!(
        "client_id={}&client_secret={}&token={token}&token_type_hint=refresh_token",
        tried.app_id(),
        text(&tried.served.line["app_secret"])
    );
    http(&tried.served.address(), "POST /oauth/v1/revoke", None, &form);
    assert_eq!(tried.data("auth status")["user"]["status"], "valid", "here it looks good");
    assert_eq!(tried.data("auth status --verify")["user"]["verified"], false);
    let error = tried.error("im list-chats --as user", 3);
    assert_eq!(error["hint"], "log in: lark-cli auth login");
    tried.log_in("--recommend", None);
    tried.data("im list-chats --as user");
}

#[test]
fn a_login_belongs_to_the_base_url_it_came_with() {
    let tried = Tried::new();
    tried.log_in("--recommend", None);
    let other = Scripted::new(|_, _| Reply::Json(400, json!({ "code": 99_991_663, "msg": "no" })));
    let line = format!("config set base_url {} --profile try", other.url());
    tried.data(&line);
    let error = tried.error("im list-chats --as user", 3);
    assert_eq!(error["subtype"], "token_missing", "{error}");
    assert!(other.asked().is_empty(), "nothing was sent there");
    tried.data(&format!(
        "config set base_url {} --profile try",
        text(&tried.served.line["base_url"])
    ));
    tried.data("im list-chats --as user");
}

#[test]
fn a_dry_run_confirms_nothing() {
    let tried = Tried::new();
    for line in ["auth login --dry-run", "config init --new --dry-run"] {
        assert_eq!(tried.error(line, 2)["param"], "--dry-run");
    }
}

#[test]
fn an_app_that_may_not_ask_for_it_leads_to_the_console() {
    let tried = Tried::new();
    let path = format!("PUT /sandbox/apps/{}/scopes", tried.app_id());
    tried.admin(&path, &json!({ "scopes": ["im:message"] }));
    let error = tried.error("auth login --no-wait --scope 'im:message im:chat:readonly'", 3);
    assert_eq!(error["missing_scopes"], json!(["im:chat:readonly"]));
    let url = text(&error["console_url"]);
    assert!(url.contains("q=im:chat:readonly&") && text(&error["hint"]).contains(&url), "{error}");
}

#[test]
fn what_people_type_for_it_is_understood() {
    let tried = Tried::new();
    tried.log_in("--recommend", None);
    for line in ["whoami", "login status", "auth whoami", "auth status --json", "auth users"] {
        assert!(tried.run(line).ok()["data"].is_object(), "{line}");
    }
    assert!(tried.data("auth login --recommend --no-wait --json")["device_code"].is_string());
    assert!(tried.data("login --no-wait")["device_code"].is_string());
    let open_id = tried.run("whoami --jq .data.user.open_id").stdout;
    assert_eq!(open_id.trim(), text(&tried.people()[0]["open_id"]));
    let drawn = tried.run("auth qrcode http://127.0.0.1/x --format pretty");
    assert!(drawn.code == 0 && drawn.stdout.contains('█'), "{drawn:?}");
}
