//! docs/api.md: every endpoint of the registry, as a reference.

use std::fmt::Write;

use lark_api::{
    Meta,
    describe::{self, Parameter},
    registry::{self, Entry},
};

const INTRODUCTION: &str = "\
# Endpoints

Every Lark endpoint that `lark-cli` speaks, as `lark-api` declares it. *Repeat* says when a call
whose answer was lost may be made again.
";

pub(super) fn render() -> String {
    let mut page = INTRODUCTION.to_owned();
    for resource in resources() {
        let entries = registry::ALL.iter().filter(|entry| entry.resource() == resource);
        overview(&mut page, resource, entries);
    }
    for entry in registry::ALL {
        endpoint(&mut page, entry);
    }
    page
}

fn resources() -> Vec<&'static str> {
    let mut resources: Vec<_> = registry::ALL.iter().map(Entry::resource).collect();
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
            describe::scopes(meta).join("; "),
            format!("{}: {}", meta.tier.0, describe::quota(meta.tier)),
            describe::effect(meta.effect).to_owned(),
            describe::retry(meta.retry),
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
    let parameters = entry.parameters();
    if parameters.is_empty() && entry.file_part().is_none() {
        return;
    }
    *page += "\n";
    let mut table = Table::new(page, &["Parameter", "In", "Type", "Required", "What it is"]);
    for Parameter { name, place, field } in parameters {
        table.row(&[
            format!("`{name}`"),
            place.name(entry.meta.body).to_owned(),
            field.kind,
            if field.is_required { "yes" } else { "" }.to_owned(),
            field.about,
        ]);
    }
    if let Some(file) = entry.file_part() {
        let row = [&format!("`{file}`"), "form part", "file", "yes", "The bytes."];
        table.row(&row.map(str::to_owned));
    }
}

fn answer(page: &mut String, entry: &Entry) {
    if entry.meta.answer == lark_api::Answer::Binary {
        *page += "\nAnswers with the bytes of the file.\n";
        return;
    }
    let fields = entry.answer_fields();
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

fn anchor(name: &str) -> String {
    name.replace('.', "")
}

fn identities(meta: &Meta) -> String {
    if meta.auth.is_empty() { "anyone".to_owned() } else { describe::identities(meta).join(", ") }
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
