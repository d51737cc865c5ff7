//! What of many findings the formats for people draw: the first of each rule, unless all are asked for.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::text::code;

/// How many findings of a rule are drawn.
const FIRST: usize = 50;

/// What is drawn of some findings.
pub(super) struct Excerpt<'r> {
    /// The findings that are drawn, in order.
    pub(super) drawn: Vec<&'r Finding>,
    /// How many more each rule has.
    left: BTreeMap<&'static str, usize>,
}

impl<'r> Excerpt<'r> {
    pub(super) fn of(findings: impl IntoIterator<Item = &'r Finding>, all: bool) -> Self {
        let most = if all { usize::MAX } else { FIRST };
        let mut excerpt = Excerpt { drawn: Vec::new(), left: BTreeMap::new() };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings {
            let count = counts.entry(finding.rule).or_default();
            *count += 1;
            if *count <= most {
                excerpt.drawn.push(finding);
            } else {
                *excerpt.left.entry(finding.rule).or_default() += 1;
            }
        }
        excerpt
    }

    /// What is left out, and how to see it.
    pub(super) fn rest(&self) -> Option<String> {
        if self.left.is_empty() {
            return None;
        }
        let left: Vec<String> =
            self.left.iter().map(|(rule, number)| format!("{number} more of {}", code(rule))).collect();
        Some(format!("Not shown: {}. Add `--all` to show everything.", left.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Level;
    use crate::report::testing::finding;

    #[test]
    fn each_rule_has_its_first_findings_and_a_count_of_the_others() {
        let mut findings = vec![finding("missing-tag", Level::Error, "m"); 53];
        findings.extend(vec![finding("unknown-tag", Level::Warning, "u"); 50]);
        let excerpt = Excerpt::of(&findings, false);
        assert_eq!(excerpt.drawn.len(), 100);
        let rest = "Not shown: 3 more of `missing-tag`. Add `--all` to show everything.";
        assert_eq!(excerpt.rest().as_deref(), Some(rest));
        let all = Excerpt::of(&findings, true);
        assert_eq!((all.drawn.len(), all.rest()), (103, None));
    }
}
