//! docs/sandbox-coverage.md: what the sandbox answers, and the test that shows it.

mod proofs;
mod sdks;

use lark_api::{
    describe,
    registry::{self, Entry},
};

use self::{proofs::Proofs, sdks::Sdks};
use crate::shell::{Result, root};

const INTRODUCTION: &str = "\
# What the sandbox covers

Every endpoint that `lark-cli` knows, and how far the sandbox answers it as Lark does. *Shown by*
names one test of many; *SDKs* says which of Lark's own SDKs call it in `cargo xtask ci conformance`.
";

/// What is written down about an endpoint that is not simply supported.
#[derive(Debug, PartialEq)]
struct Exception {
    /// The endpoint's name; method and path where it is not declared.
    subject: String,
    status: String,
    note: String,
}

pub(super) fn render() -> Result<String> {
    let exceptions = read(&std::fs::read_to_string(root().join("xtask/coverage.txt"))?)?;
    let proofs = Proofs::read(&root().join("crates/lark-sandbox/tests/it"))?;
    let sdks = Sdks::read(&root().join("conformance"))?;
    let mut page = INTRODUCTION.to_owned();
    let mut unproven = Vec::new();
    let mut resource = "";
    for entry in registry::ALL {
        if entry.resource() != resource {
            resource = entry.resource();
            page += &format!("\n## {resource}\n\n{HEAD}");
        }
        let exception = exceptions.iter().find(|exception| exception.subject == entry.meta.name);
        let (callers, proof) = (sdks.callers(entry.meta.name), proofs.of(entry));
        let is_supported = exception.is_none_or(|exception| exception.status != "unsupported");
        if is_supported && callers.is_empty() && proof.is_none() {
            unproven.push(entry.meta.name);
        }
        page += &row(entry, exception, &callers, proof.as_deref().unwrap_or_default());
    }
    if !unproven.is_empty() {
        return Err(format!("no test shows that these work: {}", unproven.join(", ")).into());
    }
    Ok(page + &undeclared(&exceptions))
}

const HEAD: &str = "| Endpoint | Request | Answered | SDKs | Shown by |\n|---|---|---|---|---|\n";

fn row(entry: &Entry, exception: Option<&Exception>, callers: &str, proof: &str) -> String {
    let meta = &entry.meta;
    let status = exception.map_or("yes".to_owned(), Exception::words);
    let request = format!("`{} {}`", meta.method.as_str(), meta.path);
    let who = describe::identities(meta).join(", ");
    let who = if who.is_empty() { String::new() } else { format!(" as {who}") };
    format!("| `{}` | {request}{who} | {status} | {callers} | {proof} |\n", meta.name)
}

impl Exception {
    fn words(&self) -> String {
        format!("{}: {}", self.status, self.note)
    }
}

fn undeclared(exceptions: &[Exception]) -> String {
    let rows = exceptions.iter().filter(|exception| exception.subject.contains(' '));
    let rows: String = rows
        .map(|exception| format!("| `{}` | {} |\n", exception.subject, exception.words()))
        .collect();
    match rows.is_empty() {
        true => String::new(),
        false => format!("\n## Not declared\n\n| Request | Answered |\n|---|---|\n{rows}"),
    }
}

fn read(text: &str) -> Result<Vec<Exception>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(read_line).collect()
}

fn read_line(line: &str) -> Result<Exception> {
    let mut parts = line.splitn(3, '|').map(|part| part.trim().to_owned());
    let (Some(subject), Some(status), Some(note)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(format!("coverage.txt: `{line}` has not three parts").into());
    };
    if !["partial", "unsupported"].contains(&status.as_str()) || note.is_empty() {
        return Err(format!("coverage.txt: `{line}` is neither partial nor unsupported").into());
    }
    if !subject.contains(' ') && registry::find(&subject).is_none() {
        return Err(format!("coverage.txt: no endpoint `{subject}`").into());
    }
    Ok(Exception { subject, status, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_has_a_subject_a_status_and_a_reason() {
        let text = "# comment\n\nim.messages.reply | partial | no stickers | yet\n";
        let read = read(text).unwrap();
        assert_eq!(read[0].words(), "partial: no stickers | yet");
        assert_eq!(read[0].subject, "im.messages.reply");
    }

    #[test]
    fn an_exception_for_nothing_is_refused() {
        for line in ["im.no.such | partial | x", "im.messages.reply | partly | x", "im.chats.get"] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn what_is_not_declared_has_a_table_of_its_own() {
        let exceptions = read("POST /x/v1/y | unsupported | nobody asked").unwrap();
        assert!(undeclared(&exceptions).contains("| `POST /x/v1/y` | unsupported: nobody asked |"));
        assert_eq!(undeclared(&[]), "");
    }
}
