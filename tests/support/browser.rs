//! Chromium without a window, driven by the DevTools protocol (<https://chromedevtools.github.io/devtools-protocol>)
//! over two pipes: no port is opened, and nothing but the standard library and JSON is needed.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::{run, search_path, tool};

/// What the program may be called: Debian's package, and what the runners of GitHub have.
const PROGRAMS: [&str; 2] = ["chromium", "google-chrome"];
/// How long an answer may take, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// A browser with one page.
pub struct Browser {
    child: Child,
    commands: File,
    messages: Receiver<Value>,
    session: Option<String>,
    number: u64,
    /// What happened since the page was asked for.
    events: Vec<Value>,
    _folder: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser, where this machine has one.
    pub fn start() -> Option<Self> {
        let Some(program) = PROGRAMS.into_iter().find(|program| is_there(program)) else {
            eprintln!("skipped: there is no browser, `chromium` or `google-chrome`");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let mut pipes = tool("mkfifo", folder.path());
        pipes.args(["commands", "messages"]);
        assert!(run(pipes, b"").status.success(), "pipes are made");
        let child = started(program, folder.path());
        let commands = File::options().write(true).open(folder.path().join("commands")).expect("a pipe");
        let answers = File::open(folder.path().join("messages")).expect("a pipe");
        let (sender, messages) = channel();
        thread::spawn(move || {
            for message in BufReader::new(answers).split(0) {
                let Ok(message) = message else { return };
                let message = serde_json::from_slice(&message).expect("messages are JSON");
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let (session, number, events) = (None, 0, Vec::new());
        let mut browser = Browser { child, commands, messages, session, number, events, _folder: folder };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.call("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Network", "Runtime", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Loads a file, and gives what happened meanwhile.
    pub fn open(&mut self, page: &Path) -> Vec<Value> {
        self.events.clear();
        self.call("Page.navigate", json!({ "url": address(page) }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.receive();
            self.events.push(event);
        }
        // What the page did last has arrived before the answer to this.
        self.evaluate("0");
        std::mem::take(&mut self.events)
    }

    /// What an expression of JavaScript comes to. The policy of the page does not hold for it.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let answer =
            self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// Sends a command, and waits for its result.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.number += 1;
        let mut command = json!({ "id": self.number, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        write!(self.commands, "{command}\0").expect("the browser listens");
        loop {
            let message = self.receive();
            if message["id"] == self.number {
                assert_eq!(message["error"], Value::Null, "{method}");
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    fn receive(&self) -> Value {
        self.messages.recv_timeout(PATIENCE).expect("the browser answers")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_there(program: &str) -> bool {
    std::env::split_paths(&search_path()).any(|folder| folder.join(program).is_file())
}

/// The address of a file.
pub fn address(page: &Path) -> String {
    format!("file://{}", page.display())
}

/// The browser with the pipes as its third and fourth file, where it expects them.
fn started(program: &str, folder: &Path) -> Child {
    fs::create_dir(folder.join("profile")).expect("a folder");
    let mut command: Command = tool("sh", folder);
    command.args(["-c", "exec \"$0\" \"$@\" 3<commands 4>messages", program]);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
    command.args(["--no-first-run", "--disable-background-networking", "--disable-component-update"]);
    command.args(["--remote-debugging-pipe", "--user-data-dir=profile"]);
    // Only the binary under test is to see another day: a browser hangs under it.
    command.env_remove("LD_PRELOAD");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the browser starts")
}
