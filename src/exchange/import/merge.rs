//! The policies of a chain, from the root of an organization down, become the effective one as Organizations merges
//! them (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html>).

use std::collections::BTreeMap;

use super::document::{
    APPEND, ASSIGN, Allowed, Document, Item, Operation, REMOVE, Setting, Statement, Written,
};
use crate::exchange::remark::Remark;
use crate::finding::Location;
use crate::text::code;

/// What holds for a tag key.
#[derive(Clone, Debug)]
pub(super) struct Effective {
    /// The policy key.
    pub key: Item,
    settings: BTreeMap<Setting, State>,
    pub unknown: Vec<Item>,
    /// What policies further down may do with all of it.
    allowed: Allowed,
    /// Whether anything that was said of it had an effect.
    is_defined: bool,
}

/// A setting so far.
#[derive(Clone, Debug)]
struct State {
    items: Option<Vec<Item>>,
    allowed: Allowed,
}

impl Effective {
    /// The strings of a setting; none where nothing is set.
    pub(super) fn items(&self, setting: Setting) -> Option<&[Item]> {
        self.settings.get(&setting)?.items.as_deref()
    }
}

const REFUSED: &str = "a policy further up does not allow it";

fn ineffective(operator: &str, setting: Setting, at: &Location, why: &str) -> Remark {
    Remark::at(at, format!("{} of {} has no effect: {why}", code(operator), code(setting.name())))
}

/// Merges the nodes of a chain, each with its policies in the order in which they were attached. What has no effect is
/// told.
pub(super) fn merge(nodes: &[Vec<Document>], remarks: &mut Vec<Remark>) -> Vec<Effective> {
    let mut merging = Merging { keys: Vec::new(), allowed: Allowed::ALL, remarks };
    for node in nodes {
        merging.node(node);
    }
    merging.keys.retain(|key| key.is_defined);
    merging.keys
}

struct Merging<'m> {
    /// In the order in which they were first named.
    keys: Vec<Effective>,
    /// What policies further down may do with anything.
    allowed: Allowed,
    remarks: &'m mut Vec<Remark>,
}

impl Merging<'_> {
    fn node(&mut self, documents: &[Document]) {
        for statement in documents.iter().flat_map(|document| &document.statements) {
            self.know(statement);
        }
        for number in 0..self.keys.len() {
            let folded = self.keys[number].key.text.to_lowercase();
            let statements: Vec<&Statement> = documents
                .iter()
                .flat_map(|document| &document.statements)
                .filter(|statement| statement.key.text.to_lowercase() == folded)
                .collect();
            for setting in Setting::EACH {
                let written: Vec<&Written> = statements
                    .iter()
                    .flat_map(|statement| &statement.settings)
                    .filter(|written| written.setting == setting)
                    .collect();
                self.setting(number, setting, &written);
            }
            for statement in statements {
                let key = &mut self.keys[number];
                key.is_defined |= statement.settings.is_empty() || !statement.unknown.is_empty();
                key.allowed = key.allowed.and(statement.allowed);
                key.unknown.extend(statement.unknown.iter().cloned());
            }
        }
        for document in documents {
            self.allowed = self.allowed.and(document.allowed);
        }
    }

    fn know(&mut self, statement: &Statement) {
        let folded = statement.key.text.to_lowercase();
        if self.keys.iter().any(|known| known.key.text.to_lowercase() == folded) {
            return;
        }
        self.keys.push(Effective {
            key: statement.key.clone(),
            settings: BTreeMap::new(),
            unknown: Vec::new(),
            allowed: Allowed::ALL,
            is_defined: false,
        });
    }

    /// What the policies of one node say of a setting: the first that assigns it wins, then come additions and removals.
    /// What policies further up do not allow has no effect.
    fn setting(&mut self, number: usize, setting: Setting, written: &[&Written]) {
        if written.is_empty() {
            return;
        }
        let key = &mut self.keys[number];
        let state = key.settings.entry(setting).or_insert(State { items: None, allowed: Allowed::ALL });
        let allowed = self.allowed.and(key.allowed).and(state.allowed);
        let mut is_assigned = false;
        for Operation { at, items } in written.iter().filter_map(|written| written.assign.as_ref()) {
            if !allowed.assign {
                self.remarks.push(ineffective(ASSIGN, setting, at, REFUSED));
            } else if is_assigned {
                self.remarks.push(ineffective(
                    ASSIGN,
                    setting,
                    at,
                    "a policy that was attached here before assigns it",
                ));
            } else {
                state.items = Some(items.clone());
                is_assigned = true;
            }
        }
        for Operation { at, items } in written.iter().filter_map(|written| written.append.as_ref()) {
            if !allowed.append {
                self.remarks.push(ineffective(APPEND, setting, at, REFUSED));
                continue;
            }
            let all = state.items.get_or_insert_default();
            for item in items {
                if !all.iter().any(|known| known.text == item.text) {
                    all.push(item.clone());
                }
            }
        }
        for Operation { at, items } in written.iter().filter_map(|written| written.remove.as_ref()) {
            if !allowed.remove {
                self.remarks.push(ineffective(REMOVE, setting, at, REFUSED));
                continue;
            }
            let Some(all) = &mut state.items else { continue };
            let before = all.len();
            all.retain(|known| !items.iter().any(|item| item.text == known.text));
            // A list that is emptied is gone, unlike one that is assigned empty.
            if all.is_empty() && before > 0 {
                state.items = None;
                if setting == Setting::TagValue {
                    let message =
                        format!("no value of {} is left, so that any value is allowed", code(&key.key.text));
                    self.remarks.push(Remark::at(at, message));
                }
            }
        }
        key.is_defined |= state.items.is_some();
        for written in written {
            state.allowed = state.allowed.and(written.allowed);
        }
    }
}
