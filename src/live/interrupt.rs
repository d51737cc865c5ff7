//! Interrupts: Ctrl-C, and the request to end. From when they are listened for, they no longer end the process.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::{Either, select};
use tokio::sync::{Mutex, oneshot, watch};

use super::session::runtime;
use super::{Refusal, Session};
use crate::text::io_words;

/// What listens for interrupts. A copy hears the same ones.
#[derive(Clone)]
pub(crate) struct Interrupt {
    listening: Arc<Listening>,
    /// How often there was one.
    times: watch::Receiver<usize>,
}

/// What is listened with. Of all who wait one has the signals, and tells the others.
struct Listening {
    signals: Mutex<Signals>,
    times: watch::Sender<usize>,
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interrupt({})", *self.times.borrow())
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
        let (tell, times) = watch::channel(0);
        Ok(Interrupt { listening: Arc::new(Listening { signals: Mutex::new(signals), times: tell }), times })
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

    /// Whether there was one.
    pub(crate) fn has_come(&self, session: &Session) -> bool {
        session.wait(self.clone().is_raised())
    }

    /// What a question brings, which is not asked any more after an interrupt.
    ///
    /// # Errors
    /// That there was one.
    pub(super) async fn answer<T>(&self, question: impl Future<Output = T>) -> Result<T, String> {
        let mut own = self.clone();
        if own.is_raised().await {
            return Err("it was not asked, because of an interrupt".to_owned());
        }
        let answer = own.unless(question).await;
        answer.ok_or_else(|| "it was interrupted".to_owned())
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
        // What listens lasts as long as this: nobody is told that nothing comes any more.
        let _ = select(pin!(self.times.changed()), pin!(self.listening.next())).await;
        self.times.mark_unchanged();
    }

    /// Whether there was one.
    pub(super) async fn is_raised(&mut self) -> bool {
        self.listening.look().await;
        *self.times.borrow_and_update() > 0
    }

    /// Whether somebody does not want to wait any more for what is being finished.
    pub(super) fn is_urgent(&self) -> bool {
        *self.times.borrow() > 1
    }
}

impl Listening {
    async fn next(&self) {
        let mut signals = self.signals.lock().await;
        poll_fn(|context| signals.poll(context)).await;
        self.tell();
    }

    /// Looks for what came while nothing waited. Who waits elsewhere has told it already.
    async fn look(&self) {
        // It is noticed only when the runtime looks for it.
        tokio::task::yield_now().await;
        let Ok(mut signals) = self.signals.try_lock() else { return };
        let now = poll_fn(|context| Poll::Ready(signals.poll(context))).await;
        if now.is_ready() {
            self.tell();
        }
    }

    fn tell(&self) {
        self.times.send_modify(|times| *times += 1);
    }
}
