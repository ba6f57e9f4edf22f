//! Programs of the user's own that hand secrets over: run without a shell, for a limited time.

use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

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

/// A program and its arguments, and the setting that says so.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    pub setting: &'static str,
    /// At least the program, which was checked when the setting was read.
    pub argv: &'a [String],
}

impl Program<'_> {
    /// What it prints.
    pub fn output(self) -> Result<String, CommandError> {
        let (printed, _) = self.run(None)?;
        Ok(printed)
    }

    /// The first line it prints; none is a failure.
    pub fn line(self) -> Result<String, CommandError> {
        let (printed, complaints) = self.run(None)?;
        match printed.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
            Some(line) => Ok(line.to_owned()),
            None => Err(self.failed("it printed nothing", &text(&complaints, Instant::now()))),
        }
    }

    /// Gives it `text` on its standard input.
    pub fn take(self, text: &str) -> Result<(), CommandError> {
        self.run(Some(text)).map(drop)
    }

    /// What it printed, and what it said beside that.
    fn run(self, input: Option<&str>) -> Result<(String, Pipe), CommandError> {
        let (program, arguments) = self.argv.split_first().expect("checked when it was read");
        let mut command = Command::new(program);
        let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
        command.args(arguments).stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in HIDDEN {
            command.env_remove(name);
        }
        let mut child = command.spawn().map_err(|error| self.failed(&error.to_string(), ""))?;
        let deadline = Instant::now() + PATIENCE;
        let printed = collect(child.stdout.take());
        let complaints = collect(child.stderr.take());
        if let (Some(mut pipe), Some(text)) = (child.stdin.take(), input.map(str::to_owned)) {
            // One that does not read it all says by its status whether it minds.
            thread::spawn(move || pipe.write_all(text.as_bytes()));
        }
        let status = wait(&mut child, deadline).ok_or_else(|| {
            self.failed("it did not end within 10 seconds", &text(&complaints, Instant::now()))
        })?;
        if !status.success() {
            return Err(self.failed(&status.to_string(), &text(&complaints, deadline)));
        }
        Ok((text(&printed, deadline), complaints))
    }

    /// Why what it did is of no use.
    pub fn failed(self, reason: &str, complaints: &str) -> CommandError {
        let Self { setting, argv } = self;
        failure(
            format!("{setting} (`{}`) failed: {reason}", argv[0].escape_debug()),
            Some(sanitize(complaints.trim())).filter(|said| !said.is_empty()),
        )
    }
}

/// A program that did not do its part, with what it said itself.
pub fn failure(message: String, said: Option<String>) -> CommandError {
    let error = CommandError::new(Type::Config, "secret_command_failed", message)
        .with_hint("run it yourself and look at what it prints");
    match said {
        Some(said) => error.with_fact("stderr", said),
        None => error,
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
