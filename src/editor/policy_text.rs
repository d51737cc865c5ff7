//! Completion and hover in a policy itself, from the description of what it may contain.

use std::collections::BTreeSet;

use gen_lsp_types::CompletionItemKind;

use super::insert::literal;
use super::offer::Offer;
use super::policy_place::{Place, table_of};
use super::typed::Typed;
use crate::policy::pack::PACKS;
use crate::policy::shape::{Field, Is, Others, Shape};
use crate::policy::written::key;
use crate::rule::page::address;
use crate::rule::{self, NAMES};
use crate::source::Span;
use crate::text::code;
use crate::tree::Language;

/// The fields whose keys are those of tags.
const KEYED_BY_TAGS: [&str; 3] = ["tags", "abbreviations", "columns"];

/// What can be typed at a place of a policy.
pub(super) fn complete(text: &str, typed: &Typed, has_snippets: bool) -> Vec<Offer> {
    let place = Place::of(&text[..typed.outer().start as usize]);
    if place.is_value {
        return values(text, &place, typed);
    }
    let Some(table) = place.table() else { return Vec::new() };
    if place.is_header {
        let tables = table.fields.iter().filter(|field| table_of(field.is).is_some());
        return tables.map(|field| described(field, field.name.to_owned())).collect();
    }
    let mut offers = fields(text, &place, table, typed, has_snippets);
    if matches!(table.others, Others::Rules(..)) {
        for name in NAMES {
            let summary = rule::find(name).map(|rule| rule.summary.to_owned());
            let insert = if typed.has_value { (*name).to_owned() } else { format!("{name} = ") };
            offers.push(Offer {
                documentation: summary,
                ..Offer::new(*name, CompletionItemKind::Property, insert)
            });
        }
    }
    let is_keyed = place.path.last().is_some_and(|last| KEYED_BY_TAGS.contains(&last.as_str()));
    if is_keyed && place.path.len() > 1 {
        for tag in tags(text) {
            let insert = if typed.has_value { key(&tag) } else { format!("{} = ", key(&tag)) };
            offers.push(Offer::new(tag, CompletionItemKind::Property, insert));
        }
    }
    offers
}

/// The fields of a table that are not there yet.
fn fields(text: &str, place: &Place, table: &'static Shape, typed: &Typed, has_snippets: bool) -> Vec<Offer> {
    let there = siblings(text, place, typed);
    let missing = table.fields.iter().filter(|field| !there.contains(field.name));
    let offer = |field: &'static Field| {
        if typed.has_value {
            return described(field, field.name.to_owned());
        }
        match has_snippets {
            true => {
                let insert = format!("{} = ${{1:{}}}", field.name, literal(field.example));
                Offer { is_snippet: true, ..described(field, insert) }
            }
            false => described(field, format!("{} = ", field.name)),
        }
    };
    missing.map(offer).collect()
}

fn described(field: &Field, insert: String) -> Offer {
    Offer {
        documentation: Some(field.described()),
        rank: usize::from(!field.needed),
        ..Offer::new(field.name, CompletionItemKind::Field, insert)
    }
}

/// The keys beside the one that is typed, in a section that is written line by line.
fn siblings<'t>(text: &'t str, place: &Place, typed: &Typed) -> BTreeSet<&'t str> {
    if !typed.open.is_empty() {
        return BTreeSet::new();
    }
    let start = typed.word.start as usize;
    let is_header =
        |line: &&str| line.trim_start().starts_with('[') || (place.path.is_empty() && line.is_empty());
    let above = text[..start].rsplit('\n').skip(1).take_while(|line| !is_header(line));
    let below = text[start..].split('\n').skip(1).take_while(|line| !line.trim_start().starts_with('['));
    above.chain(below).filter_map(|line| line.split(['=', '.']).next()).map(str::trim).collect()
}

/// The values that may be at a place.
fn values(text: &str, place: &Place, typed: &Typed) -> Vec<Offer> {
    let Some((is, field)) = place.value() else { return Vec::new() };
    let mut words = Vec::new();
    listed(is, &mut words);
    match field.map(|field| field.name) {
        Some("extends") => words.extend(PACKS.iter().map(|pack| pack.name.to_owned())),
        Some("replaced-by") => words.extend(tags(text)),
        Some("tags") => words.extend(tags(text)),
        _ => {}
    }
    let quoted = |word: &String| match typed.quote {
        Some(_) if typed.is_closed => word.clone(),
        Some(quote) => format!("{word}{quote}"),
        None => format!("\"{word}\""),
    };
    let mut offers: Vec<Offer> = Vec::new();
    for word in &words {
        let documentation = rule::find(word).map(|rule| rule.summary.to_owned());
        let offer = Offer::new(word, CompletionItemKind::EnumMember, quoted(word));
        offers.push(Offer { documentation, ..offer });
    }
    if typed.quote.is_none() {
        if is_bool(is) {
            let bools = ["true", "false"];
            offers.extend(bools.map(|word| Offer::new(word, CompletionItemKind::Keyword, word)));
        }
        if let Some(field) = field.filter(|_| offers.is_empty() && !typed.open.contains(&'[')) {
            let detail = Some("example".to_owned());
            offers.push(Offer {
                detail,
                ..Offer::new(field.example, CompletionItemKind::Value, field.example)
            });
        }
    }
    offers
}

/// The words that something may be.
fn listed(is: Is, words: &mut Vec<String>) {
    match is {
        Is::Word { words: known, .. } => words.extend(known.iter().map(|word| (*word).to_owned())),
        Is::Rule => words.extend(NAMES.iter().map(|name| (*name).to_owned())),
        Is::List(item) => listed(*item, words),
        Is::Either(choices) => {
            for choice in choices {
                listed(*choice, words);
            }
        }
        Is::Text | Is::Date | Is::Bool | Is::Count | Is::Amount | Is::Table(_) => {}
    }
}

fn is_bool(is: Is) -> bool {
    match is {
        Is::Bool => true,
        Is::Either(choices) => choices.iter().any(|choice| is_bool(*choice)),
        _ => false,
    }
}

/// The keys of the dictionary that have a table of their own.
fn tags(text: &str) -> Vec<String> {
    let mut tags = Vec::new();
    for line in text.lines() {
        let Some(rest) = line.trim_start().strip_prefix("[tags.") else { continue };
        let Some(name) = rest.split(']').next() else { continue };
        let name = name.trim_matches(['"', '\'']);
        if !name.contains('*') && !tags.iter().any(|known| known == name) {
            tags.push(name.to_owned());
        }
    }
    tags
}

/// What is said of a place of a policy, and of which part of its text.
pub(super) fn hover(text: &str, offset: usize) -> Option<(String, Span)> {
    let typed = Typed::at(text, offset, Language::Toml)?;
    let word = &text[typed.word.range()];
    let mut place = Place::of(&text[..typed.outer().start as usize]);
    if let Some(known) = rule::find(word) {
        let said = format!("{}: {}\n\n[the page of the rule]({})", code(word), known.summary, address(word));
        return Some((said, typed.word));
    }
    if !place.is_value {
        if word.is_empty() {
            return None;
        }
        place.path.push(word.to_owned());
    }
    let (_, field) = place.value()?;
    let field = match field {
        Some(field) => field,
        // A key that the author chose: what is said of the table that it is in.
        None => Place { path: place.path[..place.path.len() - 1].to_vec(), ..place }.value()?.1?,
    };
    let said =
        format!("**{}**: {}\n\nfor example {}", code(field.name), field.described(), code(field.example));
    Some((said, typed.word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> (String, usize) {
        let offset = text.find('|').expect("a cursor");
        (text.replacen('|', "", 1), offset)
    }

    fn labels(text: &str) -> Vec<String> {
        let (text, offset) = at(text);
        let typed = Typed::at(&text, offset, Language::Toml).expect("something");
        complete(&text, &typed, true).into_iter().map(|offer| offer.label).collect()
    }

    #[test]
    fn fields_that_are_missing_and_words_that_are_allowed_are_offered() {
        let fields = labels("[tags.Owner]\nrequired = true\nfor|\n");
        assert!(fields.contains(&"format".to_owned()) && !fields.contains(&"required".to_owned()));
        assert!(labels("[tags.Owner]\nformat = \"|\"\n").contains(&"email".to_owned()));
        assert!(labels("[tags.Owner]\nrequired = |\n").contains(&"true".to_owned()));
        assert!(labels("[rules]\nmis|\n").contains(&"missing-tag".to_owned()));
        assert!(labels("[rules]\nmissing-tag = \"|").contains(&"warning".to_owned()));
        assert_eq!(labels("extends = [\"|\"]"), ["bedrock"]);
        assert_eq!(labels("[tags.Team]\n[[constraints]]\nrequire = { tags = { | } }"), ["Team"]);
        assert!(labels("[|").contains(&"tags".to_owned()));
    }

    #[test]
    fn fields_and_rules_are_described() {
        let said = |text: &str| {
            let (text, offset) = at(text);
            hover(&text, offset).map(|(said, _)| said)
        };
        assert!(
            said("[tags.Owner]\nfor|mat = 'email'").expect("said").contains("A format that values must have")
        );
        assert!(said("[rules]\nmissing|-tag = 'off'").expect("said").contains("a required key is absent"));
        assert!(said("[ta|gs.Owner]").expect("said").contains("The tag dictionary"));
        assert!(said("[tags.Own|er]").expect("said").contains("The tag dictionary"));
        assert_eq!(said("nothing| = 1"), None);
    }
}
