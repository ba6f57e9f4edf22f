//! A second tenant: whatever id of it is tried, nothing of it is seen and nothing changes.

mod foreign;
mod trials;

use lark_api::{
    auth::TenantAccessToken,
    errors::codes,
    ids::{AppId, ChatId},
    im::{
        MemberIdType, MsgType,
        chats::{GetChat, SearchChats},
        members::{AddMembers, joining::IsInChat},
        messages::{CardContent, GetMessage},
    },
    registry,
    search::SearchUsers,
};
use lark_sandbox::{Consent, ConsentAbout, Decision};
use serde_json::{Value, json};

use crate::harness::{World, content_to, text_of};
use foreign::{Nova, Ours};
use trials::{Asked, Trial};

/// What says that the caller is not the one to ask.
const FOREIGN: [i64; 4] = [
    codes::CHAT_OTHER_TENANT,
    codes::OPEN_ID_OTHER_APP,
    codes::USER_ID_OTHER_TENANT,
    codes::UNION_ID_OTHER_TENANT,
];

/// Sends to nobody, and writes down that it did, where nobody of the ids is anybody.
const SENDS_TO_NOBODY: &str = "im.batch_messages.send";

#[test]
fn whatever_id_of_another_tenant_an_endpoint_is_given_it_is_as_good_as_none() {
    let world = World::altered("");
    let (nova, ours) = (Nova::new(&world), Ours::new(&world));
    let nobody = nova.nobody();
    let changes = || world.look_up("SELECT CAST(coalesce(max(seq), 0) AS TEXT) FROM changes");
    let trials: Vec<Trial> = registry::ALL.iter().flat_map(trials::of).collect();
    assert!(trials.len() > 200, "{}", trials.len());
    let mut wrong = Vec::new();
    let mut foreign = Vec::new();
    for trial in &trials {
        let before = changes();
        let answered = trial.ask(&world, &Asked { subject: &nova.ids, others: &ours.ids });
        let has_changed = before != changes() && trial.entry.meta.name != SENDS_TO_NOBODY;
        if has_changed || nova.told_by(&answered).is_some() {
            let told = nova.told_by(&answered);
            wrong.push(format!("{trial}: changed {has_changed}, told {told:?}: {}", answered.text));
        }
        foreign.push(answered);
    }
    // After all that changes nothing, as being nobody's may be taken lightly.
    for (trial, foreign) in trials.iter().zip(foreign) {
        let none = trial.ask(&world, &Asked { subject: &nobody, others: &ours.ids });
        let is_fine = match trial.entry.meta.auth.is_empty() {
            true => foreign.code() != 0,
            false => FOREIGN.contains(&foreign.code()) || nova.renamed(&foreign) == none.told(),
        };
        if !is_fine && trial.entry.meta.name != SENDS_TO_NOBODY {
            wrong.push(format!("{trial}: {} but to nobody {}", foreign.text, none.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_chat_of_another_tenant_is_refused_by_what_names_it() {
    let world = World::new();
    let nova = world.sandbox.add_tenant("Nova").unwrap();
    let chat_id = ChatId::unchecked(&nova.chat.chat_id);
    let get = GetChat { chat_id: chat_id.clone(), user_id_type: None };
    for token in [&world.bot, &world.user] {
        assert_eq!(world.refused(token, &get), codes::CHAT_OTHER_TENANT);
        assert_eq!(
            world.refused(token, &IsInChat { chat_id: chat_id.clone() }),
            codes::CHAT_OTHER_TENANT
        );
    }
    let ours = GetChat { chat_id: world.group(), user_id_type: None };
    assert_eq!(world.refused(&nova.user.user_access_token, &ours), codes::CHAT_OTHER_TENANT);
}

#[test]
fn people_of_another_tenant_are_refused_by_the_kind_of_their_id() {
    let world = World::new();
    let nova = world.sandbox.add_tenant("Nova").unwrap();
    let add = |kind: MemberIdType, id: &str| AddMembers {
        chat_id: world.group(),
        member_id_type: Some(kind),
        succeed_type: None,
        id_list: vec![id.to_owned()],
    };
    let refused = |kind, id: &str| world.refused(&world.bot, &add(kind, id));
    let user = &nova.user;
    assert_eq!(refused(MemberIdType::OpenId, &user.open_id), codes::OPEN_ID_OTHER_APP);
    assert_eq!(refused(MemberIdType::UnionId, &user.union_id), codes::UNION_ID_OTHER_TENANT);
    assert_eq!(refused(MemberIdType::UserId, &user.user_id), codes::USER_ID_OTHER_TENANT);
}

#[test]
fn each_tenant_finds_its_own_and_no_other() {
    let world = World::new();
    let nova = world.sandbox.add_tenant("Nova").unwrap();
    let people = |token: &str, query: &str| {
        let query = query.to_owned();
        let request = SearchUsers { query, page_size: None, page_token: None };
        let found = world.ask(token, &request).unwrap().users;
        found.into_iter().map(|user| user.name).collect::<Vec<_>>()
    };
    let theirs = &nova.user.user_access_token;
    assert_eq!(people(theirs, "example.com"), [nova.user.name.as_str()]);
    assert!(!people(&world.user, "example.com").contains(&nova.user.name));
    assert!(people(&world.user, "Mara").is_empty());
    let chats = |token: &str, query: &str| {
        let request = SearchChats { query: query.to_owned(), ..SearchChats::default() };
        let found = world.ask(token, &request).unwrap().items;
        found.into_iter().map(|chat| chat.name).collect::<Vec<_>>()
    };
    assert_eq!(chats(theirs, "Nova"), [nova.chat.name.as_str()]);
    assert!(chats(theirs, "Orbit").is_empty());
    assert!(chats(&world.user, "Nova").is_empty());
}

#[test]
fn neither_a_text_nor_a_card_names_somebody_of_another_tenant() {
    let world = World::new();
    let user = world.sandbox.add_tenant("Nova").unwrap().user;
    for id in [&user.open_id, &user.union_id, &user.user_id, &user.email] {
        let text = format!("<at user_id=\"{id}\">you</at>");
        let sent = world.send(&world.bot, &world.group(), &text);
        assert_eq!((text_of(&sent), sent.mentions.len()), (text, 0));
        let at = json!({ "tag": "markdown", "content": format!("<at id={id}></at>") });
        let person = json!({ "tag": "person", "user_id": id });
        let card = json!({ "schema": "2.0", "body": { "elements": [at, person] } });
        let card = content_to(&world.group(), MsgType::Interactive, &card);
        let message_id = world.ask_bot(&card).message_id;
        for form in [None, Some(CardContent::Raw)] {
            let get = GetMessage {
                message_id: message_id.clone(),
                user_id_type: None,
                card_msg_content_type: form,
                with_sender_name: None,
            };
            let read = world.ask_bot(&get).items[0].body.content.clone();
            assert!(read.contains(id.as_str()) && !read.contains(&user.name), "{read}");
        }
    }
}

#[test]
fn nobody_lets_an_app_of_another_tenant_act_as_them() {
    let world = World::new();
    let nova = world.sandbox.add_tenant("Nova").unwrap();
    let page = |app_id: &str| {
        let back = "http%3A%2F%2F127.0.0.1%3A1%2F";
        ConsentAbout::Page(format!("/?client_id={app_id}&redirect_uri={back}"))
    };
    let decide = |app_id: &str, person: Option<&str>| {
        let person = person.map(str::to_owned);
        let consent = Consent { about: page(app_id), person, decision: Decision::Allow };
        world.sandbox.consent(consent)
    };
    let (ours, theirs) = (&world.info.apps[0].app_id, &nova.app.app_id);
    assert!(decide(ours, Some(&nova.user.union_id)).is_err());
    assert!(decide(theirs, Some(&world.info.users[0].email)).is_err());
    for app in [ours, theirs] {
        let location = decide(app, None).unwrap().location.unwrap();
        assert!(location.contains("code="), "{location}");
    }
}

#[test]
fn a_reset_takes_tenants_away_and_leaves_every_seeded_id() {
    let world = World::new();
    let first = world.sandbox.add_tenant("Nova").unwrap();
    let second = world.sandbox.add_tenant("Nova").unwrap();
    assert_ne!(first.user.email, second.user.email);
    assert_eq!(world.sandbox.info().unwrap(), world.info);
    world.sandbox.reset().unwrap();
    assert_eq!(world.sandbox.info().unwrap(), world.info);
    let get = GetChat { chat_id: world.group(), user_id_type: None };
    assert_eq!(world.refused(&first.user.user_access_token, &get), codes::USER_TOKEN_INVALID);
    let app_id = AppId::unchecked(&first.app.app_id);
    let app_secret = first.app.app_secret;
    assert_eq!(world.refused("", &TenantAccessToken { app_id, app_secret }), codes::APP_ID_INVALID);
    let again = world.sandbox.add_tenant("Nova").unwrap();
    assert_eq!(again.chat, first.chat);
}

/// What an answer says, without what is another every time.
fn told(code: i64, body: &Value) -> Value {
    json!({ "code": code, "data": body["data"] })
}
