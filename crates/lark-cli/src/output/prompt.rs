//! Questions to a person: asked on standard error, answered on the terminal.

use std::io::{self, IsTerminal};

use console::Term;

use crate::error::{CommandError, Type};

/// Whether somebody is there to answer.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line.
pub fn line(question: &str) -> Result<String, CommandError> {
    let term = Term::stderr();
    term.write_str(question).and_then(|()| term.read_line()).map(trimmed).map_err(unanswered)
}

/// Asks for a line that is not shown; `None` where nothing was typed.
pub fn secret(question: &str) -> Result<Option<String>, CommandError> {
    let term = Term::stderr();
    let typed = term.write_str(question).and_then(|()| term.read_secure_line());
    let typed = typed.map(trimmed).map_err(unanswered)?;
    Ok(Some(typed).filter(|typed| !typed.is_empty()))
}

fn trimmed(text: String) -> String {
    text.trim().to_owned()
}

fn unanswered(error: io::Error) -> CommandError {
    CommandError::new(Type::Validation, "no_answer", format!("nobody answered: {error}"))
        .with_hint("give it all with flags: lark-cli config init --help")
}
