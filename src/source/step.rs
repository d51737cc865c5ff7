//! By how much the lines of a text are indented below others.

use super::{Source, Span};

impl Source {
    /// The first indentation of a map in a map, in a text of YAML. It is looked for once: whoever adds lines asks.
    pub(crate) fn first_step(&self) -> Option<&str> {
        self.step.get_or_init(|| step(&self.text)).map(|span| self.slice(span))
    }
}

fn step(text: &str) -> Option<Span> {
    let lines = text.lines().zip(text.lines().skip(1));
    let mut steps = lines.filter(|(above, below)| {
        above.trim_end().ends_with(':') && !below.trim_start().starts_with(['-', '#'])
    });
    let step = steps.find_map(|(above, below)| {
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
        below.get(indent(above)..indent(below)).filter(|step| !step.is_empty() && step.trim().is_empty())
    })?;
    let start = step.as_ptr() as usize - text.as_ptr() as usize;
    Some(Span::new(start, start + step.len()))
}

#[cfg(test)]
mod tests {
    use crate::source::{Medium, Source};

    #[test]
    fn the_step_is_that_of_the_first_map_in_a_map() {
        let step = |text: &str| Source::new("a.yaml", text, Medium::File).first_step().map(str::to_owned);
        assert_eq!(step("- name: a\n  tags:\n     k: v\n").as_deref(), Some("   "));
        assert_eq!(step("a:\n- b:\n      c: 1\nd:\n  e: 2\n").as_deref(), Some("    "));
        assert_eq!(step("a: 1\n"), None);
    }

    /// Looking through the text each time takes minutes here.
    #[test]
    fn the_step_is_looked_for_once() {
        let source = Source::new("a.yaml", "- name: a\n".repeat(100_000), Medium::File);
        for _ in 0..10_000 {
            assert_eq!(source.first_step(), None);
        }
    }
}
