//! Patterns as the globs that the cloud knows: `*` matches any string, `?` any character. A glob never matches less than the
//! pattern, and perhaps more.

use regex_syntax::hir::{Class, Hir, HirKind, Literal};

use crate::policy::dictionary::Format;

/// How many globs one pattern becomes, at most.
const MOST: usize = 32;
/// How many characters of a class are written out, at most.
const FEW: usize = 4;
/// How many characters of a repetition are written out, at most.
const LONGEST: u32 = 64;

/// A part of a glob.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Text(String),
    /// `?`
    One,
    /// `*`
    Any,
}

/// A glob.
pub(super) type Glob = Vec<Part>;

/// The globs of a pattern, and whether they match nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Globs {
    pub list: Vec<Glob>,
    pub is_exact: bool,
}

impl Globs {
    fn one(glob: Glob, is_exact: bool) -> Self {
        Globs { list: vec![glob], is_exact }
    }

    fn any(is_exact: bool) -> Self {
        Globs::one(vec![Part::Any], is_exact)
    }

    /// Whether they match every text.
    pub(super) fn match_all(&self) -> bool {
        self.list.iter().any(|glob| *glob == [Part::Any])
    }

    fn then(self, next: Globs) -> Self {
        if self.list.len() * next.list.len() > MOST {
            return Globs::any(false);
        }
        let mut list = Vec::new();
        for start in &self.list {
            for end in &next.list {
                list.push(joined(start, end));
            }
        }
        Globs { list, is_exact: self.is_exact && next.is_exact }
    }
}

fn joined(start: &[Part], end: &[Part]) -> Glob {
    let mut glob = start.to_vec();
    for part in end {
        match (glob.last_mut(), part) {
            (Some(Part::Text(text)), Part::Text(more)) => text.push_str(more),
            (Some(Part::Any), Part::Any) => {}
            _ => glob.push(part.clone()),
        }
    }
    glob
}

/// The globs of a regular expression that a whole value must match.
pub(super) fn of_pattern(pattern: &str) -> Globs {
    match regex_syntax::Parser::new().parse(pattern) {
        Ok(hir) => of(&hir),
        Err(_) => Globs::any(false),
    }
}

fn of(hir: &Hir) -> Globs {
    match hir.kind() {
        HirKind::Empty => Globs::one(Vec::new(), true),
        // Anchors at the ends say nothing, and others only narrow.
        HirKind::Look(_) => Globs::one(Vec::new(), false),
        HirKind::Literal(Literal(bytes)) => match std::str::from_utf8(bytes) {
            Ok(text) => Globs::one(vec![Part::Text(text.to_owned())], true),
            Err(_) => Globs::any(false),
        },
        HirKind::Class(class) => match few(class) {
            Some(list) => Globs { list, is_exact: true },
            None => Globs::one(vec![Part::One], is_any(class)),
        },
        HirKind::Repetition(repetition) => {
            let is_any = match repetition.sub.kind() {
                HirKind::Class(class) => is_any(class),
                _ => false,
            };
            if repetition.min > LONGEST {
                return Globs::any(false);
            }
            let mut globs = Globs::one(Vec::new(), true);
            let once = match repetition.sub.kind() {
                // Written out, a few characters would soon be many globs.
                HirKind::Class(_) if repetition.min > 1 => Globs::one(vec![Part::One], is_any),
                _ => of(&repetition.sub),
            };
            for _ in 0..repetition.min {
                globs = globs.then(once.clone());
            }
            match repetition.max {
                Some(most) if most == repetition.min => globs,
                Some(_) => globs.then(Globs::any(false)),
                None => globs.then(Globs::any(is_any)),
            }
        }
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) => {
            let mut globs = Globs::one(Vec::new(), true);
            for part in parts {
                globs = globs.then(of(part));
            }
            globs
        }
        HirKind::Alternation(branches) => {
            let mut globs = Globs { list: Vec::new(), is_exact: true };
            for branch in branches {
                let mut branch = of(branch);
                globs.is_exact &= branch.is_exact;
                globs.list.append(&mut branch.list);
            }
            if globs.list.len() > MOST { Globs::any(false) } else { globs }
        }
    }
}

/// The characters of a class, each a glob, where they are few.
fn few(class: &Class) -> Option<Vec<Glob>> {
    let Class::Unicode(class) = class else { return None };
    let mut list = Vec::new();
    for range in class.ranges() {
        if range.end() as usize - range.start() as usize + list.len() >= FEW {
            return None;
        }
        for c in range.start()..=range.end() {
            list.push(vec![Part::Text(c.to_string())]);
        }
    }
    Some(list)
}

/// Whether a class is `.`: every character but the end of a line, which no tag has.
fn is_any(class: &Class) -> bool {
    let has = |c: char| match class {
        Class::Unicode(class) => class.ranges().iter().any(|range| range.start() <= c && c <= range.end()),
        Class::Bytes(_) => false,
    };
    has('\u{0}') && has('a') && has('\u{10ffff}') && !has('\n') && gaps(class) == 1
}

/// How many gaps a class has.
fn gaps(class: &Class) -> usize {
    match class {
        Class::Unicode(class) => class.ranges().len().saturating_sub(1),
        Class::Bytes(_) => usize::MAX,
    }
}

/// The globs of a format; none where it is not one.
pub(super) fn of_format(format: Format) -> Option<Globs> {
    let pattern = match format {
        Format::Email => r".*@.*\..*",
        Format::Uuid => ".{8}-.{4}-.{4}-.{4}-.{12}",
        Format::Date => ".{4}-.{2}-.{2}",
        Format::Url => "https?://.*",
        Format::Semver => r".*\..*\..*",
        Format::AwsAccountId => ".{12}",
        Format::Integer => return None,
    };
    Some(Globs { is_exact: false, ..of_pattern(pattern) })
}

/// A glob in a condition of IAM, where `${…}` is a variable unless it is `${*}`, `${?}` or `${$}`.
pub(super) fn for_iam(glob: &Glob) -> String {
    let mut text = String::new();
    for part in glob {
        match part {
            Part::Text(literal) => text.push_str(&literal_for_iam(literal)),
            Part::One => text.push('?'),
            Part::Any => text.push('*'),
        }
    }
    text
}

fn literal_for_iam(text: &str) -> String {
    let mut literal = String::new();
    for c in text.chars() {
        match c {
            '*' | '?' | '$' => literal.push_str(&format!("${{{c}}}")),
            c => literal.push(c),
        }
    }
    literal
}

/// A text in a condition of IAM that compares texts as they are.
pub(super) fn exact_for_iam(text: &str) -> String {
    text.replace('$', "${$}")
}

/// A text of the policy in which `*` matches any string, for a condition of IAM.
pub(super) fn text_glob_for_iam(glob: &str) -> String {
    let parts: Vec<String> = glob.split('*').map(literal_for_iam).collect();
    parts.join("*")
}

/// A glob with one `*` at most and no `?`, as tag policies have them, and whether it matches nothing else. None where
/// a `*` would have to stand for itself.
pub(super) fn for_tag_policy(glob: &Glob) -> Option<(String, bool)> {
    let is_text = |part: &Part| matches!(part, Part::Text(_));
    let is_starred = |part: &Part| matches!(part, Part::Text(text) if text.contains('*'));
    let first = glob.iter().position(|part| !is_text(part));
    let Some(first) = first else {
        let text = plain(glob);
        return (!text.contains('*')).then_some((text, true));
    };
    let last = glob.len() - glob.iter().rev().position(|part| !is_text(part)).unwrap_or(0);
    let ends = [&glob[..first], &glob[last..]];
    if ends.iter().any(|end| end.iter().any(is_starred)) {
        return None;
    }
    let is_exact = last - first == 1 && glob[first] == Part::Any;
    Some((format!("{}*{}", plain(ends[0]), plain(ends[1])), is_exact))
}

fn plain(parts: &[Part]) -> String {
    let mut plain = String::new();
    for part in parts {
        if let Part::Text(text) = part {
            plain.push_str(text);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iam(pattern: &str) -> (Vec<String>, bool) {
        let globs = of_pattern(pattern);
        (globs.list.iter().map(for_iam).collect(), globs.is_exact)
    }

    #[test]
    fn patterns_become_globs_that_match_at_least_as_much() {
        let cases: [(&str, &[&str], bool); 11] = [
            ("CC-[0-9]{4}", &["CC-????"], false),
            ("abc", &["abc"], true),
            ("a|b.*", &["a", "b*"], true),
            (".*@example\\.com", &["*@example.com"], true),
            ("(a|b)-(c|d)", &["a-c", "a-d", "b-c", "b-d"], true),
            ("[A-Z][a-z]+", &["??*"], false),
            ("x{2,3}", &["xx*"], false),
            ("(?:ab){2}", &["abab"], true),
            ("[0-9]*", &["*"], false),
            ("a\\*b\\?", &["a${*}b${?}"], true),
            ("[a-z]{100}", &["*"], false),
        ];
        for (pattern, globs, is_exact) in cases {
            let wanted = (globs.iter().map(|&glob| glob.to_owned()).collect(), is_exact);
            assert_eq!(iam(pattern), wanted, "{pattern}");
        }
    }

    #[test]
    fn tag_policies_have_one_star() {
        let of = |pattern: &str| for_tag_policy(&of_pattern(pattern).list[0]);
        assert_eq!(of("CC-[0-9]{4}"), Some(("CC-*".to_owned(), false)));
        assert_eq!(of("300.*"), Some(("300*".to_owned(), true)));
        assert_eq!(of("a.*b.*c"), Some(("a*c".to_owned(), false)));
        assert_eq!(of("a\\*"), None);
        assert_eq!(of("abc"), Some(("abc".to_owned(), true)));
    }
}
