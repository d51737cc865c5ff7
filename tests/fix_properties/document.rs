//! Documents to be fixed: what they say, and each choice of how they are written.

use taglint::fix::quote;

use crate::pick::Pick;
use crate::write::Format;

/// Defaults that a policy may give, some of which need quotes.
pub const DEFAULTS: &[&str] = &["Internal", "true", "Internal: all", "0042", "a-b c/d", "no"];

/// What may be wrong with the tags.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wrongs {
    /// Only what is fixed by a text in the place of another.
    Replaced,
    /// Also what is inserted or removed.
    Any,
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quotes {
    Bare,
    Single,
    Double,
    /// Double quotes with an escape for the last character.
    Escaped,
    /// A YAML block scalar or a TOML multi-line string.
    Block(&'static str),
}

/// How the tags of a project are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A map, each entry on a line of its own.
    Block,
    /// A map on one line.
    Flow,
    /// A map in brackets over several lines.
    Spread,
    /// TOML's dotted keys.
    Dotted,
    /// A list of items, each on a line of its own.
    List,
    /// A list of items on one line.
    FlowList,
    /// YAML items with key and value on lines of their own; TOML's `[[projects.tags]]`.
    LongList,
}

#[derive(Clone, Debug)]
pub struct Tag {
    pub key: String,
    pub key_quotes: Quotes,
    pub value: String,
    pub quotes: Quotes,
    /// A comment on a line above.
    pub above: Option<usize>,
    /// A comment at the end of the line.
    pub beside: bool,
}

#[derive(Clone, Debug)]
pub struct Project {
    pub name: String,
    pub shape: Shape,
    pub tags: Vec<Tag>,
    /// Whether not even an empty container is where the tags belong.
    pub absent: bool,
    /// Whether the items of a list spell `Key` and `Value`.
    pub upper: bool,
    /// Whether something is behind the tags.
    pub tail: bool,
    /// A comment behind the last tag, on a line of its own.
    pub last_comment: bool,
    /// Whether a comma follows the last tag, where that is allowed.
    pub comma: bool,
}

#[derive(Clone, Debug)]
pub struct Document {
    pub format: Format,
    pub projects: Vec<Project>,
    pub newline: &'static str,
    pub ends: bool,
    pub mark: bool,
    pub step: usize,
    pub tabs: bool,
    /// What is around a colon or an equals sign.
    pub colon: &'static str,
    /// What is behind a comma, and inside braces.
    pub comma: &'static str,
    pub brace: &'static str,
    /// Whether YAML items are indented below their key.
    pub indented_items: bool,
    /// Which of the wrappers of the format is used.
    pub wrapper: usize,
    pub compact: bool,
}

impl Document {
    pub fn draw(pick: &mut Pick<'_>, format: Format, wrongs: Wrongs, default: &str) -> Document {
        let spaced = !pick.rarely(4);
        let mut document = Document {
            format,
            projects: Vec::new(),
            newline: pick.one(&["\n", "\n", "\r\n"]),
            ends: !pick.rarely(4),
            mark: pick.rarely(5),
            step: pick.one(&[2, 4, 3, 1]),
            tabs: pick.rarely(4),
            colon: if spaced || format == Format::Yaml { ": " } else { ":" },
            comma: if spaced { ", " } else { "," },
            brace: pick.one(&["", " "]),
            indented_items: pick.of(2) == 0,
            wrapper: pick.of(3),
            compact: format == Format::Lines || (format == Format::Json && pick.rarely(5)),
        };
        for number in 0..1 + pick.of(3) {
            let project = Project::draw(pick, &document, number, wrongs, default);
            document.projects.push(project);
        }
        // Nothing is inserted behind a block scalar that ends a file without a line end: it would give it one.
        let is_block = |tag: &Tag| matches!(tag.quotes, Quotes::Block(_));
        document.ends |= document.projects.iter().flat_map(|project| &project.tags).any(is_block);
        document
    }

    /// How the tags of a project may be written here.
    fn shapes(&self) -> &'static [Shape] {
        use Shape::*;
        match self.format {
            Format::Lines => &[Flow, FlowList],
            Format::Json | Format::Jsonc if self.compact => &[Flow, FlowList],
            Format::Json | Format::Jsonc => &[Spread, Flow, List, FlowList],
            Format::Yaml => &[Block, Flow, Spread, LongList, List, FlowList],
            Format::Toml if self.wrapper == 2 => &[Flow, FlowList],
            Format::Toml => &[Block, Flow, Dotted, List, FlowList, LongList],
        }
    }

    /// The document as it must become.
    pub fn fixed(&self, default: &str) -> Document {
        let mut fixed = self.clone();
        for project in &mut fixed.projects {
            project.fix(default);
        }
        fixed
    }
}

const ENVIRONMENT: &[&str] = &["Environment", "environment", "ENVIRONMENT", "En vironment", "Enviroment"];
const COST_CENTER: &[&str] =
    &["CostCenter", "costcenter", "cost-center", "Cost Center", "cost_code", "CostCentre"];
const STATES: &[&str] =
    &["Production", "prod", "dev", "production", "Productoin", "in production", "STAGING", "Lunch"];
const CODES: &[&str] = &["CC-1001", "cc-1001", " CC-1001", "CC-1001 ", "Cc-2002", "nothing"];
const NOTES: &[&str] =
    &["x", "12", "true", "no", "a: b", "1.5e3", "2026-01-31", "é = @/+", "", "null", "- y", "a:"];

impl Project {
    fn draw(
        pick: &mut Pick<'_>,
        document: &Document,
        number: usize,
        wrongs: Wrongs,
        default: &str,
    ) -> Project {
        let mut project = Project {
            name: format!("Project{number}"),
            shape: pick.one(document.shapes()),
            tags: Vec::new(),
            absent: false,
            upper: pick.of(2) == 0,
            tail: pick.of(2) == 1,
            last_comment: pick.rarely(4),
            comma: pick.rarely(3),
        };
        project.draw_tags(pick, document.format, wrongs, default);
        // What a project without tags is, the one before it in its list says.
        let is_listed = document.format != Format::Yaml || document.wrapper != 2;
        let may_be_absent = document.projects.first().is_some_and(|first| !first.absent) && is_listed;
        if wrongs == Wrongs::Any && may_be_absent && pick.rarely(4) {
            project.tags.clear();
            project.absent = true;
        }
        project
    }

    fn draw_tags(&mut self, pick: &mut Pick<'_>, format: Format, wrongs: Wrongs, default: &str) {
        let mut add = |pick: &mut Pick<'_>, key: &str, value: &str| {
            let tag = Tag::draw(pick, format, self.shape, key, value, self.tags.len());
            let at = pick.of(self.tags.len() + 1);
            self.tags.insert(at, tag);
        };
        if !pick.rarely(5) {
            let (key, value) = (pick.one(ENVIRONMENT), pick.one(STATES));
            add(pick, key, value);
        }
        if !pick.rarely(4) {
            let (key, value) = (pick.one(COST_CENTER), pick.one(CODES));
            add(pick, key, value);
        }
        if pick.of(2) == 1 {
            let value = pick.one(NOTES);
            add(pick, "Note", value);
        }
        if wrongs == Wrongs::Replaced || pick.of(2) == 1 {
            add(pick, "DataClass", default);
        }
        if wrongs == Wrongs::Any && pick.rarely(3) {
            add(pick, "Password", "hidden");
        }
        let may_repeat = matches!(format, Format::Json | Format::Jsonc | Format::Lines)
            || matches!(self.shape, Shape::List | Shape::FlowList | Shape::LongList);
        if wrongs == Wrongs::Any && may_repeat && pick.rarely(4) {
            add(pick, "State", "same");
            add(pick, "State", "same");
        }
    }

    fn fix(&mut self, default: &str) {
        self.tags.retain(|tag| tag.key != "Password");
        let mut seen = Vec::new();
        self.tags.retain(|tag| {
            let is_new = !seen.contains(&tag.key);
            seen.push(tag.key.clone());
            is_new
        });
        for tag in &mut self.tags {
            if ENVIRONMENT.contains(&tag.key.as_str()) {
                tag.key = "Environment".to_owned();
            }
            if COST_CENTER.contains(&tag.key.as_str()) {
                tag.key = "CostCenter".to_owned();
            }
            let value = match (tag.key.as_str(), tag.value.as_str()) {
                ("Environment", "prod" | "production" | "Productoin" | "in production") => "Production",
                ("Environment", "dev") => "Development",
                ("Environment", "STAGING") => "Staging",
                ("CostCenter", "cc-1001" | " CC-1001" | "CC-1001 ") => "CC-1001",
                ("CostCenter", "Cc-2002") => "CC-2002",
                (_, value) => value,
            };
            if value != tag.value {
                tag.value = value.to_owned();
                // An escape of the old text goes with it, and so do quotes for several lines.
                if matches!(tag.quotes, Quotes::Escaped | Quotes::Block(_)) {
                    tag.quotes = Quotes::Double;
                }
            }
        }
        self.absent = false;
        if !self.tags.iter().any(|tag| tag.key == "DataClass") {
            self.tags.push(Tag {
                key: "DataClass".to_owned(),
                key_quotes: Quotes::Double,
                value: default.to_owned(),
                quotes: Quotes::Double,
                above: None,
                beside: false,
            });
        }
    }
}

impl Tag {
    fn draw(pick: &mut Pick<'_>, format: Format, shape: Shape, key: &str, value: &str, number: usize) -> Tag {
        use Quotes::*;
        let is_item = matches!(shape, Shape::List | Shape::FlowList | Shape::LongList);
        let key_quotes: &[Quotes] = match format {
            Format::Json | Format::Jsonc | Format::Lines => &[Double],
            Format::Yaml => &[Bare, Single, Double],
            Format::Toml if is_item => &[Double, Single],
            Format::Toml => &[Bare, Single, Double],
        };
        let quotes: &[Quotes] = match format {
            Format::Json | Format::Jsonc | Format::Lines => &[Double, Double, Escaped],
            // The value of a block scalar is not fixed, and so only notes are written as one.
            Format::Yaml if key == "Note" && matches!(shape, Shape::Block | Shape::LongList) => {
                &[Bare, Single, Double, Block("|-"), Block(">-"), Block("|"), Block("|+"), Block(">")]
            }
            Format::Yaml => &[Bare, Single, Double, Escaped],
            Format::Toml => &[Double, Single, Escaped, Block("\"\"\""), Block("'''")],
        };
        // What needs quotes has them from the start.
        let settled = |quotes: Quotes, fresh: String| match quotes {
            Bare if fresh.starts_with('"') => Double,
            quotes => quotes,
        };
        Tag {
            key: key.to_owned(),
            key_quotes: settled(pick.one(key_quotes), quote::fresh_key(key, format.language())),
            value: value.to_owned(),
            quotes: settled(pick.one(quotes), quote::fresh_value(value, format.language())),
            above: pick.rarely(5).then_some(number),
            beside: pick.rarely(5),
        }
    }
}
