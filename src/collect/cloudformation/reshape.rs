//! Edits that turn a map of tags into a list, and a list into a map.

use std::ops::RangeInclusive;

use super::items::fields;
use super::syntax;
use super::template::Template;
use crate::collect::Edits;
use crate::collect::pair::Pair;
use crate::project::Place;
use crate::source::{Source, Span};
use crate::tree::{Entry, Language, NodeRef, Style};

/// The edits that write a map as a list of items.
pub(super) fn into_list<'t>(template: &Template<'t>, node: NodeRef<'t>) -> Option<Edits<'t>> {
    let at = Edited::of(template, node)?;
    let mut edits = Edits::new();
    if node.style() == Style::Flow {
        edits.extend(at.brackets(node.span(), ["{", "}"], ["[", "]"])?);
    }
    for entry in node.entries() {
        match node.style() {
            Style::Flow => edits.extend(at.wrapped(entry)?),
            Style::Indented => edits.extend(at.lines(entry, "- ")?),
            _ => return None,
        }
    }
    Some(edits)
}

/// The edits that give names to key and value of an item.
pub(super) fn into_item<'t>(template: &Template<'t>, item: NodeRef<'t>) -> Option<Edits<'t>> {
    let at = Edited::of(template, item)?;
    let mut entries = item.entries();
    let entry = entries.next().filter(|_| entries.next().is_none())?;
    match item.style() {
        // A pair in a list needs no braces around it; two of them do.
        Style::Flow => at.slice(item.span()).starts_with('{').then(|| at.named(entry))?,
        Style::Indented => at.lines(entry, ""),
        _ => None,
    }
}

/// The edits that write an item that is a text as one with a key and a value.
pub(super) fn text_into_item<'t>(
    template: &Template<'t>,
    item: NodeRef<'t>,
    pair: Pair<'t>,
) -> Option<Edits<'t>> {
    let at = Edited::of(template, item)?;
    let is_on_line = matches!(item.style(), Style::Bare | Style::Single | Style::Double);
    // What needs escapes is left to people.
    let is_plain = |text: &str| !text.contains(['"', '\\']) && !text.contains(char::is_control);
    let Pair { key, value } = pair;
    let is_clear = pair.is_clear() && is_plain(key) && is_plain(value);
    let written = format!("{{{}: \"{key}\", {}: \"{value}\"}}", at.name("Key"), at.name("Value"));
    (is_on_line && is_clear).then(|| vec![at.edit(syntax::whole(item), written)])
}

/// The edits that write a map as the only item of a list.
pub(super) fn into_only_item<'t>(template: &Template<'t>, node: NodeRef<'t>) -> Option<Edits<'t>> {
    let at = Edited::of(template, node)?;
    let span = node.span();
    match node.style() {
        Style::Flow => {
            Some(vec![at.edit(Span::at(span.start as usize), "["), at.edit(Span::at(span.end as usize), "]")])
        }
        Style::Indented => {
            let own = at.source.line_of(span.start);
            let lead = at.slice(Span { end: span.start, ..at.source.line_span(own) });
            let mut edits = vec![at.edit(Span::at(span.start as usize), "- ")];
            let end = node.entries().map(|entry| syntax::mentioned(entry.value).end).max()?;
            edits.extend(at.moved(own + 1..=at.source.line_of(end), "  "));
            lead.chars().all(|c| c == ' ').then_some(edits)
        }
        _ => None,
    }
}

/// The edits that write a list of items as a map.
pub(super) fn into_map<'t>(
    template: &Template<'t>,
    node: NodeRef<'t>,
    property: NodeRef<'t>,
) -> Option<Edits<'t>> {
    let at = Edited::of(template, node)?;
    let mut edits = Edits::new();
    if node.style() == Style::Flow {
        edits.extend(at.brackets(node.span(), ["[", "]"], ["{", "}"])?);
    }
    let mut keys = std::collections::HashSet::new();
    for item in node.items() {
        if !keys.insert(fields(item)?.0.value.text()?) {
            return None;
        }
        edits.push(match node.style() {
            Style::Flow => at.pair(item, item.span(), "")?,
            Style::Indented => {
                let dash = at.dash(item)?;
                let own = at.column(property.span().start.min(syntax::whole(property).start));
                let lead = if at.column(dash) > own { "" } else { "  " };
                at.pair(item, Span { start: dash, end: item.span().end }, lead)?
            }
            _ => return None,
        });
    }
    Some(edits)
}

/// The text that is edited.
struct Edited<'t> {
    place: Place<'t>,
    source: &'t Source,
    text: &'t str,
}

impl<'t> Edited<'t> {
    /// `None` for what other places mention too, or what is made of other maps.
    fn of(template: &Template<'t>, node: NodeRef<'t>) -> Option<Self> {
        let place = template.place(node);
        let text = place.source.text();
        let inside = |entry: Entry<'t>| node.span().contains(syntax::whole(entry.key));
        let own = !node.is_alias() && node.entries().all(inside) && !text[node.span().range()].contains("<<");
        own.then_some(Edited { place, source: place.source, text })
    }

    fn edit(&self, span: Span, text: impl Into<String>) -> (Place<'t>, String) {
        (Place { span, style: Style::Bare, ..self.place }, text.into())
    }

    fn slice(&self, span: Span) -> &'t str {
        self.source.slice(span)
    }

    fn brackets(&self, span: Span, from: [&str; 2], to: [&str; 2]) -> Option<Edits<'t>> {
        let (first, last) = (Span { end: span.start + 1, ..span }, Span { start: span.end - 1, ..span });
        let is_right = span.len() >= 2 && self.slice(first) == from[0] && self.slice(last) == from[1];
        is_right.then(|| vec![self.edit(first, to[0]), self.edit(last, to[1])])
    }

    /// The spans of key, colon and value.
    fn parts(&self, entry: Entry<'t>) -> Option<[Span; 3]> {
        let written =
            !entry.key.is_null() && matches!(entry.key.style(), Style::Bare | Style::Single | Style::Double);
        if !written
            || entry.key.is_alias()
            || entry.key.tag().is_some()
            || syntax::is_directive(entry.key.text()?)
        {
            return None;
        }
        let (key, value) = (syntax::whole(entry.key), syntax::mentioned(entry.value));
        if self.slice(key).ends_with(':') {
            return None;
        }
        let between = self.text.get(key.end as usize..value.start as usize)?;
        let blank = between.len() - between.trim_start().len();
        let colon = between[blank..].starts_with(':').then(|| key.end + blank as u32 + 1)?;
        Some([key, Span { start: key.end, end: colon }, value])
    }

    /// A name as a key is written in this language.
    fn name(&self, name: &str) -> String {
        if self.place.language == Language::Json { format!("\"{name}\"") } else { name.to_owned() }
    }

    /// `k: v` in brackets becomes `Key: k, Value: v`.
    fn named(&self, entry: Entry<'t>) -> Option<Edits<'t>> {
        // Where no value is, there is no telling where the braces would end.
        let [key, colon, _] = self.parts(entry).filter(|[_, _, value]| !value.is_empty())?;
        let space =
            if self.text[colon.end as usize..].starts_with([' ', '\t', '\r', '\n']) { "" } else { " " };
        Some(vec![
            self.edit(Span::at(key.start as usize), format!("{}: ", self.name("Key"))),
            self.edit(colon, format!(", {}:{space}", self.name("Value"))),
        ])
    }

    /// `k: v` in brackets becomes `{Key: k, Value: v}`.
    fn wrapped(&self, entry: Entry<'t>) -> Option<Edits<'t>> {
        let [key, _, value] = self.parts(entry)?;
        let mut edits = self.named(entry)?;
        edits[0] = self.edit(Span::at(key.start as usize), format!("{{{}: ", self.name("Key")));
        edits.push(self.edit(Span::at(value.end as usize), "}"));
        Some(edits)
    }

    /// `k: v` on lines of its own becomes `Key: k` and, below it, `Value: v`; behind a dash, everything below moves
    /// to the right.
    fn lines(&self, entry: Entry<'t>, dash: &str) -> Option<Edits<'t>> {
        let [key, colon, value] = self.parts(entry)?;
        let line = self.source.line_span(self.source.line_of(key.start));
        let lead = self.slice(Span { end: key.start, ..line });
        if !lead.chars().all(|c| c == ' ' || (dash.is_empty() && c == '-')) {
            return None;
        }
        let column = " ".repeat(lead.len() + dash.len());
        let newline = if self.text[line.end as usize..].starts_with('\r') { "\r\n" } else { "\n" };
        let mut edits = vec![
            self.edit(Span::at(key.start as usize), format!("{dash}Key: ")),
            self.edit(colon, format!("{newline}{column}Value:")),
        ];
        if !dash.is_empty() {
            let below = self.source.line_of(colon.end) + 1..=self.source.line_of(value.end);
            edits.extend(self.moved(below, &" ".repeat(dash.len())));
        }
        Some(edits)
    }

    /// Lines moved to the right.
    fn moved(&self, lines: RangeInclusive<usize>, by: &str) -> Edits<'t> {
        let spans = lines.map(|line| self.source.line_span(line));
        let full = spans.filter(|line| !self.slice(*line).trim().is_empty());
        full.map(|line| self.edit(Span::at(line.start as usize), by)).collect()
    }

    /// An item becomes `k: v`, if nothing else is in it.
    fn pair(&self, item: NodeRef<'t>, span: Span, lead: &str) -> Option<(Place<'t>, String)> {
        let (key, value) = fields(item)?;
        let (key, value) = (key.value, value?.value);
        let is_plain = item.entries().count() == 2 && !item.is_alias() && syntax::call(item).is_none();
        let quoted = matches!(key.style(), Style::Single | Style::Double);
        let bare = key.style() == Style::Bare && self.place.language == Language::Yaml;
        if !is_plain || syntax::call(key).is_some() || key.is_alias() || !(quoted || bare) {
            return None;
        }
        let (key, value) = (syntax::whole(key), syntax::mentioned(value));
        let (first, second) = if key < value { (key, value) } else { (value, key) };
        let gaps = [
            self.text.get(item.span().start as usize..first.start as usize)?,
            self.text.get(first.end as usize..second.start as usize)?,
            self.text.get(second.end as usize..item.span().end as usize)?,
        ];
        let is_noted =
            gaps.iter().any(|gap| gap.contains(['#', '&']) || gap.contains("//") || gap.contains("/*"));
        let (key, value) = (self.slice(key), self.slice(value));
        let one_line = !key.contains('\n') && !value.contains('\n');
        (!is_noted && one_line).then(|| self.edit(span, format!("{lead}{key}: {value}")))
    }

    fn dash(&self, item: NodeRef<'t>) -> Option<u32> {
        let line = self.source.line_span(self.source.line_of(item.span().start));
        let lead = self.slice(Span { end: item.span().start, ..line });
        let blank = lead.trim_start_matches(' ');
        let is_dash = blank.starts_with('-') && blank[1..].trim().is_empty();
        is_dash.then(|| line.start + (lead.len() - blank.len()) as u32)
    }

    fn column(&self, offset: u32) -> u32 {
        offset - self.source.line_span(self.source.line_of(offset)).start
    }
}
