//! Tests of policies: each describes a project, or names a definition, and says what is found.

mod coverage;
mod expect;
mod format;
mod json;
mod junit;
mod outcome;
mod read;
mod record;
mod shape;
mod test;
mod text;
mod trial;

pub(crate) use format::Format;
pub use outcome::Proof;

use std::path::PathBuf;

use crate::engine::Wanted;
use crate::fault::Fault;
use crate::files::walk::{Gitignore, walk};
use crate::files::{FileName, Store};
use crate::finding::Failure;
use crate::policy::problem::Problems;
use crate::policy::{clauses, discover, load};
use crate::repository;
use crate::rule;
use crate::triage::Selection;
use coverage::Coverage;
use record::Variant;
use trial::Bench;

/// Which tests are run.
#[derive(Debug)]
pub struct Request {
    /// Where everything is read from.
    pub store: Store,
    /// Files of tests, and folders that are searched for them.
    pub paths: Vec<PathBuf>,
    /// The policy of the files that name none.
    pub policy: Wanted,
    /// Which rules, and the day.
    pub selection: Selection,
    /// Whether it is asked which clauses speak.
    pub coverage: bool,
}

/// Runs the tests.
///
/// # Errors
/// There are none, or a file of tests or a policy is wrong.
pub fn prove(request: &Request) -> Result<Proof, Fault> {
    let (files, failures) = files(request)?;
    let mut problems = Vec::new();
    let suites = read::suites(&files, &request.store, &request.policy, &mut problems)?;
    let mut benches = Vec::new();
    for suite in &suites {
        match load::load(&suite.policy, &request.store, rule::NAMES) {
            Ok(policy) => benches.push((suite, policy)),
            Err(wrong) => problems.extend(wrong.list().iter().cloned()),
        }
    }
    if let Some(problems) = Problems::of(problems) {
        return Err(problems.into());
    }
    if suites.iter().all(|suite| suite.tests.is_empty()) {
        return Err(Fault::NoTests);
    }
    let (mut trials, mut spoken, mut known) = (Vec::new(), Vec::new(), Vec::new());
    for (suite, policy) in &benches {
        let (store, given) = (&request.store, &suite.policy);
        let mut variants = Vec::new();
        if request.coverage {
            variants = Variant::all(policy, given, store)?;
            known.extend(clauses::of(given, store, rule::NAMES)?);
        }
        let bench = Bench { store, given, policy, variants: &variants, selection: &request.selection };
        for test in &suite.tests {
            let (trial, mut clauses) = bench.run(test)?;
            trials.push(trial);
            spoken.append(&mut clauses);
        }
    }
    let coverage = request.coverage.then(|| Coverage::of(known, &spoken));
    Ok(Proof { trials, coverage, failures })
}

/// The files of tests, by the names they are shown under, and the folders that could not be searched.
fn files(request: &Request) -> Result<(Vec<FileName>, Vec<Failure>), Fault> {
    let store = &request.store;
    let (mut files, mut failures, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    for path in &request.paths {
        let name = store.name(path);
        if !store.may_hold(&name.path) {
            absent.push(path.clone());
        } else if store.is_folder(&name.path) {
            let walked = walk(store, &name.path, Gitignore::Obeyed, &discover::is_of_tests);
            let (links, outside) = repository::apart(store, walked.links);
            files.extend(walked.files.iter().chain(&links).map(|file| store.name(file)));
            for (path, message) in walked.unread.into_iter().chain(outside) {
                failures.push(Failure { subject: store.name(&path).shown, message });
            }
        } else {
            files.push(name);
        }
    }
    if !absent.is_empty() {
        return Err(Fault::NoSuchPaths(absent));
    }
    files.sort_by(|left, right| left.shown.cmp(&right.shown));
    files.dedup_by(|later, first| later.shown == first.shown);
    Ok((files, failures))
}
