//! Names as `[name] pattern` asks for them, made of the tags that are there.

use gen_lsp_types::CompletionItemKind;

use super::insert::Insert;
use super::offer::Offer;
use crate::policy::NamePart;
use crate::rule::Case;

/// How many names are offered.
const MOST: usize = 20;

/// The names that the tags of a project ask for. What no tag says is left as the pattern has it.
pub(super) fn offers(case: &Case<'_>, insert: &Insert<'_>) -> Vec<Offer> {
    let Some(pattern) = &case.policy.name_pattern else { return Vec::new() };
    let mut names = vec![String::new()];
    for part in &pattern.parts {
        let spellings: Vec<&str> = match part {
            NamePart::Text(text) => vec![text],
            NamePart::Any => vec!["name"],
            NamePart::Tag(key) => {
                let value = case.project.tags.get(key).and_then(|tag| tag.known_text());
                match value.filter(|value| !value.is_empty()) {
                    Some(value) => {
                        let short = pattern.abbreviations.get(key).and_then(|values| values.get(value));
                        let short = short.into_iter().flatten().map(String::as_str);
                        std::iter::once(value).chain(short).collect()
                    }
                    None => vec![key],
                }
            }
        };
        names =
            spellings.iter().flat_map(|more| names.iter().map(move |name| format!("{name}{more}"))).collect();
        names.truncate(MOST);
    }
    let detail = Some(pattern.pattern.value.clone());
    let offer = |name: String| {
        let text = insert.value(&name);
        Offer { detail: detail.clone(), ..Offer::new(name, CompletionItemKind::Value, text) }
    };
    names.into_iter().map(offer).collect()
}
