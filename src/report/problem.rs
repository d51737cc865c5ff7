//! What is wrong with a run itself, such as a policy that cannot be used, drawn as findings are.

use std::fmt;

use miette::{Diagnostic, Severity, SourceCode};

use super::Options;
use super::fill::fill;
use super::full::{Drawing, View};
use super::paint::Paint;
use super::snippet::Snippet;
use crate::finding::Level;
use crate::text::shown;

/// How deep related problems are followed.
const DEEPEST: usize = 8;

/// Draws a problem, then each that is related to it.
pub fn draw(problem: &dyn Diagnostic, options: &Options) -> String {
    let mut drawing = Drawing::new(options);
    match draw_all(&mut drawing, problem, options, None, 0) {
        Ok(()) => drawing.text().to_owned(),
        Err(fmt::Error) => format!("{}\n", shown(&problem.to_string())),
    }
}

/// Draws problems, a blank line between them.
pub(crate) fn draw_each<'p, P: Diagnostic + 'p>(
    problems: impl IntoIterator<Item = &'p P>,
    options: &Options,
) -> String {
    let drawn: Vec<String> = problems.into_iter().map(|problem| draw(problem, options)).collect();
    drawn.join("\n")
}

/// Why nothing was checked, in a line, with what to do in others.
pub(crate) fn draw_brief(fault: &dyn Diagnostic, options: &Options) -> String {
    let mut text = line("error: ", &fault.to_string(), options);
    let help = fault.help().map(|help| help.to_string()).unwrap_or_default();
    for help in help.lines() {
        text.push_str(&line("  help: ", help, options));
    }
    text
}

fn line(begin: &str, words: &str, options: &Options) -> String {
    let words = shown(words);
    match options.width {
        Some(width) => fill(&words, width, begin, &" ".repeat(begin.len())) + "\n",
        None => format!("{begin}{words}\n"),
    }
}

fn draw_all(
    drawing: &mut Drawing,
    problem: &dyn Diagnostic,
    options: &Options,
    source: Option<&dyn SourceCode>,
    depth: usize,
) -> fmt::Result {
    let source = problem.source_code().or(source);
    let severity = problem.severity().unwrap_or_default();
    let mut snippets = snippets(problem, source, drawing.width).into_iter();
    let (label, snippet) = snippets.next().unzip();
    drawing.view(&View { title: title(problem, options), severity, snippet, label: label.flatten() })?;
    for (label, snippet) in snippets {
        let title = label.unwrap_or_else(|| "see also".to_owned());
        drawing.view(&View { title, severity: Severity::Advice, snippet: Some(snippet), label: None })?;
    }
    let mut cause = problem.source();
    while let Some(error) = cause {
        drawing.footer("because", &error.to_string());
        cause = error.source();
    }
    if let Some(help) = problem.help() {
        drawing.footer("help", &help.to_string());
    }
    for related in problem.related().into_iter().flatten().filter(|_| depth < DEEPEST) {
        draw_all(drawing, related, options, source, depth + 1)?;
    }
    Ok(())
}

/// The labels with what they point at, in the order of the text.
fn snippets(
    problem: &dyn Diagnostic,
    source: Option<&dyn SourceCode>,
    width: Option<usize>,
) -> Vec<(Option<String>, Snippet)> {
    let (Some(source), Some(labels)) = (source, problem.labels()) else { return Vec::new() };
    let mut labels: Vec<_> = labels.collect();
    labels.sort_by_key(|label| (!label.primary(), label.offset()));
    let snippet = |label: &miette::LabeledSpan| {
        Some((label.label().map(|text| shown(text).into_owned()), Snippet::of_label(source, label, width)?))
    };
    labels.iter().filter_map(snippet).collect()
}

fn title(problem: &dyn Diagnostic, options: &Options) -> String {
    let level = match problem.severity().unwrap_or_default() {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Advice => Level::Note,
    };
    let head = match problem.code() {
        Some(code) => format!("{level}[{}]", shown(&code.to_string())),
        None => level.to_string(),
    };
    let message = problem.to_string();
    format!("{} {}", Paint::of(options).level(level, head), shown(&message))
}

#[cfg(test)]
mod tests {
    use miette::{LabeledSpan, MietteDiagnostic, NamedSource};

    use super::*;

    /// A problem with the text it is about.
    fn problem(diagnostic: MietteDiagnostic, text: &str) -> miette::Report {
        miette::Report::new(diagnostic).with_source_code(NamedSource::new("taglint.toml", text.to_owned()))
    }

    #[test]
    fn a_problem_looks_like_a_finding() {
        let diagnostic = MietteDiagnostic::new("unknown key `requird`")
            .with_code("policy::unknown-key")
            .with_help("did you mean `required`?")
            .with_label(LabeledSpan::at(20..27, "not a key of a tag"));
        let report = problem(diagnostic, "[tags.CostCenter]\r\n\trequird = true\nvalues = []\n");
        let expected = "  × error[policy::unknown-key] unknown key `requird`
   ╭─[taglint.toml:2:2]
 1 │ [tags.CostCenter]
 2 │     requird = true
   ·     ───┬───
   ·        ╰── not a key of a tag
 3 │ values = []
   ╰────
  help: did you mean `required`?
";
        assert_eq!(draw(report.as_ref(), &Options::default()), expected);
    }

    #[test]
    fn lines_below_a_blank_one_keep_their_numbers() {
        let diagnostic =
            MietteDiagnostic::new("unknown key `requird`").with_label(LabeledSpan::at(2..9, "here"));
        let expected = "  × error unknown key `requird`
   ╭─[taglint.toml:3:1]
 2 │ 
 3 │ requird = true
   · ───┬───
   ·    ╰── here
   ╰────
";
        let report = problem(diagnostic, "\n\nrequird = true\n\n");
        assert_eq!(draw(report.as_ref(), &Options::default()), expected);
    }

    #[test]
    fn further_labels_are_views_of_their_own_and_controls_are_escaped() {
        let diagnostic = MietteDiagnostic::new("two\u{1b}[31m").with_labels([
            LabeledSpan::at(0..1, "first\nplace"),
            LabeledSpan::new_primary_with_span(None, 40..41),
            LabeledSpan::at(900..901, "nowhere"),
        ]);
        let report = problem(diagnostic, &format!("a = \u{7}\n{}\u{1b}", "\n".repeat(80)));
        let drawn = draw(report.as_ref(), &Options { unicode: false, ..Options::default() });
        assert!(drawn.starts_with("  x error two\\u{1b}[31m\n"), "{drawn}");
        assert!(drawn.contains("  > first\\nplace\n") && drawn.contains("a = \\u{7}"), "{drawn}");
    }

    #[test]
    fn one_long_line_is_cut() {
        let diagnostic = MietteDiagnostic::new("long").with_label(LabeledSpan::at(150_000..150_003, "here"));
        let drawn = draw(problem(diagnostic, &"x,".repeat(100_000)).as_ref(), &Options::default());
        assert!(drawn.len() < 1_000 && drawn.contains("[taglint.toml:1:150001]"), "{drawn}");
    }
}
