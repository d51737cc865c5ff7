//! Conditions: `when`, `require` and `not`.

use super::reader::Reader;
use crate::policy::condition::{Condition, Field, Test, Wanted};
use crate::policy::pattern::TextGlob;
use crate::policy::problem::Problem;
use crate::policy::raw::{Entry, Table};
use crate::text::code;

impl Reader<'_> {
    /// The condition under `when`.
    pub(crate) fn when(&mut self, table: &Table) -> Option<Condition> {
        table.table("when").map(|when| self.condition(when))
    }

    pub(crate) fn condition(&mut self, table: &Table) -> Condition {
        let mut condition = Condition::default();
        for entry in &table.entries {
            let field = match entry.key.as_str() {
                "tags" => {
                    let tags = entry.value.table().map(|tags| tags.entries.as_slice()).unwrap_or_default();
                    condition
                        .tests
                        .extend(tags.iter().filter_map(|tag| self.test(Field::Tag(tag.key.clone()), tag)));
                    continue;
                }
                "not" => {
                    condition.not = entry.value.table().map(|not| Box::new(self.condition(not)));
                    continue;
                }
                "name" => Field::Name,
                "path" => Field::Path,
                "kind" => Field::Kind,
                "account" => Field::Account,
                "region" => Field::Region,
                "status" => Field::Status,
                _ => continue,
            };
            condition.tests.extend(self.test(field, entry));
        }
        condition
    }

    fn test(&mut self, field: Field, entry: &Entry) -> Option<Test> {
        let wanted = match entry.value.bool() {
            Some(present) => Wanted::Present(present),
            None => {
                let globs: Vec<TextGlob> = entry.value.texts().map(|(text, _)| TextGlob::new(text)).collect();
                if globs.is_empty() {
                    let help = format!("write at least one string, or remove {}", code(&entry.key));
                    self.empty_list(entry, "no value matches it", help);
                    return None;
                }
                Wanted::AnyOf(globs)
            }
        };
        Some(Test { field, wanted })
    }

    /// Says of a list without items what that means and what to write, where it is a list.
    pub(crate) fn empty_list(&mut self, entry: &Entry, meaning: &str, help: impl Into<String>) {
        if !entry.value.is_list() || !entry.value.items().is_empty() {
            return;
        }
        let message = format!("the list {} is empty: {meaning}", code(&entry.key));
        let problem = Problem::new("policy::empty", &entry.value.at, message, "nothing in it");
        self.say(problem.help(help));
    }
}
