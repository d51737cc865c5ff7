use super::*;
use crate::source::Medium;
use proptest::prelude::*;

fn error(text: &str) -> (String, Span) {
    let source = Source::new("a.json", text, Medium::File);
    let error = parse(&source, Dialect::Strict).expect_err("must not parse");
    (error.to_string(), error.span)
}

#[test]
fn spans_are_between_the_quotes() {
    let source = Source::new("a.json", "\u{feff}{\"a\": [\"x\\ny\", -1.5e3]}", Medium::File);
    let json = parse(&source, Dialect::Strict).expect("parses");
    let entry = json.tree.root().entry("a").expect("there is an a");
    assert_eq!(source.slice(entry.key.span()), "a");
    assert_eq!(source.slice(entry.value.span()), "[\"x\\ny\", -1.5e3]");
    let items: Vec<_> = entry.value.items().map(|item| (source.slice(item.span()), item.text())).collect();
    assert_eq!(items, [("x\\ny", Some("x\ny")), ("-1.5e3", Some("-1.5e3"))]);
}

#[test]
fn a_key_given_twice_is_kept_twice_and_the_last_counts() {
    let source = Source::new("a.json", r#"{"a": 1, "a": 2}"#, Medium::File);
    let json = parse(&source, Dialect::Strict).expect("parses");
    assert_eq!(json.tree.root().entries().count(), 2);
    assert_eq!(json.tree.root().get("a").and_then(|value| value.text()), Some("2"));
}

#[test]
fn surrogates_make_one_character_and_halves_none() {
    let source = Source::new("a.json", r#"["\ud83d\ude00", "\ud83dx", "\u00e9"]"#, Medium::File);
    let json = parse(&source, Dialect::Strict).expect("parses");
    let texts: Vec<_> = json.tree.root().items().filter_map(|item| item.text()).collect();
    assert_eq!(texts, ["😀", "\u{fffd}x", "é"]);
}

#[test]
fn errors_name_the_place_and_what_belongs_there() {
    assert_eq!(error("{\"a\" 1}"), ("expected `:`, found `1`".into(), Span::new(5, 6)));
    let quote = "expected `,` or `}`, found `\"`";
    assert_eq!(error("{\"a\": 1 \"b\""), (quote.into(), Span::new(8, 9)));
    assert_eq!(error("[1,]"), ("expected a value, found `]`".into(), Span::new(3, 4)));
    assert_eq!(error("[1"), ("expected `,` or `]`, found the end of the input".into(), Span::at(2)));
    assert_eq!(error(""), ("expected a value, found the end of the input".into(), Span::at(0)));
    assert_eq!(error("01"), ("expected the end of the input, found `1`".into(), Span::new(1, 2)));
    assert_eq!(error("\"\\u12\""), ("`\\u` needs four hexadecimal digits".into(), Span::new(1, 5)));
    assert_eq!(error("{} // x").1, Span::new(3, 4));
}

#[test]
fn comments_and_trailing_commas_are_dialects() {
    let text = "// one\n{\"a\": [1, /* two */ 2,], }\r\n// three";
    let source = Source::new("a.jsonc", text, Medium::File);
    assert_eq!(parse(&source, Dialect::Strict).expect_err("a comment").span, Span::new(0, 1));
    assert_eq!(parse(&source, Dialect::WithComments).expect_err("a comma").span.start, 29);
    let json = parse(&source, Dialect::WithTrailingCommas).expect("parses");
    let comments: Vec<_> = json.comments.iter().map(|&span| source.slice(span)).collect();
    assert_eq!(comments, ["// one", "/* two */", "// three"]);
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(100_000);
    assert_eq!(
        error(&deep),
        (format!("nested deeper than {MAX_DEPTH} levels"), Span::new(MAX_DEPTH, MAX_DEPTH + 1))
    );
    let allowed = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    let source = Source::new("a.json", allowed, Medium::File);
    assert!(parse(&source, Dialect::Strict).is_ok());
}

#[test]
fn lines_are_read_one_by_one() {
    let source = Source::new("a.jsonl", "{\"a\": [1]}\r\n\n[{\"b\":\n2\n", Medium::File);
    let lines = parse_lines(&source);
    let items: Vec<_> = lines.tree.root().items().map(|item| source.slice(item.span())).collect();
    assert_eq!(items, ["{\"a\": [1]}", "2"]);
    assert_eq!(lines.errors, [SyntaxError::new(Broken::CutOff { wanted: "a value" }, Span::at(19))]);
}

proptest! {
    #[test]
    fn it_accepts_what_serde_json_accepts(text in r#"([\[\]{},:"\\ntrue0-9.eE+ -]|"a"|\\u[0-9a-f]{4}|é){0,30}"#) {
        let source = Source::new("a.json", text.clone(), Medium::File);
        let ours = parse(&source, Dialect::Strict).is_ok();
        let lone_surrogate = text.contains("\\ud");
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        let out_of_range = theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
        prop_assert!(lone_surrogate || out_of_range || ours == theirs.is_ok(), "{}", text);
    }

    #[test]
    fn no_input_makes_it_panic_and_spans_slice(text in "\\PC{0,200}") {
        let source = Source::new("a.json", text, Medium::File);
        if let Err(error) = parse(&source, Dialect::WithTrailingCommas) {
            prop_assert!(source.text().get(error.span.range()).is_some());
        }
    }
}
