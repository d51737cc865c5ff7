//! `[spend]`, `[[models]]` and `[budgets]`.

use super::reader::Reader;
use crate::cost::{Money, Share};
use crate::finding::Location;
use crate::policy::Said;
use crate::policy::dictionary::Dictionary;
use crate::policy::pattern::TextGlob;
use crate::policy::problem::Problem;
use crate::policy::raw::{Entry, Table};
use crate::policy::spend::{Budgets, ModelRule, Models, Spend};
use crate::text::code;

impl Reader<'_> {
    /// `[spend]`.
    pub(crate) fn spend(&mut self, root: &Table) -> Spend {
        let Some(spend) = root.table("spend") else { return Spend::default() };
        let minimum = spend.get("minimum").and_then(|minimum| minimum.value.amount());
        Spend {
            metric: spend.text("metric").and_then(|word| word.parse().ok()),
            explained: spend.get("explained").and_then(|explained| self.share(explained)),
            minimum: minimum.unwrap_or(Money::ZERO),
        }
    }

    fn share(&mut self, entry: &Entry) -> Option<Said<Share>> {
        let text = entry.value.text()?;
        if let Some(value) = Share::parse(text) {
            return Some(Said { value, clause: entry.clause.clone() });
        }
        let message = format!("{} is not a share", code(text));
        let problem = Problem::new("policy::bad-share", &entry.value.at, message, "not a share");
        self.say(problem.help("write a percentage from `0%` to `100%`, such as `95%`"));
        None
    }

    /// `[[models]]`.
    pub(crate) fn models(&mut self, root: &Table) -> Vec<ModelRule> {
        let mut models = Vec::new();
        for (table, header) in root.tables("models") {
            models.extend(self.model_rule(table, header));
        }
        models
    }

    fn model_rule(&mut self, table: &Table, header: &Location) -> Option<ModelRule> {
        let when = self.when(table);
        let message = table.text("message").map(str::to_owned);
        let (models, clause) = match (table.get("allow"), table.get("forbid")) {
            (Some(allow), None) => {
                let help = "name at least one model, or remove the entry to allow all";
                self.empty_list(allow, "no model would be allowed", help);
                (Models::Allowed(globs(allow)), allow.clause.clone())
            }
            (None, Some(forbid)) => {
                let help = "name at least one model, or remove the entry";
                self.empty_list(forbid, "no model would be forbidden", help);
                (Models::Forbidden(globs(forbid)), forbid.clause.clone())
            }
            (Some(_), Some(forbid)) => {
                let message = "a `models` entry has `allow` or `forbid`, not both";
                let problem =
                    Problem::new("policy::contradiction", &forbid.clause, message, "the second list");
                self.say(problem.help("remove one of them, or write a `[[models]]` entry for each"));
                return None;
            }
            (None, None) => {
                let message = "a `models` entry needs `allow` or `forbid`";
                let problem = Problem::new("policy::missing-key", header, message, "which models");
                self.say(problem.help("add `allow = [\"Claude Haiku*\"]` or `forbid = [\"Claude Opus*\"]`"));
                return None;
            }
        };
        Some(ModelRule { when, models, message, clause })
    }

    /// `[budgets]`. Its key is one that some dictionary has; none are given where not all could be read.
    pub(crate) fn budgets(&mut self, root: &Table, dictionaries: Option<&[Dictionary]>) -> Option<Budgets> {
        let key = root.table("budgets")?.get("key")?;
        let text = key.value.text()?;
        if let Some(dictionaries) = dictionaries {
            self.known_key(text, &key.value.at, dictionaries);
        }
        Some(Budgets { key: Said { value: text.to_owned(), clause: key.clause.clone() } })
    }
}

fn globs(list: &Entry) -> Vec<TextGlob> {
    list.value.texts().map(|(text, _)| TextGlob::new(text)).collect()
}
