//! What only the other side can say: whether it is reached, what time it is there, what it takes.

use std::time::{Duration, Instant};

use lark_api::{Endpoint, Host, Method, auth::TenantAccessToken, im::chats::ListChats};
use lark_client::{
    Client, Credentials, Error, Identity,
    http::{HttpTransport, Network},
    retry::Patience,
    transport::{Reply, Request, RequestBody, Transport},
};

use super::{Check, local::Subject, probes};
use crate::{context::USER_AGENT, error::CommandError};

/// How long one question may take.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);

/// Tokens are taken for ended five minutes early, and logs are compared by the second.
const SKEW: i64 = 60;

pub fn checks(subject: &Subject<'_>) -> Vec<Check> {
    let network = match subject.settings.network() {
        Ok(network) => network,
        Err(error) => return vec![Check::fail("network", &error)],
    };
    let network = Network {
        connect: Some(network.connect.unwrap_or(CONNECT).min(CONNECT)),
        total: Some(network.total.unwrap_or(ANSWER).min(ANSWER)),
        ..network
    };
    let base = &subject.deployment.base;
    let transport = HttpTransport::new(base.clone(), USER_AGENT, &network);
    let began = Instant::now();
    let reply = match ask(&transport, Host::Open) {
        Ok(reply) => reply,
        Err(error) => return vec![Check::fail("reachable", &error)],
    };
    let took = began.elapsed().as_millis();
    let mut checks = vec![Check::ok("reachable", format!("{} in {took} ms", base.open))];
    checks.push(clock(&reply));
    if base.accounts != base.open {
        checks.push(match ask(&transport, Host::Accounts) {
            Ok(_) => Check::ok("accounts", base.accounts.clone()),
            Err(error) => Check::cost("accounts", &error),
        });
    }
    checks.push(app(subject, &network).unwrap_or_else(|error| Check::fail("app", &error)));
    checks.push(probes::check(&transport));
    checks
}

/// A list, asked for without a token.
fn ask(transport: &HttpTransport, host: Host) -> Result<Reply, CommandError> {
    let request = Request {
        method: Method::Get,
        host,
        path_and_query: ListChats::META.path.to_owned(),
        headers: Vec::new(),
        body: RequestBody::Empty,
    };
    transport.send(request).map_err(|error| Error::Network(error).into())
}

fn clock(reply: &Reply) -> Check {
    let there = reply.header("date").and_then(|text| jiff::fmt::rfc2822::parse(text).ok());
    let Some(there) = there else {
        return Check::skipped("clock", "the answer says no time to compare with");
    };
    let ahead = jiff::Timestamp::now().as_second() - there.timestamp().as_second();
    let message = match ahead {
        0.. => format!("{ahead} s ahead of the server's"),
        _ => format!("{} s behind the server's", -ahead),
    };
    match ahead.abs() > SKEW {
        false => Check::ok("clock", message),
        true => Check::warn("clock", message, "set this machine's clock"),
    }
}

/// Whether a bot's token is given for the app's secret.
fn app(subject: &Subject<'_>, network: &Network) -> Result<Check, CommandError> {
    let deployment = &subject.deployment;
    if deployment.tenant_access_token.is_some() {
        return Ok(Check::ok("app", "a bot's token is given; it is used as it is"));
    }
    let secret = deployment.secret(subject.directories)?;
    let (Some(app_id), Some(app_secret)) = (deployment.app_id.clone(), secret) else {
        return Ok(Check::skipped("app", "without an app's secret there is nothing to try"));
    };
    let mint =
        TenantAccessToken { app_id: app_id.clone(), app_secret: app_secret.reveal().to_owned() };
    let transport = HttpTransport::new(deployment.base.clone(), USER_AGENT, network);
    let client = Client::new(Box::new(transport), Identity::Bot, Credentials::default());
    let minted = client.with_patience(Patience::NONE).call(&mint)?;
    Ok(Check::ok("app", format!("{app_id} got a token for {} s", minted.expire)))
}
