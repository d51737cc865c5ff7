//! Reading ahead: parts of a long list are read side by side, each from a place on where an item seems to begin.
//!
//! Whether one does is known only to who has read everything before it. The scanner that reads from the start finds out:
//! where it is about to read an item at which such a part begins, it takes over what was read, and goes on behind it. A
//! part that was begun at a wrong place is never met, and its text is read once more.

use super::folding::{Folding, Look, Stretch};
use super::{Builder, Dialect, Scanner};
use crate::parallel;
use crate::source::{Source, Span};
use crate::tree::{Kind, Language, Style};

/// How many bytes one thread takes at a time.
const PART: usize = 1 << 18;

/// How many parts are read before they are put together: what is read of all of them would be in memory twice.
const TOGETHER: usize = 64;

/// How deep the items of a list that is folded are at the most.
const DEPTH: usize = 2;

impl Scanner<'_, '_> {
    /// Passes over the items of a folded list from here on, where an item begins, as far as they can be read ahead.
    pub(super) fn leap(&mut self) -> bool {
        let Some(fold) = &mut self.fold else { return false };
        if self.at >= fold.read_until {
            let end = self.text.len().min(self.at + TOGETHER * PART);
            fold.read_until = end;
            fold.keep(read(self.source, self.dialect, fold.look, Span::new(self.at, end)));
        }
        let Some(stretch) = fold.take_over(self.at) else { return false };
        self.at = stretch.end;
        self.comments.extend(stretch.comments);
        true
    }

    /// Reads items up to the first that begins at `until` or behind it, and tells where the last one ends. What breaks,
    /// or ends the list, ends them too.
    fn items(&mut self, until: usize) -> usize {
        let (mut end, mut comments) = (self.at, 0);
        while self.value().is_ok() {
            (end, comments) = (self.at, self.comments.len());
            if self.skip_blank().is_err() || self.peek() != Some(b',') {
                break;
            }
            self.at += 1;
            if self.skip_blank().is_err() || self.at >= until {
                break;
            }
        }
        // Those behind the last item are met again.
        self.comments.truncate(comments);
        end
    }
}

/// What can be read ahead in a span that begins with an item.
fn read(source: &Source, dialect: Dialect, look: Look<'_>, within: Span) -> Vec<Stretch> {
    let parts = within.len().div_ceil(PART);
    if parts < 2 {
        return Vec::new();
    }
    let read = parallel::map((0..parts).collect(), |part| {
        let start = within.start as usize + part * PART;
        let first = if part == 0 { Some(start) } else { seeming_item(source.text(), start) };
        read_part(source, dialect, look, first, (start + PART).min(within.end as usize))
    });
    read.into_iter().flatten().collect()
}

/// The stretches that begin before `end`, the first of them at a known place. Most parts are one.
fn read_part(
    source: &Source,
    dialect: Dialect,
    look: Look<'_>,
    first: Option<usize>,
    end: usize,
) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut next = first;
    while let Some(start) = next.filter(|&start| start < end) {
        let mut scanner = scanner(source, dialect, look, start);
        let last = scanner.items(end);
        next = seeming_item(source.text(), scanner.at.max(start + 1));
        if last > start
            && let Some(folded) = scanner.fold.and_then(|fold| fold.into_lists().pop())
        {
            stretches.push(Stretch { start, end: last, folded, comments: scanner.comments });
        }
    }
    stretches
}

/// A scanner that takes a place for the beginning of an item in a list that is folded.
fn scanner<'s, 'f>(source: &'s Source, dialect: Dialect, look: Look<'f>, start: usize) -> Scanner<'s, 'f> {
    let mut builder = Builder::new(source, Language::Json);
    let list = builder.open(Kind::List, start, Style::Flow);
    let fold = Some(Folding::within(list, DEPTH, look));
    let text = Span::new(start, source.text().len());
    Scanner { builder, around: DEPTH, fold, ..Scanner::new(source, text, dialect) }
}

/// The map behind the next `}` and comma from a place on.
fn seeming_item(text: &str, from: usize) -> Option<usize> {
    let text = text.as_bytes();
    let blank = |at: usize| text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut at = from;
    while let Some(bracket) = text.get(at..)?.iter().position(|&byte| byte == b'}') {
        at += bracket + 1;
        let comma = at + blank(at);
        if text.get(comma) != Some(&b',') {
            continue;
        }
        let item = comma + 1 + blank(comma + 1);
        if text.get(item) == Some(&b'{') {
            return Some(item);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::NodeRef;
    use crate::tree::json::fold::{self, Folded, Mark};
    use crate::tree::json::parse;

    /// A list of many parts, whose items look as if further ones began in them.
    fn text(odd: &str) -> String {
        let mut text = String::from("{\"object\": \"list\", \"data\": [ // }, {\n");
        for number in 0..6 * PART / 100 {
            let comma = match number {
                0 => "",
                number if number % 5 == 0 => ", /* }, { */",
                _ => ",",
            };
            let item = match number % 7 {
                0 => r#"{"name": "a}, {b", "tags": [{"Key": "k"}, {"Key": "l"}], "c": {}}"#,
                1 => r#"[{"d": 1}, {"e": 2}, {"f": [{}, {}]}]"#,
                2 => r#""}, {""#,
                3 if number == 3 * PART / 100 / 7 * 7 + 3 => odd,
                _ => r#"{"name": "plain", "tags": {"Team": "x", "CostCenter": "CC-1000"}}"#,
            };
            text.push_str(&format!("{comma}\n  {item}"));
        }
        text + "] }"
    }

    fn folded(text: &str) -> Result<(Vec<Folded>, Vec<Span>), crate::tree::SyntaxError> {
        let source = Source::new("a.json", text, Medium::File);
        let look = |item: NodeRef<'_>| {
            let is_tagged = item.get("tags").is_some();
            Mark { is_kept: true, tells: is_tagged, is_own: is_tagged }
        };
        fold::parse(&source, Dialect::WithComments, &["data"], &look)
            .map(|(json, lists)| (lists, json.comments))
    }

    #[test]
    fn a_list_that_is_read_ahead_is_the_list_that_is_read_at_once() {
        let text = text("{}");
        let source = Source::new("a.json", text.as_str(), Medium::File);
        let whole = parse(&source, Dialect::WithComments).expect("JSON");
        let data = whole.tree.root().get("data").expect("a list");
        let items: Vec<Span> = data.items().filter(|item| item.is_container()).map(NodeRef::span).collect();
        let (lists, comments) = folded(&text).expect("JSON");
        assert_eq!((lists.len(), &lists[0].items), (1, &items));
        assert!(lists[0].is_told && lists[0].has_own);
        assert_eq!(comments, whole.comments);
    }

    #[test]
    fn most_of_a_list_is_read_ahead() {
        let text = text("{}");
        let source = Source::new("a.json", text.as_str(), Medium::File);
        let start = text.find("{\"name\"").expect("an item");
        let look = |_: NodeRef<'_>| Mark { is_kept: true, tells: false, is_own: false };
        let within = Span::new(start, text.len());
        let ahead = read(&source, Dialect::WithComments, &look, within);
        let longest = |part: usize| {
            let begin = start + part * PART;
            let here = ahead.iter().filter(|stretch| (begin..begin + PART).contains(&stretch.start));
            here.map(|stretch| stretch.end - stretch.start).max().unwrap_or_default()
        };
        for part in 0..within.len() / PART {
            assert!(longest(part) > PART * 9 / 10, "{part}: {}", longest(part));
        }
    }

    #[test]
    fn what_breaks_far_behind_breaks_at_the_same_place() {
        for odd in
            [r#"{"name" 1}"#, r#"{"name": "a}, {"#, "]", &format!("{}{}", "[".repeat(200), "]".repeat(200))]
        {
            let text = text(odd);
            let source = Source::new("a.json", text.as_str(), Medium::File);
            let error = parse(&source, Dialect::WithComments).err();
            assert!(error.is_some(), "{odd}");
            assert_eq!(folded(&text).err(), error, "{odd}");
        }
    }

    /// An item may be so deep that it is one level too deep where the list is deep, and not where it is the root.
    #[test]
    fn what_is_nested_deeply_is_read_where_it_is() {
        let deep = format!("{}{}", "[".repeat(126), "]".repeat(126));
        let (lists, _) = folded(&text(&deep)).expect("as deep as may be");
        assert!(lists[0].items.iter().any(|item| item.len() == deep.len()));
        let deeper = format!("[{deep}]");
        assert!(folded(&text(&deeper)).is_err());
    }
}
