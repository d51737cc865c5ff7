//! A client of the language server: what it sends is written to the server's input, and what comes back is kept until
//! somebody asks for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Workplace;

/// So long an answer may take, on a machine that does much besides.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Client<'w> {
    workplace: &'w Workplace,
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What has come and nobody has asked for yet.
    kept: Vec<Value>,
    next: i64,
}

impl<'w> Client<'w> {
    /// Starts a server that has said what it can do.
    pub fn start(workplace: &'w Workplace, capabilities: Value) -> Self {
        let mut client = Client::fresh(workplace, &["lsp"]);
        let root = client.uri("");
        let params = json!({ "processId": null, "rootUri": root, "capabilities": capabilities });
        client.request("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    /// Starts a server that nothing was said to.
    pub fn fresh(workplace: &'w Workplace, arguments: &[&str]) -> Self {
        let mut command = workplace.taglint(arguments);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = command.spawn().expect("the binary starts");
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().expect("a pipe"));
        let (send, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        Client { workplace, server, input, messages, kept: Vec::new(), next: 0 }
    }

    pub fn uri(&self, name: &str) -> String {
        let path =
            self.workplace.path().join(name).canonicalize().unwrap_or(self.workplace.path().join(name));
        format!("file://{}", path.display())
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        // A server that has ended reads nothing.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and tells its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.next_that(|message| message["id"] == json!(id) && message.get("method").is_none())
    }

    /// The result of a request.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert_eq!(answer.get("error"), None, "{method}");
        answer["result"].clone()
    }

    /// The next message of a kind.
    pub fn next_that(&mut self, is_meant: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.kept.iter().position(&is_meant) {
                return self.kept.remove(at);
            }
            let rest = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(rest);
            self.kept.push(message.unwrap_or_else(|_| panic!("it did not come; instead: {:#?}", self.kept)));
        }
    }

    /// Whether a message of a kind has come until a question is answered.
    pub fn has_come(&mut self, is_meant: impl Fn(&Value) -> bool) -> bool {
        // Whatever was asked for before is answered before.
        let id = self.ask("taglint/nothing", json!({}));
        self.answer(id);
        self.kept.iter().any(is_meant)
    }

    pub fn open(&mut self, name: &str, text: &str) {
        self.open_uri(&self.uri(name), text);
    }

    pub fn open_uri(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "any", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the whole text.
    pub fn change(&mut self, name: &str, version: i64, text: &str) {
        self.change_by(name, version, json!([{ "text": text }]));
    }

    pub fn change_by(&mut self, name: &str, version: i64, changes: Value) {
        let document = json!({ "uri": self.uri(name), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", params);
    }

    pub fn close(&mut self, name: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": self.uri(name) } }));
    }

    /// The next diagnostics of a file.
    pub fn diagnostics(&mut self, name: &str) -> Vec<Value> {
        let uri = self.uri(name);
        let is_meant = |message: &Value| is_published(message) && message["params"]["uri"] == json!(uri);
        let message = self.next_that(is_meant);
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// The diagnostics of a version of a file.
    pub fn diagnostics_of(&mut self, name: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(name);
        let message = self.next_that(|message| {
            let params = &message["params"];
            is_published(message) && params["uri"] == json!(uri) && params["version"] == json!(version)
        });
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// The result of a request about a place in a file.
    pub fn at(&mut self, method: &str, name: &str, (line, character): (u32, u32)) -> Value {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": self.uri(name) }, "position": position });
        self.request(method, params)
    }

    /// The code actions for a diagnostic; all kinds where none are given.
    pub fn actions(&mut self, name: &str, range: &Value, only: Option<&[&str]>) -> Vec<Value> {
        let mut context = json!({ "diagnostics": [] });
        if let Some(only) = only {
            context["only"] = json!(only);
        }
        let params = json!({ "textDocument": { "uri": self.uri(name) }, "range": range, "context": context });
        self.request("textDocument/codeAction", params).as_array().expect("a list").clone()
    }

    /// Leaves as the protocol asks for, and tells the exit status.
    pub fn leave(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.status()
    }

    /// Goes away without a word, and tells the exit status.
    pub fn vanish(mut self) -> Option<i32> {
        self.input = None;
        self.status()
    }

    /// The exit status of a server that ends by itself.
    pub fn status(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.server.try_wait().expect("a child") {
                let mut said = String::new();
                let mut stderr = self.server.stderr.take().expect("a pipe");
                stderr.read_to_string(&mut said).expect("UTF-8");
                assert_eq!(said, "", "nothing is said beside the protocol");
                return status.code();
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }
}

impl Drop for Client<'_> {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn is_published(message: &Value) -> bool {
    message["method"] == "textDocument/publishDiagnostics"
}

/// The next message of a server.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse().expect("a number"),
            _ if line == "\r\n" => break,
            _ => panic!("standard output has {line:?}, which is not the protocol"),
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}

/// The codes of diagnostics.
pub fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|diagnostic| diagnostic["code"].as_str()).collect()
}

/// A text with the edits of an action for one file applied, where positions are those of UTF-16.
pub fn edited(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let number = |key: &str| position[key].as_u64().expect("a number") as usize;
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let mut units = 0;
        for (at, c) in text[start..].char_indices() {
            if units == number("character") {
                return start + at;
            }
            units += c.len_utf16();
        }
        text.len()
    };
    let list = edits.as_array().expect("a list");
    let span = |edit: &Value| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
    let mut spans: Vec<_> =
        list.iter().map(|edit| (span(edit), edit["newText"].as_str().expect("text"))).collect();
    spans.sort();
    let mut new = text.to_owned();
    for ((start, end), replacement) in spans.into_iter().rev() {
        new.replace_range(start..end, replacement);
    }
    new
}
