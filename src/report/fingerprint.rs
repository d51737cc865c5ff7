//! What tells a finding from others over time, though lines move.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::finding::Finding;
use crate::source::Source;

/// A hash of what a finding is about: rule, project, tag, value and file, not the line. Two findings may share it.
pub(super) fn identity(finding: &Finding) -> u64 {
    let mut hash = Fnv::new();
    hash.field(Some(finding.rule));
    let subject = finding.subject();
    hash.field(subject.map(|subject| subject.kind.as_str()));
    let parts = subject.map(|subject| [&subject.name, &subject.id, &subject.account, &subject.region]);
    for part in parts.into_iter().flatten() {
        hash.field(part.as_deref());
    }
    hash.field(finding.tag.as_deref());
    hash.field(finding.value.as_deref());
    hash.field(finding.location.as_ref().map(|location| location.path()));
    hash.0
}

/// Numbers what is otherwise the same, so that every fingerprint is given once.
#[derive(Default)]
pub(super) struct Fingerprints(HashMap<u64, usize>);

impl Fingerprints {
    /// The fingerprint of the next finding.
    pub(super) fn of(&mut self, finding: &Finding) -> String {
        let identity = identity(finding);
        let before = self.0.entry(identity).or_default();
        *before += 1;
        match before {
            1 => format!("{identity:016x}"),
            again => format!("{identity:016x}-{again}"),
        }
    }
}

/// FNV-1a, which is the same on every platform and in every release.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    /// A field, told from an absent one and from its neighbours: no text holds the byte 255 or 254.
    fn field(&mut self, text: Option<&str>) {
        let end = if text.is_some() { 255 } else { 254 };
        for byte in text.unwrap_or_default().bytes().chain([end]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// How many characters from the start of a line on make its hash.
const BLOCK: usize = 100;
const BASE: u64 = 37;
/// What stands for the end of the text.
const END: u16 = 0xffff;

/// The hashes that GitHub's code scanning gives to lines (from 1), for those that are wanted: a polynomial of the
/// first hundred characters (UTF-16) from the line's start on, spaces and tabs left out and line ends made one; then
/// how many lines of the file had the same hash up to this one. It reads the whole text once.
pub(super) fn line_hashes(source: &Source, wanted: &mut BTreeMap<usize, String>) {
    let last = wanted.keys().next_back().copied().unwrap_or(0);
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let mut lines = LineHashes::default();
    let mut found = |line: usize, hash: u64| {
        let count = seen.entry(hash).or_default();
        *count += 1;
        if let Some(text) = wanted.get_mut(&line) {
            *text = format!("{hash:x}:{count}");
        }
    };
    let mut after_return = false;
    for unit in source.text().encode_utf16().chain([END]) {
        let skipped = matches!(unit, 0x20 | 0x09) || (after_return && unit == 0x0a);
        after_return = unit == 0x0d;
        if !skipped {
            lines.push(if unit == 0x0d { 0x0a } else { unit }, &mut found);
        }
        if lines.started > last + 1 && lines.open.front().is_some_and(|&(line, _)| line > last) {
            return;
        }
    }
    for _ in 0..BLOCK {
        lines.shift(0, &mut found);
    }
}

/// A hash that rolls over the text, and the lines whose hundred characters are not yet complete.
#[derive(Default)]
struct LineHashes {
    hash: u64,
    units: VecDeque<u16>,
    open: VecDeque<(usize, usize)>,
    started: usize,
    read: usize,
    within_line: bool,
}

impl LineHashes {
    /// Reads a character, which may begin a line.
    fn push(&mut self, unit: u16, found: &mut impl FnMut(usize, u64)) {
        self.close(found);
        if !self.within_line {
            self.started += 1;
            self.open.push_back((self.started, self.read));
        }
        self.within_line = unit != 0x0a;
        self.roll(unit);
    }

    /// Reads a filler behind the end.
    fn shift(&mut self, unit: u16, found: &mut impl FnMut(usize, u64)) {
        self.close(found);
        self.roll(unit);
    }

    fn close(&mut self, found: &mut impl FnMut(usize, u64)) {
        if let Some(&(line, start)) = self.open.front()
            && self.read - start >= BLOCK
        {
            self.open.pop_front();
            found(line, self.hash);
        }
    }

    fn roll(&mut self, unit: u16) {
        let gone = if self.units.len() == BLOCK { self.units.pop_front().unwrap_or(0) } else { 0 };
        self.units.push_back(unit);
        self.read += 1;
        let gone = u64::from(gone).wrapping_mul(BASE.wrapping_pow(BLOCK as u32));
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(u64::from(unit)).wrapping_sub(gone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Level;
    use crate::report::testing::{self, finding};
    use crate::source::Medium;

    fn hashes(text: &str) -> Vec<String> {
        let mut wanted = (1..20).map(|line| (line, String::new())).collect();
        line_hashes(&Source::new("a", text, Medium::File), &mut wanted);
        wanted.into_values().filter(|hash| !hash.is_empty()).collect()
    }

    /// The numbers are those of GitHub's own tests.
    #[test]
    fn lines_have_the_hashes_that_github_gives_them() {
        assert_eq!(hashes(""), ["c129715d7a2bc9a3:1"]);
        let expected = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(hashes(" a\nb\n  \t\tc\n d"), expected);
        let mixed = hashes(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n");
        assert_eq!(mixed, hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n"));
        assert_eq!((mixed.len(), mixed[0].as_str()), (7, "e9496ae3ebfced30:1"));
        let repeated = hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(
            repeated[4..8],
            ["a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1"]
        );
    }

    #[test]
    fn reading_ends_behind_the_last_line_that_is_wanted() {
        let text = "Lorem ipsum dolor sit amet.\n".repeat(10);
        let mut wanted = BTreeMap::from([(2, String::new())]);
        line_hashes(&Source::new("a", text, Medium::File), &mut wanted);
        assert_eq!(wanted[&2], "a7f2ff13bc495cf2:2");
    }

    #[test]
    fn a_fingerprint_knows_fields_apart_and_is_given_once() {
        let mut tag = finding("unknown-tag", Level::Error, "one");
        tag.tag = Some("a".to_owned());
        let mut value = finding("unknown-tag", Level::Note, "two");
        value.value = Some("a".to_owned());
        let mut project = tag.clone();
        project.project = testing::project("a", 0);
        assert_ne!(identity(&tag), identity(&value));
        assert_ne!(identity(&tag), identity(&project));
        let mut fingerprints = Fingerprints::default();
        assert_eq!(fingerprints.of(&tag), format!("{:016x}", identity(&tag)));
        assert_eq!(fingerprints.of(&tag), format!("{:016x}-2", identity(&tag)));
    }
}
