//! The threads of a server: one reads, one writes, one checks, one answers, and the server itself listens to all.

use std::io::{BufRead, Write};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::event::Event;
use super::server::{Server, Setup};
use super::{wire, worker};
use crate::status::Status;

/// So long the last answers may take to be written.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves one client until it leaves.
pub fn serve(
    mut input: impl BufRead + Send + 'static,
    mut output: impl Write + Send + 'static,
    setup: Setup,
) -> Status {
    let (happen, events) = channel();
    let (send, messages) = channel::<Vec<u8>>();
    let (written, all_written) = channel();
    let reading = happen.clone();
    thread::spawn(move || {
        while let Ok(Some(message)) = wire::read(&mut input) {
            if reading.send(Event::Incoming(message)).is_err() {
                return;
            }
        }
        // Nobody is told where the server has ended already.
        let _ = reading.send(Event::Gone);
    });
    let writing = happen.clone();
    thread::spawn(move || {
        for message in messages {
            if wire::write(&mut output, &message).is_err() {
                let _ = writing.send(Event::Gone);
                break;
            }
        }
        let _ = written.send(());
    });
    let mut server = Server::new(send, worker::start(happen.clone()), worker::start(happen), setup);
    let status = server.run(&events);
    drop(server);
    // A client that reads nothing any more is not waited for.
    let _ = all_written.recv_timeout(FAREWELL);
    status
}
