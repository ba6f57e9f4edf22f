//! Uploads and downloads.

use axum::{body::Body, http::Request};
use lark_api::{
    Body as Declared, Endpoint,
    errors::codes,
    ids::{ChatId, FileKey, ImageKey, MessageId, ResourceKey},
    im::{
        MsgType,
        files::{
            GetFile, GetImage, GetResource, ListFolder, ResourceType, UploadFile, UploadImage,
        },
        messages::{DeleteMessage, Message},
    },
};
use serde_json::json;

use crate::harness::{Raw, World, content_to, typed};

/// The smallest thing that begins as an image does.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

/// A part of a multipart body.
pub struct Part<'a> {
    pub name: &'a str,
    pub filename: Option<&'a str>,
    pub bytes: &'a [u8],
}

pub fn part<'a>(name: &'a str, bytes: &'a [u8]) -> Part<'a> {
    Part { name, filename: None, bytes }
}

pub fn upload<E: Endpoint>(world: &World, token: &str, parts: &[Part<'_>]) -> Raw {
    let mut body = Vec::new();
    for Part { name, filename, bytes } in parts {
        let filename = filename.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        let head =
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"{filename}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--cut--\r\n");
    let request = Request::post(E::META.path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=cut")
        .body(Body::from(body));
    world.raw(request.unwrap())
}

/// The key of a new file; two seconds long.
pub fn upload_file(
    world: &World,
    token: &str,
    (file_type, name): (&str, &str),
    bytes: &[u8],
) -> String {
    let parts = [
        part("file", bytes),
        part("duration", b"2000"),
        part("file_name", name.as_bytes()),
        part("file_type", file_type.as_bytes()),
    ];
    let answer = upload::<UploadFile>(world, token, &parts).json();
    answer["data"]["file_key"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

pub fn upload_image(world: &World, token: &str, bytes: &[u8]) -> String {
    let parts = [part("image_type", b"message"), part("image", bytes)];
    let answer = upload::<UploadImage>(world, token, &parts).json();
    answer["data"]["image_key"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn sent_file(world: &World, name: &str, bytes: &[u8]) -> (Message, String) {
    let key = upload_file(world, &world.bot, ("stream", name), bytes);
    let content = json!({ "file_key": key });
    let request = content_to(&world.group(), MsgType::File, &content);
    (world.ask(&world.bot, &request).unwrap(), key)
}

fn resource(message: &MessageId, key: &str) -> GetResource {
    GetResource {
        message_id: message.clone(),
        file_key: ResourceKey::unchecked(key),
        resource_type: ResourceType::File,
    }
}

fn download(world: &World, request: &GetResource, headers: &[(&'static str, &str)]) -> Raw {
    let mut request = typed(&world.user, request);
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    world.raw(request)
}

fn code(raw: &Raw) -> i64 {
    assert!(raw.status >= 400 && raw.header("content-type").starts_with("application/json"));
    raw.json()["code"].as_i64().unwrap()
}

#[test]
fn a_file_comes_back_as_it_was_sent() {
    let world = World::new();
    let (message, key) = sent_file(&world, "季度.bin", b"0123456789");
    let whole = download(&world, &resource(&message.message_id, &key), &[]);
    assert_eq!((whole.status, whole.body.as_slice()), (200, &b"0123456789"[..]));
    let disposition = whole.header("content-disposition");
    assert!(disposition.contains("filename*=UTF-8''%E5%AD%A3%E5%BA%A6.bin"), "{disposition}");
    assert_eq!(whole.header("content-type"), "application/octet-stream");
    assert_eq!(whole.header("accept-ranges"), "bytes");
}

#[test]
fn a_range_gives_a_part_while_the_file_is_the_same() {
    let world = World::new();
    let (message, key) = sent_file(&world, "a.bin", b"0123456789");
    let get = |headers: &[(&'static str, &str)]| {
        download(&world, &resource(&message.message_id, &key), headers)
    };
    let part = get(&[("range", "bytes=2-4")]);
    assert_eq!((part.status, part.body.as_slice()), (206, &b"234"[..]));
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    let etag = part.header("etag").to_owned();
    assert_eq!(get(&[("range", "bytes=-3"), ("if-range", &etag)]).body, b"789");
    assert_eq!(get(&[("range", "bytes=-3"), ("if-range", "\"other\"")]).status, 200);
    let beyond = get(&[("range", "bytes=10-")]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */10"));
}

#[test]
fn a_range_across_pieces_is_whole() {
    let world = World::new();
    let bytes: Vec<u8> = (0..600_000_u32).map(|n| (n / 7 % 251) as u8).collect();
    let (message, key) = sent_file(&world, "a.bin", &bytes);
    let request = resource(&message.message_id, &key);
    for (first, last) in [(0, 599_999), (262_143, 262_144), (262_144, 524_287), (100_000, 550_000)]
    {
        let range = format!("bytes={first}-{last}");
        let part = download(&world, &request, &[("range", &range)]);
        assert_eq!(part.status, 206);
        assert!(part.body == bytes[first..=last], "{range}");
    }
    assert!(download(&world, &request, &[]).body == bytes);
}

#[test]
fn a_head_tells_of_a_file_without_it() {
    let world = World::new();
    let (message, key) = sent_file(&world, "a.bin", b"0123456789");
    let mut request = typed(&world.user, &resource(&message.message_id, &key));
    *request.method_mut() = axum::http::Method::HEAD;
    let head = world.raw(request);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), "10");
}

#[test]
fn a_key_is_good_only_with_its_message_and_for_who_is_in_the_chat() {
    let world = World::new();
    let (message, key) = sent_file(&world, "a.bin", b"x");
    let (other, _) = sent_file(&world, "b.bin", b"x");
    let of = |message: &MessageId| code(&download(&world, &resource(message, &key), &[]));
    assert_eq!(of(&other.message_id), codes::RESOURCE_NOT_IN_MESSAGE);
    assert_eq!(of(&MessageId::unchecked("om_no")), codes::RESOURCE_PARAM);
    let as_image =
        GetResource { resource_type: ResourceType::Image, ..resource(&message.message_id, &key) };
    assert_eq!(code(&download(&world, &as_image, &[])), codes::RESOURCE_NOT_IN_MESSAGE);
    let stranger =
        typed(&world.person("sun").user_access_token, &resource(&message.message_id, &key));
    assert_eq!(code(&world.raw(stranger)), codes::RESOURCE_NOT_IN_CHAT);
    world.ask_bot(&DeleteMessage { message_id: message.message_id.clone() });
    assert_eq!(of(&message.message_id), codes::MESSAGE_GONE);
}

#[test]
fn an_image_says_what_it_is() {
    let world = World::new();
    let key = upload_image(&world, &world.bot, PNG);
    let content = json!({ "image_key": key });
    let message = world.ask_bot(&content_to(&world.group(), MsgType::Image, &content));
    let request =
        GetResource { resource_type: ResourceType::Image, ..resource(&message.message_id, &key) };
    let image = download(&world, &request, &[]);
    assert_eq!((image.header("content-type"), image.body.as_slice()), ("image/png", PNG));
}

#[test]
fn the_parts_of_an_upload_are_known_by_their_names() {
    let world = World::new();
    let file = Part { filename: Some("unknown-file"), ..part("file", b"x") };
    let parts = [file, part("file_name", b"a.txt"), part("file_type", b"stream")];
    assert_eq!(upload::<UploadFile>(&world, &world.user, &parts).json()["code"], 0);
    let Declared::Multipart { file } = UploadFile::META.body else { unreachable!() };
    let without = [part("file_name", b"a.txt"), part("file_type", b"stream")];
    let answer = upload::<UploadFile>(&world, &world.bot, &without);
    assert_eq!(code(&answer), codes::RESOURCE_PARAM, "without `{file}`");
    let unnamed = upload::<UploadFile>(&world, &world.bot, &[part("file", b"x")]);
    assert_eq!(code(&unnamed), codes::FIELD_VALIDATION);
}

#[test]
fn uploads_that_are_empty_too_large_or_no_image_are_refused() {
    let world = World::new();
    let file = |bytes: &[u8]| {
        let named = [part("file_name", b"a"), part("file_type", b"stream"), part("file", bytes)];
        upload::<UploadFile>(&world, &world.bot, &named)
    };
    let image = |bytes: &[u8]| {
        let parts = [part("image_type", b"message"), part("image", bytes)];
        upload::<UploadImage>(&world, &world.bot, &parts)
    };
    const MB: usize = 1024 * 1024;
    assert_eq!(code(&file(b"")), codes::RESOURCE_EMPTY);
    assert_eq!(file(&vec![0; 30 * MB]).json()["code"], 0);
    for length in [30 * MB + 1, 40 * MB] {
        assert_eq!(code(&file(&vec![0; length])), codes::RESOURCE_TOO_LARGE);
    }
    assert_eq!(code(&image(b"")), codes::RESOURCE_EMPTY);
    assert_eq!(code(&image(&[PNG, &vec![0; 10 * MB]].concat())), codes::RESOURCE_TOO_LARGE);
    assert_eq!(code(&image(b"%PDF-1.4")), codes::IMAGE_FORMAT);
    let gif = |side: u16| [&b"GIF89a"[..], &side.to_le_bytes(), &1_u16.to_le_bytes()].concat();
    assert_eq!(image(&gif(2000)).json()["code"], 0);
    assert_eq!(code(&image(&gif(2001))), codes::IMAGE_RESOLUTION);
    let png = |side: u32| {
        let header = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &1_u32.to_be_bytes()].concat();
        [&header[..], &side.to_be_bytes()].concat()
    };
    assert_eq!(image(&png(12_000)).json()["code"], 0);
    assert_eq!(code(&image(&png(12_001))), codes::IMAGE_RESOLUTION);
    let large = png(4097);
    let avatar = [part("image_type", b"avatar"), part("image", &large)];
    let avatar = upload::<UploadImage>(&world, &world.bot, &avatar);
    assert_eq!(code(&avatar), codes::IMAGE_RESOLUTION);
    for begin in [&b"\xff\xd8\xff\xe0"[..], b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM\0\0", b"II*\0"] {
        assert_eq!(image(begin).json()["code"], 0, "{begin:?}");
    }
}

#[test]
fn files_of_the_seed_can_be_downloaded() {
    let world = World::new();
    let request = lark_api::im::messages::ListMessages {
        container_id_type: lark_api::im::messages::Container::Chat,
        container_id: world.group().to_string(),
        start_time: None,
        end_time: None,
        sort_type: None,
        page_size: Some(50),
        page_token: None,
        card_msg_content_type: None,
        only_thread_root_messages: None,
        with_sender_name: None,
    };
    let messages = world.ask_bot(&request).items;
    let file = messages.iter().find(|message| message.msg_type == MsgType::File).unwrap();
    let content: serde_json::Value = serde_json::from_str(&file.body.content).unwrap();
    let key = content["file_key"].as_str().unwrap();
    assert!(download(&world, &resource(&file.message_id, key), &[]).body.starts_with(b"%PDF-1.4"));
    assert_eq!(file.chat_id, ChatId::unchecked(world.group().as_str()));
}

#[test]
fn a_bot_gets_back_what_it_uploaded_itself_but_no_avatar() {
    let world = World::new();
    let image = upload_image(&world, &world.bot, PNG);
    let file = upload_file(&world, &world.bot, ("stream", "a.txt"), b"hello");
    let get_image = |key: &str| GetImage { image_key: ImageKey::unchecked(key) };
    let get_file = |key: &str| GetFile { file_key: FileKey::unchecked(key) };
    assert_eq!(world.raw(typed(&world.bot, &get_image(&image))).body, PNG);
    let got = world.raw(typed(&world.bot, &get_file(&file)));
    assert!(got.body == b"hello" && got.header("content-disposition").contains("a.txt"));
    let code = |raw: Raw| raw.json()["code"].as_i64().unwrap();
    let other = world.bot_token(1);
    let refused = code(world.raw(typed(&other, &get_file(&file))));
    assert_eq!(refused, codes::RESOURCE_NOT_SENDER);
    assert_eq!(code(world.raw(typed(&world.bot, &get_file(&image)))), codes::RESOURCE_PARAM);
    let user = code(world.raw(typed(&world.user, &get_file(&file))));
    assert_eq!(user, codes::USER_TOKEN_INVALID);
    let parts = [part("image_type", b"avatar"), part("image", PNG)];
    let avatar = upload::<UploadImage>(&world, &world.bot, &parts).json();
    let avatar = get_image(avatar["data"]["image_key"].as_str().unwrap());
    assert_eq!(code(world.raw(typed(&world.bot, &avatar))), codes::RESOURCE_NOT_SENDER);
}

#[test]
fn no_file_of_the_sandbox_is_a_folder() {
    let world = World::new();
    let file = upload_file(&world, &world.bot, ("stream", "a.txt"), b"hello");
    let list = ListFolder {
        file_key: FileKey::unchecked(file),
        srctype: "message".to_owned(),
        srcid: "om_x".to_owned(),
        recursive: None,
    };
    assert_eq!(world.refused(&world.bot, &list), codes::RESOURCE_PARAM);
}
