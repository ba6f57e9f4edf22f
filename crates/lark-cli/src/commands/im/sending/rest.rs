//! Whether the rest is still tried when one has failed.

use std::sync::{Mutex, PoisonError};

use super::report::not_tried;
use crate::error::{CommandError, Type};

/// Many sends, from many threads, that end together if something is wrong for all of them.
#[derive(Default)]
pub struct Rest {
    over: Mutex<Option<String>>,
}

impl Rest {
    pub fn try_one<T>(
        &self,
        send: impl FnOnce() -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let over = || self.over.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reason) = over().as_ref() {
            return Err(not_tried(reason));
        }
        let result = send();
        if let Err(error) = &result
            && concerns_all(error)
        {
            over().get_or_insert_with(|| error.message.clone());
        }
        result
    }
}

/// Whether the next one would fail in the same way.
fn concerns_all(error: &CommandError) -> bool {
    let is_nobodys =
        |subtype: &str| ["dns", "tls", "proxy", "transport", "timeout"].contains(&subtype);
    match error.kind {
        Type::Authentication | Type::Authorization | Type::Config | Type::Internal => true,
        Type::Network => is_nobodys(&error.subtype),
        _ => false,
    }
}
