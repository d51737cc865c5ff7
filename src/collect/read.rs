//! What a text is by its content, and the trees that it turns into.

use super::manifest::Certainty;
use super::manifest::large::{self, Lists};
use crate::source::{Source, Span};
use crate::tree::json::{self, Dialect};
use crate::tree::{NodeRef, SyntaxError, Tree, toml, yaml};

/// A language of definitions of which each file says something by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// JSON, in a dialect.
    Json(Dialect),
    /// JSON Lines.
    JsonLines,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
}

/// The trees of a text.
#[derive(Debug, Default)]
pub(crate) struct Documents<'s> {
    /// One tree a document; of JSON Lines one for all.
    pub(crate) trees: Vec<Tree<'s>>,
    /// Whether the one tree is the list of JSON Lines.
    pub(crate) is_lines: bool,
    /// The lists of the one tree that are too long to be in it.
    pub(crate) folded: Option<Lists>,
    /// Comments, with their marks, in the order of the text.
    pub(crate) comments: Vec<Span>,
    /// Where it breaks.
    pub(crate) errors: Vec<SyntaxError>,
}

/// The format that a text seems to be in: JSON where it begins like a value of it, TOML where all of it is, else
/// YAML.
pub(crate) fn by_content(source: &Source) -> Format {
    let begin = source.text().trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if begin.starts_with('{') || begin.starts_with("//") || begin.starts_with("/*") {
        return Format::Json(Dialect::WithComments);
    }
    // A list is also the head of a table, and may be long: it is read without being kept.
    let nothing = |_: NodeRef<'_>| json::fold::Mark { is_kept: false, tells: false, is_own: false };
    if begin.starts_with('[') && json::fold::parse(source, Dialect::WithComments, &[], &nothing).is_ok() {
        return Format::Json(Dialect::WithComments);
    }
    if !begin.is_empty() && toml::parse(source).errors.is_empty() {
        return Format::Toml;
    }
    if begin.starts_with('[') { Format::Json(Dialect::WithComments) } else { Format::Yaml }
}

/// Reads a text.
pub(crate) fn documents(source: &Source, format: Format) -> Documents<'_> {
    documents_of(source, format, Certainty::Possible)
}

/// Reads a text of which the policy may say that it is a manifest: of long lists the projects are kept.
pub(crate) fn documents_of(source: &Source, format: Format, certainty: Certainty) -> Documents<'_> {
    match format {
        Format::Json(dialect) => from_json(source, dialect, certainty),
        Format::JsonLines => from_lines(source),
        Format::Toml => {
            let toml = toml::parse(source);
            let trees = if toml.errors.is_empty() { vec![toml.tree] } else { Vec::new() };
            let errors = toml.errors.into_iter().map(SyntaxError::from).collect();
            Documents { trees, comments: toml.comments, errors, ..Documents::default() }
        }
        Format::Yaml => {
            let yaml = yaml::parse(source);
            let errors = yaml.disputed.into_iter().chain(yaml.error).collect();
            let (trees, comments) = (yaml.documents, yaml.comments);
            Documents { trees, comments, errors, ..Documents::default() }
        }
    }
}

fn from_json(source: &Source, dialect: Dialect, certainty: Certainty) -> Documents<'_> {
    let mark = |item: NodeRef<'_>| large::mark(item, certainty);
    let read = if source.text().len() > large::LARGE {
        json::fold::parse(source, dialect, large::KEYS, &mark)
            .map(|(json, folded)| (json, Some(Lists { dialect, folded })))
    } else {
        json::parse(source, dialect).map(|json| (json, None))
    };
    match read {
        Ok((json, folded)) => {
            let (trees, comments) = (vec![json.tree], json.comments);
            Documents { trees, folded, comments, ..Documents::default() }
        }
        Err(_) if is_lines(source) => from_lines(source),
        Err(error) => Documents { errors: vec![error], ..Documents::default() },
    }
}

fn from_lines(source: &Source) -> Documents<'_> {
    let lines = json::parse_lines(source);
    let trees = vec![lines.tree];
    Documents { trees, is_lines: true, errors: lines.errors, ..Documents::default() }
}

/// Whether a text that is not one JSON value has a whole one on its first line and begins another on the next: then
/// it is JSON Lines under another name.
fn is_lines(source: &Source) -> bool {
    let mut lines = (0..source.line_count()).map(|line| source.line_span(line));
    let mut next = || lines.find(|&line| !source.slice(line).trim().is_empty());
    let is_value = |line: Span| json::parse_within(source, line, Dialect::Strict).is_ok();
    let begins = |line: Span| source.slice(line).trim_start().starts_with(['{', '[']);
    next().is_some_and(|first| begins(first) && is_value(first)) && next().is_some_and(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;

    #[test]
    fn formats_are_known_by_content() {
        let by_content = |text: &str| by_content(&Source::new("<stdin>", text, Medium::Stdin));
        assert_eq!(by_content("\u{feff} {\"a\": 1}"), Format::Json(Dialect::WithComments));
        assert_eq!(by_content("[{\"name\": 1}]"), Format::Json(Dialect::WithComments));
        assert_eq!(by_content("[[projects]]\nname = \"a\"\n"), Format::Toml);
        assert_eq!(by_content("[1]\nname = \"a\"\n"), Format::Toml);
        assert_eq!(by_content("[\n{\"name\": 1,\n"), Format::Json(Dialect::WithComments));
        assert_eq!(by_content("name: a\n"), Format::Yaml);
        assert_eq!(by_content(""), Format::Yaml);
    }

    #[test]
    fn json_lines_under_another_name_are_read() {
        let source = Source::new("a.json", "{\"name\": 1}\n{\"name\": 2}\n{\"nam\n", Medium::File);
        let documents = documents(&source, Format::Json(Dialect::WithComments));
        assert!(documents.is_lines && documents.errors.len() == 1);
        assert_eq!(documents.trees[0].root().items().count(), 2);
    }
}
