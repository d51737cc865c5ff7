//! Small things that concern words: what is nearly the same, and what may be shown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use strsim::osa_distance;

/// How far a word is from the one that was meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Nearness {
    /// Equal but for case, spaces and `-_.:/`.
    Spelling,
    /// So many letters off, without regard to case, spaces and `-_.:/`.
    Letters(usize),
}

/// A word without what people vary: in lower case, without spaces and `-_.:/`.
pub fn fold(word: &str) -> String {
    let separators = |c: &char| !(c.is_whitespace() || matches!(c, '-' | '_' | '.' | ':' | '/'));
    word.chars().filter(separators).flat_map(char::to_lowercase).collect()
}

/// How near two folded words are, or `None` where they are not: one edit is near where the shorter word has at least
/// 4 characters, two where it has at least 8. A swap of two neighbours is one edit.
pub fn nearness(left: &str, right: &str) -> Option<Nearness> {
    if left == right {
        return (!left.is_empty()).then_some(Nearness::Spelling);
    }
    let (left_len, right_len) = (left.chars().count(), right.chars().count());
    let allowed = match left_len.min(right_len) {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    if left_len.abs_diff(right_len) > allowed {
        return None;
    }
    let distance = osa_distance(left, right);
    (distance <= allowed).then_some(Nearness::Letters(distance))
}

/// The nearest of some words, where exactly one is nearest.
pub fn nearest<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<(&'w str, Nearness)> {
    let list: Vec<&str> = words.into_iter().collect();
    let mut index = Words::default();
    list.iter().enumerate().for_each(|(number, word)| index.add(word, number as u32));
    let nearest = index.nearest(word);
    let word = |number: u32| list[number as usize];
    let &(first, near) = nearest.first()?;
    nearest.iter().all(|&(other, _)| word(other) == word(first)).then_some((word(first), near))
}

/// Words in which the nearest ones of another are found without looking at all of them.
#[derive(Debug, Default)]
pub struct Words {
    /// Folded words with their letters and their number, by their length in characters.
    by_length: BTreeMap<usize, Vec<(String, u64, u32)>>,
}

impl Words {
    /// Adds a word under a number.
    pub fn add(&mut self, word: &str, number: u32) {
        let folded = fold(word);
        let letters = letters(&folded);
        self.by_length.entry(folded.chars().count()).or_default().push((folded, letters, number));
    }

    /// The numbers of the nearest words: several where they are equally near.
    pub fn nearest(&self, word: &str) -> Vec<(u32, Nearness)> {
        let folded = fold(word);
        let (length, own) = (folded.chars().count(), letters(&folded));
        let mut best: Vec<(u32, Nearness)> = Vec::new();
        let near_length = length.saturating_sub(MOST_EDITS)..=length + MOST_EDITS;
        for (other, letters, number) in self.by_length.range(near_length).flat_map(|(_, same)| same) {
            // An edit changes two letters at the most.
            if (own ^ letters).count_ones() as usize > 2 * MOST_EDITS {
                continue;
            }
            let Some(near) = nearness(&folded, other) else { continue };
            match best.first() {
                Some((_, known)) if near > *known => {}
                Some((_, known)) if near == *known => best.push((*number, near)),
                _ => best = vec![(*number, near)],
            }
        }
        best
    }
}

/// The most edits that are near.
const MOST_EDITS: usize = 2;

/// Which letters a word has, as bits; several letters may share one.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64))
}

/// A text that is safe to print on one line: control characters, and those that reorder or hide text, are escaped.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unprintable(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, line separators, and the marks of bidirectional text that make it read otherwise than it is.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// JSON in which everything that is unprintable is escaped: it stands in texts only, so that the meaning stays.
pub fn printable_json(json: &str) -> String {
    let mut printable = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unprintable(c) {
            let escaped =
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            printable.push_str(&escaped);
        } else {
            printable.push(c);
        }
    }
    printable
}

/// How much of a text a message shows, in characters.
const SHOWN_MOST: usize = 120;

/// `` `word` ``, safe to print; a very long word is cut.
pub fn code(word: &str) -> String {
    match word.char_indices().nth(SHOWN_MOST) {
        None => format!("`{}`", shown(word)),
        Some((end, _)) => format!("`{}…`", shown(&word[..end])),
    }
}

/// A text as a part of a path or query. Signatures ask for `%20` where forms have `+`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
pub fn part_of_url(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// The words in backticks, joined by commas and `or`; past `most`, how many more there are.
pub fn one_of<'w>(words: impl IntoIterator<Item = &'w str>, most: usize) -> String {
    listed(words, most, "or")
}

/// The words in backticks, joined by commas and `and`; past `most`, how many more there are.
pub fn all_of<'w>(words: impl IntoIterator<Item = &'w str>, most: usize) -> String {
    listed(words, most, "and")
}

fn listed<'w>(words: impl IntoIterator<Item = &'w str>, most: usize, link: &str) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let mut shown: Vec<String> = words.iter().take(most).map(|word| code(word)).collect();
    if words.len() > most {
        return format!("{} {link} {} more", shown.join(", "), words.len() - most);
    }
    match shown.pop() {
        None => String::new(),
        Some(last) if shown.is_empty() => last,
        Some(last) => format!("{} {link} {last}", shown.join(", ")),
    }
}

/// What went wrong with a file, in the project's prose.
pub fn io_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        std::io::ErrorKind::NotADirectory => "it is below a file".to_owned(),
        _ => without_number(&error.to_string()).to_owned(),
    }
}

/// The words of a system's error without its number, which says nothing to those who do not look it up, and without
/// the full stop of Windows, because a sentence may go on behind them.
pub fn without_number(words: &str) -> &str {
    words.split_once(" (os error").map_or(words, |(words, _)| words.trim_end_matches('.'))
}

/// `1 project`, `2 projects`.
pub fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: &str, right: &str) -> Option<Nearness> {
        nearness(&fold(left), &fold(right))
    }

    #[test]
    fn errors_of_files_are_told_without_numbers() {
        use std::io::{Error, ErrorKind};
        assert_eq!(io_words(&Error::from(ErrorKind::NotADirectory)), "it is below a file");
        let full = Error::from_raw_os_error(28);
        assert!(full.to_string().contains("os error 28") && !io_words(&full).contains("28"));
        assert_eq!(io_words(&Error::other("it is a device")), "it is a device");
        assert_eq!(without_number("The parameter is incorrect. (os error 87)"), "The parameter is incorrect");
    }

    #[test]
    fn case_spaces_and_separators_are_spelling() {
        for word in [
            "costcenter",
            "Cost-Center",
            " CostCenter",
            "cost_center",
            "COST.CENTER",
            "Cost:Center",
            "cost/center",
        ] {
            assert_eq!(near(word, "CostCenter"), Some(Nearness::Spelling), "{word}");
        }
    }

    #[test]
    fn short_words_allow_fewer_edits() {
        assert_eq!(near("Tem", "Team"), None);
        assert_eq!(near("Tean", "Team"), Some(Nearness::Letters(1)));
        assert_eq!(near("Taem", "Team"), Some(Nearness::Letters(1)));
        assert_eq!(near("Taemm", "Team"), None);
        assert_eq!(near("CostCentre", "CostCenter"), Some(Nearness::Letters(1)));
        assert_eq!(near("Enviromnet", "Environment"), Some(Nearness::Letters(2)));
        assert_eq!(near("Envrmnt", "Environment"), None);
        assert_eq!(near("", ""), None);
    }

    #[test]
    fn a_near_miss_has_one_nearest_word() {
        assert_eq!(nearest("Tead", ["Team", "Teal"]), None);
        assert_eq!(nearest("teal", ["Team", "Teal"]), Some(("Teal", Nearness::Spelling)));
        assert_eq!(nearest("Owner", ["Team"]), None);
    }

    #[test]
    fn what_controls_a_terminal_is_escaped() {
        assert_eq!(shown("a\u{1b}[31m\n\u{202e}é"), "a\\u{1b}[31m\\n\\u{202e}é");
    }

    #[test]
    fn json_stays_the_same_where_it_is_escaped() {
        let json = "{\"a\":\"\u{202e}é\"}";
        assert_eq!(printable_json(json), "{\"a\":\"\\u202eé\"}");
    }

    #[test]
    fn lists_of_words_read_well() {
        assert_eq!(one_of(["a", "b", "c"], 3), "`a`, `b` or `c`");
        assert_eq!(one_of(["a", "b", "c"], 2), "`a`, `b` or 1 more");
        assert_eq!(one_of(["a"], 2), "`a`");
        assert_eq!(all_of(["a or b", "c"], 2), "`a or b` and `c`");
        assert_eq!(all_of(["a", "b", "c"], 1), "`a` and 2 more");
    }
}
