//! Messages that are not text: images, files, audio, video, stickers, chats and people.

use serde_json::{Value, json};

use crate::workspace::{Ran, Workspace, run_with, text, words};

pub const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;";

/// An Opus of a second: a head, and a page that says where it ends.
fn opus() -> Vec<u8> {
    let page = |position: i64, body: &[u8]| {
        let mut page = b"OggS\x00\x00".to_vec();
        page.extend(position.to_le_bytes());
        page.extend([0; 12]);
        page.extend([1, u8::try_from(body.len()).unwrap()]);
        page.extend(body);
        page
    };
    [page(0, b"OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"), page(48_312, &[7; 99])]
        .concat()
}

/// A video of two seconds and a half.
fn mp4() -> Vec<u8> {
    let make = |kind: &[u8], inside: &[u8]| {
        let size = u32::try_from(inside.len() + 8).unwrap();
        [&size.to_be_bytes(), kind, inside].concat()
    };
    let mut header = vec![0; 100];
    header[12..16].copy_from_slice(&600_u32.to_be_bytes());
    header[16..20].copy_from_slice(&1500_u32.to_be_bytes());
    [make(b"ftyp", b"isom0000"), make(b"moov", &make(b"mvhd", &header))].concat()
}

/// The content of the message that a line sends, as Lark has it.
fn said(workspace: &Workspace, line: &str) -> (String, Value) {
    let chat = workspace.first_chat();
    let ran = workspace.run(&format!("im send-message --chat-id {chat} {line} --as bot")).ok();
    assert_eq!(ran["meta"].get("warnings"), None, "{line}: {ran}");
    let id = text(&ran["data"]["message_id"]);
    let found = workspace.data(&format!("im messages get --message-id {id} --as bot"));
    let item = &found["items"][0];
    (text(&item["msg_type"]), serde_json::from_str(&text(&item["body"]["content"])).unwrap())
}

#[test]
fn an_image_a_file_an_audio_and_a_video_are_uploaded_and_sent_in_one_command() {
    let workspace = Workspace::new();
    let image = workspace.file("dot.gif", GIF);
    let (kind, content) = said(&workspace, &format!("--image {image}"));
    assert_eq!(kind, "image");
    assert!(text(&content["image_key"]).starts_with("img_"));

    let file = workspace.file("report.pdf", b"%PDF-1.4\n");
    let (kind, content) = said(&workspace, &format!("--file {file}"));
    assert_eq!((kind.as_str(), &content["file_name"]), ("file", &json!("report.pdf")));
    let (_, content) = said(&workspace, &format!("--file {file} --file-name 周报.pdf"));
    assert_eq!(content["file_name"], "周报.pdf");

    let audio = workspace.file("voice.opus", &opus());
    let (kind, content) = said(&workspace, &format!("--audio {audio}"));
    assert_eq!((kind.as_str(), &content["duration"]), ("audio", &json!(1000)));
    let (_, content) = said(&workspace, &format!("--audio {audio} --duration 7000"));
    assert_eq!(content["duration"], 7000);

    let video = workspace.file("clip.mp4", &mp4());
    let (kind, content) = said(&workspace, &format!("--video {video} --video-cover {image}"));
    assert_eq!((kind.as_str(), &content["duration"]), ("media", &json!(2500)));
    assert!(text(&content["image_key"]).starts_with("img_"));
    let (kind, content) = said(&workspace, &format!("--video {video}"));
    assert_eq!((kind.as_str(), &content["image_key"]), ("media", &json!("")));
    // What could play is a file where it is sent as one.
    let (kind, _) = said(&workspace, &format!("--file {video}"));
    assert_eq!(kind, "file");
}

#[test]
fn a_key_is_sent_without_an_upload_and_the_same_goes_for_replies() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let image = workspace.file("dot.gif", GIF);
    let key =
        text(&workspace.data(&format!("im upload-image --image {image} --as bot"))["image_key"]);
    let line = format!("im send-message --chat-id {chat} --image {key} --as bot --dry-run");
    let plan = workspace.data(&line);
    assert_eq!(plan["api"].as_array().unwrap().len(), 1, "{plan}");
    let message = workspace.send(&chat, "look");
    let reply =
        workspace.data(&format!("im reply-message --message-id {message} --image {key} --as bot"));
    let found = workspace
        .data(&format!("im get-message --message-id {} --as bot", text(&reply["message_id"])));
    assert_eq!(found["messages"][0]["content"], format!("[Image: {key}]"));
    // A file of that name is told from a key by its path.
    std::fs::write(workspace.path("img_x"), GIF).unwrap();
    let (kind, _) = said(&workspace, "--image ./img_x");
    assert_eq!(kind, "image");
}

#[test]
fn chats_people_and_received_stickers_are_shared() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let person = workspace.data("sandbox info")["users"][0]["open_id"].clone();
    let (kind, content) = said(&workspace, &format!("--share-chat {chat}"));
    assert_eq!((kind.as_str(), content), ("share_chat", json!({ "chat_id": chat })));
    let (kind, content) = said(&workspace, &format!("--share-user {}", text(&person)));
    assert_eq!((kind.as_str(), content), ("share_user", json!({ "user_id": person })));
    let line = format!("im send-message --chat-id {chat} --sticker file_v3_nobodys --as bot");
    assert_eq!(workspace.error(&line, 1)["code"], 230_001);
    let listed = workspace.data(&format!(
        "im messages list --container-id-type chat --container-id {chat} --page-all --as bot"
    ));
    let items = listed["items"].as_array().unwrap();
    if let Some(sticker) = items.iter().find(|item| item["msg_type"] == "sticker") {
        let content: Value = serde_json::from_str(&text(&sticker["body"]["content"])).unwrap();
        let (kind, _) = said(&workspace, &format!("--sticker {}", text(&content["file_key"])));
        assert_eq!(kind, "sticker");
    }
}

#[test]
fn a_dry_run_shows_the_upload_and_the_send_and_does_neither() {
    let workspace = Workspace::new();
    let before = workspace.state();
    let chat = workspace.first_chat();
    let image = workspace.file("dot.gif", GIF);
    let plan = workspace
        .data(&format!("im send-message --chat-id {chat} --image {image} --as bot --dry-run"));
    let urls: Vec<_> =
        plan["api"].as_array().unwrap().iter().map(|call| text(&call["url"])).collect();
    assert!(urls[0].ends_with("/images") && urls[1].ends_with("/messages"), "{urls:?}");
    assert_eq!(plan["api"][0]["file"], "dot.gif");
    assert!(text(&plan["api"][1]["body"]["content"]).contains("<image_key>"), "{plan}");
    assert_eq!(workspace.state(), before);
}

#[test]
fn what_lark_does_not_play_is_refused_with_the_line_that_converts_it() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let send = |what: &str| format!("im send-message --chat-id {chat} {what} --as bot");
    for (flag, name, bytes, conversion) in [
        ("--audio", "song.mp3", &b"ID3"[..], "song.mp3 -c:a libopus -ac 1 -ar 16000 ./song.opus"),
        ("--audio", "clip.mp4", &mp4(), "./clip.opus"),
        ("--video", "clip.mov", b"moov", "-c:v libx264 -c:a aac ./clip.mp4"),
        ("--video", "it is.avi", b"RIFF", "it is.avi' -c:v"),
    ] {
        let path = workspace.file(name, bytes);
        let error = workspace.error(&send(&format!("{flag} '{path}'")), 2);
        assert_eq!(error["param"], flag);
        assert!(text(&error["hint"]).contains(conversion), "{error}");
    }
    let claims = workspace.file("claims.opus", b"not opus");
    let sent = workspace.run(&send(&format!("--audio {claims}"))).ok();
    assert!(text(&sent["meta"]["warnings"][0]).contains("is not Opus"), "{sent}");
}

#[test]
fn one_source_is_given_and_what_belongs_to_another_is_refused() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let image = workspace.file("dot.gif", GIF);
    for line in [
        String::new(),
        format!("--text hi --image {image}"),
        format!("--file {image} --image {image}"),
        "--text-file a --text b".to_owned(),
        "--card {} --post {}".to_owned(),
        "--card-id 1 --card-template AAq1".to_owned(),
        format!("--image {image} --video-cover {image}"),
        format!("--image {image} --file-name x"),
        format!("--image {image} --duration 3"),
        "--text hi --card-var a=b".to_owned(),
        "--card-template AAq1 --card-var a".to_owned(),
        "--card-template AAq1 --card-var a=b --card-vars {}".to_owned(),
        "--share-chat ou_1".to_owned(),
        "--share-user oc_1".to_owned(),
        "--sticker img_1".to_owned(),
    ] {
        let ran = workspace.run(&format!("im send-message --chat-id {chat} {line} --as bot"));
        assert_eq!(ran.error(2)["type"], "validation", "{line}");
    }
}

#[cfg(unix)]
#[test]
fn the_programs_own_files_are_not_sent_whatever_leads_to_them() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let own = workspace.sandbox_file();
    let link = workspace.path("innocent.txt");
    std::os::unix::fs::symlink(&own, &link).unwrap();
    let folder = workspace.path("folder");
    std::os::unix::fs::symlink(workspace.path("data"), &folder).unwrap();
    let through = folder.join("sandbox/../sandbox/sandbox.db");
    let secrets = workspace.path(".config/lark-cli");
    std::fs::create_dir_all(&secrets).unwrap();
    std::fs::write(secrets.join("config.toml"), "x = 1").unwrap();
    for path in [own, link, through, secrets.join("config.toml")] {
        let path = path.to_str().unwrap();
        for line in [
            format!("im send-message --chat-id {chat} --file {path} --as bot"),
            format!("im send-message --chat-id {chat} --text-file {path} --as bot"),
            format!("im send-message --chat-id {chat} --card @{path} --as bot"),
            format!("im upload-file --file {path} --as bot"),
        ] {
            let error = workspace.error(&line, 2);
            assert_eq!(error["subtype"], "own_file", "{line}");
        }
    }
    let login = workspace.file("login.json", b"{}");
    let line = format!("im upload-file --file {login} --profile sandbox --as bot");
    let ran = run_with(
        &workspace,
        &line,
        [("LARK_CLI_LOGIN_FILE", login.as_str()), ("LARK_CLI_PROFILE", "sandbox")],
    );
    assert_eq!(ran.error(2)["subtype"], "own_file");
}

#[test]
fn what_was_uploaded_for_a_message_that_was_refused_is_named() {
    let workspace = Workspace::new();
    let image = workspace.file("dot.gif", GIF);
    let line = format!(
        "im send-message --chat-id oc_00000000000000000000000000000bad --image {image} --as bot"
    );
    let error = workspace.error(&line, 1);
    assert!(text(&error["image_key"]).starts_with("img_"), "{error}");
}

#[test]
fn text_out_of_a_file_or_a_pipe_mentions_nobody_unless_it_may() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let members = workspace.data(&format!("im list-members --chat-id {chat} --as bot"));
    let person = text(&members["users"][0]["member_id"]);
    let words_ = format!("<at user_id=\"{person}\">Tom</at> look\r\n");
    let file = workspace.file("note.txt", format!("\u{feff}{words_}").as_bytes());
    let line = format!("im send-message --chat-id {chat} --text-file {file} --as bot");
    let mentions = |sent: &Value| {
        let id = text(&sent["data"]["message_id"]);
        let found = workspace.data(&format!("im messages get --message-id {id} --as bot"));
        (
            found["items"][0]["mentions"].as_array().map_or(0, Vec::len),
            found["items"][0]["body"]["content"].clone(),
        )
    };
    let sent = workspace.run(&line).ok();
    let (count, content) = mentions(&sent);
    assert_eq!(count, 0);
    assert!(text(&content).contains("Tom</at> look\"}"), "{content}");
    assert!(text(&sent["meta"]["warnings"][0]).contains("--mentions"), "{sent}");
    let sent = workspace.run(&format!("{line} --mentions")).ok();
    assert_eq!(mentions(&sent), (1, json!("{\"text\":\"@_user_1 look\"}")));
    assert_eq!(sent["meta"].get("warnings"), None);

    let line = format!("im send-message --chat-id {chat} --text-file - --as bot");
    let sent = workspace.run_with_input(&line, words_.as_bytes()).ok();
    assert_eq!(mentions(&sent).0, 0);
    for content in [
        format!("{{\"text\":\"<at user_id=\\\"{person}\\\"></at>\"}}"),
        format!("{{\"text\":\"\\u003cat user_id=\\\"{person}\\\"></at>\"}}"),
    ] {
        let line = format!("im send-message --chat-id {chat} --content - --as bot");
        let sent = workspace.run_with_input(&line, content.as_bytes()).ok();
        assert_eq!(mentions(&sent).0, 0, "{content}");
        let line = format!("im send-message --chat-id {chat} --as bot --content");
        let mut command = workspace.command();
        let output = command.args(words(&line)).arg(&content).output().unwrap();
        assert_eq!(mentions(&Ran::of(output).ok()).0, 1, "typed, so made");
    }
}

#[test]
fn a_rerun_that_uploads_again_is_not_warned_of_the_first_key() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let image = workspace.file("dot.gif", GIF);
    let line =
        format!("im send-message --chat-id {chat} --image {image} --idempotency-key once --as bot");
    let (first, second) = (workspace.run(&line).ok(), workspace.run(&line).ok());
    assert_eq!(first["data"]["message_id"], second["data"]["message_id"]);
    assert_eq!(second["meta"].get("warnings"), None, "{second}");
}
