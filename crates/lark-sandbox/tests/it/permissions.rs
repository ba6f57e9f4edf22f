//! Files and directories that cannot be written, for somebody who is not root.

use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use lark_sandbox::{ClaimError, Location, OpenError, Sandbox, claim};

use crate::harness::options;

/// Root may write everywhere, so a test that needs to be refused runs again as nobody.
const NOBODY: u32 = 65534;

/// Runs the test called `name` as nobody where this is root; answers whether it did.
fn ran_as_nobody(name: &str) -> bool {
    let directory = tempfile::tempdir().unwrap();
    if fs::metadata(directory.path()).unwrap().uid() != 0 {
        return false;
    }
    allow(directory.path(), 0o755);
    let program = directory.path().join("tests");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let output =
        Command::new(&program).args(["--exact", name]).uid(NOBODY).gid(NOBODY).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    true
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn assert_read_only(path: &Path) {
    match Sandbox::open(options(Location::File(path.to_owned()))) {
        Err(OpenError::ReadOnly { .. }) => {}
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("{} was opened", path.display()),
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    if ran_as_nobody("permissions::what_cannot_be_written_is_refused") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.db");
    Sandbox::open(options(Location::File(path.clone()))).unwrap().close();
    let before = fs::read(&path).unwrap();
    for mode in [0o400, 0o000] {
        allow(&path, mode);
        assert_read_only(&path);
    }
    allow(&path, 0o600);
    allow(directory.path(), 0o500);
    assert_read_only(&path);
    assert_read_only(&directory.path().join("new.db"));
    assert_read_only(&directory.path().join("new/sandbox.db"));
    assert!(matches!(claim(directory.path()), Err(ClaimError::ReadOnly { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
    allow(directory.path(), 0o700);
}
