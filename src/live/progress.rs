//! Progress, where somebody watches.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::text::shown;

/// How often the time is drawn anew.
const TICK: Duration = Duration::from_millis(250);
/// How many lists that are waited for are named.
const NAMED: usize = 3;

/// A bar on standard error; nothing at all where that is no terminal.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// The lists that are waited for, by their numbers.
    pending: RefCell<BTreeMap<usize, String>>,
}

impl Progress {
    /// Of the lists of these names.
    pub(super) fn new(names: Vec<String>, wanted: bool) -> Self {
        let is_watched = wanted && names.len() > 1 && std::io::stderr().is_terminal();
        let bar = is_watched.then(|| {
            let style = ProgressStyle::with_template("{bar:24} {pos}/{len} regions {elapsed}{wide_msg}");
            let style = style.expect("the template is right");
            let bar = ProgressBar::new(names.len() as u64).with_style(style);
            // The first answer may be long in coming: the time runs on until then.
            bar.enable_steady_tick(TICK);
            bar
        });
        let progress = Progress { bar, pending: RefCell::new(names.into_iter().enumerate().collect()) };
        progress.tell();
        progress
    }

    /// The list of a number is read.
    pub(super) fn step(&self, number: usize) {
        self.pending.borrow_mut().remove(&number);
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        self.tell();
    }

    fn tell(&self) {
        if let Some(bar) = &self.bar {
            bar.set_message(waiting_for(&self.pending.borrow()));
        }
    }
}

/// It is gone once nothing is waited for any more, also where somebody interrupts.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Behind the time: what is waited for.
fn waiting_for(pending: &BTreeMap<usize, String>) -> String {
    let named: Vec<&str> = pending.values().take(NAMED).map(String::as_str).collect();
    let names = shown(&named.join(", ")).into_owned();
    match pending.len() {
        0 => String::new(),
        all if all == named.len() => format!(", waiting for {names}"),
        all => format!(", waiting for {names} and {} more", all - named.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::waiting_for;

    #[test]
    fn the_first_that_are_waited_for_are_named() {
        let told =
            |names: &[&str]| waiting_for(&names.iter().map(|name| (*name).to_owned()).enumerate().collect());
        assert_eq!(told(&[]), "");
        assert_eq!(told(&["us-east-1", "b/eu-west-1"]), ", waiting for us-east-1, b/eu-west-1");
        assert_eq!(told(&["a", "b", "c", "d", "e"]), ", waiting for a, b, c and 2 more");
    }
}
