//! Documents as text.

use taglint::fix::quote;
use taglint::tree::Language;

use crate::document::{Document, Project, Quotes, Shape, Tag};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Json,
    Jsonc,
    Lines,
    Yaml,
    Toml,
}

impl Format {
    pub fn file(self) -> &'static str {
        match self {
            Format::Json => "projects.json",
            Format::Jsonc => "projects.jsonc",
            Format::Lines => "projects.jsonl",
            Format::Yaml => "projects.yaml",
            Format::Toml => "projects.toml",
        }
    }

    pub fn language(self) -> Language {
        match self {
            Format::Json | Format::Jsonc | Format::Lines => Language::Json,
            Format::Yaml => Language::Yaml,
            Format::Toml => Language::Toml,
        }
    }
}

pub fn write(document: &Document) -> String {
    let mut writer = Writer { document, text: String::new() };
    if document.mark {
        writer.text.push('\u{feff}');
    }
    match document.format {
        Format::Json | Format::Jsonc => writer.json(),
        Format::Lines => writer.lines(),
        Format::Yaml => writer.yaml(),
        Format::Toml => writer.toml(),
    }
    // Blank lines behind a scalar that keeps them are part of its value, at the end of a document as before a tag.
    let last = document.projects.last().and_then(|project| project.tags.last());
    if !last.is_some_and(|tag| tag.beside && tag.quotes == Quotes::Block("|+")) {
        writer.text.truncate(writer.text.trim_end_matches('\n').len());
        writer.text += if document.ends { "\n" } else { "" };
    }
    writer.text.replace('\n', document.newline)
}

struct Writer<'d> {
    document: &'d Document,
    text: String,
}

impl Writer<'_> {
    fn indent(&self, level: usize) -> String {
        match self.document.format {
            Format::Json | Format::Jsonc if self.document.compact => String::new(),
            Format::Json | Format::Jsonc if self.document.tabs => "\t".repeat(level),
            _ => " ".repeat(level * self.document.step),
        }
    }

    fn line(&mut self, level: usize, text: &str) {
        let indent = self.indent(level);
        self.text += &format!("{indent}{text}");
        if !self.document.compact {
            self.text.push('\n');
        }
    }

    fn scalar(&self, text: &str, quotes: Quotes, is_key: bool) -> String {
        let language = self.document.format.language();
        let fresh =
            if is_key { quote::fresh_key(text, language) } else { quote::fresh_value(text, language) };
        match quotes {
            // Without quotes where that is possible.
            Quotes::Bare => fresh,
            Quotes::Single => format!("'{text}'"),
            Quotes::Escaped if !text.is_empty() => {
                let at = if let Some((at, _)) = text.char_indices().last() { at } else { 0 };
                let last = if let Some(last) = text[at..].chars().next() { u32::from(last) } else { 0 };
                format!("\"{}\\u{last:04x}\"", &text[..at])
            }
            Quotes::Double | Quotes::Escaped | Quotes::Block(_) => format!("\"{text}\""),
        }
    }

    /// A value, of which a note may take several lines in TOML.
    fn value(&self, tag: &Tag) -> String {
        match tag.quotes {
            Quotes::Block(quotes) if tag.key == "Note" => format!("{quotes}\n{}\n{quotes}", tag.value),
            Quotes::Block(quotes) => format!("{quotes}{}{quotes}", tag.value),
            quotes => self.scalar(&tag.value, quotes, false),
        }
    }

    fn pair(&self, key: &str, value: &str) -> String {
        match self.document.format {
            Format::Toml => format!("{key} = {value}"),
            _ => format!("{key}{}{value}", self.document.colon),
        }
    }

    /// An entry or an item of a container in brackets.
    fn member(&self, project: &Project, tag: &Tag) -> String {
        let value = self.value(tag);
        if !is_list(project.shape) {
            // JSON-like: a YAML flow key without quotes would need a blank behind its colon, which it has.
            return self.pair(&self.scalar(&tag.key, tag.key_quotes, true), &value);
        }
        let [key_name, value_name] = self.names(project);
        let key = self.pair(&key_name, &self.scalar(&tag.key, tag.key_quotes, false));
        let value = self.pair(&value_name, &value);
        let (brace, comma) = (self.document.brace, self.document.comma);
        format!("{{{brace}{key}{comma}{value}{brace}}}")
    }

    fn names(&self, project: &Project) -> [String; 2] {
        let names = if project.upper { ["Key", "Value"] } else { ["key", "value"] };
        let quotes =
            if self.document.format.language() == Language::Json { Quotes::Double } else { Quotes::Bare };
        names.map(|name| self.scalar(name, quotes, true))
    }

    /// The tags in brackets on one line.
    fn flow(&self, project: &Project) -> String {
        let [open, close] = brackets(project.shape);
        let members: Vec<String> = project.tags.iter().map(|tag| self.member(project, tag)).collect();
        let brace = if members.is_empty() { "" } else { self.document.brace };
        let may_end = matches!(self.document.format, Format::Jsonc | Format::Yaml)
            || (self.document.format == Format::Toml && is_list(project.shape));
        let comma = if may_end && project.comma && !members.is_empty() { "," } else { "" };
        format!("{open}{brace}{}{comma}{brace}{close}", members.join(self.document.comma))
    }

    /// A comment, where the format has them.
    fn comment(&self, number: usize) -> Option<String> {
        Some(match self.document.format {
            Format::Json | Format::Lines => return None,
            Format::Jsonc if number.is_multiple_of(2) => format!("// comment {number}"),
            Format::Jsonc => format!("/* comment {number} */"),
            Format::Yaml | Format::Toml => format!("# comment {number}"),
        })
    }

    fn comment_line(&mut self, level: usize, number: Option<usize>) {
        if let Some(comment) = number.and_then(|number| self.comment(number)) {
            self.line(level, &comment);
        }
    }

    fn beside(&self, tag: &Tag) -> String {
        match self.comment(90).filter(|_| tag.beside) {
            Some(comment) => format!(" {comment}"),
            None => String::new(),
        }
    }

    /// The tags in brackets over several lines, behind `lead`.
    fn spread(&mut self, project: &Project, level: usize, lead: &str, behind: &str) {
        let [open, close] = brackets(project.shape);
        self.line(level, &format!("{lead}{open}"));
        for (number, tag) in project.tags.iter().enumerate() {
            self.comment_line(level + 1, tag.above);
            let is_last = number + 1 == project.tags.len();
            let may_end = matches!(self.document.format, Format::Jsonc | Format::Yaml | Format::Toml);
            let comma = if !is_last || (may_end && project.comma) { "," } else { "" };
            self.line(level + 1, &format!("{}{comma}{}", self.member(project, tag), self.beside(tag)));
        }
        self.comment_line(level + 1, project.last_comment.then_some(91));
        self.line(level, &format!("{close}{behind}"));
    }

    fn json(&mut self) {
        let list = self.document.wrapper != 1 || self.document.projects.len() > 1;
        let object = list && self.document.wrapper == 2;
        let level = usize::from(list) + usize::from(object);
        if object {
            self.line(0, "{");
            let lead = self.pair("\"projects\"", "[");
            self.line(1, &lead);
        } else if list {
            self.line(0, "[");
        }
        for (number, project) in self.document.projects.iter().enumerate() {
            let comma = if number + 1 < self.document.projects.len() { "," } else { "" };
            self.line(level, "{");
            let name = self.pair("\"name\"", &format!("\"{}\"", project.name));
            let behind = if project.tail { "," } else { "" };
            self.line(level + 1, &format!("{name}{}", if project.absent { behind } else { "," }));
            let lead = self.pair("\"tags\"", "");
            if project.absent {
                // Nothing is where the tags belong.
            } else if matches!(project.shape, Shape::Flow | Shape::FlowList) {
                let flow = self.flow(project);
                self.line(level + 1, &format!("{lead}{flow}{behind}"));
            } else {
                self.spread(project, level + 1, &lead, behind);
            }
            if project.tail {
                let tail = self.pair("\"region\"", "\"us-east-1\"");
                self.line(level + 1, &tail);
            }
            self.line(level, &format!("}}{comma}"));
        }
        if object {
            self.line(1, "]");
            self.line(0, "}");
        } else if list {
            self.line(0, "]");
        }
    }

    fn lines(&mut self) {
        for project in &self.document.projects {
            let (name, tags) = (self.pair("\"name\"", &format!("\"{}\"", project.name)), self.flow(project));
            let tags = format!("{}{}", self.document.comma, self.pair("\"tags\"", &tags));
            self.text += &format!("{{{name}{}}}\n", if project.absent { "" } else { &tags });
        }
    }

    fn yaml(&mut self) {
        // A list at the root, a list under a key, or a document for each.
        let documents = self.document.wrapper == 2;
        let below = self.document.wrapper == 0;
        if below {
            self.line(0, "projects:");
        }
        for project in &self.document.projects {
            let lead = match (documents, below && self.document.indented_items) {
                (true, _) => {
                    self.line(0, "---");
                    String::new()
                }
                (false, true) => format!("{}- ", self.indent(1)),
                (false, false) => "- ".to_owned(),
            };
            self.text += &format!("{lead}name: {}\n", project.name);
            let body = " ".repeat(lead.len());
            self.yaml_tags(project, &body);
            if project.tail {
                self.text += &format!("{body}region: us-east-1\n");
            }
        }
    }

    fn yaml_tags(&mut self, project: &Project, body: &str) {
        let start = self.text.len();
        match project.shape {
            _ if project.absent => {}
            _ if project.tags.is_empty() => self.text += &format!("{body}tags: {}\n", self.flow(project)),
            Shape::Flow | Shape::FlowList => self.text += &format!("{body}tags: {}\n", self.flow(project)),
            Shape::Spread => {
                self.spread(project, 0, "tags: ", "");
                // Flow content is indented more than its key.
                let spread = self.text.split_off(start);
                for (number, line) in spread.lines().enumerate() {
                    let more = if number == 0 { "" } else { " " };
                    self.text += &format!("{body}{more}{line}\n");
                }
            }
            Shape::List | Shape::LongList => {
                self.text += &format!("{body}tags:\n");
                let indent = if self.document.indented_items { self.indent(1) } else { String::new() };
                for tag in &project.tags {
                    self.yaml_comment(tag, &format!("{body}{indent}"));
                    let item = match project.shape {
                        Shape::List => format!("{body}{indent}- {}", self.member(project, tag)),
                        _ => self.yaml_item(project, tag, &format!("{body}{indent}")),
                    };
                    self.text += &item;
                    self.yaml_beside(tag);
                }
                if project.last_comment {
                    self.text += &format!("{body}{indent}# comment 91\n");
                }
            }
            Shape::Block | Shape::Dotted => {
                self.text += &format!("{body}tags:\n");
                let lead = format!("{body}{}", self.indent(1));
                for tag in &project.tags {
                    self.yaml_comment(tag, &lead);
                    let key = self.scalar(&tag.key, tag.key_quotes, true);
                    self.text += &format!("{lead}{key}: {}", self.yaml_value(tag, &lead));
                    self.yaml_beside(tag);
                }
                if project.last_comment {
                    self.text += &format!("{lead}# comment 91\n");
                }
            }
        }
    }

    fn yaml_item(&self, project: &Project, tag: &Tag, lead: &str) -> String {
        let [key_name, value_name] = self.names(project);
        let key = self.scalar(&tag.key, tag.key_quotes, false);
        let value = self.yaml_value(tag, &format!("{lead}  "));
        format!("{lead}- {key_name}: {key}\n{lead}  {value_name}: {value}")
    }

    fn yaml_value(&self, tag: &Tag, lead: &str) -> String {
        match tag.quotes {
            Quotes::Block(header) => format!("{header}\n{lead}  {}x", tag.value.trim()),
            quotes => self.scalar(&tag.value, quotes, false),
        }
    }

    fn yaml_comment(&mut self, tag: &Tag, lead: &str) {
        if let Some(number) = tag.above {
            self.text += &format!("{lead}# comment {number}\n");
        }
    }

    /// The end of an entry's line; a block scalar has blank lines behind it instead.
    fn yaml_beside(&mut self, tag: &Tag) {
        match tag.quotes {
            Quotes::Block(_) if tag.beside => self.text += "\n\n",
            Quotes::Block(_) => self.text += "\n",
            _ => self.text += &format!("{}\n", self.beside(tag)),
        }
    }

    fn toml(&mut self) {
        if self.document.wrapper == 2 {
            self.text += "projects = [\n";
            for project in &self.document.projects {
                let tags = format!(", tags = {}", self.flow(project));
                let tags = if project.absent { "" } else { &tags };
                self.text += &format!("  {{ name = \"{}\"{tags} }},\n", project.name);
            }
            self.text += "]\n";
            return;
        }
        for project in &self.document.projects {
            self.text += &format!("[[projects]]\nname = \"{}\"\n", project.name);
            match project.shape {
                _ if project.absent => {}
                Shape::Flow | Shape::FlowList => self.text += &format!("tags = {}\n", self.flow(project)),
                Shape::Dotted if !project.tags.is_empty() => self.toml_entries(project, "tags.", ""),
                Shape::List | Shape::Spread => self.spread(project, 0, "tags = ", ""),
                Shape::LongList => self.toml_items(project),
                Shape::Block | Shape::Dotted => {
                    let lead = self.indent(usize::from(self.document.tabs));
                    self.text += &format!("{lead}[projects.tags]\n");
                    self.toml_entries(project, "", &lead);
                }
            }
            self.text.push('\n');
        }
    }

    fn toml_entries(&mut self, project: &Project, path: &str, lead: &str) {
        for tag in &project.tags {
            self.yaml_comment(tag, lead);
            let key = self.scalar(&tag.key, tag.key_quotes, true);
            let value = self.value(tag);
            self.text += &format!("{lead}{path}{key} = {value}{}\n", self.beside(tag));
        }
        if project.last_comment {
            self.text += &format!("{lead}# comment 91\n");
        }
    }

    fn toml_items(&mut self, project: &Project) {
        let [key_name, value_name] = self.names(project);
        if project.tags.is_empty() {
            self.text += "tags = []\n";
        }
        for tag in &project.tags {
            let (key, value) = (self.scalar(&tag.key, tag.key_quotes, false), self.value(tag));
            let beside = self.beside(tag);
            self.text += &format!("[[projects.tags]]\n{key_name} = {key}\n{value_name} = {value}{beside}\n");
        }
    }
}

fn is_list(shape: Shape) -> bool {
    matches!(shape, Shape::List | Shape::FlowList | Shape::LongList)
}

fn brackets(shape: Shape) -> [&'static str; 2] {
    if is_list(shape) { ["[", "]"] } else { ["{", "}"] }
}
