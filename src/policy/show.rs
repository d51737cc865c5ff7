//! `policy show`: the effective policy, with all that it extends in it, as TOML that loads to the same, but for
//! credentials, which are masked.

use std::path::Path;

use super::Given;
use super::load::Effective;
use super::problem::Problems;
use super::raw::{Content, Entry, Raw, Table};
use super::rules::Rules;
use super::written::{key, quoted};
use crate::files::Store;
use crate::files::names::clean;
use crate::finding::Location;
use crate::text::masked;

/// Lists longer than this, in characters, are written one item a line.
const WIDE: usize = 90;

/// The effective policy. Behind each clause is from which file and line it comes.
///
/// # Errors
/// Everything that is wrong with the policy and with what it extends.
pub fn show(given: &Given, store: &Store, rules: Rules) -> Result<String, Problems> {
    shown_checked(Effective::of(given, store, rules)?)
}

/// The effective policy of a text: see [`super::load_text`] and [`show`].
///
/// # Errors
/// Everything that is wrong with the policy and with what it extends.
pub fn show_text(text: &str, shown: &str, store: Option<&Store>, rules: Rules) -> Result<String, Problems> {
    shown_checked(Effective::of_text(text, shown, store, rules)?)
}

fn shown_checked(effective: Effective) -> Result<String, Problems> {
    let mut root = effective.root.clone();
    shorten_levels(&mut root);
    let place = |file: &Raw| {
        let from = effective.origins.folder(&file.at)?;
        relative(effective.folder.as_deref()?, &from.join(file.text()?))
    };
    replace_files(&mut root, &place);
    let (_, outdated) = effective.judged()?;
    leave_out(&mut root, &outdated);
    let mut page = Page::default();
    page.policy(&root);
    Ok(masked(&page.text).into_owned())
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn policy(&mut self, root: &Table) {
        for section in &root.entries {
            let name = key(&section.key);
            match &section.value.content {
                Content::Table(tags) if section.key == "tags" => {
                    for tag in &tags.entries {
                        self.section(&format!("[{name}.{}]", key(&tag.key)), &tag.value, &tag.key_at);
                    }
                }
                Content::Table(_) => self.section(&format!("[{name}]"), &section.value, &section.key_at),
                Content::List(items) if items.iter().all(|item| item.table().is_some()) => {
                    for item in items {
                        self.section(&format!("[[{name}]]"), item, &item.at);
                    }
                }
                _ => self.clause("", section),
            }
        }
    }

    /// A table under a header, and behind it the lists of tables that it holds.
    fn section(&mut self, header: &str, value: &Raw, at: &Location) {
        let Some(table) = value.table() else { return };
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(header);
        if table.entries.is_empty() {
            self.origin(at);
        }
        self.text.push('\n');
        let (lists, entries): (Vec<_>, Vec<_>) =
            table.entries.iter().partition(|entry| is_tables(&entry.value));
        for entry in entries {
            self.clause("", entry);
        }
        for entry in lists {
            let header = format!("[[{}.{}]]", header.trim_matches(['[', ']']), key(&entry.key));
            for item in entry.value.items() {
                self.section(&header, item, &item.at);
            }
        }
    }

    /// An entry on a line of its own, or the entries of its table where they come from several places.
    fn clause(&mut self, prefix: &str, entry: &Entry) {
        let name = format!("{prefix}{}", key(&entry.key));
        if let Some(table) = entry.value.table()
            && !table.whole
            && !table.entries.is_empty()
            && !on_one_line(table, origin(&entry.clause))
        {
            for inner in &table.entries {
                self.clause(&format!("{name}."), inner);
            }
            return;
        }
        self.text.push_str(&name);
        self.text.push_str(" = ");
        let value = inline(&entry.value);
        match &entry.value.content {
            Content::List(items) if name.len() + value.chars().count() > WIDE && items.len() > 1 => {
                self.text.push_str("[\n");
                for item in items {
                    self.text.push_str(&format!("    {},\n", inline(item)));
                }
                self.text.push(']');
            }
            _ => self.text.push_str(&value),
        }
        self.origin(&entry.clause);
        self.text.push('\n');
    }

    fn origin(&mut self, at: &Location) {
        let (path, line) = origin(at);
        self.text.push_str(&format!("  # {}:{line}", crate::text::shown(path)));
    }
}

/// The file and line of a clause.
fn origin(at: &Location) -> (&str, usize) {
    (at.path(), at.source.position(at.span.start).line)
}

fn on_one_line(table: &Table, place: (&str, usize)) -> bool {
    table.entries.iter().all(|entry| {
        origin(&entry.clause) == place
            && entry.value.table().is_none_or(|table| table.whole || on_one_line(table, place))
    })
}

fn is_tables(value: &Raw) -> bool {
    !value.items().is_empty() && value.items().iter().all(|item| item.table().is_some())
}

fn inline(value: &Raw) -> String {
    match &value.content {
        Content::Text(text) => quoted(text),
        Content::Date(date) => date.clone(),
        Content::Count(count) => count.to_string(),
        Content::Amount(amount) => amount.to_string(),
        Content::Bool(bool) => bool.to_string(),
        Content::List(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Content::Table(table) if table.entries.is_empty() => "{}".into(),
        Content::Table(table) => {
            let entry = |entry: &Entry| format!("{} = {}", key(&entry.key), inline(&entry.value));
            format!("{{ {} }}", table.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        // A policy that is shown has no problems, and so nothing that is wrong.
        Content::Wrong => "{}".into(),
    }
}

/// Removes the keys and items that the checked policy leaves out, and the lists that become empty.
fn leave_out(table: &mut Table, outdated: &[Location]) {
    table.entries.retain_mut(|entry| {
        match &mut entry.value.content {
            Content::Table(table) => leave_out(table, outdated),
            Content::List(items) => {
                let before = items.len();
                items.retain(|item| !outdated.contains(&item.at));
                if items.is_empty() && before > 0 {
                    return false;
                }
                for item in items {
                    if let Content::Table(table) = &mut item.content {
                        leave_out(table, outdated);
                    }
                }
            }
            _ => {}
        }
        !outdated.contains(&entry.key_at)
    });
}

/// Turns tables that say a level and nothing else back into the short form.
fn shorten_levels(table: &mut Table) {
    for entry in &mut table.entries {
        match &mut entry.value.content {
            Content::Table(rules) if entry.key == "rules" => {
                for rule in &mut rules.entries {
                    shorten(rule);
                }
            }
            Content::List(items) if entry.key == "overrides" => {
                for item in items {
                    if let Content::Table(change) = &mut item.content {
                        shorten_levels(change);
                    }
                }
            }
            _ => {}
        }
    }
}

fn shorten(rule: &mut Entry) {
    let Some([level]) = rule.value.table().map(|table| table.entries.as_slice()) else { return };
    if level.key == "level" {
        (rule.clause, rule.value) = (level.clause.clone(), level.value.clone());
    }
}

/// Writes the files that the policy names as they are named from its own folder.
fn replace_files(root: &mut Table, place: &impl Fn(&Raw) -> Option<String>) {
    for entry in &mut root.entries {
        match (&mut entry.value.content, entry.key.as_str()) {
            (Content::Table(tags), "tags") => {
                for tag in &mut tags.entries {
                    if let Content::Table(tag) = &mut tag.value.content {
                        for from in tag.entries.iter_mut().filter(|entry| entry.key == "values-from") {
                            replace_file(&mut from.value, place);
                        }
                    }
                }
            }
            (Content::Table(terraform), "terraform") => {
                for entry in terraform.entries.iter_mut().filter(|entry| entry.key == "var-files") {
                    let Content::List(files) = &mut entry.value.content else { continue };
                    for file in files {
                        if let Some(path) = place(file) {
                            file.content = Content::Text(path);
                        }
                    }
                }
            }
            (Content::List(lookups), "lookups") => {
                for lookup in lookups {
                    replace_file(lookup, place);
                }
            }
            (Content::List(overrides), "overrides") => {
                for change in overrides {
                    if let Content::Table(change) = &mut change.content {
                        replace_files(change, place);
                    }
                }
            }
            _ => {}
        }
    }
}

fn replace_file(table: &mut Raw, place: &impl Fn(&Raw) -> Option<String>) {
    let Content::Table(table) = &mut table.content else { return };
    for file in table.entries.iter_mut().filter(|entry| entry.key == "file") {
        if let Some(path) = place(&file.value) {
            file.value.content = Content::Text(path);
        }
    }
}

/// A path as it is named from a folder, with forward slashes.
fn relative(folder: &Path, path: &Path) -> Option<String> {
    let (folder, path) = (clean(folder), clean(path));
    let shared = folder.components().zip(path.components()).take_while(|(left, right)| left == right).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared).map(|part| part.as_os_str().to_str().map(str::to_owned));
    let parts: Vec<String> = up.map(Some).chain(down).collect::<Option<_>>()?;
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_named_from_a_folder() {
        let relative = |folder: &str, path: &str| relative(Path::new(folder), Path::new(path));
        assert_eq!(relative("/a/b", "/a/b/./c.csv").as_deref(), Some("c.csv"));
        assert_eq!(relative("/a/b", "/a/b/../c/d.csv").as_deref(), Some("../c/d.csv"));
    }

    #[test]
    fn texts_are_written_so_that_toml_reads_them_back() {
        for text in ["a", "", "CC-\\d{4}", "say \"x\"", "it's \\d", "two\nlines\t\u{1}\u{7f}", "ö"] {
            let read: toml::Table =
                toml::from_str(&format!("{} = {}", key(text), quoted(text))).expect("TOML");
            assert_eq!(read.get(text).and_then(|value| value.as_str()), Some(text));
        }
    }
}
