//! Regular expressions, which Terraform takes in Go's syntax (<https://pkg.go.dev/regexp/syntax>).
//!
//! Only what both engines read alike is worked out: expressions and texts in ASCII, without the constructs that one of
//! them has alone or reads otherwise.

use regex::{Captures, Regex, RegexBuilder};
use regex_syntax::ast::{self, AssertionKind, Ast, ClassSetItem, Flag, FlagsItemKind, Visitor};

use super::limit::{MOST_ITEMS, MOST_TEXT};
use super::value::{Data, Entry, Map, Val};
use crate::project::Place;

/// How large an expression may become, in bytes.
const MOST_SIZE: usize = 1 << 18;

/// The expression of `replace(text, "/expression/", …)`.
pub(super) fn delimited(pattern: &str) -> Option<&str> {
    pattern.strip_prefix('/')?.strip_suffix('/')
}

/// Every match replaced.
pub(super) fn replace(pattern: &str, text: &str, by: &str) -> Option<String> {
    let regex = compiled(pattern, text)?;
    let matches = regex.find_iter(text).count();
    if !is_plain_template(by) || text.len() + matches * (by.len() + text.len()) > 16 * MOST_TEXT {
        return None;
    }
    Some(regex.replace_all(text, by).into_owned()).filter(|made| made.len() <= MOST_TEXT)
}

/// `regex`: the first match, failing where there is none.
pub(super) fn first<'t>(pattern: &str, text: &str, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let regex = compiled(pattern, text)?;
    match regex.captures(text) {
        Some(captures) => matched(&regex, &captures, place),
        None => has_one_kind_of_groups(&regex).then(|| Val::new(Data::Failed, place)),
    }
}

/// `regexall`: all matches.
pub(super) fn all<'t>(pattern: &str, text: &str, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let regex = compiled(pattern, text)?;
    let matches = regex.captures_iter(text).take(MOST_ITEMS + 1);
    let found: Vec<Val<'t>> =
        matches.map(|captures| matched(&regex, &captures, place)).collect::<Option<_>>()?;
    (found.len() <= MOST_ITEMS && has_one_kind_of_groups(&regex)).then(|| Val::list(found, place))
}

/// A match: its text; with groups a list of theirs, or a map where they have names.
fn matched<'t>(regex: &Regex, captures: &Captures<'_>, place: Option<Place<'t>>) -> Option<Val<'t>> {
    if !has_one_kind_of_groups(regex) {
        return None;
    }
    let text = |group: Option<regex::Match<'_>>| match group {
        Some(group) => Val::text(group.as_str(), place),
        None => Val::new(Data::Null, place),
    };
    if captures.len() == 1 {
        return Some(text(captures.get(0)));
    }
    let names: Option<Vec<&str>> = regex.capture_names().skip(1).collect();
    let Some(names) = names else {
        return Some(Val::list((1..captures.len()).map(|group| text(captures.get(group))).collect(), place));
    };
    let entries = names.into_iter().map(|name| Entry {
        key: Val::text(name, place),
        name: name.into(),
        value: text(captures.name(name)),
    });
    Some(Val::map(Map { entries: entries.collect(), ..Map::default() }, place))
}

/// Whether all groups have names or none has: Terraform refuses a mixture.
fn has_one_kind_of_groups(regex: &Regex) -> bool {
    let mut named = regex.capture_names().skip(1).map(|name| name.is_some());
    let first = named.next();
    named.all(|is_named| Some(is_named) == first)
}

/// Whether `$` is before the name of a group wherever it is.
fn is_plain_template(by: &str) -> bool {
    let is_word =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    by.split('$').skip(1).all(|rest| match rest.strip_prefix('{') {
        Some(rest) => rest.split_once('}').is_some_and(|(name, _)| is_word(name)),
        None => rest.get(..1).is_some_and(is_word),
    })
}

/// The expression, where Go reads it as it is read here.
fn compiled(pattern: &str, text: &str) -> Option<Regex> {
    // `\s` takes the vertical tab in one of them; `{,2}` repeats in one of them.
    if !pattern.is_ascii() || !text.is_ascii() || text.contains('\u{b}') || pattern.contains("{,") {
        return None;
    }
    let tree = ast::parse::Parser::new().parse(pattern).ok()?;
    ast::visit(&tree, Alike).ok()?;
    RegexBuilder::new(pattern).size_limit(MOST_SIZE).build().ok()
}

/// Finds what the two engines do not read alike.
struct Alike;

/// Something is not.
struct Differs;

impl Visitor for Alike {
    type Output = ();
    type Err = Differs;

    fn finish(self) -> Result<(), Differs> {
        Ok(())
    }

    fn visit_pre(&mut self, node: &Ast) -> Result<(), Differs> {
        let is_alike = match node {
            Ast::Empty(_)
            | Ast::Dot(_)
            | Ast::ClassPerl(_)
            | Ast::ClassBracketed(_)
            | Ast::Alternation(_) => true,
            Ast::Literal(literal) => is_literal(literal),
            Ast::Assertion(assertion) => matches!(
                assertion.kind,
                AssertionKind::StartLine
                    | AssertionKind::EndLine
                    | AssertionKind::StartText
                    | AssertionKind::EndText
                    | AssertionKind::WordBoundary
                    | AssertionKind::NotWordBoundary
            ),
            Ast::Flags(flags) => has_flags(&flags.flags),
            Ast::Group(group) => group.flags().is_none_or(has_flags),
            // Go takes none of a repetition, and no more than 1,000.
            Ast::Repetition(repetition) => {
                let most = match &repetition.op.kind {
                    ast::RepetitionKind::Range(
                        ast::RepetitionRange::Exactly(most)
                        | ast::RepetitionRange::AtLeast(most)
                        | ast::RepetitionRange::Bounded(_, most),
                    ) => *most,
                    _ => 0,
                };
                most <= 1000 && !matches!(*repetition.ast, Ast::Repetition(_))
            }
            Ast::Concat(_) => true,
            Ast::ClassUnicode(_) => false,
        };
        if is_alike { Ok(()) } else { Err(Differs) }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Differs> {
        let is_alike = match item {
            ClassSetItem::Literal(literal) => is_literal(literal),
            ClassSetItem::Range(range) => is_literal(&range.start) && is_literal(&range.end),
            // A bracket within brackets is itself in Go.
            ClassSetItem::Bracketed(_) | ClassSetItem::Unicode(_) => false,
            ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) | ClassSetItem::Perl(_) => true,
            ClassSetItem::Union(_) => true,
        };
        if is_alike { Ok(()) } else { Err(Differs) }
    }

    fn visit_class_set_binary_op_pre(&mut self, _: &ast::ClassSetBinaryOp) -> Result<(), Differs> {
        Err(Differs)
    }
}

fn is_literal(literal: &ast::Literal) -> bool {
    matches!(literal.kind, ast::LiteralKind::Verbatim | ast::LiteralKind::Meta)
}

fn has_flags(flags: &ast::Flags) -> bool {
    flags.items.iter().all(|item| match &item.kind {
        FlagsItemKind::Negation => true,
        FlagsItemKind::Flag(flag) => matches!(
            flag,
            Flag::CaseInsensitive | Flag::MultiLine | Flag::DotMatchesNewLine | Flag::SwapGreed
        ),
    })
}
