//! The `html` format: a page for people who do not read terminals. It needs no script and loads nothing, and its policy
//! for the browser forbids both, whatever a text of a stranger tries.

mod bar;
mod bill;
mod findings;
mod projects;
mod table;
mod words;

use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::{Options, Report, digest, summary};
use bill::Bill;
use findings::OfRule;
use projects::Projects;
use words::Words;

/// The style sheet, which is in the page.
const STYLE: &str = include_str!("../../templates/style.css");

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    Page::of(report).write_into(out)
}

#[derive(Template)]
#[template(path = "page.html", whitespace = "minimize")]
struct Page {
    headline: String,
    summary: Words,
    version: &'static str,
    style: Style,
    /// What could not be looked at, and why.
    failures: Vec<(Words, Words)>,
    bills: Vec<Bill>,
    projects: Option<Projects>,
    rules: Vec<OfRule>,
}

impl Page {
    fn of(report: &Report) -> Self {
        let mut failures = Vec::new();
        for failure in &report.failures {
            failures.push((Words::name(&failure.subject), Words::prose(&failure.message)));
        }
        let mut bills = Vec::new();
        for statement in report.ledger.iter().flat_map(|ledger| &ledger.statements) {
            bills.push(Bill::of(statement, bills.len() + 1));
        }
        Page {
            headline: digest::headline(report),
            summary: Words::prose(&summary::line(report)),
            version: env!("CARGO_PKG_VERSION"),
            style: Style,
            failures,
            projects: if bills.is_empty() { Projects::of(report) } else { None },
            bills,
            rules: findings::by_rule(report),
        }
    }
}

/// The style sheet as the page has it.
struct Style;

impl Style {
    /// Its digest, by which the page allows it and no other.
    fn digest(&self) -> String {
        BASE64_STANDARD.encode(Sha256::digest(STYLE))
    }
}

impl std::fmt::Display for Style {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(STYLE)
    }
}

// It is a part of the program.
impl askama::filters::HtmlSafe for Style {}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, drawn};
    use super::*;

    fn page() -> String {
        drawn(render, &testing::report(), &Options::default())
    }

    fn has(page: &str, parts: &[&str]) {
        let mut rest = page;
        for part in parts {
            let Some((_, after)) = rest.split_once(part) else { panic!("{part:?} is not in {rest}") };
            rest = after;
        }
    }

    #[test]
    fn a_page_tells_the_counts_the_failures_and_the_findings_in_this_order() {
        has(
            &page(),
            &[
                "<title>taglint: 3 errors, 1 warning, incomplete</title>",
                "<h1>3 errors, 1 warning, incomplete</h1>",
                "What could not be checked</h2>",
                "<dt><bdi>eu-west-1</bdi></dt><dd>no answer\\u{9b}1m</dd>",
                "<strong>50.0 %</strong> of projects have no error",
                "<bdi>CostCenter</bdi>",
                "<td>2 of 3</td><td>66.7 %</td>",
                "<bdi>Owner</bdi>",
                "<td>0 of 0</td><td>none</td>",
                "Most to do</h3>",
                "<bdi>Experiments-Research</bdi>",
                "<td>1</td><td>0</td><td>0</td>",
                "Findings</h2>",
                "<code>missing-tag</code>",
                "<code>CostCenter</code> is missing</p>",
                "Advice: add <code>CostCenter</code>, for example <code>CC-1001</code>",
                "Required by <bdi>taglint.toml:2:1</bdi>",
                "<bdi>Experiments-Research</bdi> <span class=\"note\"><bdi>projects.json:3:15</bdi></span>",
                "<code>unknown-tag</code>",
                "Fix: rename it to <code>Team</code> (safe, apply with --fix)",
            ],
        );
    }

    #[test]
    fn one_advice_is_said_once_whatever_the_number_of_places() {
        let mut report = testing::report();
        let missing = report.findings[0].clone();
        report.findings = vec![missing; 12];
        let page = drawn(render, &report, &Options::default());
        assert_eq!(page.matches("is missing</p>").count(), 1, "{page}");
        assert_eq!(page.matches("<li><span><bdi>Experiments-Research</bdi>").count(), 12, "{page}");
        has(&page, &["<summary>2 more places</summary>"]);
    }

    #[test]
    fn the_page_forbids_the_browser_everything_but_its_own_style() {
        let page = page();
        let (_, rest) = page.split_once("<style>").expect("a style");
        let (style, _) = rest.split_once("</style>").expect("a style");
        let digest = BASE64_STANDARD.encode(Sha256::digest(style));
        let policy =
            format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
        has(&page, &[&policy]);
        for word in ["<script", " style=", "url(", "@import", "http:", "https:", "src=\""] {
            assert!(!page.contains(word), "{word}: {page}");
        }
    }
}
