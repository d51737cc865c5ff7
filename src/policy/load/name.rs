//! `[name]`: the pattern of names, and what is in names for values.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::reader::Reader;
use crate::policy::dictionary::Dictionary;
use crate::policy::problem::Problem;
use crate::policy::raw::{Entry, Table};
use crate::policy::values::Values;
use crate::policy::{NamePart, NamePattern, Said, suggest};
use crate::text::code;

/// How many values are listed where none is near.
const LISTED: usize = 8;

impl Reader<'_> {
    /// `[name]`. Keys are looked up where the dictionaries are complete.
    pub(crate) fn name_pattern(
        &mut self,
        root: &Table,
        dictionaries: Option<&[Dictionary]>,
    ) -> Option<NamePattern> {
        let name = root.table("name")?;
        let abbreviations = name.get("abbreviations");
        let Some(entry) = name.get("pattern") else {
            if let Some(abbreviations) = abbreviations {
                let message = "`abbreviations` need a `pattern`, and there is none";
                let problem =
                    Problem::new("policy::missing-key", &abbreviations.key_at, message, "no `pattern`");
                self.say(problem.help("add `pattern = '{Application}-{Environment}'` to `[name]`"));
            }
            return None;
        };
        let text = entry.value.text()?;
        let parts = match parts(text) {
            Ok(parts) => parts,
            Err(Broken { part, message, label, help }) => {
                let at = entry.value.part(part.start, part.end);
                let problem = Problem::new("policy::bad-name-pattern", &at, message, label);
                self.say(problem.help(help));
                return None;
            }
        };
        for (part, range) in &parts {
            if let (NamePart::Tag(key), Some(dictionaries)) = (part, dictionaries) {
                self.known_key(key, &entry.value.part(range.start, range.end), dictionaries);
            }
        }
        let parts: Vec<NamePart> = parts.into_iter().map(|(part, _)| part).collect();
        let abbreviations =
            abbreviations.map(|entry| self.abbreviations(entry, &parts, dictionaries.unwrap_or_default()));
        Some(NamePattern {
            parts,
            pattern: Said { value: text.to_owned(), clause: entry.clause.clone() },
            abbreviations: abbreviations.unwrap_or_default(),
        })
    }

    /// The abbreviations of values, by key; those of values that are not allowed any more are left out.
    fn abbreviations(
        &mut self,
        entry: &Entry,
        parts: &[NamePart],
        dictionaries: &[Dictionary],
    ) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
        let mut abbreviations = BTreeMap::new();
        for tag in entry.value.table().map(|keys| keys.entries.as_slice()).unwrap_or_default() {
            let in_pattern = parts.iter().any(|part| matches!(part, NamePart::Tag(key) if *key == tag.key));
            if !in_pattern && !dictionaries.is_empty() {
                self.known_key(&tag.key, &tag.key_at, dictionaries);
            }
            let entries = dictionaries.iter().filter_map(|dictionary| dictionary.get(&tag.key));
            let lists: Vec<Allowed<'_>> = entries.map(|entry| entry.values.as_ref()).collect();
            let mut of_tag = BTreeMap::new();
            for value in tag.value.table().map(|values| values.entries.as_slice()).unwrap_or_default() {
                let help = format!("name at least one, such as `[\"Prod\"]`, or remove {}", code(&value.key));
                self.empty_list(value, "no abbreviation for the value", help);
                if self.can_be(&tag.key, value, &lists) {
                    let texts = value.value.texts().map(|(text, _)| text.to_owned()).collect();
                    of_tag.insert(value.key.clone(), texts);
                }
            }
            abbreviations.insert(tag.key.clone(), of_tag);
        }
        abbreviations
    }

    /// Whether a tag can have a value, as far as any of the lists of its allowed values says.
    fn can_be(&mut self, tag: &str, value: &Entry, lists: &[Allowed<'_>]) -> bool {
        let allowed = |list: &Allowed<'_>| list.is_none_or(|list| list.value.contains(&value.key));
        let Some(Some(first)) = lists.first() else { return true };
        if lists.iter().any(allowed) {
            return true;
        }
        if !self.outdated(&value.key_at, &first.clause) {
            let names: Vec<&str> = first.value.list().iter().map(String::as_str).collect();
            let message = format!("{} is not an allowed value of {}", code(&value.key), code(tag));
            let problem =
                Problem::new("policy::contradiction", &value.key_at, message, "not an allowed value");
            self.say(problem.help(suggest::write(&value.key, &names, LISTED)));
        }
        false
    }
}

/// The allowed values of a tag; `None` where any value is.
type Allowed<'d> = Option<&'d Said<Arc<Values>>>;

/// Why a text is no pattern of names.
struct Broken {
    /// Where, in bytes of the text.
    part: Range<usize>,
    message: &'static str,
    label: &'static str,
    help: &'static str,
}

/// The parts of a pattern of names, each with its place in the text: of a placeholder, the key.
fn parts(text: &str) -> Result<Vec<(NamePart, Range<usize>)>, Broken> {
    let broken = |part, message, label, help| Err(Broken { part, message, label, help });
    if text.is_empty() {
        let help = "write what names look like, such as `{Application}-{Environment}`";
        return broken(0..0, "the pattern of names is empty", "nothing in it", help);
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let special =
            if let Some(found) = text[at..].find(['{', '}', '*']) { at + found } else { text.len() };
        if special > at {
            parts.push((NamePart::Text(text[at..special].to_owned()), at..special));
            at = special;
            continue;
        }
        if text[at..].starts_with('*') {
            parts.push((NamePart::Any, at..at + 1));
            at += 1;
            continue;
        }
        if text[at..].starts_with('}') {
            let message = "the pattern of names closes a placeholder that was never opened";
            let help = "write the key between braces, such as `{Application}`, or remove `}`";
            return broken(at..at + 1, message, "never opened", help);
        }
        let key = at + 1;
        let end = text[key..].find(['{', '}']).map(|found| key + found);
        let Some(end) = end.filter(|end| text[*end..].starts_with('}')) else {
            let message = "the placeholder in the pattern of names is never closed";
            let help = "close it with `}` after the key, such as `{Application}`";
            return broken(at..key, message, "never closed", help);
        };
        if end == key {
            let message = "the placeholder in the pattern of names is empty";
            let help = "write a tag key between the braces, such as `{Application}`";
            return broken(at..end + 1, message, "empty", help);
        }
        parts.push((NamePart::Tag(text[key..end].to_owned()), key..end));
        at = end + 1;
    }
    Ok(parts)
}
