//! The first tests of a policy: a right project, and the same with one thing wrong.

use super::example::Example;
use super::keys::Key;
use super::law::Law;
use super::lesson::Lesson;
use crate::fix::quote::{fresh_key, fresh_value};
use crate::project::BEDROCK_PROJECT;
use crate::text::{code, nearest};
use crate::tree::Language;

/// A value that no list has, and no pattern.
const WRONG: &str = "no such value";

/// The text of the file of tests. Without a right project there is one of none but what is missing.
pub(crate) fn tests(lesson: &Lesson, example: Option<&Example>) -> String {
    let mut text =
        "# Tests of the policy: `taglint policy test` runs them. `expect` lists all that is found.\n\
                    policy = \"taglint.toml\"\n"
            .to_owned();
    let required: Vec<&Key> = lesson.keys.iter().filter(|key| key.is_required()).collect();
    let Some(example) = example else {
        let bare =
            Example { name: lesson.name_without_tags(), kind: BEDROCK_PROJECT.to_owned(), tags: Vec::new() };
        text.push_str(&test("a project without tags", &bare, &missing(&required)));
        return text;
    };
    text.push_str(&test("a project with the right tags", example, &[]));
    if !required.is_empty() {
        let mut bare = example.clone();
        bare.tags.retain(|(key, _)| !required.iter().any(|required| required.name() == key));
        text.push_str(&test("a project without the required tags", &bare, &missing(&required)));
    }
    for key in &lesson.keys {
        let rule = match &key.values.law {
            Law::Values { is_certain: true } if is_foreign(key) => "invalid-value",
            Law::Shared { .. } => "malformed-value",
            _ => continue,
        };
        let mut wrong = example.clone();
        let Some((_, value)) = wrong.tags.iter_mut().find(|(own, _)| own == key.name()) else { continue };
        *value = WRONG.to_owned();
        let name = format!("a wrong value of {}", code(key.name()));
        text.push_str(&test(&name, &wrong, &[(rule, key.name())]));
        break;
    }
    text
}

/// Whether the wrong value is none of a key, nor nearly one.
fn is_foreign(key: &Key) -> bool {
    nearest(WRONG, key.values.words.iter().map(|word| word.right.as_str())).is_none()
}

fn missing<'k>(required: &[&'k Key]) -> Vec<(&'static str, &'k str)> {
    required.iter().map(|key| ("missing-tag", key.name())).collect()
}

fn string(text: &str) -> String {
    fresh_value(text, Language::Toml)
}

fn test(name: &str, project: &Example, expect: &[(&str, &str)]) -> String {
    let tags = project.tags.iter();
    let tags: Vec<String> =
        tags.map(|(key, value)| format!("{} = {}", fresh_key(key, Language::Toml), string(value))).collect();
    let kind = match project.kind.as_str() {
        BEDROCK_PROJECT => String::new(),
        kind => format!("kind = {}, ", string(kind)),
    };
    let tags = if tags.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", tags.join(", ")) };
    let expect = match expect {
        [] => "[]".to_owned(),
        expect => {
            let entry =
                |(rule, tag): &(&str, &str)| format!("    {{ rule = \"{rule}\", tag = {} }},\n", string(tag));
            format!("[\n{}]", expect.iter().map(entry).collect::<String>())
        }
    };
    format!(
        "\n[[test]]\nname = {}\nproject = {{ {kind}name = {}, tags = {tags} }}\nexpect = {expect}\n",
        string(name),
        string(&project.name)
    )
}
