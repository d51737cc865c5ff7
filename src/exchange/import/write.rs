//! A policy of taglint from what Organizations says, with a comment for what has no counterpart.

use std::fmt::Write;

use crate::policy::written::{key, quoted};
use crate::text::shown;

/// The entry for a tag key.
#[derive(Clone, Default, Debug)]
pub(super) struct Entry {
    pub key: String,
    /// The allowed values; all where there are none, and none where the list is empty.
    pub values: Option<Vec<String>>,
    /// The kinds for which it must be there.
    pub required_for: Vec<String>,
    /// What has no counterpart.
    pub comments: Vec<String>,
}

const RULES: &str = "
# A tag policy is for resources of all types.
[resources]
types = [\"AWS::*\", \"aws_*\", \"awscc_*\"]

[rules]
# A tag policy does not evaluate keys that it does not define.
unknown-tag = \"off\"
# A tag policy allows an empty value wherever it allows any.
empty-value = \"off\"
";

/// The text of the policy. The head says where it is from.
pub(super) fn policy(head: &str, entries: &[Entry]) -> String {
    let mut text = format!("# {}\n{RULES}", head.replace('\n', " "));
    for entry in entries {
        let _ = write!(text, "\n[tags.{}]\n", key(&entry.key));
        for comment in &entry.comments {
            // A key or value of a stranger must not end the comment.
            let _ = writeln!(text, "# {}", shown(comment));
        }
        match entry.values.as_deref() {
            None => {}
            Some([]) => text.push_str("forbidden = true\n"),
            Some(values) if values.iter().any(|value| value.contains('*')) => {
                let _ = writeln!(text, "pattern = {}", quoted(&pattern(values)));
            }
            Some(values) => {
                let _ = writeln!(text, "values = {}", list(values));
            }
        }
        if !entry.required_for.is_empty() {
            let _ = writeln!(text, "required = {{ when = {{ kind = {} }} }}", list(&entry.required_for));
        }
    }
    text
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// Values in which `*` stands for any text, as one pattern.
fn pattern(values: &[String]) -> String {
    let mut pattern = String::new();
    for (number, value) in values.iter().enumerate() {
        if number > 0 {
            pattern.push('|');
        }
        for c in value.chars() {
            match c {
                '*' => pattern.push_str(".*"),
                '\\' | '.' | '+' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => {
                    pattern.extend(['\\', c]);
                }
                c => pattern.push(c),
            }
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_wrote_stays_where_it_is() {
        let comments = vec!["lost\n[tags.Evil]".to_owned()];
        let values = Some(vec!["a\nb\"".to_owned()]);
        let entry = Entry { key: "x\n]".to_owned(), values, comments, ..Entry::default() };
        let text = policy("from\n[rules]", &[entry]);
        let read: toml::Table = toml::from_str(&text).expect("TOML");
        let tags = read["tags"].as_table().expect("a table");
        assert_eq!(tags.len(), 1, "{text}");
        assert_eq!(tags["x\n]"]["values"][0].as_str(), Some("a\nb\""));
    }
}
