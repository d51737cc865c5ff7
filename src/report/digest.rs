//! What pages for people say of a report before its findings: the counts in a few words, and the projects with
//! most to do.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Report;
use crate::finding::{Level, ProjectId, Subject};
use crate::text::count;

/// The counts of what is shown, and whether something is missing.
pub(super) fn headline(report: &Report) -> String {
    let counts: Vec<String> = Level::ALL
        .into_iter()
        .filter(|&level| report.count(level) > 0)
        .map(|level| count(report.count(level), level.word()))
        .collect();
    match (counts.is_empty(), report.summary.complete) {
        (false, true) => counts.join(", "),
        (false, false) => format!("{}, incomplete", counts.join(", ")),
        (true, true) => "no findings".to_owned(),
        (true, false) => "incomplete".to_owned(),
    }
}

/// A project, and how many findings of each level speak of it.
pub(super) struct Burdened<'r> {
    pub(super) subject: &'r Subject,
    /// In the order of [`Level::ALL`].
    pub(super) counts: [usize; 3],
}

/// The projects that findings speak of, those with the gravest and most first.
pub(super) fn worst(report: &Report) -> Vec<Burdened<'_>> {
    let mut places: HashMap<ProjectId, usize> = HashMap::new();
    let mut projects: Vec<Burdened<'_>> = Vec::new();
    for finding in &report.findings {
        for project in finding.projects() {
            let Some(id) = project.id else { continue };
            let place = *places.entry(id).or_insert(projects.len());
            if place == projects.len() {
                projects.push(Burdened { subject: &project.subject, counts: [0; 3] });
            }
            for (level, counted) in Level::ALL.into_iter().zip(&mut projects[place].counts) {
                *counted += usize::from(level == finding.level);
            }
        }
    }
    // Of equal counts, in the order of the findings.
    projects.sort_by_key(|project| Reverse(project.counts));
    projects
}
