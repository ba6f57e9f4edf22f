//! What the journal is told.

use std::sync::{Arc, Mutex};

use lark_api::{
    Auth,
    ids::{ChatId, OpenId},
    im::{MemberIdType, chats::ListChats, members::AddMembers, messages::SendMessage},
};
use lark_client::{
    Client, Credentials, Secret,
    journal::{Entry, Journal, Outcome},
    transport::{Sent, TransportErrorKind},
};

use crate::script::{LOST, SENT, Script, Step, TOKEN, send};

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<Entry>>>);

impl Journal for Heard {
    fn record(&self, entry: &Entry) {
        self.0.lock().unwrap().push(entry.clone());
    }
}

impl Heard {
    fn by(client: Client, call: impl FnOnce(Client)) -> Vec<Entry> {
        let heard = Self::default();
        call(client.with_journal(Box::new(heard.clone())));
        heard.0.lock().unwrap().clone()
    }
}

fn entries_of_send(script: &Script) -> Vec<Entry> {
    Heard::by(script.bot(), |client| drop(client.call(&send())))
}

fn outcomes_of_send(steps: &[Step]) -> Vec<Outcome> {
    entries_of_send(&Script::new(steps)).into_iter().map(|entry| entry.outcome).collect()
}

#[test]
fn a_send_is_told_once_with_who_whom_and_how_it_ended() {
    let own = SendMessage { uuid: Some("mine".to_owned()), ..send() };
    let script = Script::new(&[TOKEN, LOST, SENT]);
    let heard = Heard::by(script.bot(), |client| drop(client.call(&own).unwrap()));
    let expected = Entry {
        endpoint: "im.messages.create",
        identity: Auth::Bot,
        person: None,
        app_id: Some("cli_1".to_owned()),
        targets: vec![own.receive_id.clone()],
        outcome: Outcome::Sent,
        answered: Some("om_1".to_owned()),
        log_id: Some("log-1".to_owned()),
        uuid: Some("mine".to_owned()),
    };
    assert_eq!(heard, [expected]);
}

#[test]
fn reads_tokens_and_dry_runs_are_not_told() {
    let listed = Step::Answer(200, r#"{"code":0,"data":{"items":[]}}"#);
    let script = Script::new(&[TOKEN, listed]);
    let heard = Heard::by(script.bot(), |client| drop(client.call(&ListChats::default()).unwrap()));
    assert_eq!(heard, []);
    let script = Script::new(&[]);
    let dry = script.bot().as_dry_run();
    assert_eq!(Heard::by(dry, |client| drop(client.call(&send()).unwrap())), []);
}

#[test]
fn how_a_write_ended_is_what_its_caller_hears() {
    let refused = Step::Answer(400, r#"{"code":230002,"msg":"Bot is NOT in the chat."}"#);
    assert_eq!(outcomes_of_send(&[TOKEN, refused]), [Outcome::Refused { code: 230_002 }]);
    assert_eq!(outcomes_of_send(&[TOKEN, LOST, LOST, LOST, LOST]), [Outcome::Unknown]);
    let half = Step::Answer(200, r#"{"code":0,"da"#);
    let halves = [TOKEN, half.clone(), half.clone(), half.clone(), half];
    assert_eq!(outcomes_of_send(&halves), [Outcome::Unknown]);
    let foreign = Step::Answer(404, "404 page not found");
    assert_eq!(outcomes_of_send(&[TOKEN, foreign]), [Outcome::Refused { code: 404 }]);
    let gone = Step::Broken(TransportErrorKind::Connect, Sent::No);
    assert_eq!(outcomes_of_send(&[TOKEN, gone]), [], "nothing went out");
}

#[test]
fn a_refused_token_without_another_one_is_a_refusal() {
    let stale = Step::Answer(400, r#"{"code":99991663,"msg":"Invalid access token"}"#);
    let no_more = Step::Answer(400, r#"{"code":10014,"msg":"app secret invalid"}"#);
    let outcomes = outcomes_of_send(&[TOKEN, stale, no_more]);
    assert!(matches!(outcomes[..], [Outcome::Refused { .. }]), "{outcomes:?}");
}

#[test]
fn a_loss_after_which_there_is_no_token_any_more_is_unknown() {
    let stale = Step::Answer(400, r#"{"code":99991663,"msg":"Invalid access token"}"#);
    let no_more = Step::Answer(400, r#"{"code":10014,"msg":"app secret invalid"}"#);
    assert_eq!(outcomes_of_send(&[TOKEN, LOST, stale, no_more]), [Outcome::Unknown]);
}

#[test]
fn who_was_left_out_makes_it_partial() {
    let answer = r#"{"code":0,"data":{"invalid_id_list":["ou_2"],"not_existed_id_list":[]}}"#;
    let script = Script::new(&[TOKEN, Step::Answer(200, answer)]);
    let add = AddMembers {
        chat_id: ChatId::unchecked("oc_1"),
        id_list: vec!["ou_1".to_owned(), "ou_2".to_owned(), "who@example.com".to_owned()],
        member_id_type: Some(MemberIdType::OpenId),
        succeed_type: None,
    };
    let heard = Heard::by(script.bot(), |client| drop(client.call(&add).unwrap()));
    assert_eq!(heard[0].outcome, Outcome::Partial);
    assert_eq!(heard[0].targets, ["oc_1", "ou_1", "ou_2"], "an address is no id");
}

#[test]
fn a_person_is_named_where_they_are_known() {
    let script = Script::new(&[SENT]);
    let credentials =
        Credentials::default().with_token_of(OpenId::unchecked("ou_9"), Secret::new("u-1"));
    let client = script.client(Auth::User, credentials);
    let heard = Heard::by(client, |client| drop(client.call(&send()).unwrap()));
    assert_eq!((heard[0].person.as_deref(), heard[0].identity), (Some("ou_9"), Auth::User));
    assert!(!format!("{heard:?}").contains("u-1"));
}
