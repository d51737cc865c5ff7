//! Readings of several expressions together.

use std::borrow::Cow;

use super::said::{LENGTH, READINGS, REFERENCE, Readings, Said};
use crate::project::Place;

/// How many parts are put together to one text.
const PARTS: usize = 256;

/// What the readings of some parts say as one text. A part alone says what it says. Limits that are hit are told of.
pub(super) fn concatenated<'t>(
    mut parts: Vec<Readings<'t>>,
    expression: Place<'t>,
    hit: impl Fn(String),
) -> Readings<'t> {
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
    if parts.len() > PARTS {
        hit(format!("an expression has more than {PARTS} parts"));
        return vec![Said::Unknown(expression)];
    }
    let Some(combinations) = combinations(&parts) else {
        hit(format!("an expression has more than {READINGS} values"));
        return vec![Said::Unknown(expression)];
    };
    let together = combinations.iter().map(|combination| {
        let texts = combination.iter().map(|said| match said {
            Said::Text { text, .. } => Some(text.as_ref()),
            _ => None,
        });
        match texts.collect::<Option<String>>() {
            Some(text) if text.len() > LENGTH => {
                hit(format!("an expression makes a text of more than {LENGTH} bytes"));
                Said::Unseen(expression)
            }
            Some(text) if !text.contains(REFERENCE) => Said::Text {
                text: Cow::Owned(text),
                place: expression,
                secret: combination.iter().any(|said| matches!(said, Said::Text { secret: true, .. })),
                from: origins(combination),
            },
            Some(_) => Said::Unseen(expression),
            None => match unsaid(combination, expression) {
                Said::Unknown(place) if is_filled(combination) => Said::Unseen(place),
                said => said,
            },
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

/// Whether some part of a text is surely there, whatever the others are.
fn is_filled(parts: &[&Said<'_>]) -> bool {
    let is_part = |said: &&Said<'_>| {
        matches!(said, Said::Text { .. } | Said::Unknown(_) | Said::Unseen(_) | Said::Ambiguous(_))
    };
    let is_there = |said: &&Said<'_>| match said {
        Said::Text { text, .. } => !text.trim().is_empty(),
        Said::Unseen(_) | Said::Ambiguous(_) => true,
        _ => false,
    };
    parts.iter().all(is_part) && parts.iter().any(is_there)
}

/// The readings, with what is unknown once.
pub(super) fn simplified<'t>(mut readings: Readings<'t>) -> Readings<'t> {
    let (mut unknown, mut unseen, mut elsewhere) = (false, false, false);
    readings.retain(|said| match said {
        Said::Unknown(_) => !std::mem::replace(&mut unknown, true),
        Said::Unseen(_) => !std::mem::replace(&mut unseen, true),
        Said::Elsewhere(_) => !std::mem::replace(&mut elsewhere, true),
        _ => true,
    });
    readings
}
