//! Budgets: asked for where they are needed, and held against the spend.

use std::collections::BTreeSet;

use time::Date;

use crate::fault::Fault;
use crate::finding::Failure;
use crate::live::Session;
use crate::live::budgets::{Budget, Budgets};
use crate::policy::Said;
use crate::run::deliver::note;
use crate::spend::Checked;
use crate::spend::budgets::Covers;
use crate::text::code;
use crate::triage::{Sorted, Triage};

/// What failures name.
const SUBJECT: &str = "budgets";

/// What came of the budgets.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sorted: Sorted,
    pub(super) failures: Vec<Failure>,
    pub(super) is_interrupted: bool,
}

/// Checks the budgets of those who pay, else of who asks.
///
/// # Errors
/// There are no credentials, or an address that none may be sent to.
pub(super) fn check(
    key: &Said<String>,
    checked: &Checked<'_>,
    payers: BTreeSet<String>,
    triage: &Triage<'_>,
    (session, today, quiet): (&Session, Date, bool),
) -> Result<Found, Fault> {
    let service = Budgets::open(session)?;
    let mut found = Found::default();
    let budgets = all(&service, payers, &mut found)?;
    found.is_interrupted = service.is_interrupted();
    let Some(budgets) = budgets else { return Ok(found) };
    let covers = Covers::of(key, checked.on_values(&key.value), &budgets, today);
    if !quiet {
        for remark in covers.remarks() {
            note(&remark);
        }
    }
    let silent = silent(&service, &covers, &budgets, &mut found);
    found.is_interrupted = service.is_interrupted();
    found.sorted = covers.judge(triage, &silent);
    Ok(found)
}

/// All budgets; nothing where those of one account are not known.
fn all(
    service: &Budgets<'_>,
    mut accounts: BTreeSet<String>,
    found: &mut Found,
) -> Result<Option<Vec<Budget>>, Fault> {
    if accounts.is_empty() {
        match service.caller()? {
            Ok(account) => {
                accounts.insert(account);
            }
            Err(why) => found.fail(why),
        }
    }
    let mut budgets = Vec::new();
    for account in accounts {
        match service.of_account(&account) {
            Ok(more) => budgets.extend(more),
            Err(why) => found.fail(format!("those of account {account} are not known: {why}")),
        }
    }
    Ok(found.failures.is_empty().then_some(budgets))
}

/// The budgets behind values that notify nobody.
fn silent(
    service: &Budgets<'_>,
    covers: &Covers<'_>,
    budgets: &[Budget],
    found: &mut Found,
) -> BTreeSet<usize> {
    let counted: Vec<usize> = covers.counted().into_iter().collect();
    let asked: Vec<&Budget> = counted.iter().map(|number| &budgets[*number]).collect();
    let mut silent = BTreeSet::new();
    for (number, notifies) in counted.iter().zip(service.notify(&asked)) {
        match notifies {
            Ok(true) => {}
            Ok(false) => {
                silent.insert(*number);
            }
            Err(why) => {
                let name = code(&budgets[*number].name);
                found.fail(format!("whom the budget {name} notifies is not known: {why}"));
            }
        }
    }
    silent
}

impl Found {
    fn fail(&mut self, message: String) {
        self.failures.push(Failure { subject: SUBJECT.to_owned(), message });
    }
}
