mod printed;

use super::kind::plain_kind;
use super::*;
use crate::source::{Medium, Span};
use crate::tree::{Kind, NodeRef, Style};

fn file(text: impl Into<String>) -> Source {
    Source::new("a.yaml", text, Medium::File)
}

fn read(source: &Source) -> Yaml<'_> {
    let yaml = parse(source);
    assert_eq!(yaml.error, None);
    yaml
}

fn error(text: &str) -> (String, Span) {
    let source = file(text);
    let error = parse(&source).error.expect("must not parse");
    assert!(text.get(error.span.range()).is_some());
    (error.to_string(), error.span)
}

/// The text under the span of the value of a key of the first document.
fn value<'s>(source: &'s Source, yaml: &Yaml<'_>, key: &str) -> (&'s str, Kind, Style) {
    let value = yaml.documents[0].root().get(key).expect("there is such a key");
    (source.slice(value.span()), value.kind(), value.style())
}

#[test]
fn scalars_span_what_is_written() {
    let source = file(
        "\u{feff}é: plain  # c\r\n\"q\" : \"x\\ty\"\r\n's': 'it''s'\r\nfold: a\r\n  b  \r\n\r\n  # c\r\nempty: \"\"\r\n",
    );
    let yaml = read(&source);
    assert_eq!(value(&source, &yaml, "é"), ("plain", Kind::Text, Style::Bare));
    assert_eq!(value(&source, &yaml, "q"), ("x\\ty", Kind::Text, Style::Double));
    assert_eq!(value(&source, &yaml, "s"), ("it''s", Kind::Text, Style::Single));
    assert_eq!(value(&source, &yaml, "fold"), ("a\r\n  b", Kind::Text, Style::Bare));
    assert_eq!(value(&source, &yaml, "empty"), ("", Kind::Text, Style::Double));
    let root = yaml.documents[0].root();
    let texts: Vec<_> = root.entries().filter_map(|entry| entry.value.text()).collect();
    assert_eq!(texts, ["plain", "x\ty", "it's", "a b", ""]);
    let keys: Vec<_> = root.entries().map(|entry| source.slice(entry.key.span())).collect();
    assert_eq!(keys, ["é", "q", "s", "fold", "empty"]);
    assert_eq!(root.span(), Span::new(3, source.text().len() - 2));
}

#[test]
fn block_scalars_span_their_content() {
    let text = "a: | # c\n  one\n   two  \n\n\n  # no comment\nb: >-\n\n  folded\n  text\n \nc: |2\n   x\n# c\nd: |+ # c\n\n\ne: |\nf: >-\r\n  y\r\n\r\n";
    let source = file(text);
    let yaml = read(&source);
    let content = "one\n   two  \n\n\n  # no comment";
    assert_eq!(value(&source, &yaml, "a"), (content, Kind::Text, Style::Block));
    assert_eq!(value(&source, &yaml, "b").0, "folded\n  text");
    assert_eq!(value(&source, &yaml, "c").0, " x");
    assert_eq!(value(&source, &yaml, "f").0, "y");
    let root = yaml.documents[0].root();
    let texts: Vec<_> = root.entries().filter_map(|entry| entry.value.text()).collect();
    assert_eq!(texts, ["one\n two  \n\n\n# no comment\n", "\nfolded text", " x\n", "\n\n", "", "y"]);
    let place = |key| root.get(key).map(|value| value.span().start as usize);
    assert_eq!(place("d"), text.find("|+").map(|at| at + 2));
    assert_eq!(place("e"), text.find("e: |").map(|at| at + 4));
    let comments: Vec<_> = yaml.comments.iter().map(|&span| source.slice(span)).collect();
    assert_eq!(comments, ["# c", "# c", "# c"]);
}

#[test]
fn collections_end_with_the_last_thing_in_them() {
    let text = "a:\n  - 1\n  - b: 2 # c\n    c:   \n\n  # c\n\nd: \n- - x\n  - 'y'  \n# c\n-\n\ne: {f: [g, h: i, ? j], k: } # c\nl: |\n  m\n\n\n";
    let source = file(text);
    let yaml = read(&source);
    let list = "- 1\n  - b: 2 # c\n    c:";
    assert_eq!(value(&source, &yaml, "a"), (list, Kind::List, Style::Indented));
    assert_eq!(value(&source, &yaml, "d").0, "- - x\n  - 'y'  \n# c\n-");
    let flow = "{f: [g, h: i, ? j], k: }";
    assert_eq!(value(&source, &yaml, "e"), (flow, Kind::Map, Style::Flow));
    let root = yaml.documents[0].root();
    assert_eq!(source.slice(root.span()), text.trim_end());
    let inner: Vec<_> = ["a", "d", "e"]
        .iter()
        .filter_map(|key| root.get(key))
        .flat_map(|value| value.items().chain(value.get("f").into_iter().flat_map(NodeRef::items)))
        .map(|item| source.slice(item.span()))
        .collect();
    assert_eq!(inner, ["1", "b: 2 # c\n    c:", "- x\n  - 'y'", "", "g", "h: i", "? j"]);
}

#[test]
fn what_is_missing_is_behind_its_sign() {
    let text =
        "a:   # c\n\"b\"  :\nc: !T # c\nd: &x\ne:\n- \n-   # c\n- &y\nf: {g, h: , \"i\":}\n? j\n?\n: k\n: \n";
    let source = file(text);
    let yaml = read(&source);
    let tree = &yaml.documents[0];
    let nulls = (0..tree.nodes.len()).map(|index| tree.node(index as u32));
    let before: Vec<_> = nulls
        .filter(|node| node.is_null())
        .map(|node| {
            assert!(node.span().is_empty() && node.text() == Some(""));
            let line = text[..node.span().start as usize].rsplit('\n').next();
            line.expect("a line")
        })
        .collect();
    assert_eq!(
        before,
        [
            "a:",
            "\"b\"  :",
            "c: !T",
            "d: &x",
            "-",
            "-",
            "- &y",
            "f: {g",
            "f: {g, h:",
            "f: {g, h: , \"i\":",
            "? j",
            "?",
            "",
            ":"
        ]
    );
}

#[test]
fn plain_scalars_follow_the_core_schema_and_stay_as_written() {
    let numbers =
        ["0", "-12", "+3", "0123", "0o17", "0xfF", "1.5", ".5", "-1.", "1e9", "1.5E-3", "-.inf", ".NaN"];
    let texts = [
        "1_000",
        "yes",
        "No",
        "0b1",
        "0o8",
        "-",
        ".",
        "1e",
        "e3",
        "--1",
        "2027-01-31",
        "tRue",
        "+.inf.",
        "0x",
    ];
    for number in numbers {
        assert_eq!(plain_kind(number), Kind::Number, "{number}");
    }
    for text in texts {
        assert_eq!(plain_kind(text), Kind::Text, "{text}");
    }
    let source = file("[~, null, true, FALSE, 0123, 'true', !!str 12, !!int '3', !Ref 12, ! 12]");
    let yaml = read(&source);
    let kinds: Vec<_> = yaml.documents[0].root().items().map(NodeRef::kind).collect();
    use Kind::{Bool, Null, Number, Text};
    assert_eq!(kinds, [Null, Null, Bool, Bool, Number, Text, Text, Number, Text, Text]);
}

#[test]
fn tags_are_kept_as_they_are_written() {
    let source = file(
        "%TAG !e! tag:example.org,2000:\n---\na: !Ref  foo\nb: !Sub\n  - x\nc: !GetAtt {}\nd: !<tag:x> y\n!k e: !e!z |\n  text\nf: g\n",
    );
    let yaml = read(&source);
    let root = yaml.documents[0].root();
    let tags: Vec<_> = root.entries().map(|entry| entry.value.tag()).collect();
    assert_eq!(tags, [Some("!Ref"), Some("!Sub"), Some("!GetAtt"), Some("!<tag:x>"), Some("!e!z"), None]);
    assert_eq!(root.entry("e").and_then(|entry| entry.key.tag()), Some("!k"));
    assert_eq!(root.get("b").map(|value| source.slice(value.span())), Some("- x"));
}

#[test]
fn aliases_lead_to_the_latest_anchor() {
    let source = file("a: &x 1\nb: *x\nc: &x [2]\nd: *x\n&k e: f\n*k : g\n");
    let yaml = read(&source);
    let root = yaml.documents[0].root();
    let b = root.get("b").expect("b");
    assert_eq!((source.slice(b.span()), source.slice(b.mention()), b.is_alias()), ("1", "*x", true));
    assert_eq!(root.get("d").map(|d| source.slice(d.span())), Some("[2]"));
    assert_eq!(root.get("e").and_then(|value| value.text()), Some("g"));
    assert_eq!(error("a: *b").1, Span::new(3, 5));
    assert_eq!(
        error("a: &x 1\n---\nb: *x"),
        ("no anchor `&x` is defined before this alias".into(), Span::new(15, 17))
    );
    assert_eq!(error("a: &x [*x]").1, Span::new(7, 9));
    assert_eq!(error("&x a: &y {b: &x c, d: [*x, *y]}").1, Span::new(27, 29));
}

#[test]
fn aliases_expand_to_a_bounded_number_of_values() {
    let bomb: String = (1..60)
        .map(|level| format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(10)))
        .collect();
    let text = format!("a0: &a0 x\n{bomb}");
    // 10 × (1 + 11 + 111 + 1,111 + 11,111) and eight of the ten in `a6`, each of 111,111.
    let (message, span) = error(&text);
    assert_eq!(
        message,
        "the aliases up to here expand to 1012338 values, and 15 are written out: that is more than taglint reads"
    );
    assert_eq!(&text[span.range()], "*a5");
    // What is large by itself may be mentioned as often.
    let common = "b: &b {x: 1, y: 2}\nl:\n".to_owned() + &"- {name: a, tags: *b}\n".repeat(100_000);
    read(&file(common));
}

#[test]
fn merge_keys_bring_their_entries() {
    let source = file("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nmany:\n  <<: [*b, {z: 4}]\n");
    let yaml = read(&source);
    let root = yaml.documents[0].root();
    let text = |map: &str, key| root.get(map)?.get(key)?.text();
    assert_eq!([text("own", "x"), text("own", "y")], [Some("1"), Some("3")]);
    assert_eq!([text("many", "y"), text("many", "z")], [Some("2"), Some("4")]);
}

#[test]
fn what_is_no_map_cannot_be_merged() {
    let message = || "`<<` takes a map or a list of maps".to_owned();
    assert_eq!(error("a: {<<: 3}"), (message(), Span::new(8, 9)));
    assert_eq!(error("a: &a [1]\nb:\n  <<: *a\n"), (message(), Span::new(19, 21)));
    assert_eq!(error("a:\n  <<:\n  b: 1\n").0, message());
    assert_eq!(error("a: &a {}\nb: {<<: [*a, x]}\n").0, message());
    assert!(parse(&file("'<<': 3\nb: {<<: [{}, {}]}\n")).error.is_none());
}

#[test]
fn merging_takes_linear_time() {
    let entries = |letter: char, indent: &str| -> String {
        (0..50_000).map(|number| format!("{indent}{letter}{number}: v\n")).collect()
    };
    let source = file(format!("b: &b\n{}m:\n  <<: *b\n{}", entries('x', "  "), entries('y', "  ")));
    let yaml = read(&source);
    // Comparing each key with all others takes minutes.
    assert_eq!(yaml.documents[0].root().get("m").map(|map| map.entries().count()), Some(100_000));
}

#[test]
fn any_node_may_be_a_key_and_may_come_twice() {
    let source = file("{a: b}: 1\n? - x\n: 2\nk: 3\nk: 4\n");
    let yaml = read(&source);
    let root = yaml.documents[0].root();
    let keys: Vec<_> = root.entries().map(|entry| source.slice(entry.key.span())).collect();
    assert_eq!(keys, ["{a: b}", "- x", "k", "k"]);
    assert_eq!(root.get("k").and_then(|value| value.text()), Some("4"));
}

#[test]
fn documents_before_an_error_are_kept_and_empty_ones_left_out() {
    let source = file("%YAML 1.2\n---\n...\n---\n# only\n--- a\n...\nb: 1\n---\n- c\n--- [\n");
    let yaml = parse(&source);
    let roots: Vec<_> = yaml.documents.iter().map(|tree| source.slice(tree.root().span())).collect();
    assert_eq!(roots, ["a", "b: 1", "- c"]);
    assert_eq!(yaml.error.map(|error| source.slice(error.span)), Some("["));
    assert!(read(&file("\u{feff}# nothing\n")).documents.is_empty());
    assert!(read(&file("")).documents.is_empty());
}

#[test]
fn errors_name_the_place() {
    assert_eq!(error("a: [b\n"), ("this `[` is not closed".into(), Span::new(3, 4)));
    assert_eq!(error("é: {b: c]\n"), ("this `{` is closed by `]`".into(), Span::new(4, 5)));
    assert_eq!(error("a: @b"), ("a string without quotes cannot begin with `@`".into(), Span::new(3, 4)));
    assert_eq!(error("a: 1\nb\n").1, Span::new(5, 6));
    assert_eq!(error("a: b: c").1, Span::new(4, 5));
    assert_eq!(error("a:\n  - b\n c: d\n").1, Span::new(10, 11));
    assert_eq!(error("a: \"b"), ("this quoted string is not closed".into(), Span::new(3, 4)));
    assert_eq!(error("[a, , b]"), ("expected a value".into(), Span::new(4, 5)));
    assert_eq!(error("- - \"a\nb\": c").0, "a key must be on one line");
    assert_eq!(error("a:\n\tb: c").0, "a tab is not allowed here, only spaces are");
}

#[test]
fn a_bracket_or_quote_may_close_at_the_indentation_of_its_key() {
    let source = file("a:\n  b: [\n    1\n  ]\n  c: \"x\n    y\n  \"\nd: {\n}\n");
    let yaml = read(&source);
    assert_eq!(yaml.documents[0].root().entries().count(), 2);
}

#[test]
fn a_quoted_text_may_continue_at_the_indentation_of_its_key() {
    for newline in ["\n", "\r\n"] {
        let text = "a:\n  b: \"one\n  two\n three  four\n\n  five\"\n  c: 'x\n  y'\n".replace('\n', newline);
        let source = file(text);
        let yaml = read(&source);
        let map = yaml.documents[0].root().get("a").expect("there is an a");
        assert_eq!(map.get("b").and_then(|value| value.text()), Some("one two three  four\nfive"));
        assert_eq!(map.get("c").and_then(|value| value.text()), Some("x y"));
        assert!(source.slice(map.get("c").expect("there is a c").span()).starts_with('x'));
    }
}

#[test]
fn nesting_is_bounded() {
    let message = format!("nested deeper than {MAX_DEPTH} levels");
    for unit in ["[", "- ", "? ", "{a: ", "[{? "] {
        assert_eq!(error(&unit.repeat(100_000)).0, message, "{unit}");
    }
    let lines: String = (0..300).map(|depth| " ".repeat(depth) + "a:\n").collect();
    assert_eq!(error(&lines).0, message);
    assert_eq!(error(&"[".repeat(100_000)).1, Span::new(MAX_DEPTH, MAX_DEPTH + 1));
    assert_eq!(error(&format!("a: {}", "[".repeat(MAX_DEPTH))).1.start as usize, MAX_DEPTH + 2);
    read(&file("[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH)));
    read(&file("- ".repeat(MAX_DEPTH)));
}

#[test]
fn a_thousand_comments_in_a_row_are_no_error() {
    let source = file(format!("a:\n{}- b\n", "# c\n".repeat(1000)));
    let yaml = read(&source);
    assert_eq!(yaml.comments.len(), 1000);
    assert_eq!(value(&source, &yaml, "a").0, "- b");
}

/// Asserts that every span slices, and lies within that of the container around it.
fn check_spans(source: &Source, yaml: &Yaml<'_>) {
    let slices = |span: Span| source.text().get(span.range()).is_some();
    for tree in &yaml.documents {
        let mut open = vec![tree.root()];
        while let Some(node) = open.pop() {
            assert!(slices(node.mention()), "{:?}", node.mention());
            let parts = node.children(Kind::List).chain(node.children(Kind::Map));
            for child in parts.filter(|_| !node.is_alias()) {
                assert!(node.span().contains(child.mention()), "{:?} {:?}", node.span(), child.mention());
                open.push(child);
            }
        }
    }
    assert!(yaml.comments.iter().all(|&span| source.slice(span).starts_with('#') && slices(span)));
    assert!(yaml.comments.is_sorted());
    assert!(yaml.error.iter().all(|error| slices(error.span)));
}
