//! How projects do where there is no bill: the share without an error, coverage of the required keys, and those with
//! most to do.

use askama::Template;
use askama::filters::HtmlSafe;

use super::bar::Bar;
use super::table::{Cell, Row, Table};
use super::words::Words;
use crate::finding::Level;
use crate::report::share::share_of;
use crate::report::{Coverage, Report, digest, place};
use crate::text::count;

/// The part of the page about projects.
#[derive(Template)]
#[template(path = "projects.html", whitespace = "minimize")]
pub(super) struct Projects {
    share: String,
    bar: Bar,
    compliant: usize,
    projects: String,
    tables: Vec<Table>,
}

impl HtmlSafe for Projects {}

impl Projects {
    /// The part about the projects of a report, where it has some.
    pub(super) fn of(report: &Report) -> Option<Self> {
        let summary = &report.summary;
        if summary.projects == 0 {
            return None;
        }
        let share = share_of(summary.compliant, summary.projects);
        Some(Projects {
            bar: part("explained", summary.compliant, summary.projects)
                .labelled(format!("{share} have no error")),
            share,
            compliant: summary.compliant,
            projects: count(summary.projects, "project"),
            tables: coverage(&report.coverage).into_iter().chain(worst(report)).collect(),
        })
    }
}

fn part(kind: &'static str, part: usize, whole: usize) -> Bar {
    Bar::of(kind, part as i128, whole as i128)
}

fn coverage(coverage: &[Coverage]) -> Option<Table> {
    let mut rows = Vec::new();
    for Coverage { key, right, of } in coverage {
        let share = share_of(*right, *of);
        rows.push(Row {
            label: Words::name(key),
            notes: Vec::new(),
            cells: vec![Cell::text(format!("{right} of {of}")), Cell::text(share)],
            bar: Some(part("explained", *right, *of)),
        });
    }
    let head = ["Key", "Right", "Coverage"];
    let title = Words::prose("Required keys");
    (!rows.is_empty()).then(|| Table::new("coverage".to_owned(), title, &head, rows, "key"))
}

fn worst(report: &Report) -> Option<Table> {
    let worst = digest::worst(report);
    let sum = |counts: [usize; 3]| counts.into_iter().sum::<usize>();
    let most = worst.iter().map(|project| sum(project.counts)).max()?;
    let mut rows = Vec::new();
    for project in worst {
        let [errors, warnings, notes] = project.counts;
        let parts = Level::ALL.into_iter().zip(project.counts);
        let parts: Vec<_> = parts.map(|(level, count)| (level.word(), count as i128)).collect();
        rows.push(Row {
            label: Words::name(&place::whereabouts(project.subject)),
            notes: Vec::new(),
            cells: [errors, warnings, notes].map(|count| Cell::text(count.to_string())).into(),
            bar: Some(Bar::stacked(&parts, most as i128)),
        });
    }
    let head = ["Project", "Errors", "Warnings", "Notes"];
    Some(Table::new("worst".to_owned(), Words::prose("Most to do"), &head, rows, "project"))
}
