//! Policy, dry run, token and paging.

use lark_api::{
    Auth,
    im::{
        chats::ListChats,
        files::UploadFile,
        messages::{ListMessages, SendMessage},
    },
};
use lark_client::{
    CredentialError, Credentials, Error, Secret, Upload, policy::Rules, token_cache::TokenFiles,
};
use serde_json::json;

use crate::script::{SENT, Script, Step, TOKEN, send};

#[test]
fn a_bot_gets_its_token_once_and_keeps_it() {
    let directory = tempfile::tempdir().unwrap();
    let script = Script::new(&[TOKEN, SENT]);
    let client =
        || script.bot().with_token_cache(Box::new(TokenFiles::new(directory.path().into())));
    client().call(&send()).unwrap();
    script.add(&[SENT]);
    client().call(&send()).unwrap();
    let seen = script.seen();
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert!(seen[0].line.ends_with("/tenant_access_token/internal"), "{}", seen[0].line);
    assert_eq!(seen[0].authorization, None);
    assert_eq!(seen[2].authorization.as_deref(), Some("Bearer t-1"));
}

#[test]
fn a_stale_token_is_dropped_minted_once_and_the_call_repeated() {
    let stale = Step::Answer(400, r#"{"code":99991663,"msg":"Invalid access token"}"#);
    let fresh = Step::Answer(200, r#"{"code":0,"tenant_access_token":"t-2","expire":7200}"#);
    let script = Script::new(&[TOKEN, stale.clone(), fresh, SENT]);
    script.bot().call(&send()).unwrap();
    let seen = script.seen();
    assert_eq!(seen[3].authorization.as_deref(), Some("Bearer t-2"));
    assert_eq!(seen[1].body, seen[3].body, "what is repeated is the same to the byte");

    // A token that is refused again is the last word.
    let script = Script::new(&[
        TOKEN,
        stale.clone(),
        Step::Answer(200, r#"{"code":0,"tenant_access_token":"t-3","expire":7200}"#),
        stale,
    ]);
    let error = script.bot().call(&send()).unwrap_err();
    assert!(matches!(error, Error::Api(api) if api.code == 99_991_663));
    assert_eq!(script.steps_left(), 0);
}

#[test]
fn a_given_token_is_used_as_it_is_and_never_renewed() {
    let stale = Step::Answer(401, r#"{"code":99991677,"msg":"expired"}"#);
    let script = Script::new(&[stale]);
    let credentials = Credentials::default().with_user_access_token(Secret::new("u-1"));
    let error = script.client(Auth::User, credentials).call(&send()).unwrap_err();
    assert!(matches!(error, Error::Api(api) if api.code == 99_991_677));
    assert_eq!(script.seen()[0].authorization.as_deref(), Some("Bearer u-1"));
}

#[test]
fn without_credentials_nothing_is_sent() {
    let script = Script::new(&[]);
    let bot = script.client(Auth::Bot, Credentials::default());
    assert!(matches!(bot.call(&send()), Err(Error::Credential(CredentialError::NoApp))));
    let user = script.client(Auth::User, Credentials::default());
    assert!(matches!(user.call(&send()), Err(Error::Credential(CredentialError::NoUser))));
}

#[test]
fn a_read_only_profile_reads_and_sends_nothing() {
    let script = Script::new(&[TOKEN, Step::Answer(200, r#"{"code":0,"data":{"items":[]}}"#)]);
    let rules = Rules { read_only: Some("config.toml".to_owned()), ..Rules::default() };
    let client = script.bot().with_policy(Box::new(rules));
    client.call(&ListChats::default()).unwrap();
    assert!(matches!(client.call(&send()), Err(Error::Denied(_))));
    assert_eq!(script.seen().len(), 2);
}

#[test]
fn a_dry_run_writes_every_request_down_and_sends_only_what_its_plan_depends_on() {
    let script = Script::new(&[TOKEN, Step::Answer(200, r#"{"code":0,"data":{"items":[]}}"#)]);
    let client = script.bot().as_dry_run();
    client.look_up(&ListChats::default()).unwrap();
    let upload = Upload { name: "a.pdf".to_owned(), length: 1, open: Box::new(|| unreachable!()) };
    let request =
        UploadFile { file_type: "pdf".into(), file_name: "a.pdf".to_owned(), duration: None };
    let uploaded = client.upload(&request, &upload).unwrap();
    let content = json!({ "file_key": uploaded.file_key }).to_string();
    client.call(&SendMessage { content, msg_type: "file".into(), ..send() }).unwrap();
    assert_eq!(script.seen().len(), 2, "only the look-up and its token");
    let plan = serde_json::to_value(client.plan().unwrap().take()).unwrap();
    assert_eq!(
        plan,
        json!([
            { "method": "POST", "url": "/open-apis/im/v1/files", "file": "a.pdf",
              "body": { "file_name": "a.pdf", "file_type": "pdf" } },
            { "method": "POST", "url": "/open-apis/im/v1/messages", "params": { "receive_id_type": "chat_id" },
              "body": { "content": "{\"file_key\":\"<file_key>\"}", "msg_type": "file", "receive_id": "oc_1" } },
        ])
    );
}

#[test]
fn pages_are_asked_for_until_lark_says_there_are_no_more() {
    let page = |text| Step::Answer(200, text);
    let script = Script::new(&[
        TOKEN,
        page(
            r#"{"code":0,"data":{"items":[{"chat_id":"oc_1"}],"has_more":true,"page_token":"p 1"}}"#,
        ),
        page(r#"{"code":0,"data":{"items":[],"has_more":true,"page_token":"p2"}}"#),
        page(r#"{"code":0,"data":{"items":[{"chat_id":"oc_2"}],"has_more":true,"page_token":""}}"#),
    ]);
    let client = script.bot();
    let pages: Vec<_> = client.pages(ListChats::default()).map(Result::unwrap).collect();
    let chats: Vec<_> =
        pages.iter().flat_map(|page| &page.items).map(|c| c.chat_id.as_str()).collect();
    assert_eq!(chats, ["oc_1", "oc_2"]);
    assert!(script.seen()[2].line.ends_with("page_token=p%201"), "{:?}", script.seen()[2]);
}

#[test]
fn pages_that_lead_back_end_in_a_failure() {
    let page = |text| Step::Answer(200, text);
    let script = Script::new(&[
        TOKEN,
        page(r#"{"code":0,"data":{"items":[],"has_more":true,"page_token":"p1"}}"#),
        page(r#"{"code":0,"data":{"items":[],"has_more":true,"page_token":"p2"}}"#),
        page(r#"{"code":0,"data":{"items":[],"has_more":true,"page_token":"p1"}}"#),
    ]);
    let client = script.bot();
    let pages: Vec<_> = client.pages(ListChats::default()).collect();
    let [Ok(_), Ok(_), Err(error)] = pages.as_slice() else { panic!("{pages:?}") };
    assert!(error.to_string().contains("leads back"), "{error}");
}

#[test]
fn a_field_that_would_change_the_path_is_refused_before_anything_is_sent() {
    let script = Script::new(&[]);
    let request = lark_api::im::messages::DeleteMessage {
        message_id: lark_api::ids::MessageId::unchecked(".."),
    };
    assert!(matches!(script.bot().call(&request), Err(Error::Request(_))));
    let list = ListMessages {
        container_id_type: "chat".into(),
        container_id: "../x&y=z".to_owned(),
        start_time: None,
        end_time: None,
        sort_type: None,
        page_size: None,
        page_token: None,
        card_msg_content_type: None,
        only_thread_root_messages: None,
        with_sender_name: None,
    };
    let script = Script::new(&[TOKEN, Step::Answer(200, r#"{"code":0,"data":{}}"#)]);
    script.bot().call(&list).unwrap();
    assert_eq!(
        script.seen()[1].line,
        "GET /open-apis/im/v1/messages?container_id=..%2Fx%26y%3Dz&container_id_type=chat"
    );
}
