//! `invalid-name`: a name the service refuses, or that its guide forbids.
//!
//! The service takes 1 to 128 characters; its guide asks for at most 64, of letters and digits with single blanks,
//! `_` or `-` between them
//! (<https://docs.aws.amazon.com/bedrock/latest/userguide/projects.html>).

use super::{Case, Check, Rule, Verdict};
use crate::finding::Level;
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE, Value};
use crate::text::{code, shown};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-name",
    level: Level::Error,
    summary: "a name the service refuses; a warning for what only its guide forbids",
    page: include_str!("../../rules/invalid-name.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

/// The most characters that the service takes.
pub(super) const MOST: usize = 128;
/// The most characters that its guide allows.
const GUIDE_MOST: usize = 64;

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    if ![BEDROCK_PROJECT, INFERENCE_PROFILE].contains(&case.project.kind.as_ref()) {
        return;
    }
    let name = match &case.project.name.value {
        Value::Text(name) => name.as_ref(),
        // A name that its definition does not give may be given by the tool.
        Value::Null if case.project.id.is_none() && case.project.address.is_none() => "",
        _ => return,
    };
    let length = name.chars().count();
    let (message, help, at_most) = if name.is_empty() {
        ("the project has no name".to_owned(), "give it a name of 1 to 128 characters".to_owned(), None)
    } else if length > MOST {
        let message =
            format!("the name has {length} characters, more than the {MOST} that the service takes");
        (message, format!("use {GUIDE_MOST} characters or fewer"), None)
    } else if length > GUIDE_MOST {
        let message = format!(
            "the name has {length} characters, more than the {GUIDE_MOST} that the service's guide allows"
        );
        (message, format!("use {GUIDE_MOST} characters or fewer"), Some(Level::Warning))
    } else if let Some(message) = character_fault(name) {
        let message = match case.project.shown_name() {
            Some(_) => message,
            None => "the name has characters that the service's guide does not allow".to_owned(),
        };
        let help = "use letters and digits, with single spaces, `_` or `-` between them".to_owned();
        (message, help, Some(Level::Warning))
    } else {
        return;
    };
    verdicts.push(Verdict { at_most, ..Verdict::of_project(case, message).help(help) });
}

/// What breaks `([0-9a-zA-Z][ _-]?)+`.
fn character_fault(name: &str) -> Option<String> {
    let separator = |c: char| matches!(c, ' ' | '_' | '-');
    let mut before_is_letter = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() && !separator(c) {
            let c = shown(c.encode_utf8(&mut [0; 4])).into_owned();
            return Some(format!(
                "the name {} has `{c}`, which the service's guide does not allow",
                code(name)
            ));
        }
        if separator(c) && !before_is_letter {
            return Some(format!(
                "the name {} has a separator that does not follow a letter or digit, which the service's guide does not allow",
                code(name)
            ));
        }
        before_is_letter = !separator(c);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::character_fault;

    #[test]
    fn names_are_what_the_guide_allows() {
        let guide = regex::Regex::new(r"\A([0-9a-zA-Z][ _-]?)+\z").expect("an expression");
        for name in ["CustomerChatbot-Prod", "a", "a_b c-d", "a-", "-a", "a--b", "a.b", "é", " a", "a  b"] {
            assert_eq!(character_fault(name).is_none(), guide.is_match(name), "{name}");
        }
    }
}
