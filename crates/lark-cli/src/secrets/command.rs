//! A secret that a program of the user's prints: a password manager, mostly.

use std::{
    io::Read,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver},
    },
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

/// What a pipe has brought so far, and word of its end.
struct Pipe {
    bytes: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

/// Reads on the side: a program that fills a pipe nobody reads would never end.
fn collect(pipe: Option<impl Read + Send + 'static>) -> Pipe {
    let bytes = Arc::<Mutex<Vec<u8>>>::default();
    let (sender, ended) = mpsc::channel();
    let shared = Arc::clone(&bytes);
    thread::spawn(move || {
        let mut pipe = pipe.map(|pipe| pipe.take(MOST));
        let mut part = [0; 4096];
        while let Some(Ok(length @ 1..)) = pipe.as_mut().map(|pipe| pipe.read(&mut part)) {
            shared.lock().unwrap_or_else(PoisonError::into_inner).extend(&part[..length]);
        }
        let _ = sender.send(());
    });
    Pipe { bytes, ended }
}

/// What was printed. A child of the program may hold the pipe open for longer.
fn text(pipe: &Pipe, deadline: Instant) -> String {
    let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(100));
    let _ = pipe.ended.recv_timeout(left);
    let bytes = pipe.bytes.lock().unwrap_or_else(PoisonError::into_inner);
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
