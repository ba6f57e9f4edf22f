//! From what is said to the messages that say it: every content to every destination.

use lark_api::{content::Content, ids::ChatId};
use lark_client::Client;

use super::{
    SendKey, SendOptions,
    destination::{Destination, Part},
    draft::Draft,
    markdown::Readers,
    outcome::{Delivered, Sent},
    report,
    rest::Rest,
    staleness,
};
use crate::{
    commands::im::pool,
    context::Context,
    error::CommandError,
    output::{Output, Progress},
};

/// Sends a draft to one destination or to many. Nothing is sent before all of them are known and
/// allowed, and what has to be uploaded is.
pub fn deliver<'a>(
    context: &'a Context,
    client: &Client,
    destinations: &[Destination],
    draft: Draft,
    options: &SendOptions,
) -> Result<Output<'a>, CommandError> {
    destinations.iter().try_for_each(|destination| destination.check(client))?;
    let chats = |client: &Client| {
        let mut chats: Vec<ChatId> =
            destinations.iter().filter_map(|destination| destination.chat(client)).collect();
        chats.dedup();
        chats
    };
    let contents = draft.finish(client, &Readers { context, chats: &chats })?;
    let key = options.key();
    if key.was_given && client.plan().is_none() {
        staleness::warn(context, destinations, contents.len(), &key);
    }
    let delivery = Delivery { client, contents: &contents, key: &key };
    if let [only] = destinations {
        let delivered = delivery.to(only)?;
        report::warn_of_others(context, [&delivered]);
        return Ok(Output::value(delivered));
    }
    let progress = Progress::counting("Sending", destinations.len());
    let threads = if client.plan().is_some() { 1 } else { pool::THREADS };
    let rest = Rest::default();
    let results = pool::each(destinations, threads, |destination| {
        let result = rest.try_one(|| delivery.to(destination));
        progress.one_more();
        result
    });
    drop(progress);
    Ok(report::batch(context, destinations, results, &key))
}

struct Delivery<'a> {
    client: &'a Client,
    contents: &'a [Content],
    key: &'a SendKey,
}

impl Delivery<'_> {
    /// The messages follow each other; where one fails, those after it would stand without it.
    fn to(&self, destination: &Destination) -> Result<Delivered, CommandError> {
        let parts = self.contents.len();
        let mut sent: Vec<Sent> = Vec::with_capacity(parts);
        for (ordinal, content) in self.contents.iter().enumerate() {
            let part = Part { content, ordinal };
            match destination.send(self.client, &part, self.key) {
                Ok(one) => sent.push(one),
                Err(error) if parts == 1 => return Err(error),
                Err(error) => return Err(report::broken_off(error, &sent, parts, self.key)),
            }
        }
        Ok(Delivered::new(sent))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Cursor,
        sync::{Arc, Mutex},
    };

    use lark_api::{Auth, Host};
    use lark_client::{
        Credentials, Secret,
        transport::{Reply, Request, RequestBody, Transport, TransportError},
    };

    use super::*;
    use crate::commands::im::targets::ReceiveId;

    /// Takes all messages but those that say `no`, and keeps the bodies.
    #[derive(Clone, Default)]
    struct Server(Arc<Mutex<Vec<String>>>);

    impl Transport for Server {
        fn base_url(&self, _: Host) -> &str {
            "http://127.0.0.1:1"
        }

        fn send(&self, request: Request<'_>) -> Result<Reply, TransportError> {
            let RequestBody::Bytes(bytes) = request.body else { panic!("messages have bodies") };
            let body = String::from_utf8(bytes).unwrap();
            let mut bodies = self.0.lock().unwrap();
            let (status, answer) = match body.contains("no") {
                true => {
                    (400, r#"{"code":230035,"msg":"Send Message Permission deny."}"#.to_owned())
                }
                false => {
                    let id = format!("om_{}", bodies.len());
                    (
                        200,
                        format!(r#"{{"code":0,"data":{{"message_id":"{id}","chat_id":"oc_1"}}}}"#),
                    )
                }
            };
            bodies.push(body);
            Ok(Reply { status, headers: Vec::new(), body: Box::new(Cursor::new(answer)) })
        }
    }

    fn deliver_parts(server: &Server, texts: &[&str]) -> Result<Delivered, CommandError> {
        let token = Some(Secret::new("t-1"));
        let credentials = Credentials { tenant_access_token: token, ..Credentials::default() };
        let client = Client::new(Box::new(server.clone()), Auth::Bot, credentials);
        let contents: Vec<Content> = texts.iter().map(|text| Content::text(*text)).collect();
        let key = SendKey::new(Some("k"));
        let delivery = Delivery { client: &client, contents: &contents, key: &key };
        delivery.to(&Destination::To(ReceiveId::chat(&ChatId::unchecked("oc_1"))))
    }

    #[test]
    fn parts_follow_each_other_each_with_a_uuid_of_its_own() {
        let server = Server::default();
        let delivered = deliver_parts(&server, &["a", "b", "c"]).unwrap();
        let shown = serde_json::to_value(&delivered).unwrap();
        assert_eq!(shown["message_id"], "om_0");
        assert_eq!(shown["messages"].as_array().unwrap().len(), 3);
        assert_eq!(delivered.to_string().lines().count(), 3);
        let bodies = server.0.lock().unwrap().clone();
        let uuids: std::collections::HashSet<&str> =
            bodies.iter().map(|body| body.split("\"uuid\":\"").nth(1).unwrap()).collect();
        assert_eq!(uuids.len(), 3, "{bodies:?}");
    }

    #[test]
    fn what_comes_after_a_part_that_was_refused_is_not_sent() {
        let server = Server::default();
        let error = deliver_parts(&server, &["a", "no", "c"]).err().unwrap();
        assert_eq!(server.0.lock().unwrap().len(), 2);
        assert!(error.message.contains("part 2 of 3") && error.message.contains("1 after it"));
        assert_eq!(
            (&error.facts["part"], &error.facts["sent"]),
            (&2.into(), &serde_json::json!(["om_0"]))
        );
        assert!(error.hint.unwrap().contains("--idempotency-key k"));
        let first = deliver_parts(&Server::default(), &["no", "b"]).err().unwrap();
        assert!(first.cause.is_some(), "a better hint can be made of it");
    }
}
