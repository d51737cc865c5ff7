//! `colliding-keys`: different keys that billing exports fold into one column.
//!
//! How cost and usage reports name columns:
//! <https://docs.aws.amazon.com/cur/latest/userguide/cur-ate-run.html>

use std::collections::HashMap;

use super::case::Key;
use super::verdict::{related_key, say_the_same};
use super::{Case, Change, Check, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::project::Tag;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "colliding-keys",
    level: Level::Warning,
    summary: "different keys that billing exports fold into one column",
    fix: Some("safe where both have the same value and one is the dictionary's: remove the other"),
    page: include_str!("../../rules/colliding-keys.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

/// From how many tags on keys are not compared one by one before their columns are.
const MANY: usize = 24;

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    let list = &case.project.tags.list;
    if list.len() < MANY && !may_collide(list) {
        return;
    }
    let mut columns: HashMap<String, usize> = HashMap::with_capacity(list.len());
    for (index, tag) in list.iter().enumerate() {
        let column = column(&tag.key);
        match columns.get(&column) {
            Some(&of) if list[of].key != tag.key => {
                let (key, earlier) = (code(&tag.key), code(&list[of].key));
                let message =
                    format!("{key} and {earlier} are one column in billing exports: {}", code(&column));
                let help = format!("keep one of {earlier} and {key}");
                let verdict = Verdict::of_key(tag, message).help(help).related([related_key(&list[of])]);
                verdicts.push(verdict.remedy(remedy(case, of, index)));
            }
            Some(_) => {}
            None => {
                columns.insert(column, index);
            }
        }
    }
}

/// Whether two keys have the same letters and digits, as all have that are one column. Most lists have no such keys,
/// and this finds out without writing columns down.
fn may_collide(list: &[Tag<'_>]) -> bool {
    let mut tags = list.iter().enumerate();
    tags.any(|(index, tag)| list[..index].iter().any(|earlier| have_same_letters(&tag.key, &earlier.key)))
}

fn have_same_letters(left: &str, right: &str) -> bool {
    match left.is_ascii() && right.is_ascii() {
        true => ascii_letters(left).eq(ascii_letters(right)),
        false => letters(left).eq(letters(right)),
    }
}

fn ascii_letters(key: &str) -> impl Iterator<Item = u8> {
    key.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

fn letters(key: &str) -> impl Iterator<Item = char> {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// The removal of the one that the dictionary does not have, where nothing is lost by it.
fn remedy(case: &Case<'_>, first: usize, second: usize) -> Option<Remedy> {
    let list = &case.project.tags.list;
    let (surplus, twin) = match (case.tags[first].key, case.tags[second].key) {
        (Key::Right, Key::Right) => return None,
        (Key::Right, _) => (second, first),
        (_, Key::Right) => (first, second),
        _ => return None,
    };
    let title = format!("remove {}", code(&list[surplus].key));
    let remedy = Remedy::safe(title, Change::Remove { tag: surplus, twin: Some(twin) });
    say_the_same(&list[first], &list[second]).then_some(remedy)
}

/// The column that a key becomes: an underscore before each upper-case letter, lower case, everything else than
/// letters and digits an underscore, runs of underscores one, none at the ends.
pub(crate) fn column(key: &str) -> String {
    let mut column = String::with_capacity(key.len() + 8);
    for c in key.chars() {
        let begins_word = c.is_uppercase() || !c.is_alphanumeric();
        if begins_word && !column.is_empty() && !column.ends_with('_') {
            column.push('_');
        }
        if c.is_alphanumeric() {
            match c.is_ascii() {
                true => column.push(c.to_ascii_lowercase()),
                false => column.extend(c.to_lowercase()),
            }
        }
    }
    column.truncate(column.trim_end_matches('_').len());
    column
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn columns_are_those_of_the_exports() {
        for key in ["CostCenter", "cost-center", "Cost Center", "_Cost__Center_"] {
            assert_eq!(column(key), "cost_center", "{key}");
        }
        assert_eq!(column("costcenter"), "costcenter");
        assert_eq!(column("CC"), "c_c");
        assert_eq!(column("--"), "");
    }
}
