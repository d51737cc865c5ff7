//! The page of a rule, as it is read and where it is read.

/// Where the pages of this version are: docs.rs shows the files of every released crate.
const PAGES: &str = concat!("https://docs.rs/crate/taglint/", env!("CARGO_PKG_VERSION"), "/source/rules/");

/// The address of a rule's page.
pub(crate) fn address(rule: &str) -> String {
    format!("{PAGES}{rule}.md")
}

/// A page with a line above each example that says what it is. In its file, words behind the fence say that to tests.
pub(crate) fn readable(written: &str) -> String {
    let mut page = String::with_capacity(written.len());
    for line in written.lines() {
        let mut words = line.strip_prefix("```").unwrap_or_default().split_whitespace();
        match (words.next(), words.next()) {
            (Some(language), Some(role)) => {
                let name = words.find(|word| !word.contains('='));
                page.push_str(&format!("{}:\n\n```{language}\n", title(role, name)));
            }
            _ => {
                page.push_str(line);
                page.push('\n');
            }
        }
    }
    page
}

/// What an example is, and the name of its file where it has one.
fn title(role: &str, name: Option<&str>) -> String {
    let what = match role {
        "policy" => "Policy",
        "file" => "File",
        "bad" => "Wrong",
        "good" => "Right",
        other => other,
    };
    match name {
        Some(name) => format!("{what}, `{name}`"),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_tests_become_words_for_readers() {
        let written = "a\n\n```yaml bad b.yaml at=1,2\nx: y\n```\n\n```console\n$ z\n```\n";
        let read = "a\n\nWrong, `b.yaml`:\n\n```yaml\nx: y\n```\n\n```console\n$ z\n```\n";
        assert_eq!(readable(written), read);
    }
}
