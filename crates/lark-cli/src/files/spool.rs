//! A file for a short time, which only its owner can read.

use std::{
    env,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use lark_client::clock::{OsRandom, Random};

pub struct Spool {
    path: PathBuf,
}

impl Spool {
    pub fn create() -> io::Result<(Self, File)> {
        let mut bytes = [0; 12];
        OsRandom.fill(&mut bytes);
        let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = env::temp_dir().join(format!("lark-cli-{name}"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        Ok((Self { path }, file))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What cannot be deleted is left to the system's own cleaning.
        let _ = fs::remove_file(&self.path);
    }
}
