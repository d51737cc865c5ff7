//! Messages of the protocol as bytes: a header with the length, then JSON.
//!
//! This is written here rather than taken from `lsp-server`, which allocates whatever a header asks for, ends at the
//! first message that is no JSON, and cannot answer a message without an id.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// The largest message that is read, in bytes: what is longer is passed over.
const MOST: usize = 256 << 20;

/// The longest line of a header.
const LINE: u64 = 1 << 12;

/// The codes of JSON-RPC and of the protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Code {
    NotJson = -32700,
    InvalidRequest = -32600,
    UnknownMethod = -32601,
    InvalidParameters = -32602,
    Internal = -32603,
    NotInitialized = -32002,
    Cancelled = -32800,
}

/// Why a request has no result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    pub(super) code: Code,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Refusal { code, message: message.into() }
    }
}

/// The id of a request, a number or a string: it is given back as it came.
pub(super) type Id = Value;

/// What a client sends.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Incoming {
    Request {
        id: Id,
        method: String,
        params: Value,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// The answer to a request of the server, which asks nothing that it depends on.
    Answer,
    /// It cannot be understood.
    Broken(Refusal),
}

/// The next message; nothing where the client has gone away.
pub(super) fn read(input: &mut dyn BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = read_header(input)? else { return Ok(None) };
    if length > MOST {
        io::copy(&mut input.take(length as u64), &mut io::sink())?;
        let why = format!("the message has {length} bytes, and at most {MOST} are read");
        return Ok(Some(Incoming::Broken(Refusal::new(Code::InvalidRequest, why))));
    }
    let mut body = Vec::new();
    input.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(value) => understand(value),
        Err(error) => {
            Incoming::Broken(Refusal::new(Code::NotJson, format!("the message is not JSON: {error}")))
        }
    }))
}

/// The length of the next body. What is no header is passed over, line by line.
fn read_header(input: &mut dyn BufRead) -> io::Result<Option<usize>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.take(LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        match (text.trim(), length) {
            ("", Some(length)) => return Ok(Some(length)),
            (field, _) => {
                let Some((name, value)) = field.split_once(':') else { continue };
                if name.trim().eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().ok();
                }
            }
        }
    }
}

fn understand(message: Value) -> Incoming {
    let Value::Object(mut message) = message else {
        return Incoming::Broken(Refusal::new(Code::InvalidRequest, "a message is a JSON object"));
    };
    let params = message.remove("params").unwrap_or_default();
    match (message.remove("id"), message.remove("method")) {
        (None, Some(Value::String(method))) => Incoming::Notification { method, params },
        (Some(id @ (Value::String(_) | Value::Number(_))), Some(Value::String(method))) => {
            Incoming::Request { id, method, params }
        }
        (Some(_), None) if message.contains_key("result") || message.contains_key("error") => {
            Incoming::Answer
        }
        _ => {
            let why = "a request has a `method`, and an `id` that is a string or a number";
            Incoming::Broken(Refusal::new(Code::InvalidRequest, why))
        }
    }
}

/// The bytes of an answer; a message that could not be understood has no id.
pub(super) fn answer(id: &Id, result: Result<Value, Refusal>) -> Vec<u8> {
    framed(&match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(Refusal { code, message }) => {
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": message } })
        }
    })
}

pub(super) fn notification(method: &str, params: &Value) -> Vec<u8> {
    framed(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
}

pub(super) fn request(id: &str, method: &str, params: &Value) -> Vec<u8> {
    framed(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
}

fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body.as_bytes());
    bytes
}

pub(super) fn write(output: &mut dyn Write, message: &[u8]) -> io::Result<()> {
    output.write_all(message)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Incoming> {
        let mut messages = Vec::new();
        while let Some(message) = read(&mut input).expect("memory") {
            messages.push(message);
        }
        messages
    }

    fn body(text: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    }

    fn code(message: &Incoming) -> Option<Code> {
        match message {
            Incoming::Broken(refusal) => Some(refusal.code),
            _ => None,
        }
    }

    #[test]
    fn requests_notifications_and_answers_are_told_apart() {
        let text = [
            body(r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#),
            body(r#"{"method":"exit","params":{"a":1}}"#),
            body(r#"{"id":"r","result":null}"#),
        ];
        let [request, notification, answer] = all(text.concat().as_bytes()).try_into().expect("three");
        assert_eq!(
            request,
            Incoming::Request { id: json!(1), method: "shutdown".into(), params: Value::Null }
        );
        assert_eq!(notification, Incoming::Notification { method: "exit".into(), params: json!({ "a": 1 }) });
        assert_eq!(answer, Incoming::Answer);
    }

    #[test]
    fn what_is_broken_is_told_and_the_next_message_is_read() {
        let good = body(r#"{"method":"exit"}"#);
        let deep = "[".repeat(100_000);
        let cases = [
            ("{", Code::NotJson),
            (&deep, Code::NotJson),
            ("[]", Code::InvalidRequest),
            (r#"{"id":null,"method":"x"}"#, Code::InvalidRequest),
            (r#"{"id":1}"#, Code::InvalidRequest),
            (r#"{"method":7}"#, Code::InvalidRequest),
        ];
        for (text, expected) in cases {
            let messages = all((body(text) + &good).as_bytes());
            assert_eq!(messages.iter().map(code).collect::<Vec<_>>(), [Some(expected), None]);
        }
    }

    #[test]
    fn headers_may_be_written_otherwise_and_noise_before_them_is_passed_over() {
        let text = "noise\n\ncontent-length:17\nContent-Type: x; y\n\n{\"method\":\"exit\"}";
        assert_eq!(all(text.as_bytes()).len(), 1);
        for cut in
            ["", "Content-Length: 9\r\n", "Content-Length: 9\r\n\r\n{}", "Content-Length: -1\r\n\r\n{}"]
        {
            assert_eq!(all(cut.as_bytes()), [], "{cut}");
        }
        assert_eq!(all(b"Content-Length: 99999999999\r\n\r\n{}").len(), 1, "nothing is allocated for it");
    }
}
