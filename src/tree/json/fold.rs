//! Folding: of a list too long to be kept as nodes, each item is looked at once, and then only its span is kept.
//! Items that hold nothing are passed over.

use super::folding::Folding;
use super::{Dialect, Json, Scanner};
use crate::source::{Source, Span};
use crate::tree::{Builder, Kind, Language, Style, SyntaxError, Tree};

pub(crate) use super::folding::{Folded, Look, Mark};

/// Reads the one value of a JSON text as [`super::parse`] does, with the root folded if it is a list, and the lists
/// under `keys` if it is a map: their items are looked at, and are not in the tree. All processors share the work.
///
/// # Errors
/// The text is not one JSON value, at the place where it breaks.
pub(crate) fn parse<'s>(
    source: &'s Source,
    dialect: Dialect,
    keys: &[&str],
    look: Look<'_>,
) -> Result<(Json<'s>, Vec<Folded>), SyntaxError> {
    let folding = Folding::new(keys, look);
    let whole = Span::new(source.mark_len(), source.text().len());
    let mut scanner = Scanner { fold: Some(folding), ..Scanner::new(source, whole, dialect) };
    scanner.document()?;
    let folded = scanner.fold.map(Folding::into_lists).unwrap_or_default();
    let tree = scanner.builder.finish(whole.end as usize);
    Ok((Json { tree, comments: scanner.comments }, folded))
}

/// Reads items that were folded, as the items of one list.
pub(crate) fn unfold<'s>(source: &'s Source, dialect: Dialect, items: &[Span]) -> Tree<'s> {
    let mut builder = Builder::new(source, Language::Json);
    let around = if let Some(first) = items.first() { first.start as usize } else { 0 };
    builder.open(Kind::List, around, Style::Flow);
    let mut scanner = Scanner { builder, ..Scanner::new(source, Span::at(around), dialect) };
    for item in items {
        (scanner.text, scanner.at) = (&source.text()[..item.end as usize], item.start as usize);
        scanner.document().expect("what was folded was read before");
    }
    let end = if let Some(last) = items.last() { last.end as usize } else { around };
    scanner.builder.finish(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::NodeRef;
    use proptest::prelude::*;

    /// The items of a text's folded lists, read again, and the tree that is left.
    fn folded(text: &str) -> (Vec<Vec<String>>, String) {
        let source = Source::new("a.json", text, Medium::File);
        let mark = |_: NodeRef<'_>| Mark { is_kept: true, tells: false, is_own: false };
        let (json, folded) = parse(&source, Dialect::WithComments, &["projects"], &mark).expect("JSON");
        let read = folded.iter().map(|folded| {
            let tree = unfold(&source, Dialect::WithComments, &folded.items);
            let items = tree.root().items().zip(&folded.items);
            items
                .map(|(item, &span)| {
                    assert_eq!(item.span(), span);
                    print(item)
                })
                .collect()
        });
        (read.collect(), print(json.tree.root()))
    }

    /// Keeps nothing.
    fn none(_: NodeRef<'_>) -> Mark {
        Mark { is_kept: false, tells: false, is_own: false }
    }

    /// A node in few words, escapes resolved.
    fn print(node: NodeRef<'_>) -> String {
        match node.kind() {
            Kind::List => format!("[{}]", node.items().map(print).collect::<Vec<_>>().join(" ")),
            Kind::Map => {
                let entries =
                    node.entries().map(|entry| format!("{}:{}", print(entry.key), print(entry.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(" "))
            }
            _ => node.text().unwrap_or_default().to_owned(),
        }
    }

    #[test]
    fn the_root_is_folded_or_what_its_keys_name() {
        assert_eq!(folded(r#"[{"a": ["\u0041"]}, 1, []]"#).0, [["{a:[A]}", "[]"]]);
        let (lists, left) = folded(r#"{"x": [1], "projects": [{"\u0061": "\n"}], "y": {"projects": [2]}}"#);
        assert_eq!(
            (lists, left.as_str()),
            (vec![vec!["{a:\n}".to_owned()]], "{x:[1] projects:[] y:{projects:[2]}}")
        );
        assert_eq!(folded(r#"{"projects": [3], "projects": [[3]]}"#).0, [vec![], vec!["[3]".to_owned()]]);
        assert_eq!(folded(r#"[["projects", [1]]]"#).0, [["[projects [1]]"]]);
        assert_eq!(folded("7").0, Vec::<Vec<String>>::new());
    }

    #[test]
    fn an_item_that_is_not_kept_may_tell_what_the_list_is() {
        let told = |text: &str| {
            let source = Source::new("a.json", text, Medium::File);
            let is_map = |item: NodeRef<'_>| item.kind() == Kind::Map;
            let mark =
                |item: NodeRef<'_>| Mark { is_kept: !is_map(item), tells: is_map(item), is_own: false };
            let (_, folded) = parse(&source, Dialect::Strict, &[], &mark).expect("JSON");
            (folded[0].items.clone(), folded[0].is_told)
        };
        assert_eq!(told("[[], 1, {}]"), (vec![Span::new(1, 3)], true));
        assert_eq!(told("[[], 1]"), (vec![Span::new(1, 3)], false));
    }

    #[test]
    fn what_breaks_breaks_at_the_same_place() {
        let source = Source::new("a.json", r#"[{"a": 1}, {"b" 2}]"#, Medium::File);
        let error = parse(&source, Dialect::Strict, &[], &none).expect_err("a colon is missing");
        assert_eq!(Some(error), super::super::parse(&source, Dialect::Strict).err());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_folding(text in r#"\[(([\[{]|"a"|1|:|,|\]|\}|"\\u0041"| |/\*x\*/){0,12},?){0,4}\]"#) {
            let source = Source::new("a.json", text.clone(), Medium::File);
            let whole = super::super::parse(&source, Dialect::WithComments);
            let parts = parse(&source, Dialect::WithComments, &[], &none);
            prop_assert_eq!(whole.as_ref().err(), parts.as_ref().err());
            if let Ok(whole) = whole {
                let items: Vec<String> =
                    whole.tree.root().items().filter(|item| item.is_container()).map(print).collect();
                prop_assert_eq!(folded(&text).0, [items]);
                prop_assert_eq!(parts.expect("it parses").0.comments, whole.comments);
            }
        }
    }
}
