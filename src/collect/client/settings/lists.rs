//! Lists of words that a script keeps for commands: `args=(-e NAME=value)`, then `docker run "${args[@]}" …`.

use std::collections::{HashMap, HashSet};

use super::super::known::DEFAULT;
use super::lines::{self, Blanks};
use super::words::Words;
use super::{Setting, is_base_url};
use crate::source::{Source, Span};

/// The lists of a script by their names, each with the variables that its words set, and the arm in which they are added.
#[derive(Default)]
pub(super) struct Lists<'s> {
    lists: HashMap<&'s str, Vec<(Option<usize>, Setting)>>,
    /// Those that a command is given.
    used: HashSet<&'s str>,
}

impl<'s> Lists<'s> {
    pub(super) fn of(source: &'s Source, commands: &[Words], arms: &[Option<usize>]) -> Self {
        let mut lists = Lists::default();
        for (words, arm) in commands.iter().zip(arms) {
            for word in &words.spans {
                if let Some((name, list)) = list_in(source, *word) {
                    let settings = lines::settings(source, list, Blanks::EndValues).into_iter();
                    lists.lists.entry(name).or_default().extend(settings.map(|setting| (*arm, setting)));
                }
            }
        }
        for word in commands.iter().flat_map(|words| &words.spans) {
            lists.used.extend(read_in(source.slice(*word)).filter(|name| lists.lists.contains_key(name)));
        }
        lists
    }

    /// The variables that a command sets, by its own words and by those of lists.
    pub(super) fn settings(&self, source: &'s Source, words: &Words, arm: Option<usize>) -> Vec<Setting> {
        let is_kept = |word: &Span| match list_in(source, *word) {
            Some((name, _)) => self.used.contains(name),
            None => false,
        };
        if words.spans.iter().any(is_kept) {
            return Vec::new();
        }
        let mut settings = lines::settings(source, words.whole(), Blanks::EndValues);
        if !self.used.is_empty() {
            let names = words.spans.iter().flat_map(|word| read_in(source.slice(*word)));
            for (of, setting) in names.filter_map(|name| self.lists.get(name)).flatten() {
                let mut setting = setting.clone();
                // What another arm adds may be there or not.
                if of.is_some() && *of != arm && !is_base_url(&setting.name) {
                    setting.value = DEFAULT.to_string();
                }
                settings.push(setting);
            }
        }
        settings
    }
}

/// The name of the list that a word gives, and what is in it: `args=(…)`, `args+=(…)`.
fn list_in(source: &Source, word: Span) -> Option<(&str, Span)> {
    let text = source.slice(word);
    let (name, rest) = text.split_once("=(")?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let list = rest.strip_suffix(')')?;
    let start = word.end as usize - 1 - list.len();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some((name, Span::new(start, start + list.len())))
}

/// The lists that a word is made of: `"${args[@]}"`.
fn read_in(word: &str) -> impl Iterator<Item = &str> {
    word.split("${").skip(1).filter_map(|read| read.split_once(['[', '}']).map(|(name, _)| name))
}
