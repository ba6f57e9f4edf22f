//! How to run another program, and show what is run.

use std::{
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Stdio},
};

/// Nobody acts on a chore's error but the person who reads it.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// `program` with `arguments`, to be run in the repository's root.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The cargo that runs this chore.
///
/// What cargo tells the chore about its own package is not passed on: build scripts that look at it
/// would build again what a cargo typed by hand has built.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command =
        command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_of_this_package) {
            command.env_remove(name);
        }
    }
    command
}

fn is_of_this_package(variable: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
        .iter()
        .any(|prefix| variable.starts_with(prefix))
}

/// The command as one would type it.
pub(crate) fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    let words = std::iter::once(program.to_string_lossy()).chain(arguments);
    words.collect::<Vec<_>>().join(" ")
}

/// Runs a command whose output is the reader's.
pub(crate) fn run(command: &mut Command) -> Result {
    println!("    $ {}", show(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if !status.success() {
        return Err(format!("`{}` ended with {status}", show(command)).into());
    }
    Ok(())
}

/// Runs a command for what it prints.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{}` ended with {}", show(command), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether the command can be run and succeeds; its output is nobody's.
pub(crate) fn works(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// Runs a command, passes its output on as it comes and keeps what it wrote to `stream`; also
/// tells whether it succeeded.
pub(crate) fn tee(command: &mut Command, stream: Stream) -> Result<(bool, String)> {
    println!("    $ {}", show(command));
    match stream {
        Stream::Stdout => command.stdout(Stdio::piped()),
        Stream::Stderr => command.stderr(Stdio::piped()),
    };
    let mut child = command.spawn().map_err(|error| not_started(command, &error))?;
    let text = match stream {
        Stream::Stdout => copy(child.stdout.take(), std::io::stdout()),
        Stream::Stderr => copy(child.stderr.take(), std::io::stderr()),
    }?;
    Ok((child.wait()?.success(), text))
}

fn copy(from: Option<impl Read>, mut to: impl Write) -> Result<String> {
    let mut from = BufReader::new(from.expect("the stream was asked for"));
    let mut text = Vec::new();
    loop {
        let start = text.len();
        if from.read_until(b'\n', &mut text)? == 0 {
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
        to.write_all(&text[start..])?;
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot be run: {error}", show(command))
}
