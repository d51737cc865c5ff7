//! What is printed is read again, and no text makes the reader panic.

use super::*;
use proptest::prelude::*;

#[derive(Clone, Debug, PartialEq)]
enum Data {
    Text(String),
    List(Vec<Data>),
    Map(Vec<(String, Data)>),
}

/// Nested data of a few levels.
fn data() -> impl Strategy<Value = Data> {
    let text = || "[a-c é:#'\"\\\\{,\n\t-]{0,6}";
    let leaf = text().prop_map(Data::Text);
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Data::List),
            prop::collection::vec((text(), inner), 0..4).prop_map(Data::Map),
        ]
    })
}

/// A text as YAML: plain where that says the same, else in quotes.
fn quoted(text: &str, style: usize) -> String {
    let plain = !text.is_empty() && text.chars().all(|c| matches!(c, 'a'..='c' | 'é'));
    match style % 3 {
        0 if plain => text.into(),
        1 if !text.contains(['\n', '\t']) => format!("'{}'", text.replace('\'', "''")),
        _ => {
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{}\"", escaped.replace('\n', "\\n").replace('\t', "\\t"))
        }
    }
}

/// Writes data in flow or block style, with comments between the lines, and remembers what the span of each node
/// must hold.
struct Print {
    text: String,
    newline: &'static str,
    style: usize,
    expected: Vec<String>,
}

impl Print {
    fn style(&mut self) -> usize {
        self.style =
            self.style.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.style >> 33
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.style().is_multiple_of(chances)
    }

    fn scalar(&mut self, text: &str) {
        let style = self.style();
        let text = quoted(text, style);
        self.expected.push(text.trim_matches(['"', '\'']).into());
        self.text.push_str(&text);
    }

    fn flow(&mut self, data: &Data) {
        let at = self.expected.len();
        let start = self.text.len();
        match data {
            Data::Text(text) => return self.scalar(text),
            Data::List(items) => {
                self.expected.push(String::new());
                self.text.push('[');
                for item in items {
                    self.flow(item);
                    self.text.push_str(", ");
                }
                self.text.push(']');
            }
            Data::Map(entries) => {
                self.expected.push(String::new());
                self.text.push('{');
                for (key, value) in entries {
                    self.scalar(key);
                    self.text.push_str(": ");
                    self.flow(value);
                    self.text.push_str(",  ");
                }
                self.text.push('}');
            }
        }
        self.expected[at] = self.text[start..].into();
    }

    fn line(&mut self, indent: usize) {
        let comment = ["", "  # c", "\n\n", "\n# é: [\n"][self.style() % 4];
        self.text.push_str(&comment.replace('\n', self.newline));
        self.text.push_str(self.newline);
        self.text.push_str(&" ".repeat(indent));
    }

    fn block(&mut self, data: &Data, indent: usize, in_block: bool) {
        let at = self.expected.len();
        let start = self.text.len();
        match data {
            Data::List(items) if in_block && !items.is_empty() => {
                self.expected.push(String::new());
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.line(indent);
                    }
                    self.text.push_str("- ");
                    let in_block = !self.one_in(4);
                    self.block(item, indent + 2, in_block);
                }
            }
            Data::Map(entries) if in_block && !entries.is_empty() => {
                self.expected.push(String::new());
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.line(indent);
                    }
                    self.scalar(key);
                    self.text.push_str(": ");
                    let in_block = !self.one_in(4) && !matches!(value, Data::Text(_));
                    let list = in_block && matches!(value, Data::List(items) if !items.is_empty());
                    // A list may be at the indentation of its key; nothing else may.
                    let deeper = self.style() % 3 + usize::from(!list);
                    if in_block || self.one_in(2) {
                        self.line(indent + deeper);
                    }
                    self.block(value, indent + deeper, in_block);
                }
            }
            _ => return self.flow(data),
        }
        self.expected[at] = self.text[start..].into();
    }
}

fn data_of(node: NodeRef<'_>) -> Data {
    match node.kind() {
        Kind::List => Data::List(node.items().map(data_of).collect()),
        Kind::Map => {
            let key = |key: NodeRef<'_>| key.text().unwrap_or_default().to_owned();
            Data::Map(node.entries().map(|entry| (key(entry.key), data_of(entry.value))).collect())
        }
        _ => Data::Text(node.text().unwrap_or_default().into()),
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(data in data(), style: u64, mark: bool, crlf: bool) {
        let mut print = Print {
            text: if mark { "\u{feff}".into() } else { String::new() },
            newline: if crlf { "\r\n" } else { "\n" },
            style: style as usize,
            expected: Vec::new(),
        };
        print.block(&data, 0, true);
        let expected = std::mem::take(&mut print.expected);
        print.line(0);
        let source = file(print.text);
        let yaml = parse(&source);
        prop_assert_eq!(&yaml.error, &None);
        check_spans(&source, &yaml);
        let tree = &yaml.documents[0];
        prop_assert_eq!(data_of(tree.root()), data);
        let spans: Vec<_> = tree.nodes.iter().map(|node| source.slice(node.span).trim_matches(['"', '\''])).collect();
        let expected: Vec<_> = expected.iter().map(|text| text.trim_matches(['"', '\''])).collect();
        prop_assert_eq!(spans, expected);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let source = file(text);
        check_spans(&source, &parse(&source));
    }

    #[test]
    fn nothing_like_yaml_makes_it_panic(
        text in r#"(a|b: |: |- |\? |\n|\r\n|\n  |\n    |# c|\[|\]|\{|\}|, |&x |\*x|!t |!!str |"|'|\\|\||>-|\t|é|---\n|\.\.\.\n|%YAML 1.2\n|<<: |\u{feff}|1){0,40}"#
    ) {
        let source = file(text);
        check_spans(&source, &parse(&source));
    }
}
