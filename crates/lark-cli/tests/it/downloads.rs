//! Downloads that are disturbed: by the network, the server, the disk, and by each other.

mod chats;
mod origin;
mod places;

use std::{
    fs,
    path::Path,
    process::{Child, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use crate::workspace::{Ran, Workspace, text, words};
use origin::{Ask, Origin, Reply, Stop};

/// More than four chunks, and no multiple of them.
const SIZE: usize = 18_000_001;
const CHUNK: usize = 4 * 1024 * 1024;
const TAG: &str = "\"one\"";

const LINE: &str = "im download-resource --message-id om_1 --file-key file_1 --as bot";

/// One version of the file, or the other.
fn bytes(version: u32) -> &'static [u8] {
    static VERSIONS: [OnceLock<Vec<u8>>; 2] = [OnceLock::new(), OnceLock::new()];
    let made = || {
        let numbers = 0..u32::try_from(SIZE).unwrap();
        numbers.map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 ^ version as u8).collect()
    };
    VERSIONS[version as usize].get_or_init(made)
}

fn run(workspace: &Workspace, origin: &Origin, line: &str) -> Ran {
    let mut command = workspace.bare();
    Ran::of(command.args(words(line)).envs(origin.environment()).output().unwrap())
}

fn start(workspace: &Workspace, origin: &Origin) -> Child {
    let mut command = workspace.bare();
    command.args(words(&format!("{LINE} -o out.bin"))).envs(origin.environment());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Everything in the directory of commands but what the program keeps for itself.
fn listed(workspace: &Workspace) -> Vec<String> {
    let entries = fs::read_dir(workspace.path("")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != "data").collect();
    names.sort();
    names
}

/// Waits until something is so; fails after a time in which it should be.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

fn noted_chunks(workspace: &Workspace) -> usize {
    let state = fs::read_to_string(workspace.path(".out.bin.part.state")).unwrap_or_default();
    state.lines().skip(4).count()
}

/// A server that gives out two chunks and a part of the others, and then nothing more.
fn stalling() -> Origin {
    Origin::new(|ask| {
        let good = Reply::good(ask, bytes(0), TAG);
        if ask.number < 2 { good } else { good.stopping(100_000, Stop::Stall) }
    })
}

fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// A directory with what a command left that was killed after two chunks.
fn interrupted() -> (Workspace, Origin) {
    let workspace = Workspace::new();
    let origin = stalling();
    let mut child = start(&workspace, &origin);
    until("two chunks come", || noted_chunks(&workspace) == 2);
    kill(&mut child);
    assert_eq!(listed(&workspace), [".out.bin.part", ".out.bin.part.state"]);
    (workspace, origin)
}

#[test]
fn a_download_that_was_killed_goes_on_to_the_identical_file() {
    let (workspace, origin) = interrupted();
    origin.change(|ask| Reply::good(ask, bytes(0), TAG));
    let ran = run(&workspace, &origin, &format!("{LINE} -o out.bin"));
    let data = ran.ok()["data"].clone();
    assert_eq!(data["resumed_from"], 2 * CHUNK);
    assert_eq!(data["size_bytes"], SIZE);
    assert_eq!(data["file_name"], "data.bin");
    assert!(fs::read(workspace.path("out.bin")).unwrap() == bytes(0));
    assert_eq!(listed(&workspace), ["out.bin"]);
    // The first tells what there is; two were there, three were not.
    assert_eq!(origin.asked().len(), 4);
    assert!(origin.asked()[1..].iter().all(|ask| ask.if_range.as_deref() == Some(TAG)));
}

#[cfg(unix)]
#[test]
fn what_is_kept_of_a_download_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (workspace, origin) = interrupted();
    let state = fs::metadata(workspace.path(".out.bin.part.state")).unwrap();
    assert_eq!(state.permissions().mode() & 0o777, 0o600);
    // Others may have read or written it: it is not believed.
    fs::set_permissions(workspace.path(".out.bin.part.state"), PermissionsExt::from_mode(0o644))
        .unwrap();
    origin.change(|ask| Reply::good(ask, bytes(0), TAG));
    let data = run(&workspace, &origin, &format!("{LINE} -o out.bin")).ok()["data"].clone();
    assert!(data["resumed_from"].is_null(), "{data}");
    assert!(fs::read(workspace.path("out.bin")).unwrap() == bytes(0));
}

#[test]
fn a_part_of_another_version_or_file_or_one_that_was_damaged_is_not_used() {
    let line = format!("{LINE} -o out.bin");
    let (other_file, other_version) = (line.replace("file_1", "file_2"), line.clone());
    for (line, seed, tag) in [(other_file, 1, TAG), (other_version, 1, "\"two\"")] {
        let (workspace, origin) = interrupted();
        origin.change(move |ask| Reply::good(ask, bytes(seed), tag));
        let data = run(&workspace, &origin, &line).ok()["data"].clone();
        assert!(data["resumed_from"].is_null(), "{data}");
        assert!(fs::read(workspace.path("out.bin")).unwrap() == bytes(seed));
    }
    let (workspace, origin) = interrupted();
    let part = workspace.path(".out.bin.part");
    let mut damaged = fs::read(&part).unwrap();
    damaged[1000] ^= 1;
    fs::write(&part, damaged).unwrap();
    origin.change(|ask| Reply::good(ask, bytes(0), TAG));
    let data = run(&workspace, &origin, &line).ok()["data"].clone();
    assert_eq!(data["resumed_from"], CHUNK, "the other chunk is good");
    assert!(fs::read(workspace.path("out.bin")).unwrap() == bytes(0));
}

#[test]
fn two_at_once_do_not_write_one_file() {
    let workspace = Workspace::new();
    let origin = stalling();
    let mut child = start(&workspace, &origin);
    until("two chunks come", || noted_chunks(&workspace) == 2);
    let second = run(&workspace, &origin, &format!("{LINE} -o out.bin")).error(2);
    assert_eq!(second["subtype"], "download_running");
    assert_eq!(noted_chunks(&workspace), 2, "the first one's is as it was");
    kill(&mut child);
}

/// A whole file comes of whatever the server does, or none.
#[track_caller]
fn comes_whole(reply: impl Fn(&Ask) -> Reply + Send + Sync + 'static, requests: usize) {
    let workspace = Workspace::new();
    let origin = Origin::new(reply);
    let data = run(&workspace, &origin, LINE).ok()["data"].clone();
    assert_eq!(data["size_bytes"], SIZE);
    assert!(fs::read(workspace.path("data.bin")).unwrap() == bytes(0));
    assert_eq!(listed(&workspace), ["data.bin"]);
    assert_eq!(origin.asked().len(), requests);
}

#[test]
fn a_server_without_ranges_is_read_to_its_end_in_one_go() {
    comes_whole(|_| Reply::whole(bytes(0), TAG), 1);
}

#[test]
fn a_server_that_gives_wrong_ranges_is_asked_for_the_whole() {
    // Another range, no range, a range without a total, and a longer body than was asked for.
    let ways: [fn(&mut Reply); 4] = [
        |reply| reply.headers[2] = format!("Content-Range: bytes 1-{CHUNK}/{SIZE}"),
        |reply| drop(reply.headers.pop()),
        |reply| reply.headers[2] = format!("Content-Range: bytes 0-{}/*", CHUNK - 1),
        |reply| reply.body.extend_from_slice(b"more"),
    ];
    for way in ways {
        let reply = move |ask: &Ask| {
            let mut reply = Reply::good(ask, bytes(0), TAG);
            if ask.range.is_some() {
                way(&mut reply);
            }
            reply
        };
        comes_whole(reply, 2);
    }
}

#[test]
fn a_server_that_stops_giving_ranges_is_asked_for_the_whole() {
    let reply = |ask: &Ask| match ask.number {
        0 => Reply::good(ask, bytes(0), TAG),
        _ => Reply::whole(bytes(0), TAG),
    };
    let workspace = Workspace::new();
    let origin = Origin::new(reply);
    run(&workspace, &origin, LINE).ok();
    assert!(fs::read(workspace.path("data.bin")).unwrap() == bytes(0));
    assert_eq!(origin.asked().last().unwrap().range, None);
}

#[test]
fn a_chunk_that_breaks_off_is_limited_or_fails_is_asked_for_again() {
    for stopped in [1, 3] {
        comes_whole(
            move |ask| {
                let good = Reply::good(ask, bytes(0), TAG);
                if ask.number == stopped { good.stopping(70_000, Stop::Cut) } else { good }
            },
            6,
        );
    }
    for (status, body) in [
        ("500 Internal Server Error", "<html>"),
        ("429 Too Many Requests", r#"{"code":99991400,"msg":"too many"}"#),
    ] {
        comes_whole(
            move |ask| match ask.number {
                2 => Reply { status, headers: vec![], body: body.as_bytes().to_vec(), stops: None },
                _ => Reply::good(ask, bytes(0), TAG),
            },
            6,
        );
    }
}

#[test]
fn content_that_changes_on_the_way_is_begun_anew() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| match ask.number {
        0 | 1 => Reply::good(ask, bytes(0), TAG),
        _ => Reply::good(ask, bytes(1), "\"two\""),
    });
    run(&workspace, &origin, LINE).ok();
    assert!(fs::read(workspace.path("data.bin")).unwrap() == bytes(1));
    assert_eq!(listed(&workspace), ["data.bin"]);
}

#[test]
fn content_that_changes_all_the_time_is_an_error_and_no_file() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| {
        let tag = format!("\"{}\"", ask.number);
        Reply::good(&Ask { if_range: None, ..ask.clone() }, bytes(0), &tag)
    });
    let error = run(&workspace, &origin, LINE).error(4);
    assert_eq!(error["subtype"], "content_changed");
    assert!(!Path::new(&workspace.path("data.bin")).exists());
}

#[test]
fn an_answer_that_is_always_cut_is_an_error_and_no_file() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| Reply::good(ask, bytes(0), TAG).stopping(1000, Stop::Cut));
    let error = run(&workspace, &origin, LINE).error(4);
    assert_eq!(error["subtype"], "transport", "{error}");
    assert_eq!(listed(&workspace), [""; 0]);
}

#[test]
fn the_network_that_is_lost_on_the_way_leaves_what_the_next_command_goes_on_with() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| {
        let good = Reply::good(ask, bytes(0), TAG);
        if ask.number < 2 { good } else { good.stopping(1000, Stop::Cut) }
    });
    let error = run(&workspace, &origin, &format!("{LINE} -o out.bin")).error(4);
    assert!(text(&error["hint"]).contains("run the same command again"), "{error}");
    origin.change(|ask| Reply::good(ask, bytes(0), TAG));
    let data = run(&workspace, &origin, &format!("{LINE} -o out.bin")).ok()["data"].clone();
    assert!(data["resumed_from"].as_u64().unwrap() >= CHUNK as u64, "{data}");
    assert!(fs::read(workspace.path("out.bin")).unwrap() == bytes(0));
}

#[test]
fn a_small_file_takes_one_request_and_an_empty_one_two() {
    for (size, requests) in [(CHUNK, 1), (1, 1), (0, 2)] {
        let workspace = Workspace::new();
        let origin = Origin::new(move |ask| Reply::good(ask, &bytes(0)[..size], TAG));
        let data = run(&workspace, &origin, LINE).ok()["data"].clone();
        assert_eq!(data["size_bytes"], size);
        assert!(fs::read(workspace.path("data.bin")).unwrap() == bytes(0)[..size]);
        assert_eq!(origin.asked().len(), requests);
    }
}

#[test]
fn what_goes_to_standard_output_goes_on_after_the_connection_was_lost() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| {
        let good = Reply::good(ask, bytes(0), TAG);
        if ask.number < 3 { good.stopping(1_000_000, Stop::Cut) } else { good }
    });
    let mut command = workspace.bare();
    command.args(words(&format!("{LINE} -o -"))).envs(origin.environment());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout == bytes(0));
    let went_on = origin.asked()[3].range;
    assert_eq!(went_on, Some((3_000_000, SIZE - 1)));
}

#[test]
fn what_goes_to_standard_output_does_not_go_on_with_another_version() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| match ask.number {
        0 => Reply::good(ask, bytes(0), TAG).stopping(1_000_000, Stop::Cut),
        _ => Reply::good(ask, bytes(1), "\"two\""),
    });
    let mut command = workspace.bare();
    command.args(words(&format!("{LINE} -o -"))).envs(origin.environment());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(output.stdout == bytes(0)[..1_000_000]);
    let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["subtype"], "content_changed");
}

#[cfg(unix)]
#[test]
fn a_download_that_was_interrupted_by_hand_goes_on_too() {
    let workspace = Workspace::new();
    let origin = stalling();
    let mut child = start(&workspace, &origin);
    until("two chunks come", || noted_chunks(&workspace) == 2);
    let mut interrupt = std::process::Command::new("kill");
    assert!(interrupt.args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(!child.wait().unwrap().success());
    origin.change(|ask| Reply::good(ask, bytes(0), TAG));
    let data = run(&workspace, &origin, &format!("{LINE} -o out.bin")).ok()["data"].clone();
    assert_eq!(data["resumed_from"], 2 * CHUNK);
}

#[test]
fn nobody_who_reads_on_is_no_failure() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| Reply::good(ask, bytes(0), TAG));
    let mut command = workspace.bare();
    command.args(words(&format!("{LINE} -o -"))).envs(origin.environment());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
