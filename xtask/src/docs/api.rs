//! docs/api.md: every endpoint of the registry, as a reference.

use std::fmt::Write;

use lark_api::{
    Auth, Body, Effect, Meta, Retry,
    endpoint::Tier,
    registry::{self, Entry},
    scopes::{AnyOf, Conditional, When},
};

use super::schema::{self, Field};

const INTRODUCTION: &str = "\
# Endpoints

Every Lark endpoint that `lark-cli` speaks, as `lark-api` declares it. *Repeat* says when a call
whose answer was lost may be made again.
";

pub(super) fn render() -> String {
    let mut page = INTRODUCTION.to_owned();
    for resource in resources() {
        let entries = registry::ALL.iter().filter(|entry| self::resource(&entry.meta) == resource);
        overview(&mut page, resource, entries);
    }
    for entry in registry::ALL {
        endpoint(&mut page, entry);
    }
    page
}

/// `im.chat.members` of `im.chat.members.list`.
fn resource(meta: &Meta) -> &'static str {
    meta.name.rsplit_once('.').map_or(meta.name, |(resource, _)| resource)
}

fn resources() -> Vec<&'static str> {
    let mut resources: Vec<_> = registry::ALL.iter().map(|entry| resource(&entry.meta)).collect();
    resources.dedup();
    resources
}

fn overview<'a>(page: &mut String, resource: &str, entries: impl Iterator<Item = &'a Entry>) {
    *page += &format!("\n## {resource}\n\n");
    let mut table =
        Table::new(page, &["Name", "Request", "As", "Scopes", "Tier", "Effect", "Repeat"]);
    for Entry { meta, .. } in entries {
        table.row(&[
            format!("[`{}`](#{})", meta.name, anchor(meta.name)),
            format!("`{} {}`", meta.method.as_str(), meta.path),
            identities(meta),
            scopes(meta),
            format!("{}: {}", meta.tier.0, quota(meta.tier)),
            effect(meta.effect).to_owned(),
            retry(meta.retry),
        ]);
    }
}

fn endpoint(page: &mut String, entry: &Entry) {
    let meta = &entry.meta;
    *page += &format!("\n### {}\n\n{}.\n\n", meta.name, entry.summary());
    *page += &format!("`{} {}`\n", meta.method.as_str(), meta.path);
    parameters(page, entry);
    answer(page, entry);
    *page += &format!("\nExample:\n\n```json\n{}\n```\n", entry.example.trim_end());
}

fn parameters(page: &mut String, entry: &Entry) {
    let mut fields = schema::fields((entry.request)().as_value());
    fields.sort_by_key(|field| place(&entry.meta, field).rank());
    let file = match entry.meta.body {
        Body::Multipart { file } => Some(file),
        Body::Json | Body::Form => None,
    };
    if fields.is_empty() && file.is_none() {
        return;
    }
    *page += "\n";
    let mut table = Table::new(page, &["Parameter", "In", "Type", "Required", "What it is"]);
    for field in fields {
        let place = place(&entry.meta, &field).name(entry.meta.body);
        table.row(&[
            format!("`{}`", wire_name(&entry.meta, &field.path)),
            place.to_owned(),
            field.kind,
            if field.is_required { "yes" } else { "" }.to_owned(),
            field.about,
        ]);
    }
    if let Some(file) = file {
        let row = [&format!("`{file}`"), "form part", "file", "yes", "The bytes."];
        table.row(&row.map(str::to_owned));
    }
}

fn answer(page: &mut String, entry: &Entry) {
    if entry.meta.answer == lark_api::Answer::Binary {
        *page += "\nAnswers with the bytes of the file.\n";
        return;
    }
    let fields = schema::fields((entry.response)().as_value());
    if fields.is_empty() {
        *page += "\nAnswers with nothing but success.\n";
        return;
    }
    *page += "\n";
    let mut table = Table::new(page, &["Answer", "Type", "What it is"]);
    for field in fields {
        table.row(&[format!("`{}`", field.path), field.kind, field.about]);
    }
}

/// Where a parameter travels.
#[derive(Clone, Copy)]
enum Place {
    Path,
    Query,
    Body,
}

impl Place {
    fn rank(self) -> u8 {
        self as u8
    }

    fn name(self, body: Body) -> &'static str {
        match (self, body) {
            (Self::Path, _) => "path",
            (Self::Query, _) => "query",
            (Self::Body, Body::Json) => "body",
            (Self::Body, Body::Form) => "form",
            (Self::Body, Body::Multipart { .. }) => "form part",
        }
    }
}

fn place(meta: &Meta, field: &Field) -> Place {
    // A field inside another travels with it.
    let top = top(&field.path);
    if meta.is_path_field(top) {
        Place::Path
    } else if meta.is_query_field(top) {
        Place::Query
    } else {
        Place::Body
    }
}

fn top(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

fn wire_name(meta: &Meta, path: &str) -> String {
    let renamed = meta.rename.iter().find(|(field, _)| *field == top(path));
    renamed.map_or(path.to_owned(), |(field, wire)| path.replacen(field, wire, 1))
}

fn anchor(name: &str) -> String {
    name.replace('.', "")
}

fn identities(meta: &Meta) -> String {
    let names = meta.auth.iter().map(|auth| identity(*auth));
    if meta.auth.is_empty() { "anyone".to_owned() } else { names.collect::<Vec<_>>().join(", ") }
}

fn identity(auth: Auth) -> &'static str {
    match auth {
        Auth::Bot => "bot",
        Auth::User => "user",
    }
}

fn scopes(meta: &Meta) -> String {
    let scopes = &meta.scopes;
    let is_same = scopes.bot == scopes.user || meta.auth.len() == 1;
    let mut parts: Vec<String> = match meta.auth {
        [one, ..] if is_same => vec![all_of(scopes.of(*one))],
        many => many
            .iter()
            .map(|auth| format!("{}: {}", identity(*auth), all_of(scopes.of(*auth))))
            .collect(),
    };
    parts.extend(scopes.conditional.iter().map(conditional));
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

fn all_of(groups: &[AnyOf]) -> String {
    groups.iter().map(|group| any_of(group)).collect::<Vec<_>>().join(" and ")
}

fn any_of(scopes: AnyOf) -> String {
    scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ")
}

fn conditional(extra: &Conditional) -> String {
    let place = match extra.when {
        When::Group => "in a group",
        When::P2p => "in a chat between two",
    };
    format!("{place} as {} also {}", identity(extra.auth), any_of(extra.any_of))
}

fn quota(tier: Tier) -> String {
    match tier.quota() {
        (Some(minute), Some(second)) => format!("{minute}/min, {second}/s"),
        (Some(minute), None) => format!("{minute}/min"),
        (None, Some(second)) => format!("{second}/s"),
        (None, None) => "unbounded".to_owned(),
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Upload => "uploads",
        Effect::Write => "writes",
    }
}

fn retry(retry: Retry) -> String {
    match retry {
        Retry::Safe => "always".to_owned(),
        Retry::ByUuid(field) => format!("with the same `{field}`"),
        Retry::Natural => "always: changes nothing more".to_owned(),
        Retry::Never => "never".to_owned(),
    }
}

/// A Markdown table that is being written.
struct Table<'a> {
    page: &'a mut String,
}

impl<'a> Table<'a> {
    fn new(page: &'a mut String, titles: &[&str]) -> Self {
        let line = "|---".repeat(titles.len());
        writeln!(page, "| {} |\n{line}|", titles.join(" | ")).expect("a string takes everything");
        Self { page }
    }

    fn row(&mut self, cells: &[String]) {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(self.page, "| {} |", cells.join(" | ")).expect("a string takes everything");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_has_a_row_and_a_section() {
        let page = render();
        for Entry { meta, .. } in registry::ALL {
            assert!(page.contains(&format!("| [`{}`](#", meta.name)), "{}", meta.name);
            assert!(page.contains(&format!("\n### {}\n", meta.name)), "{}", meta.name);
        }
    }

    #[test]
    fn a_parameter_is_listed_with_the_place_it_travels_in() {
        let page = render();
        let (_, reply) = page.split_once("\n### im.messages.reply\n").unwrap();
        let reply = reply.split("\n### ").next().unwrap();
        assert!(reply.contains("| `message_id` | path | string | yes |"), "{reply}");
        assert!(reply.contains("| `content` | body | string | yes |"), "{reply}");
    }

    #[test]
    fn a_file_part_is_listed_though_it_is_no_field() {
        assert!(render().contains("| `image` | form part | file | yes | The bytes. |"));
    }
}
