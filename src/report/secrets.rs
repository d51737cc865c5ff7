//! What no output shows: the values and texts that findings call secret, whichever finding is beside them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Report;
use crate::finding::{Finding, Location, ProjectId, Suppressed};
use crate::source::Span;

/// The texts that no output shows, whichever finding speaks of what is beside them.
#[derive(Default)]
pub(crate) struct Secrets<'r> {
    /// Where they are, by the name of the source.
    places: HashMap<&'r str, Vec<Span>>,
    /// Whose values they are.
    values: HashSet<(ProjectId, &'r str)>,
}

impl<'r> Secrets<'r> {
    /// Those that findings speak of, whether shown or not, and the others that the report names.
    pub(crate) fn of(report: &'r Report) -> Self {
        Secrets::among(&report.findings, &report.suppressed, &report.secrets)
    }

    /// Those that findings speak of, and some other places.
    pub(crate) fn among(
        findings: &'r [Finding],
        suppressed: &'r [Suppressed],
        others: &'r [Location],
    ) -> Self {
        let hidden = suppressed.iter().map(|suppressed| &suppressed.finding);
        let findings: Vec<_> = findings.iter().chain(hidden).filter(|finding| finding.secret).collect();
        let places = findings.iter().filter_map(|finding| finding.location.as_ref()).chain(others);
        let values = findings.iter().flat_map(|finding| tags(finding));
        let mut secrets = Secrets { places: HashMap::new(), values: values.collect() };
        for location in places {
            secrets.places.entry(location.path()).or_default().push(location.span);
        }
        for spans in secrets.places.values_mut() {
            spans.sort_unstable();
            spans.dedup_by(|next, kept| {
                let overlap = next.start <= kept.end;
                if overlap {
                    *kept = kept.to(*next);
                }
                overlap
            });
        }
        secrets
    }

    /// The value that a finding speaks of, unless it is a secret: another rule may speak of its key.
    pub(super) fn value<'f>(&self, finding: &'f Finding) -> Option<&'f str> {
        let is_secret = finding.secret || tags(finding).any(|tag| self.values.contains(&tag));
        finding.value.as_deref().filter(|_| !is_secret)
    }

    /// Those that overlap a range of a source, in order.
    pub(crate) fn within(&self, path: &str, range: &Range<usize>) -> &[Span] {
        let Some(spans) = self.places.get(path) else { return &[] };
        let first = spans.partition_point(|span| span.end as usize <= range.start);
        let last = spans.partition_point(|span| (span.start as usize) < range.end);
        &spans[first..last.max(first)]
    }
}

/// The tags that a finding is about, of each project.
fn tags(finding: &Finding) -> impl Iterator<Item = (ProjectId, &str)> {
    let tag = finding.tag.as_deref();
    finding.projects().filter_map(move |project| project.id.zip(tag))
}
