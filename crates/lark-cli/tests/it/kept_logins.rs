//! Where a login is kept: what may be wrong there, and how jobs keep one.

#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use serde_json::{Value, json};

use crate::{
    logins::{app_at, tokens},
    tried::{Reply, Scripted, Tried, read_json},
    workspace::{BINARY, Ran, Workspace, run_with, text, words},
};

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_that_is_not_as_it_should_be_is_refused_by_name_and_stays() {
    let tried = Tried::new();
    let me = text(&tried.log_in("--recommend", None)["user_open_id"]);
    let path = tried.login_file(&me);
    let good = fs::read(&path).unwrap();
    let mut newer = read_json(&path);
    newer["version"] = json!(9);
    let cases = [
        (b"{".to_vec(), "invalid_login", "auth login"),
        (good[..good.len() / 2].to_vec(), "invalid_login", "auth login"),
        (vec![0xff, 0xfe], "invalid_config", "move it away"),
        (newer.to_string().into_bytes(), "invalid_login", "newer lark-cli"),
    ];
    for (bytes, subtype, hint) in cases {
        fs::write(&path, &bytes).unwrap();
        for line in ["im list-chats --as user", "auth status"] {
            let error = tried.error(line, 3);
            assert_eq!(error["subtype"], subtype, "{error}");
            assert!(text(&error["hint"]).contains(hint), "{error}");
            assert!(text(&error["message"]).contains(path.to_str().unwrap()), "{error}");
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "nothing is lost");
    }
    fs::write(&path, &good).unwrap();
    set_mode(&path, 0o640);
    let error = tried.error("im list-chats --as user", 3);
    assert!(text(&error["hint"]).starts_with("chmod 600 "), "{error}");
    set_mode(&path, 0o600);
    let elsewhere = tried.workspace.path("elsewhere.json");
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    let error = tried.error("im list-chats --as user", 3);
    assert_eq!(error["subtype"], "insecure_file");
    fs::remove_file(&path).unwrap();
    fs::rename(&elsewhere, &path).unwrap();
    tried.data("im list-chats --as user");
    tried.data("im list-chats --as bot");
}

/// Gives tokens for refresh tokens that were not used, in turn: `ur-0` gives `ur-1`.
pub fn rotating() -> Scripted {
    Scripted::new(|path, before| match path {
        "/open-apis/authen/v2/oauth/token" => Reply::Json(200, tokens(&(before + 1).to_string())),
        _ => Reply::Json(200, json!({ "code": 0, "data": { "items": [], "has_more": false } })),
    })
}

const LINE: &str = "im list-chats --as user";

fn with_file(workspace: &Workspace, server: &Scripted, file: &Path) -> Ran {
    let place = [("LARK_CLI_LOGIN_FILE", file.to_str().unwrap().to_owned())];
    run_with(workspace, LINE, app_at(&server.url()).into_iter().chain(place))
}

/// The refresh tokens that were traded in, in order.
fn used(server: &Scripted) -> Vec<String> {
    let token = |request: &String| {
        let (_, rest) = request.split_once("refresh_token=")?;
        Some(rest.split('&').next().unwrap().to_owned())
    };
    server.asked().iter().filter_map(token).collect()
}

/// Makes what is kept look as old as a run of yesterday's.
fn grow_old(login: &str) -> String {
    let mut login: Value = serde_json::from_str(login).unwrap();
    login["expires_at"] = json!(1);
    login.to_string()
}

#[test]
fn a_job_keeps_its_login_in_a_file_that_began_as_a_bare_refresh_token() {
    let workspace = Workspace::new();
    let server = rotating();
    let file = workspace.path("login");
    fs::write(&file, "ur-0\n").unwrap();
    set_mode(&file, 0o600);
    with_file(&workspace, &server, &file).ok();
    with_file(&workspace, &server, &file).ok();
    assert_eq!(used(&server), ["ur-0"], "a token that is good is not traded in");
    let kept = fs::read_to_string(&file).unwrap();
    fs::write(&file, grow_old(&kept)).unwrap();
    with_file(&workspace, &server, &file).ok();
    assert_eq!(used(&server), ["ur-0", "ur-1"]);
    assert_eq!(read_json(&file)["refresh_token"], "ur-2");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_job_keeps_its_login_behind_two_commands() {
    let workspace = Workspace::new();
    let server = rotating();
    let store = workspace.path("store");
    fs::write(&store, "ur-0").unwrap();
    let script = |script: String| json!(["sh", "-c", script]).to_string();
    let pair = [
        ("LARK_CLI_LOGIN_READ_COMMAND", script(format!("cat {}", store.display()))),
        ("LARK_CLI_LOGIN_WRITE_COMMAND", script(format!("cat > {}", store.display()))),
    ];
    let run = || run_with(&workspace, LINE, app_at(&server.url()).into_iter().chain(pair.clone()));
    run().ok();
    run().ok();
    let kept = fs::read_to_string(&store).unwrap();
    fs::write(&store, grow_old(&kept)).unwrap();
    run().ok();
    assert_eq!(used(&server), ["ur-0", "ur-1"]);
    assert_eq!(read_json(&store)["refresh_token"], "ur-2");
    let half = pair[..1].to_vec();
    let error = run_with(&workspace, LINE, app_at(&server.url()).into_iter().chain(half)).error(3);
    assert!(text(&error["hint"]).contains("login_write_command"), "{error}");
}

/// A server whose first answers to a refresh are `reply`, for as long as one command asks.
fn failing(attempts: usize, reply: impl Fn() -> Reply + Send + 'static) -> Scripted {
    Scripted::new(move |path, before| match path {
        "/open-apis/authen/v2/oauth/token" if before < attempts => reply(),
        "/open-apis/authen/v2/oauth/token" => Reply::Json(200, tokens("1")),
        _ => Reply::Json(200, json!({ "code": 0, "data": { "items": [], "has_more": false } })),
    })
}

#[test]
fn a_refresh_that_fails_loses_no_login() {
    type Answer = fn() -> Reply;
    let cases: [(&str, Answer); 4] = [
        ("500", || Reply::Json(500, json!({ "code": 20050, "error": "server_error" }))),
        ("half", || Reply::HalfABody),
        ("silence", || Reply::Silence),
        ("400", || Reply::Json(400, json!({ "code": 20063, "error": "invalid_request" }))),
    ];
    for (name, reply) in cases {
        let workspace = Workspace::new();
        let attempts = if name == "400" { 1 } else { 2 };
        let server = failing(attempts, reply);
        let file = workspace.path("login");
        fs::write(&file, "ur-0").unwrap();
        set_mode(&file, 0o600);
        let place = [
            ("LARK_CLI_LOGIN_FILE", file.to_str().unwrap().to_owned()),
            ("LARK_CLI_TIMEOUT", "1".to_owned()),
        ];
        let run =
            || run_with(&workspace, LINE, app_at(&server.url()).into_iter().chain(place.clone()));
        let error = run().error(4);
        assert_eq!(
            (&error["subtype"], &error["retryable"]),
            (&json!("not_refreshed"), &json!(true)),
            "{name}"
        );
        assert_eq!(read_json(&file)["refresh_token"], "ur-0", "{name}");
        run().ok();
        assert_eq!(read_json(&file)["refresh_token"], "ur-1", "{name}");
    }
}

#[test]
fn a_refresh_token_that_is_refused_leads_to_a_new_login_and_stays() {
    let workspace = Workspace::new();
    let server = failing(9, || {
        Reply::Json(
            400,
            json!({ "code": 20037, "error": "invalid_grant", "error_description": "expired" }),
        )
    });
    let file = workspace.path("login");
    fs::write(&file, "ur-0").unwrap();
    set_mode(&file, 0o600);
    let error = with_file(&workspace, &server, &file).error(3);
    assert_eq!((&error["subtype"], &error["code"]), (&json!("token_expired"), &json!(20037)));
    assert_eq!(error["hint"], "log in: lark-cli auth login");
    assert_eq!(used(&server), ["ur-0"]);
    assert!(fs::read_to_string(&file).unwrap().contains("ur-0"));
}

#[test]
fn no_credential_follows_a_redirect() {
    let workspace = Workspace::new();
    let other = Scripted::new(|_, _| Reply::Json(200, json!({ "code": 0 })));
    let to = other.url();
    let server = Scripted::new(move |path, _| Reply::Redirect(format!("{to}{path}")));
    let file = workspace.path("login");
    fs::write(&file, "ur-0").unwrap();
    set_mode(&file, 0o600);
    with_file(&workspace, &server, &file).error(4);
    let given = [("LARK_CLI_USER_ACCESS_TOKEN", "u-1".to_owned())];
    let error = run_with(&workspace, LINE, app_at(&server.url()).into_iter().chain(given)).error(4);
    assert_eq!(error["subtype"], "redirect", "{error}");
    run_with(&workspace, "auth login --no-wait", app_at(&server.url())).error(4);
    run_with(&workspace, "im list-chats --as bot", app_at(&server.url())).error(4);
    assert!(server.asked().len() >= 4 && other.asked().is_empty(), "{:?}", other.asked());
}

/// The binary where no file can grow.
fn on_a_full_disk(workspace: &Workspace, environment: Vec<(&'static str, String)>) -> Ran {
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"", BINARY])
        .args(words(LINE))
        .env_clear()
        .env("HOME", workspace.path(""))
        .env("PATH", "/usr/bin:/bin")
        .env("LARK_CLI_DATA_DIR", workspace.path("data"))
        .envs(environment)
        .current_dir(workspace.path(""));
    Ran::of(command.output().unwrap())
}

#[test]
fn where_the_next_login_could_not_be_kept_the_refresh_token_is_not_used() {
    let workspace = Workspace::new();
    let server = rotating();
    let file = workspace.path("login");
    fs::write(&file, "ur-0").unwrap();
    set_mode(&file, 0o600);
    let mut environment = app_at(&server.url()).to_vec();
    environment.push(("LARK_CLI_LOGIN_FILE", file.to_str().unwrap().to_owned()));
    let error = on_a_full_disk(&workspace, environment).error(3);
    assert_eq!(error["subtype"], "unusable_login", "{error}");
    assert!(used(&server).is_empty() && fs::read_to_string(&file).unwrap() == "ur-0");
    with_file(&workspace, &server, &file).ok();
    assert_eq!(used(&server), ["ur-0"]);
}
