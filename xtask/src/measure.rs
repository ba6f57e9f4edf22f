//! Launches one command and tells what it cost: `cargo xtask measure -- COMMAND…`.
//!
//! On Linux a child begins with its parent's peak memory, so a measurement needs a small parent:
//! the program that runs the benchmark calls itself anew for each run. That launcher has some 3 MB,
//! and less than that cannot be seen.

use std::process::Command;

use crate::shell::Result;

/// What one run cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) cpu_us: u64,
    pub(crate) wall_us: u64,
    pub(crate) max_rss_kb: u64,
}

/// Runs `command` with its output thrown away and prints its cost and status as JSON.
#[cfg(unix)]
pub(crate) fn launch(command: &[&str]) -> Result {
    use std::{
        os::unix::process::ExitStatusExt,
        process::{ExitStatus, Stdio},
        time::Instant,
    };

    let [program, arguments @ ..] = command else {
        return Err("`measure` needs a command".into());
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let child = command.spawn()?;
    let (status, usage) = wait(child.id().try_into()?)?;
    let wall_us = start.elapsed().as_micros();
    let cpu_us = micros(usage.ru_utime) + micros(usage.ru_stime);
    // Linux counts in kilobytes, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1024 } else { 1 };
    let max_rss_kb = usage.ru_maxrss / unit;
    let status = ExitStatus::from_raw(status).code().unwrap_or(-1);
    println!(
        r#"{{"cpu_us":{cpu_us},"wall_us":{wall_us},"max_rss_kb":{max_rss_kb},"status":{status}}}"#
    );
    Ok(())
}

#[cfg(unix)]
#[allow(clippy::unnecessary_cast, reason = "the parts have other sizes on other systems")]
fn micros(time: libc::timeval) -> i64 {
    time.tv_sec as i64 * 1_000_000 + time.tv_usec as i64
}

/// Waits for the child `pid` and takes its usage, which the standard library does not hand out.
#[cfg(unix)]
#[allow(unsafe_code, reason = "`wait4` is the only call that tells what one child used")]
fn wait(pid: libc::pid_t) -> Result<(libc::c_int, libc::rusage)> {
    let mut status = 0;
    // SAFETY: a `rusage` is made of integers, for which zero is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    loop {
        // SAFETY: both pointers are to locals that outlive the call.
        if unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) } == pid {
            return Ok((status, usage));
        }
        let error = std::io::Error::last_os_error();
        if error.kind() != std::io::ErrorKind::Interrupted {
            return Err(error.into());
        }
    }
}

#[cfg(not(unix))]
pub(crate) fn launch(_: &[&str]) -> Result {
    Err("measuring needs `wait4`, which this system does not have".into())
}

/// Runs `command`, with its directory and environment, in a launcher of its own. A run that fails
/// is no measurement.
pub(crate) fn cost(command: &Command) -> Result<Cost> {
    let mut launcher = Command::new(std::env::current_exe()?);
    launcher
        .args(["measure", "--"])
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    launcher.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let printed: serde_json::Value = serde_json::from_str(&crate::shell::capture(&mut launcher)?)?;
    let number = |name: &str| printed[name].as_u64().ok_or(format!("no `{name}` was measured"));
    if printed["status"] != 0 {
        let shown = crate::shell::show(command);
        return Err(format!("`{shown}` ended with status {}", printed["status"]).into());
    }
    Ok(Cost {
        cpu_us: number("cpu_us")?,
        wall_us: number("wall_us")?,
        max_rss_kb: number("max_rss_kb")?,
    })
}
