use super::*;
use crate::source::Medium;
use crate::tree::NodeRef;
use miette::Diagnostic;
use proptest::prelude::*;

fn file(text: impl Into<String>) -> Source {
    Source::new("a.toml", text, Medium::File)
}

fn read(source: &Source) -> Toml<'_> {
    let toml = parse(source);
    assert_eq!(toml.errors, []);
    toml
}

fn errors(text: &str) -> Vec<(String, Span)> {
    let source = file(text);
    parse(&source).errors.into_iter().map(|error| (error.kind.to_string(), error.span)).collect()
}

/// The value that a path of keys leads to.
fn at<'t>(toml: &'t Toml<'_>, path: &[&str]) -> NodeRef<'t> {
    path.iter().fold(toml.tree.root(), |node, key| node.get(key).expect("there is such a key"))
}

fn seen<'s>(source: &'s Source, node: NodeRef<'_>) -> (&'s str, Kind, Style) {
    (source.slice(node.span()), node.kind(), node.style())
}

#[test]
fn scalars_span_what_is_written() {
    let text = "\u{feff}bare = \"é\\t\" # c \r\n\"quo ted\" = 'l'\r\n'li' = \"\"\"\r\n a\r\n b \\\r\n  c\"\"\"\r\nm = '''x'''\r\nn = 0x_f\r\nf = -1.5e3\r\nt = true\r\nd = 2027-01-31 10:00:00Z\r\ni = 1_000\r\n";
    let text = text.replace("0x_f", "0xf");
    let source = file(text);
    let toml = read(&source);
    let root = toml.tree.root();
    let values: Vec<_> = root.entries().map(|entry| seen(&source, entry.value)).collect();
    use Kind::{Bool, Number, Text};
    assert_eq!(
        values,
        [
            ("é\\t", Text, Style::Double),
            ("l", Text, Style::Single),
            (" a\r\n b \\\r\n  c", Text, Style::Block),
            ("x", Text, Style::Block),
            ("0xf", Number, Style::Bare),
            ("-1.5e3", Number, Style::Bare),
            ("true", Bool, Style::Bare),
            ("2027-01-31 10:00:00Z", Text, Style::Bare),
            ("1_000", Number, Style::Bare),
        ]
    );
    let texts: Vec<_> = root.entries().filter_map(|entry| entry.value.text()).take(3).collect();
    assert_eq!(texts, ["é\t", "l", " a\r\n b c"]);
    let keys: Vec<_> = root.entries().map(|entry| seen(&source, entry.key)).take(3).collect();
    assert_eq!(
        keys,
        [("bare", Text, Style::Bare), ("quo ted", Text, Style::Double), ("li", Text, Style::Single)]
    );
    let comments: Vec<_> = toml.comments.iter().map(|&span| source.slice(span)).collect();
    assert_eq!(comments, ["# c"]);
    assert_eq!(root.span(), Span::new(3, source.text().len()));
}

#[test]
fn entries_are_in_the_order_of_the_text() {
    let source = file("z = 1\na = 2\n[y]\nc = 3\nb = 4\n[x]\n");
    let toml = read(&source);
    let keys = |node: NodeRef<'_>| -> Vec<String> {
        node.entries().filter_map(|entry| entry.key.text().map(str::to_owned)).collect()
    };
    assert_eq!(keys(toml.tree.root()), ["z", "a", "y", "x"]);
    assert_eq!(keys(at(&toml, &["y"])), ["c", "b"]);
}

#[test]
fn sections_span_from_their_header_to_their_last_entry() {
    let text = "# c\n[ a . \"b\" ] # [c]\nx = 1\ny = { z.u = [1,\n 2, ] } # d\n\n[a]\nv = '[a]'\n[a.b.c]\n\n[[l]]\nm = 1\n\n[[l]] # e\n[l.n]\no = 2\n# f\n";
    let source = file(text);
    let toml = read(&source);
    let section = |path: &[&str]| seen(&source, at(&toml, path));
    let b = "[ a . \"b\" ] # [c]\nx = 1\ny = { z.u = [1,\n 2, ] }";
    assert_eq!(section(&["a", "b"]), (b, Kind::Map, Style::Section));
    assert_eq!(section(&["a"]), ("[a]\nv = '[a]'", Kind::Map, Style::Section));
    assert_eq!(section(&["a", "b", "c"]).0, "[a.b.c]");
    assert_eq!(section(&["a", "b", "y"]), ("{ z.u = [1,\n 2, ] }", Kind::Map, Style::Flow));
    assert_eq!(section(&["a", "b", "y", "z"]), ("u = [1,\n 2, ]", Kind::Map, Style::Dotted));
    assert_eq!(section(&["a", "b", "y", "z", "u"]), ("[1,\n 2, ]", Kind::List, Style::Flow));
    assert_eq!(section(&["l"]), ("[[l]]\nm = 1\n\n[[l]]", Kind::List, Style::Section));
    let items: Vec<_> = at(&toml, &["l"]).items().map(|item| seen(&source, item).0).collect();
    assert_eq!(items, ["[[l]]\nm = 1", "[[l]]"]);
    let n = at(&toml, &["l"]).items().nth(1).and_then(|item| item.get("n"));
    assert_eq!(n.map(|n| source.slice(n.span())), Some("[l.n]\no = 2"));
}

#[test]
fn a_table_only_named_on_the_way_has_the_span_of_that_header() {
    let source = file("[a.b]\nx = 1\n[a.c]\n");
    let toml = read(&source);
    assert_eq!(seen(&source, at(&toml, &["a"])), ("[a.b]", Kind::Map, Style::Section));
}

#[test]
fn dotted_keys_make_tables() {
    let source = file("a.b.c = 1\n\"x\" = 2\na.d = 'e'\n");
    let toml = read(&source);
    let dotted = |path| seen(&source, at(&toml, path));
    assert_eq!(dotted(&["a"]), ("b.c = 1\n\"x\" = 2\na.d = 'e'", Kind::Map, Style::Dotted));
    assert_eq!(dotted(&["a", "b"]), ("c = 1", Kind::Map, Style::Dotted));
    assert_eq!(dotted(&["a", "d"]).0, "e");
}

#[test]
fn all_errors_are_given_in_the_order_of_the_text() {
    assert_eq!(
        errors("a = 1\nb  # c\na = 2\nc = nope\n[d\n = 3\n[e]\nf = \"x\ng.h\ni = word"),
        [
            ("`=` and a value are missing after this key".to_owned(), Span::new(6, 7)),
            ("the key `a` is given twice".to_owned(), Span::new(13, 14)),
            ("`nope` is not a value: a string needs quotes".to_owned(), Span::new(23, 27)),
            ("this header is not closed".to_owned(), Span::new(28, 30)),
            ("invalid basic string, expected `\"`".to_owned(), Span::at(46)),
            ("`=` and a value are missing after this key".to_owned(), Span::new(47, 50)),
            ("`word` is not a value: a string needs quotes".to_owned(), Span::new(55, 59)),
        ]
    );
    assert_eq!(errors("a = \n"), [("a value is missing here".to_owned(), Span::at(4))]);
    assert_eq!(errors("[a]\nx = 1\n[a]\n"), [("the key `a` is given twice".into(), Span::new(11, 12))]);
    assert_eq!(errors("\u{feff}é = 1")[0].1, Span::new(3, 5));
}

#[test]
fn what_can_be_read_behind_an_error_is_read() {
    let source = file("a =\nb = 'x\nc = 3\n[d]\ne = 4\n[d]\nf = 5\n");
    let toml = parse(&source);
    assert!(at(&toml, &["a"]).is_null());
    assert_eq!(seen(&source, at(&toml, &["b"])), ("x", Kind::Text, Style::Single));
    assert_eq!(at(&toml, &["c"]).text(), Some("3"));
    assert_eq!(at(&toml, &["d"]).entries().count(), 2);
}

#[test]
fn nesting_is_bounded() {
    let message = format!("nested deeper than {MAX_STEPS} levels");
    let deep = [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{b = ".repeat(100_000)),
        format!("a = {}", format!("{{{}b = ", "a.".repeat(60)).repeat(5000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("[{}a]\n{}a = [[[]]]", "a.".repeat(40), "a.".repeat(40)),
    ];
    for text in deep {
        assert_eq!(errors(&text).first().map(|error| error.0.clone()), Some(message.clone()));
    }
    assert_eq!(errors(&format!("a = {}", "[".repeat(1000)))[0].1.start as usize, 4 + MAX_STEPS);
    read(&file(format!("a = {}{}", "[".repeat(MAX_STEPS), "]".repeat(MAX_STEPS))));
    read(&file("[[x.y.z]]\na.b.c = [[]]\n".repeat(1000)));
}

#[test]
fn numbers_must_fit() {
    assert_eq!(
        errors("a = 9223372036854775808\nb = [0x]\nc = 1e999\nd = 1__0\ne = -9_223_372_036_854_775_808"),
        [
            ("`9223372036854775808` does not fit into 64 bits".to_owned(), Span::new(4, 23)),
            ("`0x` does not fit into 64 bits".to_owned(), Span::new(29, 31)),
            ("`1e999` does not fit into 64 bits".to_owned(), Span::new(37, 42)),
            ("`_` may only go between digits".to_owned(), Span::new(48, 49)),
        ]
    );
}

/// Asserts that every span slices, and that what is written inside a value lies within its span.
fn check_spans(source: &Source, toml: &Toml<'_>) {
    let slices = |span: Span| source.text().get(span.range()).is_some();
    for index in 0..toml.tree.nodes.len() {
        let node = toml.tree.node(index as u32);
        assert!(slices(node.span()), "{:?}", node.span());
        let sections = matches!(node.style(), Style::Section | Style::Dotted);
        let parts = node.children(Kind::List).chain(node.children(Kind::Map));
        for part in parts.filter(|_| !sections && toml.errors.is_empty()) {
            assert!(node.span().contains(part.span()), "{:?} {:?}", node.span(), part.span());
        }
    }
    assert!(toml.comments.iter().all(|&span| source.slice(span).starts_with('#') && slices(span)));
    assert!(toml.comments.is_sorted());
    assert!(toml.errors.iter().all(|error| slices(error.span)));
    assert!(toml.errors.is_sorted_by_key(|error| error.span));
}

/// The same data as the `toml` crate reads it.
fn value_of(node: NodeRef<'_>) -> toml::Value {
    let text = node.text().unwrap_or_default();
    match (node.kind(), node.style()) {
        (Kind::List, _) => toml::Value::Array(node.items().map(value_of).collect()),
        (Kind::Map, _) => {
            let key = |key: NodeRef<'_>| key.text().unwrap_or_default().to_owned();
            let entries = node.entries().map(|entry| (key(entry.key), value_of(entry.value)));
            toml::Value::Table(entries.collect())
        }
        (Kind::Text, style) if style != Style::Bare => toml::Value::String(text.into()),
        _ => toml::de::ValueDeserializer::parse(text)
            .and_then(serde::Deserialize::deserialize)
            .expect("a bare value reads by itself"),
    }
}

fn data() -> impl Strategy<Value = toml::Table> {
    let text = || "[a-c .é#'\"\\\\={\n\t-]{0,6}";
    let leaf = prop_oneof![
        text().prop_map(toml::Value::String),
        any::<i64>().prop_map(toml::Value::Integer),
        any::<bool>().prop_map(toml::Value::Boolean),
    ];
    let value = leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(toml::Value::Array),
            prop::collection::hash_map(text(), inner, 0..4)
                .prop_map(|entries| toml::Value::Table(entries.into_iter().collect())),
        ]
    });
    prop::collection::hash_map(text(), value, 0..5).prop_map(|entries| entries.into_iter().collect())
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(data in data(), pretty: bool, mark: bool, crlf: bool) {
        let printed = if pretty { toml::to_string_pretty(&data) } else { toml::to_string(&data) };
        let mut text = printed.expect("prints");
        if mark {
            text.insert(0, '\u{feff}');
        }
        if crlf && !text.contains("\"\"\"") && !text.contains("'''") {
            text = text.replace('\n', "\r\n");
        }
        let source = file(text);
        let toml = parse(&source);
        prop_assert_eq!(&toml.errors, &[]);
        check_spans(&source, &toml);
        prop_assert_eq!(value_of(toml.tree.root()), toml::Value::Table(data));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let source = file(text);
        check_spans(&source, &parse(&source));
    }

    #[test]
    fn what_looks_like_toml_is_read_as_the_crate_reads_it(
        text in r#"(a|b|\.| = |\n|\r\n|\[|\]|\[\[|\]\]|\{|\}|, |1|-|\+1\.5|true|"|'|"""|'''|\\|# c|é|\t|2027-01-31|10:00|0x|"c"|\na = 1\n|\n\[a\]\n|\n\[\[a\.b\]\]\n|\u{feff}){0,30}"#
    ) {
        let source = file(text.clone());
        let toml = parse(&source);
        check_spans(&source, &toml);
        let theirs = text.parse::<toml::Table>();
        prop_assert_eq!(toml.errors.is_empty(), theirs.is_ok());
        if let Ok(theirs) = theirs {
            prop_assert_eq!(value_of(toml.tree.root()), toml::Value::Table(theirs));
        }
    }
}

#[test]
fn each_kind_of_error_says_what_to_type() {
    let kinds = |text: &str| -> Vec<(Broken, String)> {
        let errors = parse(&file(text)).errors.into_iter();
        let help = |kind: &Broken| kind.help().map(|help| help.to_string()).unwrap_or_default();
        errors.map(|error| (error.kind.clone(), help(&error.kind))).collect()
    };
    let word = |text: &str| text.to_owned();
    let syntax = "see https://toml.io for the syntax";
    let cases = [
        ("a = 1\na = 2\n", Broken::DuplicateKey { key: word("a") }, "remove one of the two"),
        ("a = yes\n", Broken::Unquoted { word: word("yes") }, "write `\"yes\"`"),
        ("a =\n", Broken::NoValue, syntax),
        ("a\n", Broken::LoneKey { key: word("a") }, "write `a = …`"),
        ("[a.b\n", Broken::OpenHeader { header: word("[a.b") }, "write `[a.b]`"),
        ("a = 9223372036854775808\n", Broken::WideNumber { number: word("9223372036854775808") }, syntax),
    ];
    for (text, kind, help) in cases {
        assert_eq!(kinds(text), [(kind, help.to_owned())], "{text}");
    }
}
