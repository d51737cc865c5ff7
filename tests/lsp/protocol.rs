//! Broken and hostile messages, and clients that go away.

use serde_json::{Value, json};

use super::client::{Client, codes};
use super::workplace;

#[test]
fn the_exit_status_says_whether_the_client_left_as_it_should() {
    let place = workplace();
    assert_eq!(Client::start(&place, json!({})).leave(), Some(0));
    assert_eq!(Client::start(&place, json!({})).vanish(), Some(1));
    assert_eq!(Client::fresh(&place, &["lsp"]).vanish(), Some(1));
    let mut client = Client::start(&place, json!({}));
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), Some(1));
    let mut client = Client::start(&place, json!({}));
    client.request("shutdown", Value::Null);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], json!(-32600));
    assert_eq!(client.vanish(), Some(0));
}

#[test]
fn requests_out_of_order_or_unknown_are_refused() {
    let place = workplace();
    let mut client = Client::fresh(&place, &["lsp"]);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], json!(-32002));
    client.open("a.yaml", "name: a\n");
    client.request("initialize", json!({ "capabilities": {} }));
    for (method, params, code) in [
        ("initialize", json!({}), -32600),
        ("taglint/unknown", json!({}), -32601),
        ("textDocument/hover", json!({}), -32602),
        ("textDocument/hover", json!([1]), -32602),
        ("textDocument/codeAction", json!({ "textDocument": 7 }), -32602),
    ] {
        let id = client.ask(method, params);
        assert_eq!(client.answer(id)["error"]["code"], json!(code), "{method}");
    }
    for (method, params) in [
        ("textDocument/didOpen", json!({})),
        ("textDocument/didChange", json!({ "textDocument": null })),
        ("textDocument/didClose", json!("x")),
        ("$/cancelRequest", json!({ "id": 99 })),
        ("$/unknown", json!(null)),
        ("workspace/didChangeWatchedFiles", json!(1)),
    ] {
        client.notify(method, params);
    }
    client.change("never-opened.yaml", 3, "x");
    client.close("never-opened.yaml");
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn messages_that_are_none_are_answered_and_the_next_ones_are_heard() {
    let place = workplace();
    let mut client = Client::start(&place, json!({}));
    let deep = "[".repeat(200_000);
    for (body, code) in
        [("{", -32700), ("\u{0}", -32700), (deep.as_str(), -32700), ("[]", -32600), ("{\"id\":{}}", -32600)]
    {
        client.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let answer = client.next_that(|message| message["id"].is_null() && message.get("error").is_some());
        assert_eq!(answer["error"]["code"], json!(code));
    }
    client.send_bytes(b"Content-Length: 2\r\n\r\n\xff\xff");
    client.send_bytes(b"no header at all\r\n\r\nContent-Length: x\r\n\r\n");
    client.open("a.yaml", "name: a\ntags: { x: y }\n");
    assert!(codes(&client.diagnostics("a.yaml")).contains(&"missing-tag"));
    // Longer than what ever comes: the client goes away in the midst of a message.
    client.send_bytes(b"Content-Length: 18446744073709551615\r\n\r\n{}");
    assert_eq!(client.vanish(), Some(1));
}

#[test]
fn documents_of_all_kinds_do_no_harm() {
    let place = workplace();
    let mut client = Client::start(&place, json!({}));
    client.open_uri("untitled:Untitled-1", "name: a\ntags: { x: y }\n");
    client.open_uri("not an address", "x");
    client.open_uri("file:///", "x");
    client.open("a.csv", "x,y\n");
    client.open("nul\u{0}.yaml", "\u{0}\u{fffd}");
    let long = format!("name: a\ntags: {{ x: \"{}\" }}\n", "ö".repeat(1 << 14));
    client.open("long.yaml", &long);
    client.diagnostics("long.yaml");
    // It closes while it is checked, and while something is asked about it.
    client.open("b.yaml", "name: a\ntags: { x: y }\n");
    let params = json!({ "textDocument": { "uri": client.uri("b.yaml") }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } }, "context": { "diagnostics": [] } });
    let id = client.ask("textDocument/codeAction", params);
    client.close("b.yaml");
    assert!(client.answer(id).get("result").is_some());
    client.change_by("long.yaml", 2, json!([{ "range": { "start": { "line": 4_000_000_000u32, "character": 0 }, "end": { "line": 0, "character": 4_000_000_000u32 } }, "text": "x" }]));
    client.diagnostics_of("long.yaml", 2);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn a_cancelled_request_is_refused() {
    let place = workplace();
    let mut client = Client::start(&place, json!({}));
    let text = "- name: a\n  tags: { x: y }\n".repeat(5_000);
    client.open("a.yaml", &text);
    let params = json!({ "textDocument": { "uri": client.uri("a.yaml") }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } }, "context": { "diagnostics": [] } });
    let id = client.ask("textDocument/codeAction", params);
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(client.answer(id)["error"]["code"], json!(-32800));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn the_log_has_what_is_done_behind_what_was_done_before() {
    let place = workplace();
    let begin = concat!("taglint lsp ", env!("CARGO_PKG_VERSION"), "\nrequest initialize\n");
    let mut before = String::new();
    for _ in 0..2 {
        let mut client = Client::fresh(&place, &["lsp", "--log", "log.txt"]);
        client.request("initialize", json!({ "capabilities": {} }));
        client.open("a.yaml", "name: a\n");
        client.diagnostics("a.yaml");
        assert_eq!(client.leave(), Some(0));
        let log = std::fs::read_to_string(place.path().join("log.txt")).expect("a log");
        let new = log.strip_prefix(&before).unwrap_or_else(|| panic!("{log}"));
        assert!(new.starts_with(begin) && new.contains("checking a.yaml"), "{log}");
        before = log;
    }
}
