//! Where a download goes: what is there already, what the server calls it, and a disk that is full.

use std::fs;

use super::{LINE, Origin, Reply, TAG, bytes, listed, run};
use crate::workspace::{Ran, Workspace, text, words};

fn small() -> Origin {
    Origin::new(|ask| Reply::good(ask, b"content", TAG))
}

fn named(disposition: &'static str) -> Origin {
    Origin::new(move |ask| {
        let mut reply = Reply::good(ask, b"content", TAG);
        reply.headers[0] = format!("Content-Disposition: {disposition}");
        reply
    })
}

#[test]
fn a_server_does_not_choose_the_directory_nor_an_unsafe_name() {
    for (disposition, name) in [
        ("attachment; filename=\"../../etc/passwd\"", "passwd"),
        ("attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fup.txt", "up.txt"),
        ("attachment; filename=\"..\"", "file_1"),
        ("attachment; filename=\"C:\\\\x\\\\CON.txt\"", "_CON.txt"),
        ("attachment; filename*=UTF-8''a%0Ab%E2%80%AEc.txt", "abc.txt"),
        ("attachment", "file_1"),
    ] {
        let workspace = Workspace::new();
        fs::create_dir(workspace.path("in")).unwrap();
        let data = run(&workspace, &named(disposition), &format!("{LINE} -o in")).ok();
        let path = text(&data["data"]["saved_path"]);
        assert!(path.ends_with(&format!("/in/{name}")), "{disposition}: {path}");
        assert_eq!(listed(&workspace), ["in"]);
    }
}

#[test]
fn what_is_there_is_refused_before_anything_is_asked_for() {
    let workspace = Workspace::new();
    workspace.file("mine.txt", b"mine");
    let origin = small();
    let error = run(&workspace, &origin, &format!("{LINE} -o mine.txt")).error(2);
    assert!(text(&error["hint"]).contains("--overwrite"));
    let error = run(&workspace, &origin, &format!("{LINE} -o no/such/")).error(2);
    assert_eq!(error["subtype"], "file_unwritable");
    let error = run(&workspace, &origin, &format!("{LINE} -o mine.txt/x")).error(2);
    assert_eq!(error["subtype"], "file_unwritable");
    assert_eq!(fs::read(workspace.path("mine.txt")).unwrap(), b"mine");
    assert!(origin.asked().len() <= 1, "only a directory that is none shows later");
}

#[test]
fn a_directory_of_the_servers_name_is_refused() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("data.bin")).unwrap();
    for line in [LINE.to_owned(), format!("{LINE} --overwrite")] {
        let error = run(&workspace, &small(), &line).error(2);
        assert!(text(&error["message"]).contains("is a directory"), "{error}");
    }
    assert_eq!(listed(&workspace), ["data.bin"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_never_written_through() {
    use std::os::unix::fs::symlink;
    let workspace = Workspace::new();
    let outside = tempfile::tempdir().unwrap();
    let (victim, dangling) = (outside.path().join("victim"), outside.path().join("new"));
    fs::write(&victim, b"theirs").unwrap();
    for leads_to in [&victim, &dangling] {
        let link = workspace.path("data.bin");
        symlink(leads_to, &link).unwrap();
        run(&workspace, &small(), LINE).error(2);
        assert!(link.is_symlink(), "it is as it was");
        run(&workspace, &small(), &format!("{LINE} --overwrite")).ok();
        assert!(!link.is_symlink() && fs::read(&link).unwrap() == b"content");
        fs::remove_file(link).unwrap();
    }
    assert_eq!(fs::read(&victim).unwrap(), b"theirs");
    assert!(!dangling.exists());
    // Nor where the part would be.
    symlink(&victim, workspace.path(".data.bin.part")).unwrap();
    run(&workspace, &small(), LINE).error(2);
    assert_eq!(fs::read(&victim).unwrap(), b"theirs");
}

#[cfg(unix)]
#[test]
fn a_device_is_not_replaced() {
    let workspace = Workspace::new();
    let error = run(&workspace, &small(), &format!("{LINE} -o /dev/null --overwrite")).error(2);
    assert!(text(&error["hint"]).contains("--output -"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_is_said_and_leaves_nothing_that_is_of_no_use() {
    let workspace = Workspace::new();
    let origin = Origin::new(|ask| Reply::good(ask, bytes(0), TAG));
    // No file may have more than a megabyte.
    let script = format!("trap '' XFSZ; ulimit -f 2048; exec \"$0\" {LINE} -o out.bin");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script, crate::workspace::BINARY]).env_clear();
    command.envs([("HOME", workspace.path("")), ("LARK_CLI_DATA_DIR", workspace.path("data"))]);
    command.envs(origin.environment()).current_dir(workspace.path(""));
    let error = Ran::of(command.output().unwrap()).error(2);
    assert_eq!(error["subtype"], "disk_full", "{error}");
    assert_eq!(listed(&workspace), [""; 0]);
}

#[test]
fn the_longest_names_have_a_part_too() {
    let workspace = Workspace::new();
    let name = "报".repeat(85);
    let mut command = workspace.bare();
    let origin = small();
    command.args(words(LINE)).args(["-o", &name]).envs(origin.environment());
    Ran::of(command.output().unwrap()).ok();
    assert_eq!(listed(&workspace), [name]);
}
