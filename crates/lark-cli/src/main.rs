//! The command line.

mod arguments;
mod commands;
mod context;
mod error;
mod fetch;
mod files;
mod hints;
mod journal;
mod logins;
mod names;
mod official;
mod output;
mod pace;
mod profile;
mod readable;
mod resolve;
mod sandbox;
mod secrets;
mod settings;
mod spelling;
mod times;
mod transport;
mod zone;

use std::process::ExitCode;

use arguments::Parsed;
use context::Context;
use output::Printer;

fn main() -> ExitCode {
    ExitCode::from(run())
}

fn run() -> u8 {
    let words = std::env::args_os().skip(1).collect();
    let (understood, parsed) = arguments::parse(words);
    let (global, command) = match parsed {
        Ok(Parsed::Command(global, command)) => (global, *command),
        Ok(Parsed::Text(text)) => return output::print_text(&text),
        Err((global, error)) => {
            return Printer::for_failure(&global).failure(&understood, None, &error);
        }
    };
    let context = Context::new(global, understood, command.name());
    let printer = match Printer::new(&context) {
        Ok(printer) => printer,
        Err(error) => {
            return Printer::for_failure(context.global()).failure(
                context.understood(),
                None,
                &error,
            );
        }
    };
    let outcome = commands::run(&context, command);
    printer.outcome(&context, outcome)
}
