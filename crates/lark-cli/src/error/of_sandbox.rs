//! A sandbox that cannot be used.

use lark_sandbox::{OpenError, StorageError};

use super::{CommandError, Type};

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        let message = error.to_string();
        match error {
            OpenError::Newer { .. } => Self::new(Type::Config, "sandbox_newer", message)
                .with_hint("update lark-cli, or set LARK_CLI_DATA_DIR to another directory"),
            OpenError::ReadOnly { .. } => Self::new(Type::Config, "sandbox_read_only", message)
                .with_hint("make the directory writable, or set LARK_CLI_DATA_DIR to another one"),
            OpenError::Corrupt { path, .. } => Self::new(Type::Config, "sandbox_corrupt", message)
                .with_hint(format!(
                    "move the file away and a new sandbox is made: mv {0} {0}.broken",
                    crate::hints::quote(&path.to_string_lossy())
                )),
            _ => Self::new(Type::Config, "sandbox_unusable", message)
                .with_hint("set LARK_CLI_DATA_DIR to a directory that can be written to"),
        }
    }
}

impl From<StorageError> for CommandError {
    fn from(error: StorageError) -> Self {
        Self::new(Type::Internal, "sandbox_storage", error.to_string())
            .with_hint("is the disk full? A sandbox starts anew with: lark-cli sandbox reset")
    }
}
