//! What the environment says. It alone can make a profile.

use std::env;

use lark_client::Secret;

use super::{Facts, Key, Origin, SETTINGS, Setting};
use crate::error::CommandError;

/// The variable's value; an empty one counts as unset.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Ours, else the official CLI's, with the name of the one that is set.
fn either(ours: &'static str, theirs: Option<&'static str>) -> Option<(&'static str, String)> {
    let of = |name: &'static str| Some((name, variable(name)?));
    of(ours).or_else(|| of(theirs?))
}

/// Which profile the environment names.
pub fn profile() -> Option<(&'static str, String)> {
    either("LARK_CLI_PROFILE", Some("LARKSUITE_CLI_PROFILE"))
}

/// Settings that go with any profile.
pub fn preferences() -> Result<Vec<Setting>, CommandError> {
    read(|facts| !facts.connects)
}

/// A token, and the variable it is in.
#[derive(Clone, Debug)]
pub struct GivenToken {
    pub token: Secret,
    pub variable: &'static str,
}

/// Where to call and with what, as far as the environment says.
#[derive(Debug, Default)]
pub struct Connection {
    pub settings: Vec<Setting>,
    pub user_access_token: Option<GivenToken>,
    pub tenant_access_token: Option<GivenToken>,
}

impl Connection {
    pub fn read() -> Result<Self, CommandError> {
        let token = |ours, theirs| {
            let (variable, value) = either(ours, Some(theirs))?;
            Some(GivenToken { token: Secret::new(value.trim()), variable })
        };
        Ok(Self {
            settings: read(|facts| facts.connects)?,
            user_access_token: token(
                "LARK_CLI_USER_ACCESS_TOKEN",
                "LARKSUITE_CLI_USER_ACCESS_TOKEN",
            ),
            tenant_access_token: token(
                "LARK_CLI_TENANT_ACCESS_TOKEN",
                "LARKSUITE_CLI_TENANT_ACCESS_TOKEN",
            ),
        })
    }

    /// Whether there is enough to call with.
    pub fn is_whole(&self) -> bool {
        let has = |key| self.settings.iter().any(|setting| setting.key == key);
        let app = has(Key::AppId) && has(Key::AppSecret);
        app || self.user_access_token.is_some() || self.tenant_access_token.is_some()
    }

    /// What makes it a profile.
    pub fn origin(&self) -> Origin {
        let tokens = [&self.user_access_token, &self.tenant_access_token];
        let token = tokens.into_iter().flatten().next();
        let app = self.settings.iter().find(|setting| setting.key == Key::AppId);
        let app = app.map(|setting| setting.origin.clone());
        app.or(token.map(|given| Origin::Variable(given.variable))).unwrap_or(Origin::Default)
    }

    /// A variable of ours that means to say where to call.
    pub fn begun(&self) -> Option<&'static str> {
        self.settings.iter().find_map(|setting| match setting.origin {
            Origin::Variable(name)
                if setting.key != Key::Brand && name.starts_with("LARK_CLI_") =>
            {
                Some(name)
            }
            _ => None,
        })
    }
}

fn read(wanted: impl Fn(&Facts) -> bool) -> Result<Vec<Setting>, CommandError> {
    let mut settings = Vec::new();
    for facts in SETTINGS.iter().filter(|facts| wanted(facts)) {
        let Some(ours) = facts.variable else { continue };
        if let Some((name, value)) = either(ours, facts.official) {
            settings.push(Setting::of_text(facts.key, &value, Origin::Variable(name))?);
        }
    }
    Ok(settings)
}

/// Whether proxies are to be forgotten about.
pub fn no_proxy() -> bool {
    variable("LARK_CLI_NO_PROXY").is_some_and(|value| super::switch(value.trim()) != Some(false))
}
