//! Manifests: projects as `{"name", "tags"}` in JSON, YAML or TOML, and saved answers of the Projects API.
//!
//! Finding the projects of a document and reading one of them are two steps, so that a file of a million projects
//! is read a few at a time.

mod find;
pub mod large;
mod odd;
mod page;

use std::borrow::Cow;
use std::sync::Arc;

use crate::fix::quote;
use crate::project::misplaced::Misfit;
use crate::project::{
    Container, Misplaced, Place, Project, Reading, Shape, Tag, Tags, Vacancy, Value, region_and_account,
};
use crate::source::{Source, Span};
use crate::tree::{Entry, Kind, NodeRef};

pub use find::Certainty;
pub(crate) use find::{Saved, find, find_in_lines, is_of_another_tool};
pub(crate) use page::more_of;

/// How tags are written, if they are tags. In a list of projects a map is tags whatever its values are, and so is a
/// list in which one item has a key: what is wrong with the rest is said.
fn shape(tags: NodeRef<'_>, listed: bool) -> Option<Shape> {
    match tags.kind() {
        Kind::Map => {
            let mut entries = tags.entries();
            let scalar = |entry: Entry<'_>| !entry.value.is_container();
            let is_map = listed || entries.clone().next().is_none() || entries.any(scalar);
            is_map.then_some(Shape::Map)
        }
        Kind::List => {
            let spelled =
                |item: NodeRef<'_>, key: &str| item.get(key).is_some_and(|key| key.text().is_some());
            let upper = Shape::List { key: "Key", value: "Value" };
            let lower = Shape::List { key: "key", value: "value" };
            let spelling = |item: NodeRef<'_>| match item {
                _ if spelled(item, "Key") => Some(upper),
                _ if spelled(item, "key") => Some(lower),
                _ => None,
            };
            let is_list = listed || tags.items().all(|item| spelling(item).is_some());
            let first = tags.items().find_map(spelling).or(tags.items().next().is_none().then_some(upper));
            first.filter(|_| is_list)
        }
        _ => None,
    }
}

/// Reads one of the nodes that were found.
pub(crate) fn read<'t>(node: NodeRef<'t>, source: &'t Arc<Source>, ordinal: u32) -> Project<'t> {
    let reader = Reader { source };
    let mut project = Project::new(ordinal);
    let mut arn = None;
    let mut tags = None;
    for entry in node.entries() {
        let text = || entry.value.text().filter(|_| !entry.value.is_null());
        match entry.key.text() {
            Some("name") => project.name = reader.reading(entry.value),
            Some("id") => project.id = text().map(Cow::Borrowed),
            Some("account") => project.account = text().map(Cow::Borrowed),
            Some("region") => project.region = text().map(Cow::Borrowed),
            Some("status") => project.status = text().map(Cow::Borrowed),
            Some("arn") => arn = text(),
            Some("tags") => project.misplaced.extend(tags.replace(entry).map(|idle| reader.idle(idle))),
            _ => {}
        }
    }
    match tags {
        Some(Entry { value, .. }) => {
            project.tags = reader.tags(value);
            reader.add_odd(value, &mut project);
        }
        None => project.tags.vacancy = Some(reader.vacancy(node)),
    }
    if let Some((region, account)) = arn.and_then(region_and_account) {
        project.region.get_or_insert(Cow::Borrowed(region));
        project.account.get_or_insert(Cow::Borrowed(account));
    }
    let begin = node.span().start;
    let first = Span { start: begin, end: begin + u32::from(!node.span().is_empty()) };
    project.start = Some(Place { span: first, ..reader.place(node) });
    project
}

struct Reader<'t> {
    source: &'t Arc<Source>,
}

impl<'t> Reader<'t> {
    fn place(&self, node: NodeRef<'t>) -> Place<'t> {
        let language = node.tree().language();
        Place { source: self.source, span: node.span(), style: node.style(), language }
    }

    fn reading(&self, node: NodeRef<'t>) -> Reading<'t> {
        let value = match node.kind() {
            Kind::Null => Value::Null,
            Kind::List | Kind::Map => Value::Nested,
            _ => Value::Text(Cow::Borrowed(node.text().unwrap_or_default())),
        };
        Reading { value, place: Some(self.place(node)), secret: false }
    }

    fn tags(&self, node: NodeRef<'t>) -> Tags<'t> {
        if node.is_null() {
            let container = Container { place: self.place(node), shape: Shape::Map };
            return Tags { container: Some(container), ..Tags::default() };
        }
        let Some(shape) = shape(node, true) else { return Tags::default() };
        let list = match shape {
            Shape::Map => node.entries().map(|entry| self.tag(entry, entry.key, None)).collect(),
            Shape::List { .. } => node.items().filter_map(|item| self.item(item)).collect(),
        };
        let container = Some(Container { place: self.place(node), shape });
        Tags { list, container, ..Tags::default() }
    }

    /// Tags behind which the project has others: who reads the file takes the last.
    fn idle(&self, tags: Entry<'t>) -> Misplaced<'t> {
        Misplaced { place: self.place(tags.key), misfit: Misfit::Superseded, edits: Vec::new() }
    }

    /// Where the tags of a project that has none belong: behind its name.
    fn vacancy(&self, node: NodeRef<'t>) -> Vacancy<'t> {
        let place = self.place(node);
        let own = |entry: &Entry<'t>| node.span().contains(entry.key.mention());
        let mut entries: Vec<Entry<'t>> = node.entries().filter(own).collect();
        let names = ["name", "id"].iter();
        let at =
            names.filter_map(|name| entries.iter().position(|entry| entry.key.text() == Some(name))).next();
        if let Some(at) = at {
            entries.truncate(at + 1);
        }
        let before = entries.into_iter().map(|entry| self.tag(entry, entry.key, None)).collect();
        Vacancy { place, before, path: vec!["tags"], shape: Shape::Map }
    }

    /// An item `{Key, Value}` of a list.
    fn item(&self, item: NodeRef<'t>) -> Option<Tag<'t>> {
        let either = |upper: &str, lower: &str| item.entry(upper).or_else(|| item.entry(lower));
        let key = either("Key", "key")?;
        let tag = match either("Value", "value") {
            Some(value) => {
                self.tag(Entry { key: key.value, value: value.value }, key.value, Some(item.span()))
            }
            None => {
                let mut tag = self.tag(key, key.value, Some(item.span()));
                tag.value = Reading { value: Value::Null, place: tag.key_place, secret: false };
                tag
            }
        };
        Some(tag)
    }

    fn tag(&self, entry: Entry<'t>, key: NodeRef<'t>, span: Option<Span>) -> Tag<'t> {
        let whole = || self.quoted(entry.key).to(self.quoted(entry.value));
        Tag {
            key: Cow::Borrowed(key.text().unwrap_or_default()),
            key_place: Some(self.place(key)),
            value: self.reading(entry.value),
            alternatives: Vec::new(),
            entry: span.unwrap_or_else(whole),
        }
    }

    /// The span of a scalar where it is mentioned, with its quotes.
    fn quoted(&self, node: NodeRef<'t>) -> Span {
        let place = Place { span: node.mention(), ..self.place(node) };
        quote::outer(place).unwrap_or(place.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::json::{Dialect, parse};

    fn names(text: &str) -> Vec<String> {
        let source = Arc::new(Source::new("a.json", text, Medium::File));
        let json = parse(&source, Dialect::Strict).expect("JSON");
        let found = find(json.tree.root(), Certainty::Possible);
        let read = found.iter().map(|&node| read(node, &source, 0));
        read.map(|project| project.label().unwrap_or("-").to_owned()).collect()
    }

    #[test]
    fn projects_are_alone_in_lists_and_in_answers() {
        assert_eq!(names(r#"{"name": "a", "tags": {}}"#), ["a"]);
        assert_eq!(names(r#"[{"name": "a", "tags": {"k": 1}}, {"name": "b"}, 1]"#), ["a", "b"]);
        assert_eq!(
            names(r#"{"projects": [{"name": "a"}, {"name": "b", "tags": [{"Key": "k"}]}]}"#),
            ["a", "b"]
        );
        let answer = r#"{"object": "list", "data": [
            {"object": "organization.project", "id": "default", "name": "default", "tags": {}},
            {"object": "organization.project", "id": "proj_1", "name": "old", "status": "archived", "tags": {}},
            {"object": "organization.project", "id": "proj_2", "name": "a", "status": "active", "tags": {}}]}"#;
        assert_eq!(names(answer), ["a"]);
    }

    #[test]
    fn what_has_other_tags_or_none_is_no_project() {
        for text in [
            r#"{"name": "a"}"#,
            r#"{"name": "a", "tags": ["x"]}"#,
            r#"{"name": "a", "tags": "x"}"#,
            r#"{"name": "a", "tags": {"x": {"y": 1}}}"#,
            r#"{"tags": {"x": "y"}}"#,
            r#"[{"name": "a"}, {"name": "b"}]"#,
            r#"{"object": "list", "data": [{"object": "model", "id": "m"}]}"#,
            "[]",
            "1",
        ] {
            assert!(names(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_project_in_a_list_is_checked_whatever_its_tags_hold() {
        assert_eq!(names(r#"{"projects": [{"name": "a", "tags": {"k": {"x": 1}}}]}"#), ["a"]);
        let source = Arc::new(Source::new(
            "a.json",
            r#"{"projects": [{"name": "a", "tags": [{"Key": "k", "Value": "v"}, "odd"]}]}"#,
            Medium::File,
        ));
        let json = parse(&source, Dialect::Strict).expect("JSON");
        let project = read(find(json.tree.root(), Certainty::Possible)[0], &source, 0);
        assert_eq!((project.tags.list.len(), project.misplaced.len()), (1, 1));
        assert_eq!(source.slice(project.misplaced[0].place.span), "odd");
    }

    #[test]
    fn an_entry_goes_from_its_first_quote_to_its_last() {
        let entries = [
            r#"T = """a""""#,
            "T = '''a'''",
            "T = \"\"\"\r\na\n\"\"\"",
            "\"T\" = ''",
            "T = \"\"\"\"\"\"",
            "T = 1",
        ];
        for entry in entries {
            let text = format!("projects = [{{ name = 'a', tags = {{ A = 'a', {entry}, B = 'b' }} }}]\n");
            let source = Arc::new(Source::new("a.toml", text, Medium::File));
            let toml = crate::tree::toml::parse(&source);
            let project = read(find(toml.tree.root(), Certainty::Possible)[0], &source, 0);
            assert_eq!(source.slice(project.tags.list[1].entry), entry);
        }
    }
}
