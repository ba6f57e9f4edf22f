//! `lark-cli help`

use clap::{Args, Command as Grammar};

use crate::{
    arguments::{self, Depth},
    error::{CommandError, Type},
    output::Output,
};

/// Explain a command
#[derive(Args)]
pub struct HelpArgs {
    /// The command, such as `im send-message`
    words: Vec<String>,

    /// Print the reference of all commands, as Markdown
    #[arg(long)]
    markdown: bool,
}

pub fn run(args: &HelpArgs) -> Result<Output<'static>, CommandError> {
    let mut grammar = arguments::grammar(Depth::Whole);
    if args.markdown {
        return Ok(Output::Text(reference(&mut grammar)));
    }
    let mut at = grammar;
    let mut path = vec!["lark-cli".to_owned()];
    for word in &args.words {
        at.build();
        let Some(next) = at.find_subcommand(word).cloned() else {
            let message =
                format!("there is no command `{} {}`", path.join(" "), word.escape_debug());
            return Err(CommandError::new(Type::Validation, "unknown_command", message)
                .with_hint(format!("see: {} --help", path.join(" "))));
        };
        path.push(word.clone());
        at = next;
    }
    at = at.bin_name(path.join(" "));
    Ok(Output::Text(at.render_long_help().to_string()))
}

/// Every command with its help, a section each.
fn reference(grammar: &mut Grammar) -> String {
    let mut text = String::new();
    add_section(&mut text, grammar, "lark-cli");
    text
}

fn add_section(text: &mut String, command: &mut Grammar, path: &str) {
    command.build();
    let mut shown = command.clone().bin_name(path).term_width(100);
    text.push_str(&format!(
        "## {path}\n\n```text\n{}\n```\n\n",
        shown.render_long_help().to_string().trim_end()
    ));
    let inner: Vec<String> =
        command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in inner {
        if let Some(inner) = command.find_subcommand_mut(&name) {
            add_section(text, inner, &format!("{path} {name}"));
        }
    }
}
