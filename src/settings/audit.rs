//! What `audit` is asked for.

use std::path::PathBuf;
use std::time::Duration;

use super::source;
use super::{Delivery, Formats, delivery, policy_if_any, refuse_unseen_baseline, store};
use crate::bill::Source;
use crate::cli::{AuditArgs, CallForm};
use crate::engine::Wanted;
use crate::fault::Fault;
use crate::files::{Role, Store};
use crate::live::endpoint::Endpoint;
use crate::live::regions::Choice;

/// What `audit` does.
#[derive(Debug)]
pub(crate) struct AuditSettings {
    /// Where the policy comes from.
    pub(crate) policy: Wanted,
    /// What policies and definitions are read from.
    pub(crate) store: Store,
    /// How the report is given out.
    pub(crate) delivery: Delivery,
    /// Which accounts and regions.
    pub(crate) choice: Choice,
    /// The definitions to compare with.
    pub(crate) against: Vec<PathBuf>,
    /// The snapshot that is written.
    pub(crate) save: Option<PathBuf>,
    /// The snapshot to compare with.
    pub(crate) since: Option<PathBuf>,
    /// Whether Cost Explorer is asked.
    pub(crate) billing: bool,
    /// Where the bill is.
    pub(crate) spend: Vec<Source>,
    /// Where the API is.
    pub(crate) endpoint: Endpoint,
    /// Whether archived projects are judged.
    pub(crate) include_archived: bool,
    /// How long to wait for an answer.
    pub(crate) timeout: Duration,
    /// What becomes of the calls that fix tags.
    pub(crate) calls: Calls,
    /// Whether unsafe ones are among them.
    pub(crate) with_unsafe: bool,
}

/// What becomes of the calls that fix tags.
#[derive(Debug)]
pub(crate) enum Calls {
    /// Nothing: the findings are reported.
    None,
    /// They take the place of the findings.
    Shown(CallForm),
    /// They are sent.
    Sent(Sending),
    /// Those of an earlier run are undone, by the file that it left.
    Restored(PathBuf, Sending),
}

/// How calls are sent.
#[derive(Debug)]
pub(crate) struct Sending {
    /// Whether nobody is to be asked.
    pub(crate) yes: bool,
    /// How many projects may change at most.
    pub(crate) most: usize,
    /// The file with what each project had; without a name, one that is free.
    pub(crate) undo: Option<PathBuf>,
}

impl AuditSettings {
    /// Resolves the arguments of `audit`.
    ///
    /// # Errors
    /// Arguments that make no sense.
    pub(crate) fn resolve(args: AuditArgs) -> Result<Self, Fault> {
        let endpoint = match &args.endpoint {
            Some(url) => Endpoint::parse(url)?,
            None => Endpoint::default(),
        };
        let store = store()?;
        let mut delivery = delivery(&args.shared, &store, Formats::ButBills)?;
        if let Some(path) = &args.save {
            delivery.targets.add(path, Role::Snapshot)?;
        }
        refuse_unseen_baseline(args.diff.is_some(), &delivery)?;
        if args.unsafe_fixes && args.diff.is_none() && !args.fix {
            return Err(Fault::UnsafeFixesAlone);
        }
        if let Some(path) = &args.undo {
            delivery.targets.add_new(path, Role::Undo)?;
        }
        let sending = Sending { yes: args.yes, most: args.max_changes, undo: args.undo };
        let calls = match (args.diff, args.restore) {
            (Some(form), _) => Calls::Shown(form),
            (None, Some(path)) => Calls::Restored(path, sending),
            (None, None) if args.fix => Calls::Sent(sending),
            (None, None) => Calls::None,
        };
        let policy = match policy_if_any(&args.shared.policy, &store) {
            Some(given) => Wanted::Given(given),
            None => Wanted::Nearest,
        };
        Ok(AuditSettings {
            policy,
            spend: source::sources(&args.spend, &store)?,
            store,
            delivery,
            choice: Choice { regions: args.region, all_regions: args.all_regions, accounts: args.account },
            against: args.against,
            save: args.save,
            since: args.since,
            billing: args.billing,
            endpoint,
            include_archived: args.include_archived,
            timeout: Duration::from_secs(args.timeout),
            calls,
            with_unsafe: args.unsafe_fixes,
        })
    }
}
