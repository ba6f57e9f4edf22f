//! A key that was used before Lark's hour: what it stood for is sent again.

use std::collections::HashSet;

use lark_api::limits::UUID_WINDOW_SECONDS;

use super::{SendKey, destination::Destination};
use crate::{context::Context, journal, profile::Directories};

/// Warns where the journal knows that the same key sent the same longer ago than Lark remembers.
pub fn warn(context: &Context, destinations: &[Destination], parts: usize, key: &SendKey) {
    let Ok(directories) = Directories::resolve() else { return };
    let Some(data) = directories.data_if_any() else { return };
    let path = journal::path(data);
    if !path.exists() {
        return;
    }
    let of = |destination: &Destination| {
        let identity = destination.identity();
        (0..parts).map(move |ordinal| key.uuid(&identity, ordinal)).collect::<Vec<_>>()
    };
    let uuids: HashSet<String> = destinations.iter().flat_map(of).collect();
    let forgotten = journal::forgotten(&path, &uuids, UUID_WINDOW_SECONDS);
    if forgotten > 0 {
        context.warn(&format!(
            "{forgotten} of these messages were sent with the same key more than an hour ago: Lark \
             has forgotten it, and they are sent again"
        ));
    }
}
