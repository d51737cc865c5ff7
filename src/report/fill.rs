//! Paragraphs that fill a width, and tear no word: neither `cost-center` at its hyphen nor an address at its slashes.
//! Scripts that write no spaces, such as Chinese, are broken where Unicode lets them.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthChar;

/// Where lines may end.
pub(super) const SEPARATOR: WordSeparator = WordSeparator::Custom(words);
/// How words are broken: not at all.
pub(super) const SPLITTER: WordSplitter = WordSplitter::NoHyphenation;

/// Fills a width, given what the first line and the others begin with.
pub(crate) fn fill(words: &str, width: usize, first: &str, rest: &str) -> String {
    let options = Options::new(width).initial_indent(first).subsequent_indent(rest).break_words(false);
    textwrap::fill(words, options.word_separator(SEPARATOR).word_splitter(SPLITTER))
}

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut words = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in WordSeparator::UnicodeBreakProperties.find_words(line) {
        end += part.word.len() + part.whitespace.len();
        let (before, after) = (line[..end].chars().next_back(), line[end..].chars().next());
        if !part.whitespace.is_empty() || is_wide(before) || is_wide(after) {
            words.push(Word::from(&line[start..end]));
            start = end;
        }
    }
    if start < line.len() {
        words.push(Word::from(&line[start..]));
    }
    Box::new(words.into_iter())
}

fn is_wide(c: Option<char>) -> bool {
    c.and_then(UnicodeWidthChar::width) == Some(2)
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn no_word_is_torn() {
        let filled = fill("a cost-center of https://example.com/a/b/c-d.html?x=y#z is", 12, "- ", "  ");
        assert_eq!(filled, "- a\n  cost-center\n  of\n  https://example.com/a/b/c-d.html?x=y#z\n  is");
    }

    #[test]
    fn wide_characters_take_two_columns_and_need_no_spaces() {
        assert_eq!(fill("成本中心是必需的 ok 🚀🚀", 8, "", ""), "成本中心\n是必需的\nok 🚀🚀");
    }

    #[test]
    fn colour_takes_no_room() {
        assert_eq!(fill("\u{1b}[36mabc\u{1b}[0m de f", 6, "", ""), "\u{1b}[36mabc\u{1b}[0m de\nf");
    }
}
