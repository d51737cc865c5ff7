//! `colliding-keys`: different keys that billing exports fold into one column.
//!
//! How cost and usage reports name columns:
//! <https://docs.aws.amazon.com/cur/latest/userguide/cur-ate-run.html>

use std::collections::HashMap;

use super::{Case, Check, Rule, Verdict};
use crate::finding::Level;
use crate::text::code;

/// The rule.
pub static RULE: Rule = Rule {
    name: "colliding-keys",
    level: Level::Warning,
    summary: "different keys that billing exports fold into one column",
    fix: "none",
    page: include_str!("../../rules/colliding-keys.md"),
    check: Check::Project(check),
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    let list = &case.project.tags.list;
    if list.len() < 2 {
        return;
    }
    let mut columns: HashMap<String, &str> = HashMap::with_capacity(list.len());
    for tag in list {
        let column = column(&tag.key);
        match columns.get(&column) {
            Some(&earlier) if earlier != tag.key => {
                let message = format!(
                    "{} and {} are one column in billing exports: {}",
                    code(&tag.key),
                    code(earlier),
                    code(&column)
                );
                let help = format!("keep one of {} and {}", code(earlier), code(&tag.key));
                verdicts.push(Verdict::of_key(tag, message).help(help));
            }
            Some(_) => {}
            None => {
                columns.insert(column, &tag.key);
            }
        }
    }
}

/// The column that a key becomes: an underscore before each upper-case letter, lower case, everything else than
/// letters and digits an underscore, runs of underscores one, none at the ends.
pub fn column(key: &str) -> String {
    let mut column = String::with_capacity(key.len() + 8);
    for c in key.chars() {
        let begins_word = c.is_uppercase() || !c.is_alphanumeric();
        if begins_word && !column.is_empty() && !column.ends_with('_') {
            column.push('_');
        }
        if c.is_alphanumeric() {
            column.extend(c.to_lowercase());
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
