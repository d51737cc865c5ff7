//! The `full` format: each finding with the lines it speaks of, the clause of the policy, and what to do.
//!
//! miette draws, of a borrowed view of the finding; what it draws is prepared by `snippet.rs`, so that neither
//! the length of a file nor anything in it matters.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};

use super::excerpt::Excerpt;
use super::fill::{SEPARATOR, SPLITTER, fill};
use super::paint::Paint;
use super::secrets::Secrets;
use super::snippet::Snippet;
use super::{Options, Report, money, place, summary};
use crate::finding::{Claim, Finding, Level, Related};
use crate::rule;
use crate::rule::page::address;
use crate::text::{code, masked, shown};

/// How many lines are drawn before and after the one that a finding speaks of.
const CONTEXT: usize = 1;
/// How many of the other projects are named.
const NAMED: usize = 3;
/// Narrower terminals are not asked how wide they are.
const NARROWEST: usize = 40;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    if let Some(ledger) = &report.ledger {
        money::render(&ledger.statements, out, options)?;
    }
    let secrets = Secrets::of(report);
    let mut drawing = Drawing::new(options);
    let (once, each): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|finding| rule::is_told_once(finding.rule));
    let excerpt = Excerpt::of(each, options.all);
    let mut home = None;
    for finding in &excerpt.drawn {
        drawing.clear();
        let here = place::live_home(finding);
        match &here {
            Some(name) if here != home => drawing.heading(name),
            _ => {}
        }
        home = here;
        drawing.finding(finding, &secrets).map_err(io::Error::other)?;
        writeln!(out, "{}", drawing.text())?;
    }
    let words = |finding: &'_ Finding| (finding.rule, finding.level, finding.message.clone());
    for same in once.chunk_by(|left, right| words(left) == words(right)) {
        drawing.clear();
        drawing.everywhere(same, &secrets).map_err(io::Error::other)?;
        writeln!(out, "{}", drawing.text())?;
    }
    if let Some(rest) = excerpt.rest() {
        drawing.clear();
        drawing.paragraph(&rest);
        writeln!(out, "{}", drawing.text())?;
    }
    summary::render_below(report, out, options)
}

/// What is drawn at a time, in one buffer for all of it.
pub(super) struct Drawing {
    handler: GraphicalReportHandler,
    paint: Paint,
    /// How wide the output is, where that is known.
    pub(super) width: Option<usize>,
    bar: char,
    text: String,
}

impl Drawing {
    pub(super) fn new(options: &Options) -> Self {
        let theme = match (options.unicode, options.color) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        let width = options.width.map(|width| width.max(NARROWEST));
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_urls(false)
            .with_break_words(false)
            .with_word_separator(SEPARATOR)
            .with_word_splitter(SPLITTER)
            .with_wrap_lines(width.is_some())
            .with_width(width.unwrap_or(usize::MAX))
            .with_context_lines(CONTEXT)
            .without_syntax_highlighting();
        let bar = if options.unicode { '│' } else { '|' };
        Drawing { handler, paint: Paint::of(options), width, bar, text: String::new() }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn finding(&mut self, finding: &Finding, secrets: &Secrets<'_>) -> fmt::Result {
        self.head(finding, secrets)?;
        match finding.subject() {
            Some(subject) if !finding.others.is_empty() => {
                self.footer("projects", &(place::in_full(subject) + &others(finding)));
            }
            Some(subject) if !shows_its_project(finding) => {
                self.footer("project", &place::in_full(subject));
            }
            _ => {}
        }
        self.tail(finding, secrets)
    }

    /// One finding that says the same of several accounts and regions.
    fn everywhere(&mut self, same: &[&Finding], secrets: &Secrets<'_>) -> fmt::Result {
        let Some(first) = same.first() else { return Ok(()) };
        self.head(first, secrets)?;
        self.footer("where", &place::everywhere(same.iter().filter_map(|finding| finding.subject())));
        self.tail(first, secrets)
    }

    /// What is wrong, and where.
    fn head(&mut self, finding: &Finding, secrets: &Secrets<'_>) -> fmt::Result {
        let rule = self.paint.link(finding.rule, &address(finding.rule));
        let head = format_args!("{}[{rule}]", finding.level);
        let title = format!("{} {}", self.paint.level(finding.level, head), shown(&place::said(finding)));
        // Where a text breaks, anything may be quoted, and in one that holds secrets it may be one.
        let (told, drawn) = match &finding.location {
            Some(at) if finding.claim == Claim::Unread && at.source.is_guarded() => (Some(at), None),
            at => (None, at.as_ref()),
        };
        let snippet = drawn.map(|location| Snippet::of(location, CONTEXT, self.width, secrets));
        self.view(&View { title, severity: severity(finding.level), snippet, label: None })?;
        if let Some(at) = told {
            self.footer("place", &place::position(at));
        }
        Ok(())
    }

    /// What else a finding names, and what to do.
    fn tail(&mut self, finding: &Finding, secrets: &Secrets<'_>) -> fmt::Result {
        if let Some(spend) = &finding.spend {
            self.footer("spend", &spend.to_string());
        }
        for Related { message, location } in finding.related.iter().take(place::RELATED) {
            let title = format!("{}: {}", self.paint.advice("related"), shown(message));
            let snippet = location.as_ref().map(|location| Snippet::of(location, 0, self.width, secrets));
            self.view(&View { title, severity: Severity::Advice, snippet, label: None })?;
        }
        if let Some(more) = place::more_related(finding) {
            self.footer("related", &more);
        }
        if let Some(clause) = &finding.because {
            let line = clause.source.position(clause.span.start).line;
            let place = code(&format!("{}:{line}", clause.path()));
            let title = format!("{}: required by {place}", self.paint.advice("policy"));
            let snippet = Some(Snippet::of(clause, 0, self.width, secrets));
            self.view(&View { title, severity: Severity::Advice, snippet, label: None })?;
        }
        if let Some(help) = &finding.help {
            self.footer("help", help);
        }
        if let Some(fix) = &finding.fix {
            self.footer("fix", &format!("{} ({})", fix.title, place::how_to_apply(fix)));
        }
        Ok(())
    }

    /// The account and region of what is drawn below.
    fn heading(&mut self, home: &str) {
        let line = if self.bar == '│' { "──" } else { "--" };
        let home = self.paint.strong(shown(home));
        self.text.push_str(&format!("{line} {home} {line}\n\n"));
    }

    /// A paragraph of its own.
    fn paragraph(&mut self, paragraph: &str) {
        match self.width {
            None => self.text.push_str(paragraph),
            Some(width) => self.text.push_str(&fill(paragraph, width, "", "")),
        }
        self.text.push('\n');
    }

    pub(super) fn view(&mut self, view: &View) -> fmt::Result {
        self.handler.render_report(&mut self.text, view)
    }

    /// A paragraph that begins with a word. Its other lines begin with a bar: a line that begins with what somebody
    /// wrote may be a command to whoever reads the log, as `::error::` is to GitHub.
    pub(super) fn footer(&mut self, word: &str, paragraph: &str) {
        let first = format!("  {}: ", self.paint.advice(word));
        let rest = format!("{}{} ", " ".repeat(word.len() + 2), self.bar);
        for (number, line) in masked(paragraph).trim_end().lines().enumerate() {
            let indent = if number == 0 { &first } else { &rest };
            let line = shown(line);
            match self.width {
                None => self.text.extend([indent.as_str(), line.as_ref()]),
                Some(width) => self.text.push_str(&fill(&line, width, indent, &rest)),
            }
            self.text.push('\n');
        }
    }
}

/// Whether the text that a finding points at is the name of its project, or its message tells the resource by it.
fn shows_its_project(finding: &Finding) -> bool {
    let (Some(project), Some(location)) = (&finding.project, &finding.location) else { return false };
    let name = place::label(&project.subject);
    let is_at_name = || location.source.slice(location.span) == name;
    finding.resource.as_deref() == Some(name) || (project.home.as_ref() == Some(location) && is_at_name())
}

/// How many other projects there are, and the names of the first ones.
fn others(finding: &Finding) -> String {
    let named = finding.others.iter().take(NAMED);
    let mut names: Vec<String> = named.map(|other| code(place::label(&other.subject))).collect();
    if finding.others.len() > names.len() {
        names.push("…".to_owned());
    }
    format!(" and {} more: {}", finding.others.len(), names.join(", "))
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Note => Severity::Advice,
    }
}

/// A title and a snippet, as miette wants to see them.
#[derive(Debug)]
pub(super) struct View {
    pub(super) title: String,
    pub(super) severity: Severity,
    pub(super) snippet: Option<Snippet>,
    pub(super) label: Option<String>,
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for View {}

impl Diagnostic for View {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|snippet| snippet as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.snippet.as_ref()?.label(self.label.clone());
        Some(Box::new(std::iter::once(label)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{self, drawn, finding};
    use super::*;
    use crate::finding::{Location, Suppressed, Suppression};
    use crate::source::{Medium, Source, Span};

    fn options() -> Options {
        Options { summary: false, ..Options::default() }
    }

    const FILES: &str = "  × error[missing-tag] `CostCenter` is missing
   ╭─[projects.json:3:15]
 2 │   \"projects\": [
 3 │     {\"name\": \"Experiments-Research\", \"tags\": {}},
   ·               ────────────────────
 4 │     {\"name\": \"Búsqueda\", \"tags\": {\"tëam\": \"Alpha\", \"Key\": \"****\"}}
   ╰────
  ☞ policy: required by `taglint.toml:2`
   ╭─[taglint.toml:2:1]
 2 │ required = true
   · ───────────────
   ╰────
  help: add `CostCenter`, for example `CC-1001`

  ⚠ warning[unknown-tag] `tëam\\u{1b}` is not in the dictionary
   ╭─[projects.json:4:36]
 3 │     {\"name\": \"Experiments-Research\", \"tags\": {}},
 4 │     {\"name\": \"Búsqueda\", \"tags\": {\"tëam\": \"Alpha\", \"Key\": \"****\"}}
   ·                                    ────
 5 │   ]
   ╰────
  project: bedrock-project `Búsqueda`
  fix: rename it to `Team` (safe, apply with --fix)

";

    const LIVE: &str = "-- 111122223333/us-east-1 --

  x error[drifted-tag] `Team` is `Alpha` live, not `Beta`
  project: bedrock-project `Chat` (proj_1) in account
         | 111122223333, region us-east-1
  > policy: required by `taglint.toml:1`
   ,-[taglint.toml:1:1]
 1 | [tags.CostCenter]
   : ^^^^^^^^^^^^^^^^^
   `----
  fix: set `Team` to `Beta` (unsafe, apply with --fix
     | --unsafe-fixes)

failed: eu-west-1: no answer\\u{9b}1m
";

    #[test]
    fn a_finding_shows_where_and_by_which_clause() {
        let mut report = testing::report();
        report.findings.truncate(2);
        report.failures.clear();
        assert_eq!(drawn(render, &report, &options()), FILES);
    }

    #[test]
    fn what_has_no_file_names_its_project_and_narrow_terminals_are_kept_to() {
        let mut report = testing::report();
        report.findings = report.findings.split_off(2);
        report.findings.truncate(1);
        let options = Options { unicode: false, width: Some(60), ..options() };
        assert_eq!(drawn(render, &report, &options), LIVE);
    }

    #[test]
    fn colour_changes_no_word() {
        let plain = Options { statistics: true, summary: true, ..Options::default() };
        let coloured = drawn(render, &testing::report(), &Options { color: true, ..plain.clone() });
        assert_eq!(testing::without_ansi(&coloured), drawn(render, &testing::report(), &plain));
        assert!(coloured.contains("\u{1b}[31merror[missing-tag]"), "{coloured}");
    }

    #[test]
    fn secrets_are_masked_whoever_speaks_and_help_may_have_lines() {
        let text = "a: public\nb: hidden\nc: 'sécret'\n";
        let source = Arc::new(Source::new("a.yaml", text, Medium::File));
        let at = |word: &str| {
            let start = text.find(word).expect("it is there");
            Location::new(&source, Span::new(start, start + word.len()))
        };
        let mut shown = finding("invalid-value", Level::Note, "this");
        shown.location = Some(at("public"));
        shown.help = Some("one\ntwo\u{7}\n".to_owned());
        let mut secret = finding("sensitive-value", Level::Error, "that");
        secret.location = Some(at("hidden"));
        secret.secret = true;
        let report = Report {
            findings: vec![shown],
            suppressed: vec![Suppressed { finding: secret, by: Suppression::Baseline, reason: None }],
            secrets: vec![at("sécret")],
            ..Report::default()
        };
        let expected = "  ☞ note[invalid-value] this
   ╭─[a.yaml:1:4]
 1 │ a: public
   ·    ──────
 2 │ b: ******
   ╰────
  help: one
      │ two\\u{7}

";
        assert_eq!(drawn(render, &report, &options()), expected);
        let drawn = drawn(
            |report, out, options| {
                let mut report = Report {
                    findings: report.findings.clone(),
                    secrets: report.secrets.clone(),
                    ..Report::default()
                };
                report.findings[0].location.as_mut().expect("it has one").span = Span::at(25);
                render(&report, out, options)
            },
            &report,
            &options(),
        );
        assert!(drawn.contains("b: hidden") && drawn.contains("c: '******'"), "{drawn}");
    }

    /// What a finding costs does not depend on where in the file it is, nor on how many there are.
    #[test]
    fn drawing_is_linear_in_the_findings() {
        let line = "{\"name\": \"Project\", \"tags\": {\"Environment\": \"Production\"}},\n";
        for text in [line.repeat(80_000), line.repeat(80_000).replace('\n', " ")] {
            let source = Arc::new(Source::new("a.json", text, Medium::File));
            let secrets = Secrets::default();
            let places = (0..10_000).map(|number| (number * 8 * line.len(), 7));
            for (start, len) in places {
                let location = Location::new(&source, Span::new(start, start + len));
                let drawn = Snippet::of(&location, CONTEXT, None, &secrets).len();
                assert!(drawn <= 3 * line.len(), "{drawn} bytes at {start}");
            }
        }
    }

    /// A line that is wider than the terminal goes on below, and tears a mark from what it points at.
    #[test]
    fn nothing_is_wider_than_the_terminal() {
        let line = "{\"name\": \"プロジェクト🚀\", \"tags\": {\"Team\": \"a\u{1b}\tb\"}}, ".repeat(5);
        for place in [0, 10, 40, 130, line.len() - 30, line.len() - 1] {
            let start = line.floor_char_boundary(place);
            let mut wide = finding(
                "invalid-value",
                Level::Error,
                "`プロジェクトプロジェクト` is no value of `cost-center`",
            );
            wide.location =
                Some(testing::location("a", &line, Span::new(start, line.ceil_char_boundary(start + 9))));
            wide.help = Some(
                "see https://example.com/a, or ask the team that keeps the dictionary of tags".to_owned(),
            );
            let report = Report { findings: vec![wide], ..Report::default() };
            for width in [40, 60, 80, 120] {
                let drawn = drawn(render, &report, &Options { width: Some(width), ..options() });
                for line in drawn.lines() {
                    assert!(textwrap::core::display_width(line) <= width, "{width}: {line}");
                }
            }
        }
    }

    #[test]
    fn columns_beyond_what_a_format_width_holds_are_drawn() {
        let mut far = finding("invalid-value", Level::Error, "far");
        far.location = Some(testing::location("a", &"é,".repeat(100_000), Span::new(240_000, 240_002)));
        let report = Report { findings: vec![far], ..Report::default() };
        assert!(drawn(render, &report, &options()).contains("[a:1:160001]"));
    }
}
