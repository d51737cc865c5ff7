//! Texts that an expression matches, for tests.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A class of more characters is shown by one of them.
const FEW: usize = 8;

/// The shortest texts that an expression matches, with and without what is optional, one for each of its alternatives and
/// of the few characters of a class, in small letters where it does not matter, and of letters where it leaves a choice.
pub(super) fn examples(form: &str) -> Vec<String> {
    of(&regex_syntax::parse(form).expect("a form"))
}

fn of(form: &Hir) -> Vec<String> {
    match form.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8(literal.0.to_vec()).expect("UTF-8")],
        HirKind::Class(Class::Unicode(class)) => {
            let is_in = |c: char| class.iter().any(|range| range.start() <= c && c <= range.end());
            let is_upper_twin = |c: char| c.is_ascii_uppercase() && is_in(c.to_ascii_lowercase());
            let choice = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain('!'..='/').chain(':'..='@');
            let known: Vec<String> = choice
                .chain("_ ".chars())
                .filter(|c| is_in(*c) && !is_upper_twin(*c))
                .map(String::from)
                .collect();
            match known.len() {
                0 => vec![class.iter().next().expect("a character").start().to_string()],
                1..=FEW => known,
                _ => known[..1].to_vec(),
            }
        }
        HirKind::Class(Class::Bytes(_)) => unreachable!("forms match characters"),
        HirKind::Repetition(repeated) => {
            let texts = of(&repeated.sub);
            let mut repeats: Vec<String> =
                texts.iter().map(|text| text.repeat(repeated.min as usize)).collect();
            if (repeated.min, repeated.max) == (0, Some(1)) {
                repeats.truncate(1);
                repeats.extend(texts);
            }
            repeats
        }
        HirKind::Capture(group) => of(&group.sub),
        HirKind::Concat(parts) => parts.iter().fold(vec![String::new()], |begun, part| {
            let ends = of(part);
            begun.iter().flat_map(|begin| ends.iter().map(move |end| format!("{begin}{end}"))).collect()
        }),
        HirKind::Alternation(forms) => forms.iter().flat_map(of).collect(),
    }
}
