//! `taglint policy export`: the policy as one that AWS itself enforces.

use std::collections::BTreeSet;

use crate::cli::{ExportPart, ExportTarget, PolicyExportArgs};
use crate::exchange::export::{Part, Target, Wanted, export};
use crate::fault::Fault;
use crate::files::Store;
use crate::policy::{Policy, load};
use crate::rule;
use crate::run::deliver::{masked_policy, note};
use crate::run::print::print;
use crate::settings::{given_or_nearest, store, today};
use crate::status::Status;
use crate::text::nearest;
use crate::triage::baseline::Baseline;

/// Prints the policy, and tells on standard error what it does not say exactly.
///
/// # Errors
/// The policy is wrong, or too large for AWS.
pub(super) fn run(args: &PolicyExportArgs) -> Result<Status, Fault> {
    let store = store()?;
    let given = given_or_nearest(&args.policy, &store)?;
    let policy = load::load(&given, &store, rule::NAMES)?;
    for key in &args.without {
        known(key, &policy)?;
    }
    let (target, wanted) = (target(args.target), wanted(args, &store)?);
    if target == Target::Tags && !args.only.is_empty() {
        return Err(Fault::OnlyOfStatements);
    }
    let exported = export(&policy, target, &wanted);
    for remark in &exported.remarks {
        note(&remark.to_string());
    }
    let bytes = exported.text.len();
    if let Some(most) = target.most_bytes().filter(|most| bytes > *most) {
        return Err(Fault::TooLarge { what: target.noun(), bytes, most, help: smaller(target) });
    }
    print(format!("{}\n", masked_policy(&exported.text)).as_bytes())?;
    match args.strict && !exported.remarks.is_empty() {
        true => Ok(Status::Failing),
        false => Ok(Status::Clean),
    }
}

/// What makes an exported policy smaller.
fn smaller(target: Target) -> &'static str {
    match target {
        Target::Tags => "leave keys out with `--without KEY`",
        Target::Control | Target::Identity => {
            "leave keys out with `--without KEY`, or make several policies with `--only create`, `tag` and `infer`"
        }
    }
}

fn known(key: &str, policy: &Policy) -> Result<(), Fault> {
    let mut keys: Vec<String> = Vec::new();
    let base = policy.dictionaries.base();
    keys.extend(base.entries().iter().map(|entry| entry.key.clone()));
    for changed in policy.dictionaries.each_override() {
        keys.extend(changed.entries().iter().map(|entry| entry.key.clone()));
    }
    if keys.iter().any(|known| known == key) {
        return Ok(());
    }
    let nearest = nearest(key, keys.iter().map(String::as_str));
    Err(Fault::UnknownKey { key: key.to_owned(), nearest: nearest.map(|(right, _)| right.to_owned()) })
}

fn target(target: ExportTarget) -> Target {
    match target {
        ExportTarget::AwsTagPolicy => Target::Tags,
        ExportTarget::Scp => Target::Control,
        ExportTarget::Iam => Target::Identity,
    }
}

fn wanted(args: &PolicyExportArgs, store: &Store) -> Result<Wanted, Fault> {
    let part = |part: &ExportPart| match part {
        ExportPart::Create => Part::Create,
        ExportPart::Tag => Part::Tag,
        ExportPart::Infer => Part::Infer,
    };
    let mut hidden = BTreeSet::new();
    if let Some(path) = &args.baseline {
        if !path.exists() {
            return Err(Fault::NoBaseline { path: path.clone() });
        }
        let baseline = Baseline::read(path, store)
            .map_err(|why| Fault::UnreadableBaseline { path: path.clone(), why })?;
        hidden.extend(baseline.entries().map(|entry| (entry.rule.clone(), entry.tag.clone())));
    }
    Ok(Wanted {
        parts: args.only.iter().map(part).collect(),
        without: args.without.clone(),
        today: today()?,
        hidden,
    })
}
