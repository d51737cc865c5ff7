//! What a test expects, held against what was found: each entry stands for one finding.

use crate::finding::{Finding, Level, Location};
use crate::rule;

/// An entry of `expect`. Only the fields that it gives are compared.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub rule: Option<String>,
    pub tag: Option<String>,
    pub value: Option<String>,
    pub project: Option<String>,
    pub level: Option<Level>,
    /// A part of the message.
    pub message: Option<String>,
    pub place: Location,
}

impl Expected {
    fn fits(&self, finding: &Finding) -> bool {
        let is = |wanted: &Option<String>, got: Option<&str>| match wanted {
            Some(wanted) => got == Some(wanted.as_str()),
            None => true,
        };
        let names = |name: &String| {
            finding.projects().any(|project| project.subject.name.as_deref() == Some(name.as_str()))
        };
        is(&self.rule, Some(finding.rule))
            && is(&self.tag, finding.tag.as_deref())
            && is(&self.value, finding.value.as_deref())
            && self.project.as_ref().is_none_or(names)
            && self.level.is_none_or(|level| level == finding.level)
            && self.message.as_ref().is_none_or(|part| finding.message.contains(part.as_str()))
    }

    /// The fields that it gives as they may be shown, in the order of the documentation.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let fields = [
            ("rule", self.rule.as_deref()),
            ("tag", self.tag.as_deref()),
            ("value", self.value.as_deref()),
            ("project", self.project.as_deref()),
            ("level", self.level.map(Level::word)),
            ("message", self.message.as_deref()),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// What differs between what is expected and what was found, by their numbers.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Difference {
    /// The findings without an entry.
    pub unexpected: Vec<usize>,
    /// The entries without a finding.
    pub absent: Vec<usize>,
}

impl Difference {
    /// As many entries as possible get a finding of their own, whatever the order of both. What needs an entry is served
    /// first, and keeps one for good.
    pub(super) fn between(expected: &[Expected], found: &[Finding]) -> Self {
        let mut pairing = Pairing { expected, found, of_entry: vec![None; expected.len()] };
        let needing: Vec<bool> = found.iter().map(|finding| needs_entry(finding, expected)).collect();
        let mut unexpected = Vec::new();
        for (number, _) in needing.iter().enumerate().filter(|(_, needs)| **needs) {
            if !pairing.place(number, &mut vec![false; expected.len()]) {
                unexpected.push(number);
            }
        }
        for (number, _) in needing.iter().enumerate().filter(|(_, needs)| !**needs) {
            pairing.place(number, &mut vec![false; expected.len()]);
        }
        let entries = pairing.of_entry.iter().enumerate();
        let absent = entries.filter(|(_, finding)| finding.is_none()).map(|(number, _)| number).collect();
        Difference { unexpected, absent }
    }
}

/// Whether a finding without an entry fails the test. A note, and what is said of the policy itself, does so only
/// where an entry names it.
fn needs_entry(finding: &Finding, expected: &[Expected]) -> bool {
    let is_of_policy = rule::find(finding.rule).is_some_and(|rule| rule.is_about_policy);
    let is_named = || expected.iter().any(|entry| entry.rule.is_some() && entry.fits(finding));
    (finding.level != Level::Note && !is_of_policy) || is_named()
}

/// Which finding each entry stands for so far.
struct Pairing<'a> {
    expected: &'a [Expected],
    found: &'a [Finding],
    of_entry: Vec<Option<usize>>,
}

impl Pairing<'_> {
    /// Finds an entry for a finding; others move to entries that fit them as well.
    fn place(&mut self, finding: usize, tried: &mut [bool]) -> bool {
        for entry in 0..self.expected.len() {
            if tried[entry] || !self.expected[entry].fits(&self.found[finding]) {
                continue;
            }
            tried[entry] = true;
            let is_free = match self.of_entry[entry] {
                None => true,
                Some(other) => self.place(other, tried),
            };
            if is_free {
                self.of_entry[entry] = Some(finding);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::{Medium, Source, Span};

    fn entry(rule: Option<&str>, tag: Option<&str>) -> Expected {
        let source = Arc::new(Source::new("taglint.test.toml", "", Medium::File));
        Expected {
            rule: rule.map(str::to_owned),
            tag: tag.map(str::to_owned),
            value: None,
            project: None,
            level: None,
            message: None,
            place: Location::new(&source, Span::at(0)),
        }
    }

    fn finding(rule: &'static str, level: Level, tag: &str) -> Finding {
        Finding { tag: Some(tag.to_owned()), ..Finding::new(rule, level, "a message") }
    }

    fn difference(expected: &[Expected], found: &[Finding]) -> (Vec<usize>, Vec<usize>) {
        let Difference { unexpected, absent } = Difference::between(expected, found);
        (unexpected, absent)
    }

    #[test]
    fn each_entry_matches_one_finding_in_any_order() {
        let found = ["A", "B"].map(|tag| finding("missing-tag", Level::Error, tag));
        let any = || entry(Some("missing-tag"), None);
        // The entry that fits both is given to the one that no other fits.
        assert_eq!(difference(&[any(), entry(None, Some("A"))], &found), (vec![], vec![]));
        assert_eq!(difference(&[entry(None, Some("A")), any()], &found), (vec![], vec![]));
        assert_eq!(difference(&[any()], &found), (vec![1], vec![]));
        assert_eq!(difference(&[any(), any(), any()], &found), (vec![], vec![2]));
        assert_eq!(difference(&[entry(None, Some("C"))], &found), (vec![0, 1], vec![0]));
        assert_eq!(difference(&[], &[]), (vec![], vec![]));
    }

    #[test]
    fn notes_and_findings_about_the_policy_need_an_entry_only_where_one_names_them() {
        let note = || finding("unresolved-tag", Level::Note, "A");
        let unused = || finding("unused-exception", Level::Warning, "A");
        assert_eq!(difference(&[], &[note(), unused()]), (vec![], vec![]));
        let named = [entry(Some("unresolved-tag"), None)];
        assert_eq!(difference(&named, &[note()]), (vec![], vec![]));
        assert_eq!(difference(&named, &[note(), note()]), (vec![1], vec![]));
        assert_eq!(difference(&named, &[]), (vec![], vec![0]));
        // An entry that tells no rule may stand for a note, but an error comes first.
        let error = || finding("missing-tag", Level::Error, "A");
        assert_eq!(difference(&[entry(None, Some("A"))], &[note(), error()]), (vec![], vec![]));
        assert_eq!(difference(&[entry(None, Some("A"))], &[note()]), (vec![], vec![]));
    }
}
