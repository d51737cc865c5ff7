//! `[[models]]`: which models a statement denies, by their ids.

use super::certainty::{Certainty, Force};
use super::condition::{self, Block};
use super::globs::text_glob_for_iam;
use super::losses::{LET_PASS, Losses};
use crate::policy::spend::{ModelRule, Models};
use crate::text::code;

const MODEL: &str = "bedrock-mantle:Model";

/// The condition under which an entry denies inference, where tags of projects are seen under a prefix; none where it
/// is left out, which is told.
pub(super) fn denied(
    name: &str,
    rule: &ModelRule,
    prefix: &str,
    certainty: &Certainty<'_>,
    losses: &mut Losses,
) -> Option<Block> {
    if certainty.force("model-not-allowed", None) != Force::Fails {
        losses.left_out(name, &rule.clause, LET_PASS);
        return None;
    }
    let mut block = Block::default();
    if let Some(when) = &rule.when
        && let Err(lost) = condition::add(when, prefix, certainty, &mut block)
    {
        losses.left_out(name, &rule.clause, lost.why());
        return None;
    }
    let (operator, globs, is_allowed) = match &rule.models {
        Models::Allowed(globs) => ("StringNotLike", globs, true),
        Models::Forbidden(globs) => ("StringLike", globs, false),
    };
    let (ids, names): (Vec<&str>, Vec<&str>) =
        globs.iter().map(|glob| glob.as_str()).partition(|glob| may_be_id(glob));
    // Without one of the models that are allowed, it would be denied.
    let is_lost = ids.is_empty() || (is_allowed && !names.is_empty());
    for glob in names {
        let why = format!("{} can only be the name that is displayed, and IAM knows ids", code(glob));
        match is_lost {
            true => losses.left_out(name, &rule.clause, why),
            false => losses.narrowed(name, &rule.clause, &format!("{why}, so it is not denied")),
        }
    }
    if is_lost {
        return None;
    }
    block.add(operator, MODEL.to_owned(), ids.into_iter().map(text_glob_for_iam).collect());
    // A negated operator holds for a key that is absent, too.
    Some(if is_allowed { block.absent(MODEL.to_owned(), false) } else { block })
}

/// Whether a glob may match the id of a model, such as `anthropic.claude-sonnet-4-6` or `openai.gpt-oss-120b`: names
/// have spaces or capitals.
fn may_be_id(glob: &str) -> bool {
    !glob.chars().any(|c| c.is_whitespace() || c.is_uppercase())
}
