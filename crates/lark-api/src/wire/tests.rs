//! What the wire must keep: every field in its place, and nothing read from another.

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;
use crate::{
    Meta,
    ids::{ChatId, MessageId},
    im::{
        MsgType, ReceiveIdType,
        files::UploadFile,
        members::{AddMembers, RemoveMembers},
        messages::{Container, DeleteMessage, ListMessages, ReplyMessage, SendMessage},
    },
};

/// Sends a request over: what was split is what arrives.
fn over_the_wire<E: Endpoint>(request: &E) -> Result<E, JoinError> {
    let parts = split(request).unwrap();
    let pattern = E::META.path.split('/');
    let path = pattern.zip(parts.path.split('/')).filter_map(|(pattern, segment)| {
        let name = pattern.strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), percent_decode(segment)))
    });
    let body = match parts.body {
        PartsBody::None => ArrivedBody::None,
        PartsBody::Json(body) => ArrivedBody::Json(body),
        PartsBody::Fields(fields) => ArrivedBody::Fields(fields),
    };
    join(Arrived { path: path.collect(), query: parts.query, body })
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || char::from(rest.next().unwrap()).to_digit(16).unwrap() as u8;
        bytes.push(if byte == b'%' { digit() << 4 | digit() } else { byte });
    }
    String::from_utf8(bytes).unwrap()
}

fn list(container_id: &str) -> ListMessages {
    ListMessages {
        container_id_type: Container::Chat,
        container_id: container_id.to_owned(),
        start_time: Some(crate::time::Seconds(1_700_000_000)),
        end_time: None,
        sort_type: None,
        page_size: Some(50),
        page_token: Some("a/b+c==".to_owned()),
        card_msg_content_type: None,
        only_thread_root_messages: Some(true),
        with_sender_name: Some(false),
    }
}

fn reply(message_id: &str) -> ReplyMessage {
    ReplyMessage {
        message_id: MessageId::unchecked(message_id),
        msg_type: MsgType::Text,
        content: r#"{"text":"hi"}"#.to_owned(),
        reply_in_thread: Some(true),
        uuid: None,
    }
}

#[test]
fn query_path_and_body_arrive_as_they_were_sent() {
    assert_eq!(over_the_wire(&list("oc_1")).unwrap(), list("oc_1"));
    assert_eq!(over_the_wire(&reply("om_1")).unwrap(), reply("om_1"));
    let add = AddMembers {
        chat_id: ChatId::unchecked("oc_1"),
        member_id_type: None,
        succeed_type: Some(1),
        id_list: vec!["ou_1".to_owned(), "ou_2".to_owned()],
    };
    assert_eq!(over_the_wire(&add).unwrap(), add);
    let delete = DeleteMessage { message_id: MessageId::unchecked("om_1") };
    assert_eq!(over_the_wire(&delete).unwrap(), delete);
}

#[test]
fn a_path_field_that_would_be_another_path_is_refused() {
    for evil in ["", ".", "..", "om_\n", "\u{7f}"] {
        assert!(matches!(split(&reply(evil)), Err(SplitError::PathField { .. })), "{evil:?}");
    }
    let path = split(&reply("om_1/../x?y%2E")).unwrap().path;
    assert_eq!(path, "/open-apis/im/v1/messages/om_1%2F..%2Fx%3Fy%252E/reply");
}

#[test]
fn a_field_is_read_only_from_its_own_place() {
    let body = json!({"receive_id": "oc_1", "msg_type": "text", "content": "{}", "receive_id_type": "chat_id"});
    let Value::Object(body) = body else { unreachable!() };
    let error =
        join::<SendMessage>(Arrived { body: ArrivedBody::Json(body), ..Arrived::default() });
    let error = error.unwrap_err();
    assert_eq!(
        (error.field.as_deref(), error.problem),
        (Some("receive_id_type"), Problem::Missing)
    );

    let query = [
        ("receive_id_type", "chat_id"),
        ("receive_id", "oc_1"),
        ("msg_type", "text"),
        ("content", "{}"),
    ];
    let query = query.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let error = join::<SendMessage>(Arrived { query, ..Arrived::default() }).unwrap_err();
    assert_eq!(error.field.as_deref(), Some("receive_id"));
}

#[test]
fn a_body_on_a_get_is_not_looked_at() {
    let Value::Object(body) = json!({"container_id": "oc_body"}) else { unreachable!() };
    let query = split(&list("oc_1")).unwrap().query;
    let arrived = Arrived { query, body: ArrivedBody::Json(body), ..Arrived::default() };
    assert_eq!(join::<ListMessages>(arrived).unwrap().container_id, "oc_1");
}

#[test]
fn a_wrong_type_names_its_field() {
    let mut query = split(&list("oc_1")).unwrap().query;
    query.iter_mut().find(|(name, _)| name == "page_size").unwrap().1 = "many".to_owned();
    let error = join::<ListMessages>(Arrived { query, ..Arrived::default() }).unwrap_err();
    assert_eq!((error.field.as_deref(), error.problem), (Some("page_size"), Problem::Wrong));

    let Value::Object(body) = json!({"id_list": "ou_1"}) else { unreachable!() };
    let path = vec![("chat_id".to_owned(), "oc_1".to_owned())];
    let arrived = Arrived { path, body: ArrivedBody::Json(body), ..Arrived::default() };
    assert_eq!(join::<RemoveMembers>(arrived).unwrap_err().field.as_deref(), Some("id_list"));
}

#[test]
fn a_boolean_may_be_written_as_python_and_go_write_it() {
    for (text, expected) in [("True", true), ("1", true), ("false", false), ("F", false)] {
        let mut query = split(&list("oc_1")).unwrap().query;
        query.retain(|(name, _)| name != "with_sender_name");
        query.push(("with_sender_name".to_owned(), text.to_owned()));
        let request: ListMessages = join(Arrived { query, ..Arrived::default() }).unwrap();
        assert_eq!(request.with_sender_name, Some(expected), "{text}");
    }
}

#[test]
fn an_empty_part_of_a_form_is_as_good_as_none() {
    let fields = [("file_type", "stream"), ("file_name", "a"), ("duration", "")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let arrived = Arrived { body: ArrivedBody::Fields(fields), ..Arrived::default() };
    assert_eq!(join::<UploadFile>(arrived).unwrap().duration, None);
}

/// A request whose path and body both have a field that the wire calls `chat_id`.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Renamed {
    chat_id: String,
    target: String,
    limit: Limit,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Limit(u32);

impl Endpoint for Renamed {
    const META: Meta =
        Meta::post("x", "/x/{chat_id}").query(&["limit"]).rename(&[("target", "chat_id")]);
    type Response = ();
}

#[test]
fn a_renamed_field_and_a_number_in_a_newtype_survive() {
    let request = Renamed { chat_id: "oc_1".into(), target: "oc_2".into(), limit: Limit(3) };
    let parts = split(&request).unwrap();
    assert_eq!(parts.path, "/x/oc_1");
    assert_eq!(
        Value::from(match &parts.body {
            PartsBody::Json(body) => body.clone(),
            _ => panic!(),
        }),
        json!({"chat_id": "oc_2"})
    );
    assert_eq!(over_the_wire(&request).unwrap(), request);
}

proptest! {
    #[test]
    fn any_text_survives_the_wire(id in "[^\\p{Cc}]{1,40}", content in ".*", uuid in proptest::option::of(".*")) {
        prop_assume!(id != "." && id != "..");
        let request = ReplyMessage { content, uuid, ..reply(&id) };
        prop_assert_eq!(over_the_wire(&request).unwrap(), request);
    }

    #[test]
    fn any_query_survives_the_wire(receive_id in ".*", kind in ".*") {
        let request = SendMessage {
            receive_id_type: ReceiveIdType::from(kind.as_str()),
            receive_id,
            msg_type: MsgType::Text,
            content: "{}".to_owned(),
            uuid: None,
        };
        prop_assert_eq!(over_the_wire(&request).unwrap(), request);
    }
}
