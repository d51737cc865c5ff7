//! Threads that work while the server goes on listening.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Something to do, and what is said where doing it fails by a defect.
pub(super) struct Job<E> {
    pub(super) work: Box<dyn FnOnce() -> E + Send>,
    pub(super) otherwise: E,
}

/// Starts a thread that does jobs one after the other, and gives what each brings to those who wait for events. It
/// ends when nobody can give it any more.
pub(super) fn start<E: Send + 'static>(events: Sender<E>) -> Sender<Job<E>> {
    let (give, jobs) = channel::<Job<E>>();
    thread::spawn(move || {
        for Job { work, otherwise } in jobs {
            let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or(otherwise);
            if events.send(done).is_err() {
                break;
            }
        }
    });
    give
}
