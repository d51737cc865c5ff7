//! The system's word that something happens in a folder. Where it gives none, there are only looks from time to time.

use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::Duration;

use super::wake::Wake;

/// So often it is looked where the system tells what happens: it does not tell what happens on other machines.
#[cfg(feature = "watch")]
const SELDOM: Duration = Duration::from_secs(5);

/// So often it is looked where it does not.
const OFTEN: Duration = Duration::from_millis(500);

/// Tells what happens in some folders while it is there.
pub(super) struct Notice {
    #[cfg(feature = "watch")]
    watcher: Option<notify::RecommendedWatcher>,
}

#[cfg(feature = "watch")]
impl Notice {
    pub(super) fn of<'f>(folders: impl Iterator<Item = &'f Path>, send: Sender<Wake>) -> Self {
        Notice { watcher: watcher(folders, send).ok() }
    }

    pub(super) fn interval(&self) -> Duration {
        if self.watcher.is_some() { SELDOM } else { OFTEN }
    }
}

/// Watches folders: of a file that is written anew, its folder tells.
#[cfg(feature = "watch")]
fn watcher<'f>(
    folders: impl Iterator<Item = &'f Path>,
    send: Sender<Wake>,
) -> notify::Result<notify::RecommendedWatcher> {
    use notify::{RecursiveMode, Watcher};
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // That a file is read is no change.
        if !event.is_ok_and(|event| event.kind.is_access()) {
            // Whoever waited has gone.
            let _ = send.send(Wake::Stir);
        }
    })?;
    for folder in folders {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

#[cfg(not(feature = "watch"))]
impl Notice {
    pub(super) fn of<'f>(_: impl Iterator<Item = &'f Path>, _: Sender<Wake>) -> Self {
        Notice {}
    }

    pub(super) fn interval(&self) -> Duration {
        OFTEN
    }
}
