//! What can be typed at a place: keys that are missing, values that are allowed, names that the policy asks for.

use std::sync::Arc;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionItemTextEdit, CompletionList,
    InsertTextFormat, Range, TextEdit,
};

use super::attempt::{Form, WORD, attempts};
use super::check::{Unit, View};
use super::client::Client;
use super::documents::Document;
use super::insert::Insert;
use super::offer::Offer;
use super::position::Ruler;
use super::spot::{self, Cursor, Part, Sought, Spot};
use super::syntax;
use super::typed::Typed;
use super::{names, policy_text, words};
use crate::policy::condition::Truth;
use crate::policy::dictionary::Entry;
use crate::rule::example;
use crate::source::{Medium, Source, Span};
use crate::text::{code, is_credential};

/// How many items are given at a time: of a long table those that begin as what is typed.
const MOST: usize = 500;

/// What can be typed at a cursor.
pub(super) fn complete(cursor: &Cursor, view: &View, client: &Client) -> Option<CompletionList> {
    let offset = cursor.offset(view)?;
    let document = view.documents.get(&cursor.path)?;
    let name = view.store.name(&cursor.path).shown;
    let source = Source::new(name, &*document.text, Medium::File);
    let typed = Typed::at(source.text(), offset, syntax::language(&source))?;
    let offers = match Unit::of(&cursor.path)? {
        Unit::Policy(_) => policy_text::complete(source.text(), &typed, client.snippets),
        Unit::File(_) | Unit::Folder(_) => of_definition(cursor, &source, &typed, view, client)?,
    };
    let ruler = Ruler::new(source.text(), view.encoding);
    let begun = source.slice(Span::new(typed.word.start as usize, offset)).to_lowercase();
    let is_long = offers.len() > MOST;
    let begins = |offer: &Offer| !is_long || offer.label.to_lowercase().starts_with(&begun);
    let is_offered = |offer: &Offer| begins(offer) && !is_credential(&offer.label);
    let range = ruler.range(typed.word);
    let commas = Commas::of(&typed, &ruler);
    let chosen = offers.into_iter().filter(is_offered).take(MOST);
    let items = chosen.enumerate().map(|(number, offer)| item(offer, number, range, &commas)).collect();
    Some(CompletionList { is_incomplete: is_long, items, ..CompletionList::default() })
}

/// What can be typed into a definition: the first attempt that its readers understand tells where the cursor is.
fn of_definition(
    cursor: &Cursor,
    source: &Source,
    typed: &Typed,
    view: &View,
    client: &Client,
) -> Option<Vec<Offer>> {
    for (form, attempt) in attempts(source.text(), typed) {
        let tried = Source::new(source.name(), attempt.as_str(), Medium::File);
        if syntax::comments(&tried).is_none() {
            continue;
        }
        let document = view.documents.get(&cursor.path)?;
        let mut tried = view.clone();
        let text: Arc<str> = attempt.into();
        tried.documents.open(cursor.path.clone(), Document { text, ..document.clone() });
        tried.store = tried.documents.above(&view.store);
        let insert = Insert { source, typed, form, has_snippets: client.snippets };
        let found =
            spot::ask(&cursor.path, &Sought::Word(WORD), &tried, &|spot| Some(offers(spot, &insert, view)));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn offers(spot: &Spot<'_>, insert: &Insert<'_>, view: &View) -> Vec<Offer> {
    match spot.part {
        Part::Key { .. } => keys(spot, insert, view),
        Part::Value { tag, .. } if insert.form == Form::Word => match spot.case.tags[tag].entry {
            Some(entry) => values(entry, insert),
            None => Vec::new(),
        },
        Part::Name if insert.form == Form::Word => names::offers(spot.case, insert),
        Part::Value { .. } | Part::Name => Vec::new(),
    }
}

/// The keys that are not there, the required ones first. What is deprecated or forbidden is not offered.
fn keys(spot: &Spot<'_>, insert: &Insert<'_>, view: &View) -> Vec<Offer> {
    let case = spot.case;
    let is_there = |key: &str| case.project.tags.list.iter().any(|tag| tag.key == key);
    let mut offers = Vec::new();
    for entry in case.dictionary.entries() {
        if !entry.is_in_use() || is_there(&entry.key) {
            continue;
        }
        let (rank, detail) = match entry.is_required(&case.facts) {
            Truth::Yes => (0, Some("required".to_owned())),
            Truth::Unknown => (1, Some("perhaps required".to_owned())),
            Truth::No => (2, None),
        };
        let (text, is_snippet) = insert.key(entry);
        offers.push(Offer {
            is_snippet,
            detail,
            documentation: Some(words::entry(entry, &case.facts, view)),
            rank,
            ..Offer::new(&entry.key, CompletionItemKind::Property, text)
        });
    }
    offers.sort_by_key(|offer| offer.rank);
    offers
}

/// The values that an entry allows, and for each known wrong spelling the value that it means; where nothing is listed,
/// examples.
fn values(entry: &Entry, insert: &Insert<'_>) -> Vec<Offer> {
    let offer = |value: &str| Offer::new(value, CompletionItemKind::EnumMember, insert.value(value));
    let mut offers = Vec::new();
    if let Some(values) = &entry.values {
        offers.extend(values.value.list().iter().map(|value| offer(value)));
        for (alias, value) in values.value.aliases() {
            let detail = Some(format!("for {}", code(alias)));
            offers.push(Offer { typed: Some(alias.clone()), detail, rank: 1, ..offer(value) });
        }
        return offers;
    }
    let mut known: Vec<String> = entry.default.iter().chain(&entry.examples).cloned().collect();
    if known.is_empty() {
        known.extend(example(entry));
    }
    known.dedup();
    let detail = Some("example".to_owned());
    known.iter().map(|value| Offer { detail: detail.clone(), ..offer(value) }).collect()
}

/// The edits that put in the commas that are missing around what is inserted.
struct Commas {
    edits: Vec<TextEdit>,
    /// Whether one is put in behind what is inserted itself.
    is_within: bool,
}

impl Commas {
    fn of(typed: &Typed, ruler: &Ruler<'_>) -> Self {
        let at = |offset: usize| TextEdit { range: ruler.range(Span::at(offset)), new_text: ",".to_owned() };
        let mut edits: Vec<TextEdit> = typed.comma_before.map(at).into_iter().collect();
        if typed.comma_behind && typed.is_closed {
            edits.push(at(typed.outer().end as usize));
        }
        Commas { edits, is_within: typed.comma_behind && !typed.is_closed }
    }
}

fn item(offer: Offer, number: usize, range: Range, commas: &Commas) -> CompletionItem {
    let mut new_text = offer.insert;
    if commas.is_within {
        new_text.push(',');
    }
    let edits = Some(commas.edits.clone()).filter(|edits| !edits.is_empty());
    let format = if offer.is_snippet { InsertTextFormat::Snippet } else { InsertTextFormat::PlainText };
    CompletionItem {
        filter_text: Some(offer.typed.unwrap_or_else(|| offer.label.clone())),
        label: offer.label,
        label_details: offer.detail.map(|detail| CompletionItemLabelDetails {
            description: Some(detail),
            ..CompletionItemLabelDetails::default()
        }),
        kind: Some(offer.kind),
        documentation: offer.documentation.map(words::documentation),
        sort_text: Some(format!("{}{number:05}", offer.rank)),
        insert_text_format: Some(format),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text })),
        additional_text_edits: edits,
        ..CompletionItem::default()
    }
}
