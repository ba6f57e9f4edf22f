//! A secret that a program of the user's prints: a password manager, mostly.

use std::{
    io::Read,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use lark_client::Secret;

use crate::{
    error::{CommandError, Type},
    output::sanitize,
};

const PATIENCE: Duration = Duration::from_secs(10);

/// More than any secret has.
const MOST: u64 = 64 * 1024;

/// What a program is not told of: it has no use for them.
const HIDDEN: &[&str] = &[
    "LARK_CLI_APP_SECRET",
    "LARK_CLI_TENANT_ACCESS_TOKEN",
    "LARK_CLI_USER_ACCESS_TOKEN",
    "LARKSUITE_CLI_APP_SECRET",
    "LARKSUITE_CLI_TENANT_ACCESS_TOKEN",
    "LARKSUITE_CLI_USER_ACCESS_TOKEN",
];

/// Runs the program, without a shell, and takes the first line it prints.
pub fn run(argv: &[String]) -> Result<Secret, CommandError> {
    let (program, arguments) = argv.split_first().expect("checked when it was read");
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in HIDDEN {
        command.env_remove(name);
    }
    let mut child = command.spawn().map_err(|error| failed(program, &error.to_string(), ""))?;
    let deadline = Instant::now() + PATIENCE;
    let printed = collect(child.stdout.take());
    let complaints = collect(child.stderr.take());
    let status = wait(&mut child, deadline).ok_or_else(|| {
        failed(program, "it did not end within 10 seconds", &text(&complaints, Instant::now()))
    })?;
    if !status.success() {
        return Err(failed(program, &status.to_string(), &text(&complaints, deadline)));
    }
    let printed = text(&printed, deadline);
    match printed.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) => Ok(Secret::new(line)),
        None => Err(failed(program, "it printed nothing", &text(&complaints, deadline))),
    }
}

/// Reads on the side: a program that fills a pipe nobody reads would never end.
fn collect(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MOST).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

/// What was printed. A child of the program may hold the pipe open for longer.
fn text(pipe: &Receiver<Vec<u8>>, deadline: Instant) -> String {
    let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(100));
    let bytes = pipe.recv_timeout(left).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn wait(child: &mut Child, deadline: Instant) -> Option<std::process::ExitStatus> {
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(pause),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

fn failed(program: &str, reason: &str, complaints: &str) -> CommandError {
    let message = format!("secret_command (`{}`) failed: {reason}", program.escape_debug());
    let error = CommandError::new(Type::Config, "secret_command_failed", message)
        .with_hint("run it yourself; the first line it prints is the secret");
    match sanitize(complaints.trim()) {
        complaints if complaints.is_empty() => error,
        complaints => error.with_fact("stderr", complaints),
    }
}
