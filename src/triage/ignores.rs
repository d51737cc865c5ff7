//! Inline ignores: `taglint: ignore[rule, rule] reason` in a comment.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::finding::{Edit, Effect, Finding, Fix, Level, Location, Safety};
use crate::rule;
use crate::rule::unused_ignore::{self, Unused};
use crate::source::{Encoding, Medium, Source, Span};
use crate::text;

/// What is before the list of rules.
const MARK: &str = "taglint:";

/// The ignores of one source. Copies share what was used.
#[derive(Clone, Debug)]
pub(crate) struct Ignores {
    source: Arc<Source>,
    directives: Arc<[Directive]>,
    /// Each line that a directive speaks of, with the number of the directive, in order.
    lines: Arc<[(usize, usize)]>,
}

/// One comment that ignores something.
#[derive(Debug)]
struct Directive {
    comment: Span,
    /// From the mark to the end of the comment's text.
    span: Span,
    /// Between the brackets.
    list: Span,
    /// The line of the comment, and the line below it that it speaks of where it stands alone; from 0.
    lines: [usize; 2],
    rules: Vec<Named>,
    reason: Option<String>,
}

/// A rule as a directive names it.
#[derive(Debug)]
struct Named {
    name: String,
    at: Span,
    used: AtomicBool,
}

impl Ignores {
    /// The ignores among the comments of a source.
    pub(crate) fn new(source: &Arc<Source>, comments: &[Span]) -> Self {
        let alone = comments.iter().filter(|&&comment| is_alone_on_its_line(source, comment));
        let below = lines_below(alone.map(|comment| source.line_of(comment.end)));
        let read = |&comment: &Span| Directive::read(source, comment, &below);
        let directives: Arc<[Directive]> = comments.iter().filter_map(read).collect();
        let numbered = directives.iter().enumerate();
        let mut lines: Vec<_> =
            numbered.flat_map(|(number, directive)| directive.lines.map(|line| (line, number))).collect();
        lines.sort_unstable();
        lines.dedup();
        Ignores { directives, lines: lines.into(), source: Arc::clone(source) }
    }

    pub(crate) fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.directives.is_empty()
    }

    /// The reason of the ignore that hides a rule on a line (from 0), if there is one; it is used then.
    pub(crate) fn hide(&self, rule: &str, source: &Source, line: usize) -> Option<Option<&str>> {
        if self.source.name() != source.name() {
            return None;
        }
        let from = self.lines.partition_point(|&(spoken, _)| spoken < line);
        let mut first = None;
        for &(_, number) in self.lines[from..].iter().take_while(|&&(spoken, _)| spoken == line) {
            let directive = &self.directives[number];
            if let Some(named) = directive.rules.iter().find(|named| named.name == rule) {
                named.used.store(true, Ordering::Relaxed);
                first = first.or(Some(directive.reason.as_deref()));
            }
        }
        first
    }

    /// What ignores hide nothing, with the fix that removes them.
    pub(crate) fn unused(&self, level: Level, is_mandatory: impl Fn(&str) -> bool) -> Vec<Finding> {
        self.directives.iter().flat_map(|directive| self.unused_of(directive, level, &is_mandatory)).collect()
    }

    fn unused_of(
        &self,
        directive: &Directive,
        level: Level,
        is_mandatory: &dyn Fn(&str) -> bool,
    ) -> Vec<Finding> {
        let is_used = |named: &&Named| named.used.load(Ordering::Relaxed);
        // What an audit would say cannot be known from definitions.
        let is_idle = |named: &&Named| !is_used(named) && !rule::is_live(&named.name);
        let stays = |named: &&Named| !is_idle(named) || directive.meant(named).is_some();
        let kept: Vec<&str> = directive.rules.iter().filter(stays).map(|named| named.name.as_str()).collect();
        if directive.rules.is_empty() {
            return vec![self.finding(directive, level, Unused::Nameless, true, None)];
        }
        let findings = directive.rules.iter().filter(is_idle).map(|named| {
            let unused = directive.unused(named, is_mandatory);
            let (span, text) = match unused.meant() {
                Some(right) => (named.at, right.to_owned()),
                None if kept.is_empty() => (self.whole(directive), String::new()),
                None => (directive.list, kept.join(", ")),
            };
            let is_all = kept.is_empty();
            let edit = (unused.title(is_all), span, text);
            // What is misspelled is known by itself: once it is corrected, this finding is gone.
            let value = unused.meant().map(|_| named.name.clone());
            Finding { value, ..self.finding(directive, level, unused, is_all, Some(edit)) }
        });
        findings.collect()
    }

    /// The comment with the blanks before it; with its line, where it stands alone; only the directive, where the
    /// comment says something else before it.
    fn whole(&self, directive: &Directive) -> Span {
        let text = self.source.text();
        let comment = directive.comment;
        let before = self.source.slice(Span { start: comment.start, end: directive.span.start });
        if before.chars().any(char::is_alphanumeric) {
            let kept = before.trim_end_matches(|c: char| !c.is_alphanumeric());
            return Span { start: comment.start + kept.len() as u32, end: directive.span.end };
        }
        let line = self.source.line_span(self.source.line_of(comment.start));
        if is_alone_on_its_line(&self.source, comment) {
            return self.source.whole_lines(comment);
        }
        let lead = &text[line.start as usize..comment.start as usize];
        Span::new(line.start as usize + lead.trim_end().len(), comment.end as usize)
    }

    /// What is reported about a directive, or a rule that it names; `is_all` where nothing would be left of it.
    fn finding(
        &self,
        directive: &Directive,
        level: Level,
        unused: Unused<'_>,
        is_all: bool,
        edit: Option<(String, Span, String)>,
    ) -> Finding {
        let writable = self.source.encoding() == Encoding::Utf8
            && matches!(self.source.medium(), Medium::File | Medium::Stdin);
        let fix = edit.filter(|_| writable).map(|(title, span, text)| Fix {
            safety: Safety::Safe,
            title,
            effect: Effect::None,
            is_alone: true,
            edits: vec![Edit { at: Location::new(&self.source, span), text }],
            live: None,
        });
        Finding {
            location: Some(Location::new(&self.source, directive.span)),
            help: Some(unused.help(is_all)),
            fix,
            ..Finding::new(unused_ignore::RULE.name, level, unused.message())
        }
    }
}

fn is_alone_on_its_line(source: &Source, comment: Span) -> bool {
    let line = source.line_span(source.line_of(comment.start));
    let end = source.line_span(source.line_of(comment.end)).end;
    source.slice(Span { start: line.start, end: comment.start }).trim().is_empty()
        && source.slice(Span { start: comment.end, end }).trim().is_empty()
}

impl Directive {
    /// The rule that a name which is none must mean. Where it is named besides, the wrong one is of no use.
    fn meant(&self, named: &Named) -> Option<&'static str> {
        if rule::find(&named.name).is_some() {
            return None;
        }
        let (right, _) = text::nearest(&named.name, rule::NAMES.iter().copied())?;
        self.rules.iter().all(|other| other.name != right).then_some(right)
    }

    /// What is wrong with a rule that it names, which hides nothing.
    fn unused<'n>(&self, named: &'n Named, is_mandatory: &dyn Fn(&str) -> bool) -> Unused<'n> {
        match &*named.name {
            name if is_mandatory(name) => Unused::Mandatory(name),
            name if rule::find(name).is_some() => Unused::Needless(name),
            name => Unused::Unknown { name, meant: self.meant(named) },
        }
    }

    /// Reads a comment; `below` are the lines that those speak of which stand alone.
    fn read(source: &Source, comment: Span, below: &HashMap<usize, usize>) -> Option<Directive> {
        let text = source.slice(comment);
        let mark = text.find(MARK)?;
        let rest = text[mark + MARK.len()..].trim_start();
        let rest = rest.strip_prefix("ignore")?;
        let body = text.trim_end().strip_suffix("*/").unwrap_or(text).trim_end();
        let at = |part: &str| comment.start as usize + (part.as_ptr() as usize - text.as_ptr() as usize);
        let (list, reason) = match rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((list, reason)) => (list, reason),
            None => (&rest[..0], rest),
        };
        let rules = list.split(',').map(str::trim).filter(|name| !name.is_empty());
        let rules = rules.map(|name| Named {
            name: name.to_owned(),
            at: Span::new(at(name), at(name) + name.len()),
            used: AtomicBool::new(false),
        });
        let reason = reason.trim().trim_end_matches("*/").trim();
        let line = source.line_of(comment.start);
        Some(Directive {
            comment,
            span: Span::new(comment.start as usize + mark, comment.start as usize + body.len().max(mark)),
            list: Span::new(at(list), at(list) + list.len()),
            lines: [line, below.get(&source.line_of(comment.end)).copied().unwrap_or(line)],
            rules: rules.collect(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
        })
    }
}

/// For each line on which a comment ends that stands alone: the line that it speaks of, the next one that is not such
/// a comment itself.
fn lines_below(alone: impl DoubleEndedIterator<Item = usize>) -> HashMap<usize, usize> {
    let mut below = HashMap::new();
    for line in alone.rev() {
        let next = below.get(&(line + 1)).copied().unwrap_or(line + 1);
        below.insert(line, next);
    }
    below
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ignores of a text of which each line that has a `#` has a comment there.
    fn ignores(text: &str) -> Ignores {
        let source = Arc::new(Source::new("a.yaml", text, Medium::File));
        let lines = (0..source.line_count()).map(|line| source.line_span(line));
        let comment = |line: Span| {
            let at = source.slice(line).find('#')?;
            Some(Span { start: line.start + at as u32, ..line })
        };
        let comments: Vec<Span> = lines.filter_map(comment).collect();
        Ignores::new(&source, &comments)
    }

    #[test]
    fn the_first_that_speaks_of_a_line_gives_the_reason_and_all_are_used() {
        let text = "# taglint: ignore[a] one\n# a word\n# taglint: ignore[a, b] two\nx: 1 # taglint: ignore[b] three\n";
        let ignores = ignores(text);
        let hide = |rule: &str, line: usize| ignores.hide(rule, ignores.source(), line);
        assert_eq!((hide("a", 3), hide("a", 2), hide("a", 4)), (Some(Some("one")), Some(Some("two")), None));
        assert_eq!(hide("c", 3), None);
        assert_eq!(hide("b", 3), Some(Some("two")));
        assert!(ignores.unused(Level::Warning, |_| false).is_empty());
        assert_eq!(ignores.hide("a", &Source::new("b.yaml", text, Medium::File), 3), None);
    }

    /// Going through all of them for each finding, or through all comments below each comment, takes minutes here.
    #[test]
    fn ignores_are_found_by_their_line_however_many_there_are() {
        let apart = ignores(&"# taglint: ignore[a]\nx: 1\n".repeat(50_000));
        let together = ignores(&format!("{}x: 1\n", "# taglint: ignore[a]\n".repeat(100_000)));
        for line in (1..100_000).step_by(2) {
            assert_eq!(apart.hide("a", apart.source(), line), Some(None));
            assert_eq!(together.hide("a", together.source(), line), Some(None));
        }
        assert_eq!(together.hide("a", together.source(), 100_000), Some(None));
        assert!(together.unused(Level::Warning, |_| false).is_empty());
    }
}
