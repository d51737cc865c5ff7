//! `taglint check --watch`: what is printed when something changes, and how it ends.

#![cfg(unix)]

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use support::{Workplace, interrupt, run};

/// So long something may take, on a machine that does much besides.
const PATIENCE: Duration = Duration::from_secs(120);

struct Watch {
    process: Child,
    /// The lines of standard output and standard error.
    lines: Receiver<String>,
}

impl Watch {
    fn start(workplace: &Workplace, arguments: &[&str]) -> Self {
        let mut command =
            workplace.taglint(&[&["check", "--watch", "--format", "concise"], arguments].concat());
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let (send, lines) = channel();
        pass_on(process.stdout.take().expect("a pipe"), send.clone());
        pass_on(process.stderr.take().expect("a pipe"), send);
        Watch { process, lines }
    }

    /// Waits for a line with some words, and passes over those before it. Whatever changes after a file was read is
    /// noticed, so that nothing else is to be waited for.
    fn await_line(&self, words: &str) {
        let mut before = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no line with {words:?}: {before:#?}"));
            if line.contains(words) {
                return;
            }
            before.push(line);
        }
    }

    /// Ends it as the user does, and tells the exit status.
    fn end(mut self) -> Option<i32> {
        interrupt(&self.process);
        self.process.wait().expect("it ends").code()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It has ended already where all is well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Passes on the lines of a pipe until it ends.
fn pass_on(pipe: impl Read + Send + 'static, send: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
}

const WRONG: &str = "name: a\ntags: { Team: blue }\n";

fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", "[tags.Team]\nrequired = true\nvalues = [\"red\"]\n");
    workplace.write("a.yaml", WRONG);
    workplace
}

#[test]
fn a_change_of_a_file_or_the_policy_checks_again_and_the_last_status_is_the_exit_status() {
    let workplace = workplace();
    let watch = Watch::start(&workplace, &["a.yaml"]);
    watch.await_line("error[invalid-value]");
    workplace.write("a.yaml", "name: a\ntags: { Team: red }\n");
    watch.await_line("No findings in 1 project");
    // What is wrong for a while is told, and the next change is waited for.
    workplace.write("taglint.toml", "[tags.Team]\nvalues = \n");
    watch.await_line("taglint.toml");
    workplace.write("taglint.toml", "[tags.Team]\nvalues = [\"green\"]\n");
    watch.await_line("error[invalid-value]");
    assert_eq!(watch.end(), Some(1));
}

#[test]
fn files_that_come_and_go_are_noticed_and_fixes_are_written_once() {
    let workplace = workplace();
    workplace.write("a.yaml", "name: a\ntags: { Team: Red }\n");
    let watch = Watch::start(&workplace, &["--fix"]);
    watch.await_line("fixed 1 finding");
    workplace.write("below/b.yaml", WRONG);
    watch.await_line("below/b.yaml");
    std::fs::remove_dir_all(workplace.path().join("below")).expect("removed");
    watch.await_line("No findings in 1 project");
    assert_eq!(watch.end(), Some(0));
}

/// A policy asks for ids that a snapshot has, and the snapshot is saved every night.
#[cfg(feature = "clients")]
#[test]
fn a_new_snapshot_checks_again() {
    let workplace = workplace();
    let snapshot = |id: &str| {
        let place = r#"{"account":"111122223333","region":"us-east-1","seen":"now"}"#;
        let project = format!(
            r#"{{"account":"111122223333","region":"us-east-1","id":"{id}","name":"A","tags":{{}}}}"#
        );
        format!(r#"{{"version":1,"places":[{place}],"projects":[{project}]}}"#)
    };
    workplace.write("a.yaml", "name: a\ntags: { Team: red }\n");
    workplace.write(
        "a.env",
        "OPENAI_BASE_URL=https://bedrock-mantle.us-east-1.api.aws/v1\nOPENAI_PROJECT_ID=proj_a\n",
    );
    workplace.write("saved/snapshot.json", snapshot("proj_b"));
    let watch = Watch::start(&workplace, &["--snapshot", "saved/snapshot.json", "a.yaml", "a.env"]);
    watch.await_line("error[unknown-project]");
    workplace.write("saved/snapshot.json", snapshot("proj_a"));
    watch.await_line("No findings");
    assert_eq!(watch.end(), Some(0));
}

#[test]
fn standard_input_cannot_be_watched() {
    let workplace = workplace();
    let output = run(workplace.taglint(&["check", "--watch", "-"]), b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`--watch`"));
}
