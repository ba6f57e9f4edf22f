//! Logins: which token is called with, when it is refreshed, and what a failed refresh leaves.

use std::sync::{Arc, Mutex};

use lark_api::{
    Auth,
    ids::{AppId, OpenId},
};
use lark_client::{
    CredentialError, Credentials, Error, Secret,
    login::{Held, Login, LoginPlace, LoginTokens, Notice, Notices, PlaceError},
    transport::{Sent, TransportErrorKind},
};

use crate::script::{LOST, SENT, Script, Step, send};

const HOUR: i64 = 60 * 60 * 1000;
const FRESH: Step = Step::Answer(
    200,
    r#"{"code":0,"access_token":"eyJ2","expires_in":7200,"refresh_token":"ur-2",
        "refresh_token_expires_in":604800,"token_type":"Bearer","scope":"im:message im:message.send_as_user"}"#,
);
const USED: Step = Step::Answer(
    400,
    r#"{"code":20073,"error":"invalid_grant","error_description":"The refresh token has been used."}"#,
);

/// A place in memory, and all that was ever put there.
#[derive(Clone, Default)]
struct Place(Arc<Mutex<Contents>>);

#[derive(Default)]
struct Contents {
    kept: Vec<Login>,
    full: bool,
    /// What another process puts there before this one gets the lock.
    quicker: Option<Login>,
}

struct Guard;

impl Held for Guard {}

impl LoginPlace for Place {
    fn read(&self) -> Result<Option<Login>, PlaceError> {
        Ok(self.0.lock().unwrap().kept.last().cloned())
    }

    fn replace(&self, login: &Login) -> Result<(), PlaceError> {
        let mut contents = self.0.lock().unwrap();
        if contents.full {
            return Err(PlaceError("the disk is full".to_owned()));
        }
        contents.kept.push(login.clone());
        Ok(())
    }

    fn lock(&self) -> Result<Box<dyn Held>, PlaceError> {
        let mut contents = self.0.lock().unwrap();
        let quicker = contents.quicker.take();
        contents.kept.extend(quicker);
        Ok(Box::new(Guard))
    }
}

impl Place {
    fn with(login: Login) -> Self {
        let place = Self::default();
        place.replace(&login).unwrap();
        place
    }

    fn last(&self) -> Login {
        self.read().unwrap().unwrap()
    }
}

/// A login whose token ends at `expires_at`; the scripts' clock shows 0.
fn login(expires_at: i64) -> Login {
    Login {
        open_id: OpenId::unchecked("ou_1"),
        name: "林晓".to_owned(),
        access_token: Secret::new("eyJ1"),
        expires_at,
        refresh_token: Some(Secret::new("ur-1")),
        refresh_expires_at: 24 * HOUR,
        scope: "im:message im:message.send_as_user".to_owned(),
        granted_at: -HOUR,
        refreshing_since: None,
    }
}

/// Sends a message as the person; what the call came to, and the notices.
fn run(script: &Script, place: &Place) -> (Result<(), Error>, Vec<Notice>) {
    let notices = Notices::default();
    let app = || Credentials {
        app_id: Some(AppId::unchecked("cli_1")),
        app_secret: Some(Secret::new("s3cret").into()),
        ..Credentials::default()
    };
    let refresher = script.clone();
    let connect = move || Ok(refresher.client(Auth::User, app()));
    let tokens = LoginTokens::new(
        Box::new(place.clone()),
        Box::new(connect),
        Box::new(script.clone()),
        notices.clone(),
    );
    let credentials = Credentials { user: Some(Box::new(tokens)), ..Credentials::default() };
    let outcome = script.client(Auth::User, credentials).call(&send()).map(drop);
    assert_eq!(script.steps_left(), 0);
    (outcome, notices.take())
}

fn called_with(script: &Script) -> Vec<Option<String>> {
    script.seen().into_iter().map(|seen| seen.authorization).collect()
}

#[test]
fn a_token_with_time_left_is_called_with_as_it_is() {
    let script = Script::new(&[SENT]);
    let place = Place::with(login(HOUR));
    let (outcome, notices) = run(&script, &place);
    outcome.unwrap();
    assert_eq!(called_with(&script), [Some("Bearer eyJ1".to_owned())]);
    assert!(notices.is_empty());
    assert_eq!(place.0.lock().unwrap().kept.len(), 1);
}

#[test]
fn a_token_near_its_end_is_refreshed_and_the_answer_kept_before_the_call() {
    let script = Script::new(&[FRESH, SENT]);
    let place = Place::with(login(4 * 60 * 1000));
    run(&script, &place).0.unwrap();
    let seen = script.seen();
    assert!(seen[0].line.ends_with("/authen/v2/oauth/token"), "{}", seen[0].line);
    for part in ["grant_type=refresh_token", "refresh_token=ur-1", "client_id=cli_1"] {
        assert!(seen[0].body.contains(part), "{}", seen[0].body);
    }
    assert_eq!(seen[1].authorization.as_deref(), Some("Bearer eyJ2"));
    let kept = place.last();
    assert_eq!(kept.access_token.reveal(), "eyJ2");
    assert_eq!(kept.refresh_token.unwrap().reveal(), "ur-2");
    assert_eq!((kept.expires_at, kept.refreshing_since), (2 * HOUR, None));
    assert_eq!(kept.granted_at, -HOUR, "it is still the same login");
}

#[test]
fn the_mark_is_kept_before_the_refresh_token_is_used_up() {
    let script = Script::new(&[FRESH, SENT]);
    let place = Place::with(login(0));
    run(&script, &place).0.unwrap();
    let marks: Vec<_> =
        place.0.lock().unwrap().kept.iter().map(|login| login.refreshing_since).collect();
    assert_eq!(marks, [None, Some(0), None]);
}

#[test]
fn a_token_that_was_refused_is_refreshed_once() {
    let refused = Step::Answer(401, r#"{"code":99991677,"msg":"expired"}"#);
    let script = Script::new(&[refused, FRESH, SENT]);
    let place = Place::with(login(HOUR));
    run(&script, &place).0.unwrap();
    assert_eq!(called_with(&script)[2].as_deref(), Some("Bearer eyJ2"));
}

#[test]
fn what_another_process_refreshed_is_used() {
    let script = Script::new(&[SENT]);
    let place = Place::with(login(0));
    let quicker = Login { access_token: Secret::new("eyJ9"), ..login(2 * HOUR) };
    place.0.lock().unwrap().quicker = Some(quicker);
    run(&script, &place).0.unwrap();
    assert_eq!(called_with(&script), [Some("Bearer eyJ9".to_owned())]);
}

#[test]
fn a_refused_refresh_keeps_the_login_and_says_why() {
    let script = Script::new(&[USED]);
    let place = Place::with(login(0));
    let error = run(&script, &place).0.unwrap_err();
    let Error::Credential(CredentialError::LoginRefused { code, interrupted_at, .. }) = error
    else {
        panic!("{error:?}");
    };
    assert_eq!((code, interrupted_at), (20073, None));
    assert_eq!(place.last(), login(0));
}

#[test]
fn a_refresh_whose_answer_was_lost_is_asked_for_again() {
    for lost in [
        LOST,
        Step::Answer(500, r#"{"code":20050,"error":"server_error"}"#),
        Step::Answer(200, r#"{"code":0,"acc"#),
    ] {
        let script = Script::new(&[lost, FRESH, SENT]);
        let place = Place::with(login(0));
        run(&script, &place).0.unwrap();
        assert_eq!(place.last().access_token.reveal(), "eyJ2");
    }
}

#[test]
fn a_refresh_that_was_interrupted_is_told_from_one_that_was_stolen() {
    let script = Script::new(&[LOST, LOST]);
    let place = Place::with(login(0));
    let error = run(&script, &place).0.unwrap_err();
    assert!(matches!(error, Error::Credential(CredentialError::NotRefreshed(_))), "{error:?}");
    assert_eq!(place.last().refreshing_since, Some(0));

    let script = Script::new(&[USED]);
    let error = run(&script, &place).0.unwrap_err();
    let Error::Credential(CredentialError::LoginRefused { interrupted_at, .. }) = error else {
        panic!("{error:?}");
    };
    assert_eq!(interrupted_at, Some(0));
}

#[test]
fn nothing_is_asked_where_the_answer_could_not_be_kept() {
    let script = Script::new(&[SENT]);
    let place = Place::with(login(60_000));
    place.0.lock().unwrap().full = true;
    let (outcome, notices) = run(&script, &place);
    outcome.unwrap();
    assert_eq!(called_with(&script), [Some("Bearer eyJ1".to_owned())]);
    assert!(matches!(&notices[..], [Notice::NotRefreshed { seconds: 60, .. }]), "{notices:?}");

    let script = Script::new(&[]);
    let place = Place::with(login(0));
    place.0.lock().unwrap().full = true;
    let error = run(&script, &place).0.unwrap_err();
    assert!(matches!(error, Error::Credential(CredentialError::LoginPlace(_))), "{error:?}");
}

#[test]
fn a_server_that_cannot_be_reached_costs_nothing_while_the_token_lasts() {
    let unreachable = Step::Broken(TransportErrorKind::Connect, Sent::No);
    let script = Script::new(&[unreachable, SENT]);
    let place = Place::with(login(60_000));
    let (outcome, notices) = run(&script, &place);
    outcome.unwrap();
    assert!(matches!(&notices[..], [Notice::NotRefreshed { .. }]), "{notices:?}");
    assert_eq!(place.last(), login(60_000), "no mark is left where nothing was sent");
}

#[test]
fn a_login_without_a_refresh_token_ends_with_its_token() {
    let bare = Login { refresh_token: None, ..login(60_000) };
    let script = Script::new(&[SENT]);
    let (outcome, notices) = run(&script, &Place::with(bare.clone()));
    outcome.unwrap();
    assert!(notices.is_empty());

    let script = Script::new(&[]);
    let over = Login { expires_at: 0, ..bare };
    let error = run(&script, &Place::with(over)).0.unwrap_err();
    assert!(matches!(error, Error::Credential(CredentialError::LoginOver)), "{error:?}");
}

#[test]
fn what_a_login_is_known_not_to_have_granted_is_not_asked_for() {
    let narrow = Login { scope: "im:chat:readonly".to_owned(), ..login(HOUR) };
    let (refused, _) = run(&Script::new(&[]), &Place::with(narrow));
    let Err(Error::Ungranted(ungranted)) = refused else { panic!("not refused: {refused:?}") };
    assert_eq!(ungranted.endpoint, "im.messages.create");
    assert!(ungranted.lacking.iter().all(|any_of| !any_of.is_empty()));

    let unknown = Login { scope: String::new(), ..login(HOUR) };
    let sent = Step::Answer(200, r#"{"code":99991679,"msg":"no"}"#);
    let (asked, _) = run(&Script::new(&[sent]), &Place::with(unknown));
    assert!(
        matches!(asked, Err(Error::Api(_))),
        "what is not known is the server's to say: {asked:?}"
    );
}
