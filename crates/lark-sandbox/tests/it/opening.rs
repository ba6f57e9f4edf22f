//! Opening files: what is kept, what is refused, and who owns them.

use std::{fs, path::Path};

use lark_api::{im::messages::GetMessage, oauth::authorize::Authorize};
use lark_sandbox::{Claim, Location, OpenError, Sandbox, ServerFile, claim};
use rusqlite::Connection;

use crate::{
    harness::{World, options, text_of, text_to, typed},
    oauth::{allow, log_in, page},
};

fn open(path: &Path) -> Result<Sandbox, OpenError> {
    Sandbox::open(options(Location::File(path.to_owned())))
}

fn refused(path: &Path) -> OpenError {
    match open(path) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error,
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_was_sent_is_there_for_the_next_process() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("deep/er/sandbox.db");
    let world = World::at(&path);
    let sent = world.send(&world.user, &world.group(), "still there");
    let info = world.info.clone();
    world.sandbox.close();
    assert!(!path.with_extension("db-wal").exists(), "the file is whole");
    let world = World::at(&path);
    assert_eq!(world.info, info, "the same ids, secrets and tokens");
    let request = GetMessage {
        message_id: sent.message_id,
        user_id_type: None,
        card_msg_content_type: None,
        with_sender_name: None,
    };
    assert_eq!(text_of(&world.ask_bot(&request).items[0]), "still there");
}

#[test]
#[cfg(unix)]
fn only_its_owner_can_read_a_sandbox() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data/sandbox.db");
    let _sandbox = open(&path).unwrap();
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
}

#[test]
fn a_file_of_the_first_format_is_brought_up_to_date() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let info = World::at(&path).info;
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "DROP INDEX tokens_by_login; ALTER TABLE tokens DROP COLUMN login;
             DROP TABLE refresh_tokens; DROP TABLE logins; DROP TABLE authorization_codes;
             DROP TABLE device_codes; DROP TABLE grants; DROP TABLE redirect_uris;
             DROP TABLE presses;
             CREATE TABLE blobs (file INTEGER PRIMARY KEY REFERENCES files, bytes BLOB NOT NULL);
             INSERT INTO blobs SELECT file, bytes FROM pieces WHERE number = 0;
             UPDATE blobs SET bytes = zeroblob(600000) WHERE file = 1;
             UPDATE files SET size = 600000 WHERE id = 1;
             DROP TABLE pieces;
             ALTER TABLE apps DROP COLUMN registered; ALTER TABLE apps DROP COLUMN available_to;
             PRAGMA user_version = 1;",
        )
        .unwrap();
    let world = World::at(&path);
    assert_eq!(world.info, info);
    let pieces = "SELECT group_concat(number || ':' || length(bytes)) FROM pieces WHERE file = 1";
    let pieces: String =
        Connection::open(&path).unwrap().query_row(pieces, [], |row| row.get(0)).unwrap();
    assert_eq!(pieces, "0:262144,1:262144,2:75712");
    assert!(log_in(&world, "im:chat:readonly").access_token.starts_with("eyJ"));
    let elsewhere = Authorize {
        redirect_uri: "https://orbit.example.com/oauth/callback".to_owned(),
        ..page(&world, "im:chat:readonly")
    };
    assert_eq!(allow(&world, &elsewhere).len(), 64);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let text = "this is not a database, but somebody's notes\n".repeat(40);
    fs::write(&path, &text).unwrap();
    assert!(matches!(refused(&path), OpenError::Corrupt { .. }));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_damaged_sandbox_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    open(&path).unwrap().close();
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..4096].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(refused(&path), OpenError::Corrupt { .. }));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn somebody_elses_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE notes (x)").unwrap();
    assert!(matches!(refused(&path), OpenError::NotOurs { .. }));
}

#[test]
fn a_sandbox_of_a_newer_version_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    open(&path).unwrap().close();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = refused(&path);
    assert!(matches!(error, OpenError::Newer { found: 99, known: 3, .. }), "{error}");
}

#[test]
fn a_directory_in_the_files_place_and_a_file_in_the_directorys_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    assert!(open(directory.path()).is_err());
    let file = directory.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(refused(&file.join("sandbox.db")), OpenError::Io { .. }));
}

#[test]
fn two_that_open_a_new_file_at_once_find_one_seed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    let infos: Vec<_> = std::thread::scope(|scope| {
        let open = || World::at(&path).info;
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(infos.windows(2).all(|pair| pair[0].apps == pair[1].apps));
    let db = Connection::open(&path).unwrap();
    let filled: i64 = db.query_row("SELECT count(*) FROM tenants", [], |row| row.get(0)).unwrap();
    assert_eq!(filled, 1);
}

#[test]
fn every_change_is_written_down_in_its_own_transaction() {
    let world = World::altered("");
    let last = || world.look_up("SELECT kind || ids FROM changes ORDER BY seq DESC LIMIT 1");
    let count = || world.look_up("SELECT CAST(count(*) AS TEXT) FROM changes");
    let sent = world.send(&world.bot, &world.group(), "x");
    assert!(last().starts_with("message.sent") && last().contains(sent.message_id.as_str()));
    let before = count();
    assert!(world.ask(&world.bot, &text_to(&world.chat("运维"), "x")).is_err());
    assert_eq!(count(), before);
}

#[test]
fn a_closed_sandbox_answers_that_it_is() {
    let world = World::new();
    world.sandbox.clone().close();
    let call = typed(&world.bot, &lark_api::im::chats::ListChats::default());
    let answer = world.raw(call);
    assert_eq!((answer.status, &answer.json()["code"]), (500, &2200.into()));
}

#[test]
fn one_process_owns_a_directory_and_others_learn_where_it_serves() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("sandbox");
    let Claim::Owned(owner) = claim(&data).unwrap() else { panic!("nobody has it") };
    assert_eq!(owner.database(), data.join("sandbox.db"));
    assert!(matches!(claim(&data).unwrap(), Claim::Busy));
    let server = ServerFile {
        base_url: "http://127.0.0.1:1".to_owned(),
        app_id: "cli_1".to_owned(),
        app_secret: "s".to_owned(),
        user_access_token: "u-1".to_owned(),
        admin_token: "a".to_owned(),
        pid: 1,
        limits: "real".to_owned(),
    };
    owner.announce(&server).unwrap();
    owner.announce(&server).unwrap();
    let Claim::Served(found) = claim(&data).unwrap() else { panic!("it is announced") };
    assert_eq!(found, server);
    drop(owner);
    assert!(!data.join("server.json").exists());
    assert!(matches!(claim(&data).unwrap(), Claim::Owned(_)));
}

#[test]
fn what_a_dead_server_left_is_not_believed() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("server.json"), "{}").unwrap();
    assert!(matches!(claim(directory.path()).unwrap(), Claim::Owned(_)));
    assert!(!directory.path().join("server.json").exists());
}

#[test]
#[cfg(unix)]
fn the_lock_and_the_announcement_are_their_owners_only() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("sandbox");
    let Claim::Owned(owner) = claim(&data).unwrap() else { panic!("nobody has it") };
    let server: ServerFile = serde_json::from_value(serde_json::json!({
        "base_url": "", "app_id": "", "app_secret": "", "user_access_token": "",
        "admin_token": "", "pid": 1
    }))
    .unwrap();
    owner.announce(&server).unwrap();
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("sandbox.lock")), 0o600);
    assert_eq!(mode(&data.join("server.json")), 0o600);
}
