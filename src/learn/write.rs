//! What was learned, as the text of a policy.

use super::codes::Shared;
use super::keys::Key;
use super::law::Law;
use super::lesson::Lesson;
use super::measure::LISTED;
use super::names::Naming;
use super::spellings::nearly;
use super::tables::Table;
use crate::fix::quote::{fresh_key, fresh_value};
use crate::text::{all_of, code, count};
use crate::tree::Language;

/// How many words a comment names.
const NAMED: usize = 6;

/// The text of the policy.
pub(crate) fn policy(lesson: &Lesson) -> String {
    let mut text = format!(
        "# The tag policy of this repository: which tags projects have, and which values.\n\
         # `taglint init` learned it from {}: what most of them do is required here. Read it, and correct what is wrong.\n\
         # `taglint policy check` checks it, `taglint explain RULE` explains a rule.\n",
        count(lesson.projects, "project")
    );
    for key in &lesson.keys {
        entry(key, nearly(&key.word, lesson.keys.iter().map(|key| &key.word)), &mut text);
        for other in &key.deprecated {
            deprecated(other, key.name(), &mut text);
        }
    }
    if !lesson.left_out.is_empty() {
        let keys = all_of(lesson.left_out.iter().map(String::as_str), NAMED);
        text.push_str(&format!(
            "\n# Left out: {keys}. The service refuses such keys, or `*` in them matches any text.\n"
        ));
    }
    let names = &lesson.names;
    for (naming, is_law) in [(&names.law, true), (&names.suggestion, false)] {
        if let Some(naming) = naming {
            text.push('\n');
            text.push_str(&as_law(&name(naming), is_law));
        }
    }
    for table in &lesson.tables {
        text.push('\n');
        text.push_str(&as_law(&lookup(table), table.is_law()));
    }
    text
}

fn string(text: &str) -> String {
    fresh_value(text, Language::Toml)
}

fn key_text(text: &str) -> String {
    fresh_key(text, Language::Toml)
}

/// Lines in force, or as a comment.
fn as_law(lines: &str, is_law: bool) -> String {
    match is_law {
        true => lines.to_owned(),
        false => {
            let comment = |line: &str| match line.starts_with('#') {
                true => format!("{line}\n"),
                false => format!("# {line}\n"),
            };
            lines.lines().map(comment).collect()
        }
    }
}

fn entry(key: &Key, nearly_same: Option<&str>, text: &mut String) {
    text.push_str(&format!("\n[tags.{}]\n", key_text(key.name())));
    if let Some(other) = nearly_same {
        text.push_str(&format!("# Is it meant to be {}, which more projects have?\n", code(other)));
    }
    text.push_str("# description = \"\"\n");
    let Key { projects, of, .. } = key;
    let verb = if *projects == 1 { "has" } else { "have" };
    let required = format!("required = true # {projects} of {} {verb} it\n", count(*of, "project"));
    text.push_str(&as_law(&required, key.is_required()));
    match &key.values.law {
        Law::Shared { shared, outliers } => {
            let clause = match shared {
                Shared::Pattern(pattern) => format!("pattern = '{}'\n", pattern.as_str()),
                Shared::Format(format) => format!("format = \"{}\"\n", format.word()),
            };
            text.push_str(&clause);
            if !outliers.is_empty() {
                let outliers = all_of(outliers.iter().map(String::as_str), NAMED);
                text.push_str(&format!("# unlike the others: {outliers}\n"));
            }
        }
        Law::Values { is_certain } => text.push_str(&as_law(&values(key), *is_certain)),
        Law::Free(values) => text.push_str(&format!(
            "# {values} values, more than the {LISTED} that would be a list: `pattern` or `values-from` can say what they are\n"
        )),
        Law::Unknown => {}
    }
}

fn values(key: &Key) -> String {
    let words = &key.values.words;
    let list: Vec<String> = words.iter().map(|word| string(&word.right)).collect();
    let mut lines = format!("values = [{}]\n", list.join(", "));
    let aliases = words.iter().flat_map(|word| word.others.iter().map(|other| (other, &word.right)));
    let aliases: Vec<String> =
        aliases.map(|(other, right)| format!("{} = {}", key_text(other), string(right))).collect();
    if !aliases.is_empty() {
        lines.push_str(&format!("aliases = {{ {} }}\n", aliases.join(", ")));
    }
    for word in words {
        if let Some(other) = nearly(word, words) {
            let (word, other) = (code(&word.right), code(other));
            lines.push_str(&format!("# Is {word} meant to be {other}, which is used more often?\n"));
        }
    }
    lines
}

fn deprecated(other: &str, right: &str, text: &mut String) {
    text.push_str(&format!(
        "\n# Another spelling of {}. `taglint check --fix` renames it.\n[tags.{}]\ndeprecated = {}\nreplaced-by = {}\n",
        code(right),
        key_text(other),
        string(&format!("use {right}")),
        string(right)
    ));
}

fn name(naming: &Naming) -> String {
    let mut lines = format!(
        "[name]\npattern = {} # {} of {} have this form\n",
        string(&naming.pattern),
        naming.agreeing,
        count(naming.of, "name")
    );
    for (key, values) in &naming.abbreviations {
        let values: Vec<String> = values
            .iter()
            .map(|(value, texts)| {
                let texts: Vec<String> = texts.iter().map(|text| string(text)).collect();
                format!("{} = [{}]", key_text(value), texts.join(", "))
            })
            .collect();
        lines.push_str(&format!("abbreviations.{} = {{ {} }}\n", key_text(key), values.join(", ")));
    }
    lines
}

fn lookup(table: &Table) -> String {
    let [deciding, decided] = &table.keys;
    let columns: Vec<String> =
        table.keys.iter().map(|key| format!("{} = {}", key_text(key), string(key))).collect();
    format!(
        "# {} decides {}: {} of {} agree.\n[[lookups]]\nfile = {}\ncolumns = {{ {} }}\n",
        code(deciding),
        code(decided),
        table.agreeing,
        count(table.of, "project"),
        string(&table.file),
        columns.join(", ")
    )
}
