//! What a policy forbids is not sent, whichever way it is asked for.

use lark_api::{
    Auth, Effect, Endpoint, Meta,
    im::{
        chats::ListChats,
        messages::{DeleteMessage, SendMessage},
        reactions::AddReaction,
    },
    registry,
    wire::{self, Parts},
};
use lark_client::{
    Client, Denied, Error,
    policy::{Allowed, DeniedEndpoints, Rules},
};
use serde_json::{Map, Value, json};

use crate::script::{SENT, Script, Step, TOKEN, send};

const NOTHING: Step = Step::Answer(200, r#"{"code":0,"data":{}}"#);
const IN_OC_1: Step =
    Step::Answer(200, r#"{"code":0,"data":{"items":[{"message_id":"om_1","chat_id":"oc_1"}]}}"#);

fn only(chats: &[&str], people: &[&str]) -> Rules {
    let list = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let allowed =
        Allowed { chats: list(chats), people: list(people), set_by: "LARK_CLI_ALLOW_CHATS".into() };
    Rules { allowed: vec![allowed], ..Rules::default() }
}

fn without(pattern: &str) -> Rules {
    let denied = DeniedEndpoints { pattern: pattern.to_owned(), set_by: "config.toml".to_owned() };
    Rules { denied: vec![denied], ..Rules::default() }
}

fn bot(script: &Script, rules: Rules) -> Client {
    script.bot().with_policy(Box::new(rules))
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Calls an endpoint by its name, as `api` does.
fn raw(client: &Client, name: &str, params: Value, data: Value) -> Result<(), Error> {
    let meta = registry::find(name).unwrap().meta;
    let parts = wire::assemble(&meta, object(params), object(data)).unwrap();
    client.call_raw(&meta, parts, None).map(drop)
}

#[track_caller]
fn denied<T: std::fmt::Debug>(result: Result<T, Error>) -> Denied {
    match result {
        Err(Error::Denied(denied)) => denied,
        other => panic!("not denied: {other:?}"),
    }
}

#[test]
fn a_write_reaches_only_the_chats_and_people_that_are_allowed() {
    let script = Script::new(&[TOKEN, SENT, SENT]);
    let client = bot(&script, only(&["oc_1"], &["ou_1"]));
    let to = |kind: &str, id: &str| SendMessage {
        receive_id_type: kind.into(),
        receive_id: id.to_owned(),
        ..send()
    };
    client.call(&to("chat_id", "oc_1")).unwrap();
    client.call(&to("open_id", "ou_1")).unwrap();
    for (kind, id) in [("chat_id", "oc_2"), ("open_id", "ou_2"), ("open_id", "oc_1"), ("x", "oc_1")]
    {
        let denied = denied(client.call(&to(kind, id)));
        assert_eq!(denied.set_by, "LARK_CLI_ALLOW_CHATS");
    }
    assert_eq!(script.steps_left(), 0);
}

#[test]
fn nothing_beside_the_recipient_makes_another_look_allowed() {
    let script = Script::new(&[]);
    let client = bot(&script, only(&["oc_1"], &["ou_1"]));
    let cases = [
        (
            "im.chat.members.create",
            json!({"chat_id":"oc_2"}),
            json!({"receive_id":"oc_1","id_list":["ou_1"]}),
        ),
        ("im.chat.members.create", json!({"chat_id":"oc_1"}), json!({"id_list":["ou_1","ou_2"]})),
        (
            "im.messages.create",
            json!({"receive_id_type":["open_id","chat_id"]}),
            json!({"receive_id":"oc_1"}),
        ),
        ("im.messages.create", json!({}), json!({"receive_id":"oc_1"})),
        (
            "im.messages.create",
            json!({"receive_id_type":"chat_id"}),
            json!({"receive_id":["oc_1"]}),
        ),
        ("im.chats.create", json!({}), json!({"name":"oc_1"})),
        (
            "im.batch_messages.send",
            json!({}),
            json!({"open_ids":["ou_1"],"department_ids":["od-1"]}),
        ),
        ("bot.hook.post", json!({"token":"x"}), json!({"msg_type":"text"})),
        (
            "im.messages.create",
            json!({"receive_id_type":"chat_id"}),
            json!({"receive_id":"oc_1","Receive_ID":"oc_2"}),
        ),
        (
            "im.batch_messages.send",
            json!({}),
            json!({"open_ids":["ou_1"],"Department_IDs":["od-1"]}),
        ),
        ("im.chats.delete", json!({"chat_id":"oc_2"}), json!({})),
        (
            "im.feed.shortcuts.create",
            json!({}),
            json!({"shortcuts":[{"feed_card_id":"oc_2","type":1}]}),
        ),
    ];
    for (name, params, data) in cases {
        denied(raw(&client, name, params, data));
    }
    assert_eq!(script.seen().len(), 0);
}

#[test]
fn a_message_is_looked_up_once_to_tell_whom_answering_it_reaches() {
    let script = Script::new(&[TOKEN, IN_OC_1, NOTHING, NOTHING]);
    let client = bot(&script, only(&["oc_1"], &[]));
    let react = || {
        raw(
            &client,
            AddReaction::META.name,
            json!({"message_id":"om_1"}),
            json!({"reaction_type":{"emoji_type":"OK"}}),
        )
    };
    react().unwrap();
    react().unwrap();
    assert_eq!(script.steps_left(), 0);
    let elsewhere = bot(&Script::new(&[TOKEN, IN_OC_1]), only(&["oc_2"], &[]));
    let request = DeleteMessage { message_id: "om_1".parse().unwrap() };
    assert!(denied(elsewhere.call(&request)).reason.contains("oc_1"));
}

#[test]
fn a_message_that_cannot_be_looked_up_is_not_answered() {
    let gone = Step::Answer(400, r#"{"code":230110,"msg":"deleted"}"#);
    let script = Script::new(&[TOKEN, gone]);
    let client = bot(&script, only(&["oc_1"], &[]));
    let request = DeleteMessage { message_id: "om_1".parse().unwrap() };
    denied(client.call(&request));
    denied(client.call(&request));
    assert_eq!(script.seen().len(), 2, "the failure is remembered too");
}

#[test]
fn every_write_that_is_declared_is_refused_where_nothing_is_allowed() {
    for entry in registry::ALL {
        let meta = entry.meta;
        let is_sign_in = ["auth.", "authen.", "oauth."].iter().any(|of| meta.name.starts_with(of));
        if meta.effect != Effect::Write || is_sign_in {
            continue;
        }
        let script = Script::new(&[TOKEN, IN_OC_1]);
        let client = bot(&script, only(&[], &[]));
        let ids: Map<String, Value> = meta
            .path_fields()
            .map(|field| (field.to_owned(), format!("x_{field}").into()))
            .collect();
        denied(raw(&client, meta.name, Value::Object(ids), json!({})));
    }
}

#[test]
fn what_is_denied_by_name_cannot_be_called_by_path_either() {
    let script = Script::new(&[TOKEN, NOTHING, NOTHING]);
    let client = bot(&script, without("im.messages.*"));
    assert_eq!(denied(client.call(&send())).set_by, "config.toml");
    denied(raw(&client, "im.messages.delete", json!({"message_id":"om_1"}), json!({})));
    raw(&client, "im.chats.list", json!({}), json!({})).unwrap();
    let exact = bot(&script, without("im.chats.list"));
    denied(exact.call(&ListChats::default()));
}

#[test]
fn an_undeclared_endpoint_is_a_write_to_whom_it_may_concern() {
    let all = [
        without("im.messages.create"),
        only(&["oc_1"], &[]),
        Rules { read_only: Some("LARK_CLI_READ_ONLY".to_owned()), ..Rules::default() },
    ];
    for rules in all {
        let client = bot(&Script::new(&[]), rules);
        let meta = Meta::get("an undeclared endpoint", "/x/y").auth(&[Auth::Bot]);
        let parts = Parts { path: "/x/y".to_owned(), query: vec![], body: wire::PartsBody::None };
        denied(client.call_raw(&meta, parts, None));
    }
}

#[test]
fn a_hook_is_not_a_way_around_reading_only() {
    let rules = Rules { read_only: Some("config.toml".to_owned()), ..Rules::default() };
    let client = bot(&Script::new(&[]), rules);
    denied(raw(&client, "bot.hook.post", json!({"token":"x"}), json!({"msg_type":"text"})));
}
