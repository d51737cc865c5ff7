//! Sources as miette draws them: in constant time a label, and only as much of a long line as fits a screen.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{Source, Span};

/// Lines longer than this, in bytes, are drawn in part.
const LONG: usize = 1000;
/// How much of a long line is drawn before the label.
const BEFORE: usize = 60;
/// How much of a long line is drawn from the start of the label on.
const FROM: usize = 240;

impl Source {
    /// What is drawn as the label of a span: it stays on the line where it begins, and of a long line within the
    /// part that is drawn.
    pub(crate) fn label_span(&self, span: Span) -> Span {
        let line = self.line_span(self.line_of(span.start));
        let start = self.floor(span.start as usize).clamp(line.start as usize, line.end as usize);
        let end = self.floor(span.end as usize).clamp(start, line.end as usize);
        if line.len() <= LONG {
            return Span::new(start, end);
        }
        Span::new(start, self.floor(end.min(start + FROM)))
    }

    /// The text to draw around a label, and the span it covers.
    fn window(&self, label: Span, before: usize, after: usize) -> Span {
        let first = self.line_of(label.start);
        let last = self.line_of(label.end);
        let lines = first.saturating_sub(before)..=(last + after).min(self.line_count() - 1).max(last);
        if lines.clone().any(|line| self.line_span(line).len() > LONG) {
            let line = self.line_span(first);
            let start = self.floor((label.start as usize).saturating_sub(BEFORE)).max(line.start as usize);
            let end = self.floor(label.start as usize + FROM).min(line.end as usize);
            return Span::new(start, end.max(start));
        }
        self.line_span(*lines.start()).to(self.line_span(*lines.end()))
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let label = Span::new(span.offset(), span.offset() + span.len());
        let window = match (context_lines_before, context_lines_after) {
            (0, 0) => self.label_span(label),
            (before, after) => self.window(label, before, after),
        };
        let start = self.position(window.start);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name().to_owned(),
            self.slice(window).as_bytes(),
            SourceSpan::from((window.start as usize, window.len())),
            start.line - 1,
            start.column - 1,
            self.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use miette::{
        GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NarratableReportHandler,
    };

    use super::*;
    use crate::source::Medium;

    fn drawn(text: &str, start: usize, end: usize) -> String {
        let source = Source::new("a.toml", text, Medium::File);
        let span = source.label_span(Span::new(start, end));
        let label = LabeledSpan::at((span.start as usize, span.len()), "here");
        let report =
            miette::Report::new(MietteDiagnostic::new("wrong").with_label(label)).with_source_code(source);
        let mut drawn = String::new();
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::none());
        handler.render_report(&mut drawn, report.as_ref()).expect("a string takes it");
        NarratableReportHandler::new()
            .render_report(&mut String::new(), report.as_ref())
            .expect("a string takes it");
        drawn
    }

    #[test]
    fn a_label_is_drawn_with_its_line_and_its_neighbours() {
        let drawn = drawn("a = 1\nö = 2\nc = 3\nd = 4\n", 11, 12);
        assert!(drawn.contains("[a.toml:2:5]") && drawn.contains("2 | ö = 2"), "{drawn}");
        assert!(
            drawn.contains("1 | a = 1") && drawn.contains("3 | c = 3") && !drawn.contains("d = 4"),
            "{drawn}"
        );
    }

    #[test]
    fn every_place_of_a_text_can_be_drawn() {
        for text in ["", "\n", "a", "a\n", "\u{feff}a = 1\r\nb", "a\n\n\n"] {
            for start in 0..=text.len() + 1 {
                for end in start..=text.len() + 2 {
                    assert!(drawn(text, start, end).contains("wrong"), "{text:?} {start}..{end}");
                }
            }
        }
    }

    #[test]
    fn of_a_long_line_a_part_is_drawn() {
        let text = format!("x = [{}]\nlast = 1\n", "\"ö\", ".repeat(40_000));
        let drawn = drawn(&text, 200_000, 200_000 + 90_000);
        assert!(drawn.len() < 4_000, "{} bytes", drawn.len());
        assert!(drawn.contains("[a.toml:1:166"), "{drawn}");
    }
}
