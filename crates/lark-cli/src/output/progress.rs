//! A progress bar on standard error, when a person is watching.

use std::{
    io::{self, IsTerminal, Read},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Counts the bytes of something that takes long enough to watch.
pub struct Progress {
    bar: ProgressBar,
}

/// Below it nothing is there long enough to be seen.
const WORTH_SHOWING: u64 = 512 * 1024;

/// Fewer are done before they can be watched.
const MANY: usize = 50;

impl Progress {
    pub fn new(name: &str, length: u64) -> Self {
        let visible = io::stderr().is_terminal() && length >= WORTH_SHOWING;
        let target =
            if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(length), target);
        let style = ProgressStyle::with_template(
            "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        );
        bar.set_style(style.expect("the template is well-formed"));
        bar.set_message(super::sanitize(name));
        if visible {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Self { bar }
    }

    /// Of something that is not watched by itself.
    pub fn unseen(_: &str, _: u64) -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    /// Counts one thing after another.
    pub fn counting(what: &str, count: usize) -> Self {
        let is_visible = io::stderr().is_terminal() && count >= MANY;
        let target =
            if is_visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(u64::try_from(count).ok(), target);
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
        bar.set_style(style.expect("the template is well-formed"));
        bar.set_message(what.to_owned());
        Self { bar }
    }

    /// Counts what nobody knows the number of.
    pub fn tally(what: &str) -> Self {
        let is_visible = io::stderr().is_terminal();
        let target =
            if is_visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{pos} {msg} {elapsed}");
        bar.set_style(style.expect("the template is well-formed"));
        bar.set_message(what.to_owned());
        Self { bar }
    }

    pub fn reach(&self, count: u64) {
        self.bar.set_position(count);
    }

    pub fn one_more(&self) {
        self.bar.inc(1);
    }

    /// So many bytes are there already: they say nothing of how fast the others come.
    pub fn start_at(&self, bytes: u64) {
        self.bar.set_position(bytes);
        self.bar.reset_eta();
    }

    pub fn add(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    /// Counts what is read from `source`; reading again from its start starts over.
    pub fn watch(&self, source: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        self.bar.set_position(0);
        Box::new(self.bar.wrap_read(source))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
