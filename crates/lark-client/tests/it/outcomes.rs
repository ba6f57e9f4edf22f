//! Sent, refused or unknown.

use lark_api::{
    errors::{Kind, codes},
    ids::MessageId,
    im::members::AddMembers,
    im::messages::{DeleteMessage, SendMessage},
};
use lark_client::{
    Error,
    transport::{Sent, TransportErrorKind},
};

use crate::script::{LOST, SENT, Script, Step, TOKEN, send};

const UUID: &str = "11111111-1111-4111-9111-111111111111";

/// The bodies of all sends, the token's request left out.
fn sends(script: &Script) -> Vec<String> {
    script.seen().into_iter().skip(1).map(|seen| seen.body).collect()
}

#[test]
fn a_send_carries_a_uuid_and_its_answer_is_typed() {
    let script = Script::new(&[TOKEN, SENT]);
    let answer = script.bot().call_with_facts(&send()).unwrap();
    assert_eq!(answer.value.message_id.as_str(), "om_1");
    assert_eq!(
        (answer.date, answer.log_id.as_deref(), answer.attempts),
        (Some(2), Some("log-1"), 1)
    );
    assert!(sends(&script)[0].contains(UUID), "{}", sends(&script)[0]);
}

#[test]
fn a_lost_answer_is_asked_for_again_with_the_same_bytes() {
    let script = Script::new(&[TOKEN, LOST, Step::Answer(502, "<html>bad gateway</html>"), SENT]);
    let answer = script.bot().call_with_facts(&send()).unwrap();
    assert_eq!(answer.attempts, 3);
    let sends = sends(&script);
    assert_eq!(sends.len(), 3);
    assert!(sends.iter().all(|body| *body == sends[0]));
    assert_eq!(script.slept(), [508, 1524], "with a little of its own on top");
}

#[test]
fn when_no_answer_comes_the_outcome_is_unknown_and_the_uuid_settles_it() {
    let script = Script::new(&[TOKEN, LOST, LOST, LOST, LOST]);
    let error = script.bot().call(&send()).unwrap_err();
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error}") };
    assert_eq!((unknown.uuid.as_deref(), unknown.attempts), (Some(UUID), 4));

    let script = Script::new(&[TOKEN, LOST, LOST, LOST, LOST]);
    let own = SendMessage { uuid: Some("mine".to_owned()), ..send() };
    let Error::OutcomeUnknown(unknown) = script.bot().call(&own).unwrap_err() else { panic!() };
    assert_eq!(unknown.uuid.as_deref(), Some("mine"));
    assert!(sends(&script).iter().all(|body| body.contains(r#""uuid":"mine""#)));
}

#[test]
fn a_loss_followed_by_a_server_that_is_gone_is_still_unknown() {
    let gone = Step::Broken(TransportErrorKind::Connect, Sent::No);
    let script = Script::new(&[TOKEN, LOST, gone]);
    assert!(matches!(script.bot().call(&send()), Err(Error::OutcomeUnknown(_))));
}

#[test]
fn a_recall_that_is_found_done_after_a_loss_says_both() {
    let gone = r#"{"code":230110,"msg":"Action unavailable as the message has been deleted."}"#;
    let recall = DeleteMessage { message_id: MessageId::unchecked("om_1") };
    let script = Script::new(&[TOKEN, LOST, Step::Answer(400, gone)]);
    let error = script.bot().call(&recall).unwrap_err();
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error}") };
    assert!(matches!(&unknown.cause, Error::Api(api) if api.code == codes::MESSAGE_GONE));
    let script = Script::new(&[TOKEN, Step::Answer(400, gone)]);
    assert!(matches!(script.bot().call(&recall), Err(Error::Api(_))));
}

#[test]
fn nobody_listening_is_a_network_error_at_once_for_nothing_was_sent() {
    let script = Script::new(&[Step::Broken(TransportErrorKind::Connect, Sent::No)]);
    assert!(matches!(script.bot().call(&send()), Err(Error::Network(_))));
    assert!(script.slept().is_empty());
}

#[test]
fn a_refusal_is_never_repeated() {
    let refused = Step::AnswerWith(
        400,
        r#"{"code":230002,"msg":"Bot/User can NOT be out of the chat.","error":{"log_id":"L","troubleshooter":"T"}}"#,
        &[("x-tt-logid", "header")],
    );
    let script = Script::new(&[TOKEN, refused]);
    let Error::Api(api) = script.bot().call(&send()).unwrap_err() else { panic!() };
    assert_eq!((api.code, api.kind, api.status), (230_002, Some(Kind::NotInChat), 400));
    assert_eq!((api.log_id.as_deref(), api.troubleshooter.as_deref()), (Some("L"), Some("T")));
    assert!(script.slept().is_empty());
}

#[test]
fn a_rate_limit_is_waited_out_for_as_long_as_lark_asks() {
    let limited =
        |headers| Step::AnswerWith(429, r#"{"code":99991400,"msg":"slow down"}"#, headers);
    let script = Script::new(&[
        TOKEN,
        limited(&[("x-ogw-ratelimit-reset", "7")]),
        limited(&[("retry-after", "2")]),
        SENT,
    ]);
    script.bot().call(&send()).unwrap();
    assert_eq!(script.slept(), [7008, 2024]);
}

#[test]
fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let limited =
        Step::AnswerWith(429, r#"{"code":99991400}"#, &[("x-ogw-ratelimit-reset", "3600")]);
    let script = Script::new(&[TOKEN, limited]);
    let Error::Api(api) = script.bot().call(&send()).unwrap_err() else { panic!() };
    assert_eq!((api.retry_after, api.is_retryable()), (Some(3600), true));
}

#[test]
fn what_can_be_done_twice_is_repeated_without_a_uuid() {
    let script = Script::new(&[TOKEN, LOST, Step::Answer(200, r#"{"code":0,"data":{}}"#)]);
    let add = AddMembers {
        chat_id: "oc_1".parse().unwrap(),
        member_id_type: None,
        succeed_type: None,
        id_list: vec!["ou_1".to_owned()],
    };
    script.bot().call(&add).unwrap();
    assert_eq!(sends(&script), [r#"{"id_list":["ou_1"]}"#, r#"{"id_list":["ou_1"]}"#]);
}

#[test]
fn an_answer_that_is_not_larks_is_told_as_what_it_is() {
    let script = Script::new(&[TOKEN, Step::Answer(404, "404 page not found")]);
    let Error::Http { status, excerpt, .. } = script.bot().call(&send()).unwrap_err() else {
        panic!()
    };
    assert_eq!((status, excerpt.as_str()), (404, "404 page not found"));
}

#[test]
fn an_answer_that_is_not_what_was_promised_leaves_a_send_open() {
    let whole = r#"{"code":0,"data":{"message_id":7}}"#;
    for (odd, attempts) in [(whole, 1), (r#"{"code":0,"data":{"mess"#, 4), ("<html>", 4)] {
        let script = Script::new(&[TOKEN]);
        script.add(&vec![Step::Answer(200, odd); attempts]);
        let outcome = script.bot().call(&send());
        assert!(matches!(outcome, Err(Error::OutcomeUnknown(_))), "{odd}");
        assert_eq!(script.steps_left(), 0, "{odd}");
    }
}

#[test]
fn a_uuid_that_lark_may_have_forgotten_is_not_trusted_any_more() {
    let script = Script::new(&[TOKEN, LOST, LOST]).where_a_pause_takes(50 * 60);
    let error = script.bot().call(&send()).unwrap_err();
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error}") };
    assert_eq!((unknown.attempts, unknown.uuid.as_deref()), (3, Some(UUID)));
    assert_eq!(sends(&script).len(), 2, "the third would have come after the hour");
}

#[test]
fn a_burst_of_failures_ends_with_the_same_bytes_as_it_began() {
    let busy = Step::Answer(500, r#"{"code":5000,"msg":"Internal Error"}"#);
    let half = Step::Broken(TransportErrorKind::Protocol, Sent::Maybe);
    let slow = Step::Broken(TransportErrorKind::Timeout, Sent::Maybe);
    for failures in [[busy.clone(), busy.clone(), busy], [half, slow, LOST]] {
        let script = Script::new(&[TOKEN]);
        script.add(&failures);
        script.add(&[SENT]);
        script.bot().call(&send()).unwrap();
        let sends = sends(&script);
        assert_eq!(sends.len(), 4);
        assert!(sends.iter().all(|body| *body == sends[0]), "{sends:?}");
    }
}
