//! Progress, where somebody watches.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often the time is drawn anew.
const TICK: Duration = Duration::from_millis(250);

/// A bar on standard error; nothing at all where that is no terminal.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(steps: usize, wanted: bool) -> Self {
        let is_watched = wanted && steps > 1 && std::io::stderr().is_terminal();
        let bar = is_watched.then(|| {
            let style = ProgressStyle::with_template("{bar:24} {pos}/{len} regions {elapsed}");
            let style = style.expect("the template is right");
            let bar = ProgressBar::new(steps as u64).with_style(style);
            // The first answer may be long in coming: the time runs on until then.
            bar.enable_steady_tick(TICK);
            bar
        });
        Progress { bar }
    }

    pub(super) fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
