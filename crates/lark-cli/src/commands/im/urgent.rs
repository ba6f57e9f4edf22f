//! `lark-cli im urgent`

use std::fmt;

use clap::{Args, ValueEnum};
use lark_api::{
    Endpoint,
    errors::codes,
    ids::{MessageId, OpenId},
    im::{
        UserIdType,
        messages::urgent::{UrgentAnswer, UrgentApp, UrgentPhone, UrgentSms},
    },
    limits,
};
use lark_client::{Client, Error};
use schemars::JsonSchema;
use serde::Serialize;

use super::targets::distinct;
use crate::{context::Context, error::CommandError, output::Output, resolve};

/// Point people to a message, in the app, by SMS or by a phone call
///
/// The bot must have sent the message, and the people be in its chat. Needs --yes: SMS and calls cost
/// money, and nothing is repeated, because everybody would be disturbed twice.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im urgent --message-id om_… --user-id ou_…,ou_… --as bot --yes\n  \
    lark-cli im urgent --message-id om_… --by phone --user wei.chen@example.com --as bot --yes")]
pub struct UrgentArgs {
    /// The message
    #[arg(long, value_name = "OM_ID")]
    message_id: MessageId,

    /// How people are pointed to it
    #[arg(long, value_name = "WAY", default_value = "app")]
    by: By,

    #[command(flatten)]
    people: Persons,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    App,
    Sms,
    Phone,
}

/// People; bots are not pointed to anything.
#[derive(Args)]
#[group(id = "persons", required = true, multiple = true)]
struct Persons {
    /// A person, by their open id; several with commas or by repeating
    #[arg(long, value_name = "OU_ID", value_delimiter = ',')]
    user_id: Vec<OpenId>,

    /// A person, by their exact name, e-mail address or id; several by repeating
    #[arg(long, value_name = "NAME")]
    user: Vec<String>,
}

/// Who was pointed to a message.
#[derive(Serialize, JsonSchema)]
struct Pointed {
    message_id: MessageId,
    by: By,
    user_ids: Vec<String>,
    /// Unknown, or not in the chat.
    invalid_user_id_list: Vec<String>,
}

pub fn run(context: &Context, args: UrgentArgs) -> Result<Output<'_>, CommandError> {
    context.confirmed(args.by.confirmation())?;
    let client = context.client(UrgentApp::META.auth)?;
    let people = args.people.resolve(context, client)?;
    let mut pointed = Pointed {
        message_id: args.message_id,
        by: args.by,
        user_ids: Vec::new(),
        invalid_user_id_list: Vec::new(),
    };
    for (at, ids) in people.chunks(limits::URGENT_PER_CALL).enumerate() {
        let answer = args.by.call(client, &pointed.message_id, ids);
        let rest = &people[at * limits::URGENT_PER_CALL..];
        let invalid = answer.map_err(|error| pointed.broken_off(error, rest))?;
        let reached = ids.iter().filter(|id| !invalid.invalid_user_id_list.contains(id));
        pointed.user_ids.extend(reached.cloned());
        pointed.invalid_user_id_list.extend(invalid.invalid_user_id_list);
    }
    Ok(Output::value(pointed))
}

impl Persons {
    fn resolve(&self, context: &Context, client: &Client) -> Result<Vec<String>, CommandError> {
        let mut ids: Vec<String> = self.user_id.iter().map(|id| id.as_str().to_owned()).collect();
        for name in &self.user {
            ids.push(resolve::user(context, client, name)?.as_str().to_owned());
        }
        Ok(distinct(ids))
    }
}

impl By {
    fn confirmation(self) -> &'static str {
        match self {
            Self::App => "pointing people to a message",
            Self::Sms => "an SMS costs money and",
            Self::Phone => "a phone call costs money and",
        }
    }

    fn call(
        self,
        client: &Client,
        message_id: &MessageId,
        ids: &[String],
    ) -> Result<UrgentAnswer, Error> {
        let (message_id, user_id_list) = (message_id.clone(), ids.to_vec());
        let user_id_type = UserIdType::OpenId;
        match self {
            Self::App => client.call(&UrgentApp { message_id, user_id_type, user_id_list }),
            Self::Sms => client.call(&UrgentSms { message_id, user_id_type, user_id_list }),
            Self::Phone => client.call(&UrgentPhone { message_id, user_id_type, user_id_list }),
        }
    }
}

impl Pointed {
    /// Those who were reached before are not to be disturbed again.
    fn broken_off(&self, error: Error, rest: &[String]) -> CommandError {
        let is_about_people = matches!(&error, Error::Api(api) if api.code == codes::MESSAGE_PARAM);
        let mut error = CommandError::from(error);
        if is_about_people && error.message.contains("user_id_list") {
            error = error.with_hint(
                "people can be pointed to a message of a chat they are in; who is: \
                 lark-cli im list-members --chat-id …",
            );
        }
        if self.user_ids.is_empty() && self.invalid_user_id_list.is_empty() {
            return error;
        }
        let hint = error.hint.clone().unwrap_or_default();
        error
            .with_hint(format!("{hint}; when you go on, name only those in not_pointed"))
            .with_fact("pointed", self.user_ids.clone())
            .with_fact("not_pointed", rest)
    }
}

impl fmt::Display for Pointed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.by {
            By::App => "in the app",
            By::Sms => "by SMS",
            By::Phone => "by phone",
        };
        write!(f, "Pointed {} to {} {way}", self.user_ids.join(", "), self.message_id)?;
        let mut invalid = self.invalid_user_id_list.iter();
        invalid.try_for_each(|id| write!(f, "\nNot in the chat: {id}"))
    }
}
