//! A page of Markdown, set for a terminal: paragraphs fill the width, headings and code stand out, examples are
//! indented. It knows what the pages of rules are written with, and leaves anything else as it is.

use super::Options;
use super::fill::fill;
use super::paint::Paint;

/// Longer lines are hard to read, however wide the terminal.
const WIDEST: usize = 100;

/// Sets a page.
pub(crate) fn set(page: &str, options: &Options) -> String {
    let width = options.width.unwrap_or(WIDEST).min(WIDEST);
    let mut setter = Setter { paint: Paint::of(options), width, ..Setter::default() };
    for line in page.lines() {
        setter.line(line);
    }
    setter.end_paragraph();
    setter.text
}

#[derive(Default)]
struct Setter {
    paint: Paint,
    width: usize,
    text: String,
    /// What is filled when it ends, with what its first line begins with.
    paragraph: String,
    begin: &'static str,
    is_example: bool,
    is_table: bool,
}

impl Setter {
    fn line(&mut self, line: &str) {
        if line.starts_with("```") {
            self.end_paragraph();
            self.is_example = !self.is_example;
        } else if self.is_example {
            self.text.push_str(format!("    {line}").trim_end());
            self.text.push('\n');
        } else if line.trim().is_empty() {
            self.end_paragraph();
            self.is_table = false;
            self.text.push('\n');
        } else if let Some(title) = line.strip_prefix('#') {
            self.end_paragraph();
            let title = self.paint.strong(title.trim_start_matches('#').trim());
            self.text.push_str(&format!("{title}\n"));
        } else if let Some(row) = line.strip_prefix('|') {
            self.row(row);
        } else if let Some(item) = line.strip_prefix("- ") {
            self.item("- ", item);
        } else {
            self.add(line.trim());
        }
    }

    /// A row of a table becomes an item of a list: columns have no room beside each other.
    fn row(&mut self, row: &str) {
        let cells: Vec<&str> = row.trim_end().trim_end_matches('|').split('|').map(str::trim).collect();
        if cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':'))) {
            return;
        }
        let words = cells.join(": ");
        match self.is_table {
            true => self.item("- ", &words),
            false => self.item("  ", &self.paint.strong(words)),
        }
        self.is_table = true;
    }

    fn item(&mut self, begin: &'static str, words: &str) {
        self.end_paragraph();
        self.begin = begin;
        self.add(words);
    }

    fn add(&mut self, words: &str) {
        if !self.paragraph.is_empty() {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(words);
    }

    fn end_paragraph(&mut self) {
        let begin = std::mem::take(&mut self.begin);
        let paragraph = std::mem::take(&mut self.paragraph);
        let words = self.with_code(&paragraph);
        if words.is_empty() {
            return;
        }
        let rest = " ".repeat(begin.len());
        self.text.push_str(&fill(&words, self.width, begin, &rest));
        self.text.push('\n');
    }

    /// The words with code in the colour of code, and addresses without their brackets.
    fn with_code(&self, words: &str) -> String {
        let mut text = String::new();
        for (number, part) in words.split('`').enumerate() {
            match number % 2 {
                0 => text.push_str(&part.replace("<http", "http").replace('>', "")),
                _ => text.push_str(&self.paint.advice(format_args!("`{part}`"))),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# a-rule

- Level: error
- Fix: none

## What it finds

A key that the policy calls `required` and
that is not there (<https://example.com>).

| format | what |
|---|---|
| JSON | nothing |

Wrong:

```yaml
a: 1

b: a line that is longer than the terminal is wide
```
";

    const SET: &str = "a-rule

- Level: error
- Fix: none

What it finds

A key that the policy calls `required`
and that is not there
(https://example.com).

  format: what
- JSON: nothing

Wrong:

    a: 1

    b: a line that is longer than the terminal is wide
";

    #[test]
    fn paragraphs_are_filled_and_examples_are_left() {
        assert_eq!(set(PAGE, &Options { width: Some(40), ..Options::default() }), SET);
    }

    #[test]
    fn colour_changes_no_word() {
        let options = Options { width: Some(40), color: true, ..Options::default() };
        let coloured = set(PAGE, &options);
        assert!(coloured.contains("\u{1b}[1ma-rule\u{1b}[0m"), "{coloured:?}");
        assert_eq!(crate::report::testing::without_ansi(&coloured), SET);
    }
}
