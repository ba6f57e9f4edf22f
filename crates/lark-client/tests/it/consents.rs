//! Waiting for a person's word: how often it is asked for, and which answers end it.

use std::time::Duration;

use lark_api::{
    Auth,
    ids::AppId,
    oauth::token::{GetToken, Grant, TokenAnswer},
};
use lark_client::{
    Credentials,
    consent::{NotGranted, Pace, wait_for},
};

use crate::script::{LOST, Script, Step};

const PENDING: Step = Step::Answer(400, r#"{"error":"authorization_pending"}"#);
const SLOW: Step = Step::Answer(200, r#"{"error":"slow_down"}"#);
const GRANTED: Step = Step::Answer(200, r#"{"code":0,"access_token":"eyJ1","expires_in":7200}"#);

fn wait(script: &Script, pace: Pace) -> Result<TokenAnswer, NotGranted> {
    let client = script.client(Auth::User, Credentials::default());
    let grant = Grant::DeviceCode { device_code: "d".to_owned() };
    let request = GetToken::new(AppId::unchecked("cli_1"), "s3cret", grant);
    let outcome = wait_for(script, pace, || client.call(&request).map(Some));
    assert_eq!(script.steps_left(), 0);
    outcome
}

#[test]
fn it_is_asked_at_the_pace_that_was_told() {
    let script = Script::new(&[PENDING, SLOW, LOST, PENDING, GRANTED]);
    let granted = wait(&script, Pace::of(Some(2), Some(60))).unwrap();
    assert_eq!(granted.access_token, "eyJ1");
    assert_eq!(script.slept(), [2000, 7000, 8000, 8000]);
}

#[test]
fn an_end_is_told_as_what_it_is() {
    let answer = |text| wait(&Script::new(&[Step::Answer(400, text)]), Pace::of(None, None));
    assert!(matches!(answer(r#"{"error":"access_denied"}"#), Err(NotGranted::Denied)));
    assert!(matches!(answer(r#"{"error":"expired_token"}"#), Err(NotGranted::Expired)));
    assert!(matches!(answer(r#"{"error":"invalid_grant"}"#), Err(NotGranted::Expired)));
    let refused = answer(r#"{"error":"invalid_client","code":20002}"#);
    assert!(matches!(refused, Err(NotGranted::Refused(_))), "{refused:?}");
}

#[test]
fn it_is_not_asked_beyond_the_end_of_the_code() {
    let script = Script::new(&[PENDING, PENDING, PENDING]);
    let outcome = wait(&script, Pace::of(Some(5), Some(12)));
    assert!(matches!(outcome, Err(NotGranted::Pending)), "{outcome:?}");
    assert_eq!(script.slept(), [5000, 5000]);
}

#[test]
fn a_pace_that_makes_no_sense_is_the_usual_one() {
    let usual = Pace { interval: Duration::from_secs(5), patience: Duration::from_secs(240) };
    assert_eq!(Pace::of(Some(0), Some(-1)), usual);
}
