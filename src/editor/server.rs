//! The server: it takes messages one by one, and never waits for what others do.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, MessageType,
    PublishDiagnosticsParams,
};
use serde_json::{Value, json};
use time::Date;

use super::ask::{Ask, parse, value};
use super::check::{self, Outcome, Unit, View};
use super::client::{self, Client};
use super::desk::{Desk, Settled};
use super::documents::{Document, Documents};
use super::event::Event;
use super::note::Note;
use super::uri;
use super::wire::{self, Code, Id, Incoming, Refusal};
use super::worker::Job;
use crate::files::Store;
use crate::status::Status;
use crate::text::shown;

/// So often it is looked whether anything has changed on disk, for clients that do not tell.
const LOOK: Duration = Duration::from_secs(2);

/// How far a client is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Fresh,
    Running,
    ShutDown,
}

/// What a server is given.
pub struct Setup {
    /// The disk.
    pub store: Store,
    /// Where what it does is written down.
    pub log: Option<File>,
    /// The day, which changes while a server runs.
    pub today: fn() -> Option<Date>,
}

pub(super) struct Server {
    phase: Phase,
    client: Client,
    store: Store,
    today: fn() -> Option<Date>,
    log: Option<File>,
    send: Sender<Vec<u8>>,
    checker: Sender<Job<Event>>,
    answerer: Sender<Job<Event>>,
    documents: Documents,
    desk: Desk,
    /// The requests that wait until a document is checked.
    asked: Vec<(Id, Ask)>,
    /// The ids of the requests that are being answered.
    at_work: HashSet<String>,
    /// When it is looked next whether anything has changed on disk.
    next_look: Option<Instant>,
    /// What was told once.
    told: HashSet<String>,
}

impl Server {
    pub(super) fn new(
        send: Sender<Vec<u8>>,
        checker: Sender<Job<Event>>,
        answerer: Sender<Job<Event>>,
        setup: Setup,
    ) -> Self {
        let Setup { store, log, today } = setup;
        Server {
            phase: Phase::Fresh,
            client: Client::of(&Value::Null),
            store,
            today,
            log,
            send,
            checker,
            answerer,
            documents: Documents::default(),
            desk: Desk::default(),
            asked: Vec::new(),
            at_work: HashSet::new(),
            next_look: None,
            told: HashSet::new(),
        }
    }

    /// Runs until the client leaves.
    pub(super) fn run(&mut self, events: &Receiver<Event>) -> Status {
        loop {
            self.start_check();
            self.start_look();
            let next = self.next_look.into_iter().chain(self.desk.next_due()).min();
            let event = match next {
                Some(next) => match events.recv_timeout(next.saturating_duration_since(Instant::now())) {
                    Err(RecvTimeoutError::Timeout) => continue,
                    event => event.ok(),
                },
                None => events.recv().ok(),
            };
            match event {
                Some(Event::Incoming(Incoming::Notification { method, .. })) if method == "exit" => break,
                Some(Event::Gone) | None => break,
                Some(Event::Incoming(message)) => self.take_in(message),
                Some(Event::Checked(outcome)) => self.settle(outcome),
                Some(Event::Changed(units)) => {
                    self.desk.touch_units(&units, Instant::now());
                    self.next_look = Some(Instant::now() + LOOK);
                }
                Some(Event::Answered(id, result)) => {
                    if self.at_work.remove(&id.to_string()) {
                        self.answer(&id, result);
                    }
                }
            }
        }
        match self.phase {
            Phase::ShutDown => Status::Clean,
            Phase::Fresh | Phase::Running => Status::Failing,
        }
    }

    fn take_in(&mut self, message: Incoming) {
        match message {
            Incoming::Request { id, method, params } => {
                self.note(&format!("request {method}"));
                match self.request(&id, &method, params) {
                    Ok(Some(result)) => self.answer(&id, Ok(result)),
                    Ok(None) => {}
                    Err(refusal) => self.answer(&id, Err(refusal)),
                }
            }
            Incoming::Notification { method, params } => {
                self.note(&format!("notification {method}"));
                // Nobody waits for what becomes of it.
                if self.phase == Phase::Running
                    && let Err(refusal) = self.notification(&method, params)
                {
                    self.note(&format!("{method}: {}", refusal.message));
                }
            }
            Incoming::Answer => {}
            Incoming::Broken(refusal) => {
                self.note(&refusal.message);
                self.answer(&Value::Null, Err(refusal));
            }
        }
    }

    /// The result of a request, or nothing where it comes later.
    fn request(&mut self, id: &Id, method: &str, params: Value) -> Result<Option<Value>, Refusal> {
        match (self.phase, method) {
            (Phase::Fresh, "initialize") => Ok(Some(self.initialize(&params))),
            (Phase::Fresh, _) => {
                Err(Refusal::new(Code::NotInitialized, "the first request must be `initialize`"))
            }
            (Phase::Running, "initialize") => {
                Err(Refusal::new(Code::InvalidRequest, "`initialize` was sent before"))
            }
            (Phase::ShutDown, _) => Err(Refusal::new(Code::InvalidRequest, "the server is shut down")),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Some(Value::Null))
            }
            (Phase::Running, _) => {
                let Some(ask) = Ask::of(method, params)? else { return Ok(Some(Value::Null)) };
                self.asked.push((id.clone(), ask));
                self.answer_what_can_be();
                Ok(None)
            }
        }
    }

    /// Has those requests answered that need not wait until a document is checked.
    fn answer_what_can_be(&mut self) {
        for (id, ask) in std::mem::take(&mut self.asked) {
            if ask.needs_findings() && self.desk.is_stale(ask.path()) {
                self.asked.push((id, ask));
                continue;
            }
            let Some(view) = self.view() else {
                self.answer(&id, Ok(Value::Null));
                continue;
            };
            let notes: Vec<Note> = match ask.needs_findings() {
                true => self.desk.notes(ask.path()).cloned().collect(),
                false => Vec::new(),
            };
            let fault = Refusal::new(Code::Internal, "an internal fault of taglint");
            let otherwise = Event::Answered(id.clone(), Err(fault));
            let client = self.client;
            self.at_work.insert(id.to_string());
            let work = Box::new(move || Event::Answered(id, Ok(ask.answer(&view, &notes, &client))));
            // The thread lives as long as the server.
            let _ = self.answerer.send(Job { work, otherwise });
        }
    }

    /// A request that is not wanted any more is refused at once, and its answer is not sent.
    fn cancel(&mut self, id: &Id) {
        let before = self.asked.len();
        self.asked.retain(|(asked, _)| asked != id);
        if self.asked.len() < before || self.at_work.remove(&id.to_string()) {
            self.answer(id, Err(Refusal::new(Code::Cancelled, "the request was cancelled")));
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Client::of(params);
        self.phase = Phase::Running;
        self.next_look = (!self.client.watches).then(Instant::now);
        if let Some(root) = client::root(params) {
            self.store = Store::on_disk(root);
        }
        client::welcome(&self.client)
    }

    fn notification(&mut self, method: &str, params: Value) -> Result<(), Refusal> {
        match method {
            "initialized" if self.client.watches => {
                let message = wire::request("taglint-files", "client/registerCapability", &client::watched());
                self.post(message);
            }
            "textDocument/didOpen" => self.open(parse(params)?),
            "textDocument/didChange" => self.change(&parse(params)?),
            "textDocument/didClose" => self.close(&parse(params)?),
            "$/cancelRequest" => {
                if let Some(id) = params.get("id") {
                    self.cancel(id);
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.desk.touch_all(Instant::now());
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let Some(path) = uri::path_of(item.uri.as_ref()) else {
            self.log_once(&format!("`{}` is not in a file, so it is not checked", shown(item.uri.as_ref())));
            return;
        };
        let document = Document { uri: item.uri.0, version: item.version, text: item.text.into() };
        self.documents.open(path.clone(), document);
        self.desk.open(&path);
        self.desk.touch(&path, Instant::now());
        self.keep();
    }

    fn change(&mut self, params: &DidChangeTextDocumentParams) {
        let document = &params.text_document;
        let Some(path) = uri::path_of(document.text_document_identifier.uri.as_ref()) else { return };
        if self.documents.change(&path, document.version, &params.content_changes, self.client.encoding) {
            self.desk.touch(&path, Instant::now());
        }
    }

    fn close(&mut self, params: &DidCloseTextDocumentParams) {
        let Some(path) = uri::path_of(params.text_document.uri.as_ref()) else { return };
        let Some(uri) = self.documents.get(&path).map(|document| document.uri.clone()) else { return };
        let is_told = !self.desk.is_left_alone(&path);
        self.documents.close(&path);
        self.desk.touch(&path, Instant::now());
        self.desk.close(&path);
        if let Some(diagnostics) = self.desk.renew(&path, is_told) {
            self.publish(uri, None, diagnostics);
        }
        self.keep();
        self.answer_what_can_be();
    }

    /// Keeps the units of what is open, and takes back what was shown of others.
    fn keep(&mut self) {
        let gone = self.desk.keep(&self.documents, Instant::now());
        self.show(&gone, false);
    }

    fn view(&self) -> Option<View> {
        Some(View {
            documents: self.documents.clone(),
            store: self.documents.above(&self.store),
            encoding: self.client.encoding,
            today: (self.today)()?,
        })
    }

    fn start_check(&mut self) {
        let Some(unit) = self.desk.take(Instant::now()) else { return };
        let Some(view) = self.view() else {
            self.desk.settle(Outcome::default());
            return;
        };
        self.note(&format!("checking {}", view.store.name(unit.path()).shown));
        let messages = vec!["an internal fault of taglint: not everything was checked".to_owned()];
        let otherwise = Event::Checked(Outcome { messages, ..Outcome::default() });
        let work = Box::new(move || Event::Checked(check::check(&unit, view)));
        // The thread lives as long as the server.
        let _ = self.checker.send(Job { work, otherwise });
    }

    /// Looks whether anything has changed on disk that was looked at, where it is time.
    fn start_look(&mut self) {
        if self.next_look.is_none_or(|next| next > Instant::now()) {
            return;
        }
        self.next_look = None;
        let seen = self.desk.seen();
        let work = Box::new(move || {
            let changed = seen.into_iter().filter(|(_, seen)| seen.has_changed());
            Event::Changed(changed.map(|(unit, _)| unit).collect())
        });
        // The thread lives as long as the server.
        let _ = self.checker.send(Job { work, otherwise: Event::Changed(Vec::new()) });
    }

    fn settle(&mut self, outcome: Outcome) {
        if let Some(Settled { unit, files, messages, logged }) = self.desk.settle(outcome) {
            for message in messages {
                self.message_once(&message);
            }
            for line in logged {
                self.log_once(&line);
            }
            let is_of_unit = |path: &&PathBuf| Unit::of(path).as_ref() == Some(&unit);
            let open: BTreeSet<PathBuf> = self.documents.paths().filter(is_of_unit).cloned().collect();
            let others = &files - &open;
            // Who waits for an answer to a change gets one, also where it is the same.
            let is_told = open.iter().any(|path| !self.desk.is_left_alone(path));
            self.show(&open, is_told);
            self.show(&others, false);
        }
        self.answer_what_can_be();
    }

    fn show(&mut self, files: &BTreeSet<PathBuf>, anyway: bool) {
        for path in files {
            let Some(diagnostics) = self.desk.renew(path, anyway) else { continue };
            let Some(uri) = self.documents.uri_of(path) else { continue };
            let version = self.documents.get(path).map(|document| document.version);
            self.publish(uri, version, diagnostics);
        }
    }

    fn publish(&mut self, uri: String, version: Option<i32>, diagnostics: Vec<gen_lsp_types::Diagnostic>) {
        let params = PublishDiagnosticsParams { uri: uri.into(), version, diagnostics };
        self.post(wire::notification("textDocument/publishDiagnostics", &value(params)));
    }

    fn message_once(&mut self, text: &str) {
        self.tell("window/showMessage", MessageType::Error, text);
    }

    fn log_once(&mut self, text: &str) {
        self.tell("window/logMessage", MessageType::Info, text);
    }

    fn tell(&mut self, method: &str, kind: MessageType, text: &str) {
        if self.told.insert(text.to_owned()) {
            self.note(text);
            self.post(wire::notification(method, &json!({ "type": kind, "message": shown(text) })));
        }
    }

    fn answer(&mut self, id: &Id, result: Result<Value, Refusal>) {
        self.post(wire::answer(id, result));
    }

    fn post(&mut self, message: Vec<u8>) {
        // Where the thread that writes has ended, the client has gone, and an event says so.
        let _ = self.send.send(message);
    }

    /// Writes down what is done.
    fn note(&mut self, line: &str) {
        if let Some(log) = &mut self.log {
            // Nobody can be told that a log cannot be written.
            let _ = writeln!(log, "{}", shown(line));
        }
    }
}
