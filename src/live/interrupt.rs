//! Interrupts: Ctrl-C, and the request to end. From when they are listened for, they no longer end the process.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll};

use futures_util::future::{Either, select};
use tokio::sync::oneshot;

use super::session::runtime;
use super::{Refusal, Session};
use crate::text::io_words;

/// What listens for interrupts.
pub(crate) struct Interrupt {
    signals: Signals,
    /// How often there was one.
    times: usize,
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interrupt({})", self.times)
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        match (self.interrupt.poll_recv(context), self.terminate.poll_recv(context)) {
            (Poll::Pending, Poll::Pending) => Poll::Pending,
            _ => Poll::Ready(()),
        }
    }
}

#[cfg(windows)]
struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(windows)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Signals { interrupt: tokio::signal::windows::ctrl_c()? })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.interrupt.poll_recv(context).map(|_| ())
    }
}

impl Interrupt {
    /// Listens from now on. What comes while nothing waits is noticed by whoever waits next.
    ///
    /// # Errors
    /// This machine does not let it.
    pub(crate) fn listen() -> Result<Self, Refusal> {
        let signals = runtime()?.block_on(async { Signals::listen() });
        let signals = signals.map_err(|error| Refusal::NoNetwork { why: io_words(&error) })?;
        Ok(Interrupt { signals, times: 0 })
    }

    /// What a task brings that only waits for somebody; nothing where an interrupt comes first.
    pub(crate) fn until<T: Send + 'static>(
        &mut self,
        session: &Session,
        task: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (told, done) = oneshot::channel();
        // Not one of the runtime's own threads: it would wait for that at the end, and nobody may answer any more.
        std::thread::spawn(move || told.send(task()));
        session.wait(self.unless(done))?.ok()
    }

    /// What a future brings; nothing where an interrupt comes first.
    pub(super) async fn unless<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        match select(pin!(future), pin!(self.next())).await {
            Either::Left((brought, _)) => Some(brought),
            Either::Right(_) => None,
        }
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        poll_fn(|context| self.signals.poll(context)).await;
        self.times += 1;
    }

    /// Whether there was one.
    pub(super) async fn is_raised(&mut self) -> bool {
        // What came while nothing waited is noticed only when the runtime looks for it.
        tokio::task::yield_now().await;
        let now = poll_fn(|context| Poll::Ready(self.signals.poll(context))).await;
        self.times += usize::from(now.is_ready());
        self.times > 0
    }

    /// Whether somebody does not want to wait any more for what is being finished.
    pub(super) fn is_urgent(&self) -> bool {
        self.times > 1
    }
}
