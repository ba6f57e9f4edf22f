//! Files of any size, put into a message by who started the server.

use lark_api::{Endpoint, errors::codes, im::files::GetResource, limits};
use serde_json::{Value, json};

use super::{Asked, Served, read_bytes, write_request};

#[test]
fn a_planted_file_is_given_out_up_to_larks_limit() {
    let served = Served::start();
    let ask = |head: &str, body: &str| served.ask(head, &served.file.admin_token, body);
    let (_, info) = served.admin("GET /sandbox/info");
    let chat = &info["data"]["chats"][0]["chat_id"];
    let plant = |size: u64, seed: u64| {
        let body = json!({ "chat_id": chat, "file_name": "a.bin", "size": size, "seed": seed });
        let (status, body) = ask("POST /sandbox/files", &body.to_string());
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<Value>(&body).unwrap()["data"].clone()
    };
    let get = |planted: &Value, more: &str| {
        let path = GetResource::META.path;
        let path = path.replace("{message_id}", planted["message_id"].as_str().unwrap());
        let path = path.replace("{file_key}", planted["file_key"].as_str().unwrap());
        let mut stream = served.connect();
        let (head, host) = (format!("GET {path}?type=file"), served.address.to_string());
        let token = &served.bot_token();
        write_request(&mut stream, &Asked { head: &head, host: &host, token, more, body: "" });
        read_bytes(&mut stream)
    };
    let (status, one) = get(&plant(300_001, 1), "");
    assert_eq!((status, one.len()), (200, 300_001));
    assert!(one == get(&plant(300_001, 1), "").1 && one != get(&plant(300_001, 2), "").1);
    let largest = plant(limits::DOWNLOAD_BYTES, 0);
    assert_eq!(get(&largest, "Range: bytes=104857599-\r\n").0, 206);
    let (status, refused) = get(&plant(limits::DOWNLOAD_BYTES + 1, 0), "");
    let refused: Value = serde_json::from_slice(&refused).unwrap();
    assert_eq!((status, &refused["code"]), (400, &codes::DOWNLOAD_TOO_LARGE.into()));
    let nowhere = json!({ "chat_id": "oc_none", "file_name": "a", "size": 1 }).to_string();
    assert_eq!(ask("POST /sandbox/files", &nowhere).0, 404);
    let huge = json!({ "chat_id": chat, "file_name": "a", "size": 1_u64 << 40 }).to_string();
    assert_eq!(ask("POST /sandbox/files", &huge).0, 400);
    served.stop();
}
