//! Edits that fix the shape of tags in HCL, everything between them staying as it is.

use super::super::items::{KEYS, KEYS_BESIDE, Spelling, VALUES, VALUES_BESIDE, plain};
use crate::collect::Edits;
use crate::collect::pair::Pair;
use crate::collect::terraform::file::File;
use crate::project::Place;
use crate::source::Span;
use crate::tree::Style;
use crate::tree::hcl::{Block, Expr, ExprKind, Item};

/// A file of HCL that is edited.
pub(super) struct Hcl<'p, 't> {
    pub(super) file: &'p File<'t>,
}

impl<'t> Hcl<'_, 't> {
    fn place(&self, span: Span) -> Place<'t> {
        self.file.place(span, Style::Flow)
    }

    fn text(&self, span: Span) -> &'t str {
        self.file.source.slice(span)
    }

    /// A map as a list of items.
    pub(super) fn as_list(&self, expr: &Expr) -> Edits<'t> {
        match &expr.bare().kind {
            ExprKind::Object(items) => self.items_from_entries(expr.bare().span, items),
            _ => self.around(expr.span, "[for k, v in ", " : { key = k, value = v }]"),
        }
    }

    /// An item as a list of that one.
    pub(super) fn as_only_item(&self, expr: &Expr) -> Edits<'t> {
        self.around(expr.span, "[", "]")
    }

    /// A list of items as a map. Of what is not written out, the spelling must be known.
    pub(super) fn as_map(&self, expr: &Expr, spelling: Option<&Spelling>) -> Option<Edits<'t>> {
        if let ExprKind::List(items) = &expr.bare().kind {
            return self.entries_from_items(expr.bare().span, items);
        }
        let Spelling { key, value } = spelling?;
        Some(self.around(expr.span, "{ for tag in ", &format!(" : tag.{key} => tag.{value} }}")))
    }

    /// A list of items as one of items with the right names.
    pub(super) fn as_renamed(&self, expr: &Expr, Spelling { key, value }: &Spelling) -> Edits<'t> {
        let behind = format!(" : {{ key = tag.{key}, value = tag.{value} }}]");
        self.around(expr.span, "[for tag in ", &behind)
    }

    fn has_comment(&self, span: Span) -> bool {
        let comments = self.file.hcl.as_ref().map(|hcl| hcl.comments.as_slice()).unwrap_or_default();
        comments.iter().any(|comment| span.contains(*comment))
    }

    /// `"A=x"` becomes `{ key = "A", value = "x" }`.
    pub(super) fn item_from_text(&self, text: &Expr) -> Option<(Place<'t>, String)> {
        let literal = text.literal().filter(|literal| self.text(text.span) == format!("\"{literal}\""))?;
        let Pair { key, value } = Pair::of(literal).filter(Pair::is_clear)?;
        Some((self.place(text.span), format!("{{ key = \"{key}\", value = \"{value}\" }}")))
    }

    /// `tags { … }`, perhaps several one after the other, becomes `tags = [{ … }]`.
    pub(super) fn list_from_blocks(&self, blocks: &[(&File<'t>, &Block)]) -> Option<Edits<'t>> {
        let is_plain = |(file, block): &(&File<'t>, &Block)| {
            let names = block.body.attributes.iter().map(|attribute| &*attribute.name.text);
            let is_item =
                names.clone().count() == 2 && names.clone().all(|name| matches!(name, "key" | "value"));
            is_item && block.body.blocks.is_empty() && std::ptr::eq(*file, self.file)
        };
        if !blocks.iter().all(is_plain) {
            return None;
        }
        let mut edits = Edits::new();
        let mut end: Option<u32> = None;
        for (_, block) in blocks {
            let kind = block.kind.span;
            let brace = kind.end as usize + self.file.source.text()[kind.end as usize..].find('{')?;
            match end {
                None => edits.push((self.place(Span::new(kind.end as usize, brace)), " = [".to_owned())),
                Some(end) if self.text(Span { start: end, end: kind.start }).trim().is_empty() => {
                    edits.push((self.place(Span::at(end as usize)), ",".to_owned()));
                    edits.push((self.place(Span::new(kind.start as usize, brace)), String::new()));
                }
                Some(_) => return None,
            }
            end = Some(block.span.end);
        }
        edits.push((self.place(Span::at(end? as usize)), "]".to_owned()));
        Some(edits)
    }

    fn around(&self, span: Span, before: &str, behind: &str) -> Edits<'t> {
        let at = |offset: u32| self.place(Span::at(offset as usize));
        vec![(at(span.start), before.to_owned()), (at(span.end), behind.to_owned())]
    }

    /// `{ A = "x" }` becomes `[ { key = "A", value = "x" } ]`, everything between staying as it is.
    fn items_from_entries(&self, object: Span, items: &[Item]) -> Edits<'t> {
        let (start, end) = (object.start as usize, object.end as usize);
        let mut edits = vec![(self.place(Span::new(start, start + 1)), "[".to_owned())];
        for item in items {
            let key = match &item.key.kind {
                ExprKind::Variable(name) => format!("\"{name}\""),
                ExprKind::Parentheses(inner) => self.text(inner.span).to_owned(),
                _ => self.text(item.key.span).to_owned(),
            };
            edits.push((self.place(item.key.span.to(item.equals)), format!("{{ key = {key}, value =")));
            let behind =
                self.file.source.text()[item.value.span.end as usize..].trim_start_matches([' ', '\t']);
            let comma = if behind.starts_with([',', '}']) { "" } else { "," };
            edits.push((self.place(Span::at(item.value.span.end as usize)), format!(" }}{comma}")));
        }
        edits.push((self.place(Span::new(end - 1, end)), "]".to_owned()));
        edits
    }

    /// `[{ key = "A", value = "x" }]` becomes `{"A" = "x"}`.
    fn entries_from_items(&self, list: Span, items: &[Expr]) -> Option<Edits<'t>> {
        let (start, end) = (list.start as usize, list.end as usize);
        let mut edits = vec![(self.place(Span::new(start, start + 1)), "{".to_owned())];
        for item in items {
            let ExprKind::Object(fields) = &item.kind else { return None };
            let field = |spellings: &[&str]| {
                let named = |item: &&Item| {
                    let names = item.key.names();
                    let text = names.first().copied().or(item.key.literal()).unwrap_or_default();
                    spellings.contains(&&*plain(text))
                };
                fields.iter().find(named).map(|field| &field.value)
            };
            let value = field(&VALUES).or_else(|| field(&VALUES_BESIDE))?;
            let key = field(&KEYS).or_else(|| field(&KEYS_BESIDE))?;
            if fields.len() != 2 || self.has_comment(item.span) {
                return None;
            }
            let key = match key.literal() {
                Some(_) => self.text(key.span).to_owned(),
                None => format!("({})", self.text(key.span)),
            };
            edits.push((self.place(item.span), format!("{key} = {}", self.text(value.span))));
        }
        edits.push((self.place(Span::new(end - 1, end)), "}".to_owned()));
        Some(edits)
    }
}
