//! Readings of several expressions together.

use std::borrow::Cow;

use super::reader::{LENGTH, READINGS, Readings, Said};
use crate::project::Place;

/// How many parts are put together to one text.
const PARTS: usize = 256;

/// What the readings of some parts say as one text. A part alone says what it says.
pub(super) fn concatenated<'t>(mut parts: Vec<Readings<'t>>, expression: Place<'t>) -> Readings<'t> {
    let is_removed = |said: &Said<'t>| matches!(said, Said::Removed | Said::Null(_) | Said::Nested(_));
    if parts.len() == 1 && !parts[0].iter().any(is_removed) {
        return parts.swap_remove(0);
    }
    if parts.is_empty() {
        return vec![Said::Text {
            text: Cow::Borrowed(""),
            place: expression,
            secret: false,
            from: Vec::new(),
        }];
    }
    let few = Some(&parts).filter(|parts| parts.len() <= PARTS);
    let Some(combinations) = few.and_then(|parts| combinations(parts)) else {
        return vec![Said::Unknown(expression)];
    };
    let together = combinations.iter().map(|combination| {
        let texts = combination.iter().map(|said| match said {
            Said::Text { text, .. } => Some(text.as_ref()),
            _ => None,
        });
        match texts.collect::<Option<String>>() {
            Some(text) if text.len() <= LENGTH && !text.contains("{{resolve:") => Said::Text {
                text: Cow::Owned(text),
                place: expression,
                secret: combination.iter().any(|said| matches!(said, Said::Text { secret: true, .. })),
                from: origins(combination),
            },
            Some(_) => Said::Unknown(expression),
            None => unsaid(combination, expression),
        }
    });
    simplified(together.collect())
}

/// Every choice of one reading from each part, without those that take two values of one parameter; `None` where
/// they are too many.
pub(super) fn combinations<'s, 't>(parts: &'s [Readings<'t>]) -> Option<Vec<Vec<&'s Said<'t>>>> {
    let mut found: Vec<Vec<&Said<'t>>> = vec![Vec::new()];
    for part in parts {
        let mut longer = Vec::new();
        for (before, said) in found.iter().flat_map(|before| part.iter().map(move |said| (before, said))) {
            if before.iter().all(|other| are_compatible(other, said)) {
                longer.push(before.iter().copied().chain([said]).collect());
            }
        }
        if longer.len() > READINGS {
            return None;
        }
        found = longer;
    }
    Some(found)
}

fn from<'s, 't>(said: &'s Said<'t>) -> &'s [(&'t str, u32)] {
    match said {
        Said::Text { from, .. } => from,
        _ => &[],
    }
}

fn are_compatible(left: &Said<'_>, right: &Said<'_>) -> bool {
    let differs = |(name, at): &(&str, u32)| {
        from(right).iter().any(|(other, other_at)| other == name && other_at != at)
    };
    !from(left).iter().any(differs)
}

/// The choices that a combination is made of.
pub(super) fn origins<'t>(combination: &[&Said<'t>]) -> Vec<(&'t str, u32)> {
    combination.iter().flat_map(|said| from(said)).copied().collect()
}

/// What a combination says that is no text: what another variant says, if everything else is known.
pub(super) fn unsaid<'t>(combination: &[&Said<'t>], expression: Place<'t>) -> Said<'t> {
    let is_known = |said: &&Said<'t>| matches!(said, Said::Text { .. } | Said::Elsewhere(_));
    if combination.iter().all(is_known) { Said::Elsewhere(expression) } else { Said::Unknown(expression) }
}

/// The readings, with what is unknown once.
pub(super) fn simplified<'t>(mut readings: Readings<'t>) -> Readings<'t> {
    let (mut unknown, mut elsewhere) = (false, false);
    readings.retain(|said| match said {
        Said::Unknown(_) => !std::mem::replace(&mut unknown, true),
        Said::Elsewhere(_) => !std::mem::replace(&mut elsewhere, true),
        _ => true,
    });
    readings
}
