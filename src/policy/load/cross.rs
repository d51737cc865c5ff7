//! What speaks of keys that other parts of the policy name: replacements, and the pattern of names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entry::same_source;
use super::reader::Reader;
use crate::finding::Location;
use crate::policy::dictionary::Dictionary;
use crate::policy::problem::Problem;
use crate::policy::raw::{Entry, Raw, Table};
use crate::policy::values::Values;
use crate::policy::{NamePart, NamePattern, Said, suggest};
use crate::text::code;

/// How many keys are listed where none is near.
const LISTED: usize = 8;

impl Reader<'_> {
    /// Says which keys are replaced by one that the dictionary does not have, or by themselves.
    pub fn replacements(&mut self, tags: &Table, dictionary: &Dictionary) {
        for tag in &tags.entries {
            let Some(by) = tag.value.table().and_then(|table| table.get("replaced-by")) else { continue };
            let Some(key) = by.value.text() else { continue };
            if key == tag.key {
                let message = format!("{} is replaced by itself", code(key));
                self.say(Problem::new("policy::contradiction", &by.value.at, message, "the same key"));
            } else {
                self.known_key(key, &by.value.at, std::slice::from_ref(dictionary));
            }
        }
    }

    /// Says of a key that no dictionary has it, where that is so.
    fn known_key(&mut self, key: &str, at: &Location, dictionaries: &[Dictionary]) {
        if dictionaries.iter().any(|dictionary| dictionary.get(key).is_some()) {
            return;
        }
        let entries = dictionaries.iter().flat_map(Dictionary::entries);
        let mut keys: Vec<&str> =
            entries.filter(|entry| !entry.is_glob()).map(|entry| entry.key.as_str()).collect();
        let mut seen = std::collections::HashSet::new();
        keys.retain(|key| seen.insert(*key));
        let message = format!("the dictionary has no tag {}", code(key));
        let problem = Problem::new("policy::unknown-tag", at, message, "unknown tag");
        self.say(problem.help(match keys.is_empty() {
            true => format!("add `[tags.{}]`", crate::policy::show::key(key)),
            false => suggest::write(key, &keys, LISTED),
        }));
    }

    /// `[name]`. Keys are looked up where the dictionaries are complete.
    pub fn name_pattern(
        &mut self,
        root: &Table,
        dictionaries: Option<&Vec<Dictionary>>,
    ) -> Option<NamePattern> {
        let name = root.table("name")?;
        let abbreviations = name.get("abbreviations");
        let Some(entry) = name.get("pattern") else {
            if let Some(abbreviations) = abbreviations {
                let message = "`abbreviations` stand in for tags of `pattern`, and there is none";
                let problem =
                    Problem::new("policy::missing-key", &abbreviations.key_at, message, "no `pattern`");
                self.say(problem.help("add `pattern = '{Application}-{Environment}'` to `[name]`"));
            }
            return None;
        };
        let parts = self.parts(&entry.value)?;
        if let Some(dictionaries) = dictionaries {
            for (part, at) in &parts {
                if let NamePart::Tag(key) = part {
                    self.known_key(key, at, dictionaries);
                }
            }
        }
        let parts: Vec<NamePart> = parts.into_iter().map(|(part, _)| part).collect();
        if let Some(abbreviations) = abbreviations {
            self.check_abbreviations(abbreviations, &parts, dictionaries.map_or(&[], Vec::as_slice));
        }
        Some(NamePattern {
            parts,
            pattern: Said { value: entry.value.text()?.to_owned(), clause: entry.clause.clone() },
            abbreviations: abbreviations.map(read_abbreviations).unwrap_or_default(),
        })
    }

    /// The parts of a pattern of names, each with its place; `None` where it is none.
    fn parts(&mut self, pattern: &Raw) -> Option<Vec<(NamePart, Location)>> {
        let text = pattern.text()?;
        if text.is_empty() {
            self.say(Problem::new(
                "policy::empty",
                &pattern.at,
                "the pattern of names is empty",
                "nothing in it",
            ));
            return None;
        }
        let mut parts: Vec<(NamePart, Location)> = Vec::new();
        let mut at = 0;
        while let Some(found) = text[at..].find(['{', '}', '*']).map(|found| at + found) {
            if found > at {
                parts.push((NamePart::Text(text[at..found].to_owned()), pattern.part(at, found)));
            }
            at = found + 1;
            match &text[found..at] {
                "*" => parts.push((NamePart::Any, pattern.part(found, at))),
                "{" => {
                    let end = text[at..].find(['{', '}']).map(|end| at + end);
                    let Some(end) = end.filter(|end| text[*end..].starts_with('}') && *end > at) else {
                        let (what, end) = match end {
                            Some(end) if end == at && text[end..].starts_with('}') => ("empty", end + 1),
                            _ => ("never closed", found + 1),
                        };
                        let message = format!("the placeholder in the pattern of names is {what}");
                        self.bad_name_pattern(&pattern.part(found, end), message, what);
                        return None;
                    };
                    parts.push((NamePart::Tag(text[at..end].to_owned()), pattern.part(at, end)));
                    at = end + 1;
                }
                _ => {
                    let message =
                        "the pattern of names closes a placeholder that was never opened".to_owned();
                    self.bad_name_pattern(&pattern.part(found, at), message, "never opened");
                    return None;
                }
            }
        }
        if at < text.len() {
            parts.push((NamePart::Text(text[at..].to_owned()), pattern.part(at, text.len())));
        }
        Some(parts)
    }

    fn bad_name_pattern(&mut self, at: &Location, message: String, label: &str) {
        let problem = Problem::new("policy::bad-name-pattern", at, message, label);
        self.say(problem.help("write a tag key in braces, `{Application}`"));
    }

    fn check_abbreviations(&mut self, entry: &Entry, parts: &[NamePart], dictionaries: &[Dictionary]) {
        let Some(keys) = entry.value.table() else { return };
        for tag in &keys.entries {
            let in_pattern = parts.iter().any(|part| matches!(part, NamePart::Tag(key) if *key == tag.key));
            if !in_pattern && !dictionaries.is_empty() {
                self.known_key(&tag.key, &tag.key_at, dictionaries);
            }
            let lists: Vec<_> = dictionaries
                .iter()
                .filter_map(|dictionary| dictionary.get(&tag.key))
                .map(|entry| entry.values.as_ref())
                .collect();
            let Some(values) = tag.value.table() else { continue };
            for value in &values.entries {
                let passes = |list: &Option<&Said<Arc<Values>>>| {
                    list.is_none_or(|list| {
                        list.value.contains(&value.key) || !same_source(&list.clause, &value.clause)
                    })
                };
                self.empty_list(value, "nothing stands for the value");
                let Some(Some(first)) = lists.first() else { continue };
                if lists.iter().any(passes) {
                    continue;
                }
                let names: Vec<&str> = first.value.list().iter().map(String::as_str).collect();
                let message = format!("{} is not an allowed value of {}", code(&value.key), code(&tag.key));
                let problem =
                    Problem::new("policy::contradiction", &value.key_at, message, "not an allowed value");
                self.say(problem.help(suggest::write(&value.key, &names, LISTED)));
            }
        }
    }
}

fn read_abbreviations(entry: &Entry) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let values = |tag: &Entry| {
        let values = tag.value.table()?;
        let texts = |value: &Entry| value.value.texts().map(|(text, _)| text.to_owned()).collect();
        let values = values.entries.iter().map(|value| (value.key.clone(), texts(value))).collect();
        Some((tag.key.clone(), values))
    };
    entry.value.table().map(|keys| keys.entries.iter().filter_map(values).collect()).unwrap_or_default()
}
