//! Which permissions to ask a person for.

use clap::Args;
use lark_api::{
    Auth,
    oauth::{OFFLINE_ACCESS, scopes_of},
    registry,
};

use crate::{commands::needs, error::CommandError};

#[derive(Args)]
pub struct Wanted {
    /// Permissions, with spaces or commas between; adds to the other flags
    #[arg(long, value_name = "SCOPES")]
    scope: Vec<String>,

    /// All that the endpoints of a domain take: im, contact, search …, or all
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    domain: Vec<String>,

    /// The least that all `im` commands need; what is asked for without any of these flags
    #[arg(long)]
    recommend: bool,

    /// The least that a command needs, such as "im list-messages"
    #[arg(long = "for", value_name = "COMMAND")]
    commands: Vec<String>,

    /// Permissions not to ask for
    #[arg(long, value_name = "SCOPES")]
    exclude: Vec<String>,
}

impl Wanted {
    /// Whether a flag says what for.
    pub fn is_said(&self) -> bool {
        let named = !self.scope.is_empty() || !self.domain.is_empty() || !self.commands.is_empty();
        named || self.recommend
    }

    /// What to ask for. Grants add up, so what `--for` finds `granted` already is not asked for again.
    pub fn scopes(&self, granted: &str) -> Result<Vec<String>, CommandError> {
        let mut scopes = Scopes::default();
        self.scope.iter().flat_map(|text| words(text)).for_each(|scope| scopes.add(scope));
        for domain in &self.domain {
            for scope in of_domain(domain)? {
                scopes.add(scope);
            }
        }
        let commands = match self.recommend || !self.is_said() {
            true => needs::commands().map(str::to_owned).collect(),
            false => Vec::new(),
        };
        let had: Vec<&str> = scopes_of(granted).collect();
        for command in commands.iter().chain(&self.commands) {
            let command = needs::Needs::of(command)?;
            for scope in command.least(Auth::User, &[&had[..], &scopes.texts()].concat()) {
                scopes.add(scope);
            }
        }
        scopes.add(OFFLINE_ACCESS);
        let excluded: Vec<_> = self.exclude.iter().flat_map(|text| words(text)).collect();
        scopes.0.retain(|scope| !excluded.contains(&scope.as_str()));
        Ok(scopes.0)
    }
}

/// In the order they were asked for, each once.
#[derive(Default)]
struct Scopes(Vec<String>);

impl Scopes {
    fn add(&mut self, scope: &str) {
        if !self.0.iter().any(|known| known == scope) {
            self.0.push(scope.to_owned());
        }
    }

    fn texts(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',']).filter(|word| !word.is_empty())
}

/// Whatever an endpoint of the domain takes from a person.
fn of_domain(domain: &str) -> Result<Vec<&'static str>, CommandError> {
    let belongs = |name: &str| domain == "all" || name.split('.').next() == Some(domain);
    let entries: Vec<_> = registry::ALL.iter().filter(|entry| belongs(entry.meta.name)).collect();
    if entries.is_empty() {
        let message = format!("there is no domain `{}`", domain.escape_debug());
        return Err(CommandError::invalid("--domain", message).with_hint(format!(
            "there are: {}, all; other permissions: --scope",
            domains().join(", ")
        )));
    }
    let groups = entries.iter().flat_map(|entry| needs::requirements(&entry.meta, Auth::User));
    Ok(groups.flatten().copied().collect())
}

fn domains() -> Vec<&'static str> {
    let first = |name: &'static str| name.split('.').next();
    let with_scopes = registry::ALL
        .iter()
        .filter(|entry| needs::requirements(&entry.meta, Auth::User).next().is_some());
    let mut domains: Vec<_> = with_scopes.filter_map(|entry| first(entry.meta.name)).collect();
    domains.dedup();
    domains
}
