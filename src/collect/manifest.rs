//! Manifests: projects as `{"name", "tags"}` in JSON, YAML or TOML, and saved answers of the Projects API.
//!
//! Finding the projects of a document and reading one of them are two steps, so that a file of a million projects
//! is read a few at a time.

pub mod large;

use std::borrow::Cow;
use std::sync::Arc;

use crate::project::{Container, Misplaced, Place, Project, Reading, Shape, Tag, Tags, Vacancy, Value};
use crate::source::{Source, Span};
use crate::tree::{Entry, Kind, NodeRef, Style};

/// The nodes of a document's projects, in the order of the text.
pub fn find(root: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    match root.kind() {
        Kind::List => among(root.items(), false),
        Kind::Map => match list_within(root) {
            Some(list) => among(list.items(), true),
            None if is_project(root, false) => counted(root).into_iter().collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The projects of JSON Lines, which are a list without brackets; a line may also be an answer or a list itself.
pub fn find_in_lines(lines: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let is_plain = |line: NodeRef<'_>| line.kind() == Kind::Map && list_within(line).is_none();
    let listed = lines.items().any(|line| is_plain(line) && is_project(line, false));
    let projects = lines.items().flat_map(|line| match is_plain(line) {
        true => Some(line).filter(|&line| is_project(line, listed)).and_then(counted).into_iter().collect(),
        false => find(line),
    });
    projects.collect()
}

/// The list that holds the projects: under `projects`, or the API's answer.
fn list_within(root: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let is_list = |node: &NodeRef<'_>| node.kind() == Kind::List;
    let answer = || {
        let object = root.get("object").and_then(NodeRef::text);
        root.get("data").filter(|_| object == Some("list"))
    };
    root.get("projects").filter(is_list).or_else(|| answer().filter(is_list))
}

/// The projects of a list. Where it is certain that projects are listed, or one of them shows it by its tags, those
/// without tags are projects as well.
fn among<'t>(items: impl Iterator<Item = NodeRef<'t>> + Clone, certain: bool) -> Vec<NodeRef<'t>> {
    let listed = certain || items.clone().any(|item| is_project(item, false));
    if !listed {
        return Vec::new();
    }
    items.filter(|&item| is_project(item, true)).filter_map(counted).collect()
}

/// A project that is not left out.
fn counted(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    (!Marks::of(node).is_left_out()).then_some(node)
}

/// Whether a node is a project; within a list of projects one without tags is, too.
fn is_project(node: NodeRef<'_>, listed: bool) -> bool {
    Marks::of(node).of_project(listed)
}

/// What tells a project from other maps, read in one go: a list may be long.
#[derive(Default)]
struct Marks<'t> {
    is_map: bool,
    object: Option<&'t str>,
    id: Option<&'t str>,
    status: Option<&'t str>,
    has_name: bool,
    tags: Option<NodeRef<'t>>,
}

impl<'t> Marks<'t> {
    fn of(node: NodeRef<'t>) -> Self {
        let mut marks = Marks { is_map: node.kind() == Kind::Map, ..Marks::default() };
        for entry in node.entries() {
            match entry.key.text() {
                Some("object") => marks.object = entry.value.text(),
                Some("id") => marks.id = entry.value.text(),
                Some("status") => marks.status = entry.value.text(),
                Some("name") => marks.has_name = entry.value.text().is_some(),
                Some("tags") => marks.tags = Some(entry.value).filter(|tags| !tags.is_null()),
                _ => {}
            }
        }
        marks
    }

    fn of_project(&self, listed: bool) -> bool {
        let is_named = self.has_name || self.id.is_some();
        let is_other_object = self.object.is_some_and(|object| object != "organization.project");
        self.is_map
            && !is_other_object
            && match self.tags {
                Some(tags) => shape(tags, listed).is_some() && (listed || is_named),
                None => listed && is_named,
            }
    }

    /// The account's default project cannot be tagged, and archived ones cost nothing.
    fn is_left_out(&self) -> bool {
        self.id == Some("default") || self.status == Some("archived")
    }
}

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
pub fn read<'t>(node: NodeRef<'t>, source: &'t Arc<Source>, ordinal: u32) -> Project<'t> {
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
    if let Some(Entry { value, .. }) = tags {
        project.tags = reader.tags(value);
        project.misplaced.append(&mut reader.misplaced(value));
    }
    if let Some((region, account)) = arn.and_then(region_and_account) {
        project.region.get_or_insert(Cow::Borrowed(region));
        project.account.get_or_insert(Cow::Borrowed(account));
    }
    let begin = node.span().start;
    let first = Span { start: begin, end: begin + u32::from(!node.span().is_empty()) };
    project.start = Some(Place { span: first, ..reader.place(node) });
    if node.entry("tags").is_none() {
        project.tags.vacancy = Some(reader.vacancy(node));
    }
    project
}

/// Region and account of an ARN (`arn:partition:service:region:account:resource`).
pub fn region_and_account(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.split(':');
    let (region, account) = (parts.nth(3)?, parts.next()?);
    (arn.starts_with("arn:") && !region.is_empty() && !account.is_empty()).then_some((region, account))
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
        Misplaced {
            place: self.place(tags.key),
            message: "the project has `tags` twice, and only the last of them count".to_owned(),
            help: "write all tags under one `tags`".to_owned(),
            edits: Vec::new(),
        }
    }

    /// Where the tags of a project that has none belong: behind its name.
    fn vacancy(&self, node: NodeRef<'t>) -> Vacancy<'t> {
        let place = self.place(node);
        let own = |entry: &Entry<'t>| node.span().contains(entry.key.mention());
        let mut entries: Vec<Entry<'t>> = node.entries().filter(own).collect();
        let names = ["name", "id"].iter();
        let at =
            names.filter_map(|name| entries.iter().position(|entry| entry.key.text() == Some(name))).next();
        entries.truncate(at.map_or(entries.len(), |at| at + 1));
        let before = entries.into_iter().map(|entry| self.tag(entry, entry.key, None)).collect();
        Vacancy { place, before, path: vec!["tags"], shape: Shape::Map }
    }

    /// The items of a list that are no tags.
    fn misplaced(&self, node: NodeRef<'t>) -> Vec<Misplaced<'t>> {
        let odd = node.items().filter(|&item| self.item(item).is_none());
        let misplaced = odd.map(|item| Misplaced {
            place: self.place(item),
            message: "this item of the tags has no `Key`".to_owned(),
            help: "write it as `{\"Key\": …, \"Value\": …}`".to_owned(),
            edits: Vec::new(),
        });
        misplaced.collect()
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
        let whole = || quoted(entry.key, entry.key.mention()).to(quoted(entry.value, entry.value.mention()));
        Tag {
            key: Cow::Borrowed(key.text().unwrap_or_default()),
            key_place: Some(self.place(key)),
            value: self.reading(entry.value),
            alternatives: Vec::new(),
            entry: span.unwrap_or_else(whole),
        }
    }
}

/// The span of a scalar with its quotes.
fn quoted(node: NodeRef<'_>, span: Span) -> Span {
    let text = node.tree().source().text().as_bytes();
    let quote = match node.style() {
        Style::Single => b'\'',
        Style::Double => b'"',
        _ => return span,
    };
    // Multi-line strings of TOML have three quotes, and one more newline than their text.
    let mut span = span;
    while span.start > 0 && text[span.start as usize - 1] == quote {
        span.start -= 1;
    }
    while text.get(span.end as usize) == Some(&quote) {
        span.end += 1;
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::json::{Dialect, parse};

    fn names(text: &str) -> Vec<String> {
        let source = Arc::new(Source::new("a.json", text, Medium::File));
        let json = parse(&source, Dialect::Strict).expect("JSON");
        let found = find(json.tree.root());
        let read = found.iter().map(|&node| read(node, &source, 0));
        read.map(|project| project.label().unwrap_or("-").to_owned()).collect()
    }

    #[test]
    fn projects_stand_alone_in_lists_and_in_answers() {
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
    fn a_project_in_a_list_is_judged_whatever_its_tags_hold() {
        assert_eq!(names(r#"{"projects": [{"name": "a", "tags": {"k": {"x": 1}}}]}"#), ["a"]);
        let source = Arc::new(Source::new(
            "a.json",
            r#"{"projects": [{"name": "a", "tags": [{"Key": "k", "Value": "v"}, "odd"]}]}"#,
            Medium::File,
        ));
        let json = parse(&source, Dialect::Strict).expect("JSON");
        let project = read(find(json.tree.root())[0], &source, 0);
        assert_eq!((project.tags.list.len(), project.misplaced.len()), (1, 1));
        assert_eq!(source.slice(project.misplaced[0].place.span), "odd");
    }

    #[test]
    fn account_and_region_may_come_from_the_arn() {
        let arn = "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_b2";
        assert_eq!(region_and_account(arn), Some(("us-east-1", "111122223333")));
        assert_eq!(region_and_account("arn:aws:s3:::bucket"), None);
        assert_eq!(region_and_account("x"), None);
    }
}
