//! Edits that fix the shape of tags in JSON syntax, everything between them staying as it is.

use std::collections::HashSet;

use super::super::items::Spelling;
use crate::collect::Edits;
use crate::collect::terraform::file::File;
use crate::project::Place;
use crate::source::Span;
use crate::tree::Style;
use crate::tree::hcl::{Expr, ExprKind, Item, Part};

/// A JSON file that is edited.
pub(super) struct Json<'p, 't> {
    pub(super) file: &'p File<'t>,
}

impl<'t> Json<'_, 't> {
    fn edit(&self, span: Span, text: impl Into<String>) -> (Place<'t>, String) {
        (self.file.place(span, Style::Flow), text.into())
    }

    fn slice(&self, span: Span) -> &'t str {
        self.file.source.slice(span)
    }

    /// An expression with the quotes around it.
    fn whole(&self, expr: &Expr) -> Span {
        let quote = u32::from(matches!(expr.kind, ExprKind::Template(_)));
        Span { start: expr.span.start - quote, end: expr.span.end + quote }
    }

    /// Whether an entry is a comment, which would be lost or taken for a tag.
    fn is_noted(&self, span: Span) -> bool {
        self.slice(span).contains("\"//\"")
    }

    fn around(&self, span: Span, [before, behind]: [&str; 2]) -> Edits<'t> {
        let at = |offset: u32| Span::at(offset as usize);
        vec![self.edit(at(span.start), before), self.edit(at(span.end), behind)]
    }

    fn brackets(&self, span: Span, [open, close]: [&str; 2]) -> [(Place<'t>, String); 2] {
        let (first, last) = (Span { end: span.start + 1, ..span }, Span { start: span.end - 1, ..span });
        [self.edit(first, open), self.edit(last, close)]
    }

    /// A map as a list of objects with key and value.
    pub(super) fn as_list(&self, expr: &Expr) -> Option<Edits<'t>> {
        match &expr.kind {
            ExprKind::Object(items) => self.items(expr.span, items),
            _ => self.around_reference(expr, ["[for k, v in ", " : {key = k, value = v}]"]),
        }
    }

    /// An item as a list of that one.
    pub(super) fn as_only_item(&self, expr: &Expr) -> Edits<'t> {
        self.around(self.whole(expr), ["[", "]"])
    }

    /// A list of objects with key and value as a map. Of what is not written out, the spelling must be known.
    pub(super) fn as_map(&self, expr: &Expr, spelling: Option<&Spelling>) -> Option<Edits<'t>> {
        if let ExprKind::List(items) = &expr.kind {
            return self.entries(expr.span, items);
        }
        let Spelling { key, value } = spelling?;
        self.around_reference(expr, ["{for tag in ", &format!(" : tag.{key} => tag.{value}}}")])
    }

    /// A list of objects as one of objects with the right names.
    pub(super) fn as_renamed(&self, expr: &Expr, spelling: &Spelling) -> Option<Edits<'t>> {
        let Spelling { key, value } = spelling;
        let behind = format!(" : {{key = tag.{key}, value = tag.{value}}}]");
        self.around_reference(expr, ["[for tag in ", &behind])
    }

    /// A text that is one reference, with something around that.
    fn around_reference(&self, expr: &Expr, words: [&str; 2]) -> Option<Edits<'t>> {
        let ExprKind::Template(template) = &expr.kind else { return None };
        let [Part::Interpolation(_)] = template.parts.as_slice() else { return None };
        let inner = self.slice(expr.span).strip_prefix("${")?.strip_suffix('}')?;
        let is_plain = !inner.starts_with('~') && !inner.ends_with('~');
        let inner = Span { start: expr.span.start + 2, end: expr.span.end - 1 };
        is_plain.then(|| self.around(inner, words))
    }

    /// `{"A": "x"}` becomes `[{"key": "A", "value": "x"}]`.
    fn items(&self, object: Span, items: &[Item]) -> Option<Edits<'t>> {
        if self.is_noted(object) {
            return None;
        }
        let mut edits = Vec::from(self.brackets(object, ["[", "]"]));
        for item in items {
            let (key, value) = (self.whole(&item.key), self.whole(&item.value));
            let between = self.file.source.text().get(key.end as usize..value.start as usize)?;
            let colon = key.end as usize + between.find(':')?;
            let space = if between.ends_with(':') { "" } else { " " };
            let at = |offset: u32| Span::at(offset as usize);
            edits.push(self.edit(at(key.start), format!("{{\"key\":{space}")));
            edits.push(self.edit(Span::new(colon, colon + 1), format!(",{space}\"value\":")));
            edits.push(self.edit(at(value.end), "}"));
        }
        Some(edits)
    }

    /// `[{"key": "A", "value": "x"}]` becomes `{"A": "x"}`.
    fn entries(&self, list: Span, items: &[Expr]) -> Option<Edits<'t>> {
        let mut edits = Vec::from(self.brackets(list, ["{", "}"]));
        let mut keys = HashSet::new();
        for item in items {
            let ExprKind::Object(fields) = &item.kind else { return None };
            let field = |name: &str| {
                let named =
                    |field: &&Item| field.key.literal().is_some_and(|key| key.eq_ignore_ascii_case(name));
                fields.iter().find(named).map(|field| &field.value)
            };
            let (key, value) = (field("key")?, field("value")?);
            if fields.len() != 2 || self.is_noted(item.span) || !keys.insert(key.literal()?) {
                return None;
            }
            let pair = format!("{}: {}", self.slice(self.whole(key)), self.slice(self.whole(value)));
            edits.push(self.edit(item.span, pair));
        }
        Some(edits)
    }
}
