//! `docs/policy.md` has every field of a policy, from the description that also checks policies.

use std::path::Path;

use taglint::policy::shape::{Field, Is, Others, POLICY, Shape};

use super::read;

const COMMAND: &str = "TAGLINT_BLESS=1 cargo test --test pages";

#[test]
fn the_page_of_the_policy_is_up_to_date() {
    let page = "docs/policy.md";
    let written = read(page);
    let (begin, end) = ("<!-- fields -->\n", "<!-- end of fields -->");
    let (before, rest) = written.split_once(begin).expect("the fields begin");
    let (_, after) = rest.split_once(end).expect("the fields end");
    let fresh = format!("{before}{begin}{}{end}{after}", Fields::of_policies());
    if std::env::var_os("TAGLINT_BLESS").is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(page), fresh).expect("written");
    } else {
        assert!(written == fresh, "{page} is out of date: {COMMAND}");
    }
}

/// Sections, a table each, in the order in which a reader meets them.
#[derive(Default)]
struct Fields {
    sections: Vec<String>,
    /// The shapes with a definition of their own that have a section already: a condition may contain itself.
    defined: Vec<&'static str>,
}

impl Fields {
    fn of_policies() -> String {
        let mut fields = Fields::default();
        let mut rows = Vec::new();
        for field in POLICY.fields {
            match table_of(field.is) {
                Some((shape, heading)) => {
                    fields.section(&heading(field.name), field.name, field.doc, shape);
                }
                None => fields.rows_of_field(field, "", &mut rows),
            }
        }
        format!("{}{}", section("Above all tables", "", &rows), fields.sections.concat())
    }

    /// A section for a table, in front of those for what it contains.
    fn section(&mut self, title: &str, path: &str, doc: &str, shape: &'static Shape) {
        let place = self.sections.len();
        self.sections.push(String::new());
        let mut rows = Vec::new();
        self.rows(shape, path, "", &mut rows);
        self.sections[place] = section(title, doc, &rows);
    }

    /// A row for each key of a table, and below it those of the tables in it that have no section.
    fn rows(&mut self, shape: &'static Shape, path: &str, prefix: &str, rows: &mut Vec<String>) {
        for field in shape.fields {
            match field.is {
                Is::List(Is::Table(inner)) => {
                    let path = format!("{path}.{}", field.name);
                    self.section(&format!("`[[{path}]]`"), &path, field.doc, inner);
                }
                _ => self.rows_of_field(field, prefix, rows),
            }
        }
        match shape.others {
            Others::None => {}
            Others::Any(is, doc) => self.row(&format!("{prefix}<key>"), is, doc, "", rows),
            Others::Rules(is, doc) => self.row(&format!("{prefix}<rule>"), is, doc, "", rows),
        }
    }

    fn rows_of_field(&mut self, field: &Field, prefix: &str, rows: &mut Vec<String>) {
        let default = match (field.needed, field.default) {
            (true, _) => "must be given",
            (false, "") => "none",
            (false, default) => default,
        };
        let doc = format!("{} Example: `{} = {}`", field.doc, field.name, field.example);
        self.row(&format!("{prefix}{}", field.name), field.is, &doc, default, rows);
    }

    fn row(&mut self, key: &str, is: Is, doc: &str, default: &str, rows: &mut Vec<String>) {
        let cells = [&format!("`{key}`"), &in_words(is), default, doc];
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', r"\|")).collect();
        rows.push(format!("| {} |\n", cells.join(" | ")));
        for shape in tables_in(is) {
            match shape.definition {
                None => self.rows(shape, "", &format!("{key}."), rows),
                Some(name) if self.defined.contains(&name) => {}
                Some(name) => {
                    self.defined.push(name);
                    self.section(&capitalised(shape.noun), "", "", shape);
                }
            }
        }
    }
}

fn section(title: &str, doc: &str, rows: &[String]) -> String {
    let doc = if doc.is_empty() { String::new() } else { format!("{doc}\n\n") };
    format!("\n## {title}\n\n{doc}| key | type | default | |\n|---|---|---|---|\n{}", rows.concat())
}

/// How the heading of a table is written, given its key.
type Heading = fn(&str) -> String;

/// The table that a field of the whole file is, or is a list of.
fn table_of(is: Is) -> Option<(&'static Shape, Heading)> {
    match is {
        Is::Table(shape) => Some((shape, |key| format!("`[{key}]`"))),
        Is::List(Is::Table(shape)) => Some((shape, |key| format!("`[[{key}]]`"))),
        _ => None,
    }
}

/// The tables that may be at a place.
fn tables_in(is: Is) -> Vec<&'static Shape> {
    match is {
        Is::Table(shape) => vec![shape],
        Is::List(item) => tables_in(*item),
        Is::Either(choices) => {
            let mut tables = Vec::new();
            for choice in choices {
                tables.extend(tables_in(*choice));
            }
            tables
        }
        _ => Vec::new(),
    }
}

fn in_words(is: Is) -> String {
    match is {
        Is::Text => "string".to_owned(),
        Is::Word { words, .. } => listed(words.iter().map(|word| format!("`{word}`")).collect()),
        Is::Rule => "name of a rule".to_owned(),
        Is::Date => "date".to_owned(),
        Is::Bool => "`true` or `false`".to_owned(),
        Is::Count => "whole number".to_owned(),
        Is::Amount => "number".to_owned(),
        Is::List(Is::Text) => "list of strings".to_owned(),
        Is::List(Is::Rule) => "list of rules".to_owned(),
        Is::List(item) => format!("list, each {}", in_words(*item)),
        Is::Table(shape) => match shape.definition {
            Some(_) => format!("[{}](#{})", shape.noun, shape.noun.replace(' ', "-")),
            None => "table".to_owned(),
        },
        Is::Either(choices) => listed(choices.iter().map(|choice| in_words(*choice)).collect()),
    }
}

/// `a, b or c`.
fn listed(mut words: Vec<String>) -> String {
    let last = words.pop().unwrap_or_default();
    match words.is_empty() {
        true => last,
        false => format!("{} or {last}", words.join(", ")),
    }
}

fn capitalised(noun: &str) -> String {
    let (first, rest) = noun.split_at(1);
    first.to_uppercase() + rest
}
