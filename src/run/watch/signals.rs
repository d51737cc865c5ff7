//! The user's word that it is enough: Ctrl-C, and on Unix what else asks a program to end.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use super::wake::Wake;
use crate::fault::Fault;
use crate::text::io_words;

/// Listens for it, on a thread of its own.
///
/// # Errors
/// It cannot be listened for.
pub(super) fn listen(send: Sender<Wake>) -> Result<(), Fault> {
    let failed = |error: io::Error| Fault::NoThreads { why: io_words(&error) };
    let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let signals = Signals::of(&runtime).map_err(failed)?;
    thread::spawn(move || {
        runtime.block_on(signals.any());
        // Whoever waited has gone.
        let _ = send.send(Wake::End);
    });
    Ok(())
}

#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    fn of(runtime: &Runtime) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let _entered = runtime.enter();
        Ok(Signals([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn any(self) {
        let signals = self.0.map(|mut signal| Box::pin(async move { signal.recv().await }));
        futures_util::future::select_all(signals).await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn of(_: &Runtime) -> io::Result<Self> {
        Ok(Signals)
    }

    async fn any(self) {
        // Where it cannot be listened for, it ends at once rather than never.
        let _ = tokio::signal::ctrl_c().await;
    }
}
