//! Names as `[name] pattern` asks for them, made of the tags that are there.

use gen_lsp_types::CompletionItemKind;

use super::insert::Insert;
use super::offer::Offer;
use crate::policy::NamePart;
use crate::rule::Case;

/// How many names are offered.
const MOST: usize = 20;

/// The names that the tags of a project ask for, up to what neither a tag nor the author has said yet.
pub(super) fn offers(case: &Case<'_>, insert: &Insert<'_>) -> Vec<Offer> {
    let Some(pattern) = &case.policy.name_pattern else { return Vec::new() };
    let mut typed = Some(insert.source.slice(insert.typed.word)).filter(|typed| !typed.is_empty());
    let mut names = vec![String::new()];
    for part in &pattern.parts {
        let mut spellings: Vec<&str> = Vec::new();
        match part {
            NamePart::Text(text) => spellings.push(text),
            NamePart::Any => {}
            NamePart::Tag(key) => {
                let value = case.project.tags.get(key).and_then(|tag| tag.known_text());
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    let short = pattern.abbreviations.get(key).and_then(|values| values.get(value));
                    spellings.push(value);
                    spellings.extend(short.into_iter().flatten().map(String::as_str));
                }
            }
        }
        if spellings.is_empty() {
            // What is typed stands for the first part that is not known.
            let Some(typed) = typed.take() else { break };
            match names.iter().find_map(|name| typed.strip_prefix(name.as_str())) {
                Some(rest) if !rest.is_empty() => spellings.push(rest),
                _ => break,
            }
        }
        names =
            spellings.iter().flat_map(|more| names.iter().map(move |name| format!("{name}{more}"))).collect();
        names.truncate(MOST);
    }
    names.retain(|name| !name.is_empty());
    let detail = Some(pattern.pattern.value.clone());
    let offer = |name: String| {
        let text = insert.value(&name);
        Offer { detail: detail.clone(), ..Offer::new(name, CompletionItemKind::Value, text) }
    };
    names.into_iter().map(offer).collect()
}
