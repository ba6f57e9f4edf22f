//! Files on their way up and down.

use crate::workspace::{Workspace, exists, pdf, text};

#[test]
fn a_file_comes_back_as_it_was_sent() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let bytes: Vec<u8> =
        (0..300_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let path = workspace.file("周报 \"week\".bin", &bytes);
    let mut command = workspace.command();
    command.args(["im", "upload-file", "--chat-id", &chat, "--file", &path, "--as", "bot"]);
    let uploaded = crate::workspace::Ran::of(command.output().unwrap()).ok()["data"].clone();
    assert_eq!(
        (&uploaded["file_type"], &uploaded["size_bytes"]),
        (&"stream".into(), &300_000.into())
    );
    let (message, key) = (text(&uploaded["message_id"]), text(&uploaded["file_key"]));
    let line = format!("im download-resource --message-id {message} --file-key {key} --as user");
    let saved = workspace.data(&format!("{line} --output out.bin"));
    assert_eq!(std::fs::read(text(&saved["saved_path"])).unwrap(), bytes);
    assert_eq!(saved["size_bytes"], 300_000);

    let named = workspace.data(&line);
    assert!(text(&named["saved_path"]).ends_with("周报 _week_.bin"), "{named}");
    let mut command = workspace.command();
    command.args(crate::workspace::words(&format!("{line} -o -")));
    assert_eq!(command.output().unwrap().stdout, bytes);
}

#[test]
fn nothing_is_overwritten_unless_told() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let file = pdf(&workspace);
    let uploaded =
        workspace.data(&format!("im upload-file --chat-id {chat} --file {file} --as bot"));
    let (message, key) = (text(&uploaded["message_id"]), text(&uploaded["file_key"]));
    let mine = workspace.file("mine.pdf", b"mine");
    let line = format!(
        "im download-resource --message-id {message} --file-key {key} --output {mine} --as bot"
    );
    let error = workspace.error(&line, 2);
    assert!(text(&error["hint"]).contains("--overwrite"));
    assert_eq!(std::fs::read(&mine).unwrap(), b"mine");
    workspace.run(&format!("{line} --overwrite")).ok();
    assert_eq!(std::fs::read(&mine).unwrap(), std::fs::read(file).unwrap());
    let error = workspace.error(&line.replace("mine.pdf", "no/such/directory/x"), 2);
    assert_eq!(error["subtype"], "file_unwritable");
}

#[test]
fn audio_and_video_are_sent_as_what_they_are() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    for (name, msg_type) in [("a.opus", "audio"), ("b.mp4", "media"), ("c.txt", "file")] {
        let path = workspace.file(name, b"content");
        let sent = workspace.data(&format!(
            "im upload-file --chat-id {chat} --file {path} --duration 1500 --as bot"
        ));
        let found = workspace
            .data(&format!("im get-message --message-id {} --as bot", text(&sent["message_id"])));
        assert_eq!(found["messages"][0]["msg_type"], msg_type);
    }
}

#[test]
fn an_image_is_uploaded_and_shared() {
    let workspace = Workspace::new();
    let chat = workspace.first_chat();
    let path = workspace.file("dot.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;");
    let sent = workspace.data(&format!("im upload-image --image {path} --chat-id {chat} --as bot"));
    let found = workspace
        .data(&format!("im get-message --message-id {} --as user", text(&sent["message_id"])));
    assert_eq!(found["messages"][0]["content"], format!("[Image: {}]", text(&sent["image_key"])));
    let not_an_image = workspace.file("x.png", b"not an image");
    let error = workspace.error(&format!("im upload-image --image {not_an_image} --as bot"), 1);
    assert_eq!(error["code"], 234_011);
}

#[test]
fn a_file_that_was_uploaded_but_not_shared_is_not_lost() {
    let workspace = Workspace::new();
    let file = pdf(&workspace);
    let before = workspace.state();
    let line = format!(
        "im upload-file --chat-id oc_00000000000000000000000000000bad --file {file} --as bot"
    );
    let error = workspace.error(&line, 1);
    let key = text(&error["file_key"]);
    assert!(key.starts_with("file_"), "{error}");
    assert!(text(&error["hint"]).contains(&key), "{error}");
    assert_eq!(workspace.state(), before);
    let chat = workspace.first_chat();
    let content = format!("{{\"file_key\":\"{key}\"}}");
    workspace
        .run(&format!(
            "im send-message --chat-id {chat} --msg-type file --content '{content}' --as bot"
        ))
        .ok();
}

#[test]
fn a_file_that_cannot_be_sent_is_refused_before_anything_is_sent() {
    let workspace = Workspace::new();
    let empty = workspace.file("empty.txt", b"");
    let directory = workspace.path("folder");
    std::fs::create_dir(&directory).unwrap();
    let huge = workspace.path("huge.bin");
    std::fs::File::create(&huge).unwrap().set_len(30 * 1024 * 1024 + 1).unwrap();
    let cases = [
        ("no-such-file".to_owned(), "file_not_found"),
        (empty, "invalid_argument"),
        (directory.to_str().unwrap().to_owned(), "invalid_argument"),
        (huge.to_str().unwrap().to_owned(), "invalid_argument"),
    ];
    for (path, subtype) in cases {
        let error = workspace.error(&format!("im upload-file --file {path} --as bot"), 2);
        assert_eq!(
            (&error["subtype"], &error["param"]),
            (&subtype.into(), &"--file".into()),
            "{path}"
        );
    }
    assert!(!exists(workspace.sandbox_file().to_str().unwrap()), "not even a sandbox was made");
    let exactly = std::fs::File::options().write(true).open(&huge).unwrap();
    exactly.set_len(30 * 1024 * 1024).unwrap();
    workspace.run(&format!("im upload-file --file {} --as bot", huge.to_str().unwrap())).ok();
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_and_pipes_are_refused() {
    let workspace = Workspace::new();
    let (a, b) = (workspace.path("a"), workspace.path("b"));
    std::os::unix::fs::symlink(&a, &b).unwrap();
    std::os::unix::fs::symlink(&b, &a).unwrap();
    let error =
        workspace.error(&format!("im upload-file --file {} --as bot", a.to_str().unwrap()), 2);
    assert_eq!(error["subtype"], "file_unreadable");
    let error = workspace.error("im upload-file --file /dev/null --as bot", 2);
    assert_eq!(error["subtype"], "invalid_argument");
    let real = pdf(&workspace);
    let link = workspace.path("link.pdf");
    std::os::unix::fs::symlink(real, &link).unwrap();
    let sent =
        workspace.data(&format!("im upload-file --file {} --as bot", link.to_str().unwrap()));
    assert_eq!(sent["file_name"], "link.pdf");
}
