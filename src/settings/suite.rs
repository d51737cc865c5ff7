//! What `policy test` is asked for.

use std::path::PathBuf;

use super::target::Targets;
use super::{store, today, wanted};
use crate::cli::PolicyTestArgs;
use crate::fault::Fault;
use crate::files::Role;
use crate::suite::{Format, Request};
use crate::text;
use crate::triage::Selection;

/// What `policy test` does.
#[derive(Debug)]
pub(crate) struct SuiteSettings {
    pub request: Request,
    pub format: Format,
    /// Formats that are also written to files.
    pub outputs: Vec<(Format, PathBuf)>,
    pub targets: Targets,
    /// How many percent of the clauses must be tested.
    pub min_coverage: u8,
}

impl SuiteSettings {
    /// Resolves the arguments of `policy test`.
    ///
    /// # Errors
    /// Arguments that make no sense.
    pub(crate) fn resolve(args: &PolicyTestArgs) -> Result<Self, Fault> {
        let store = store()?;
        let mut outputs = Vec::new();
        for output in &args.output {
            match output.split_once('=') {
                Some((word, file)) if !file.is_empty() => outputs.push((format(word)?, PathBuf::from(file))),
                _ => return Err(Fault::BadOutput { given: output.clone() }),
            }
        }
        let mut targets = Targets::new(&store);
        for (_, path) in &outputs {
            targets.add(path, Role::Report)?;
        }
        Ok(SuiteSettings {
            request: Request {
                paths: args.paths.clone(),
                policy: wanted(&args.policy, &store),
                selection: Selection::everything(today()?),
                coverage: args.coverage || args.min_coverage.is_some(),
                store,
            },
            format: format(&args.format)?,
            outputs,
            targets,
            min_coverage: args.min_coverage.unwrap_or(0),
        })
    }
}

fn format(word: &str) -> Result<Format, Fault> {
    if let Some(format) = Format::of(word) {
        return Ok(format);
    }
    let known = Format::ALL.map(Format::word).to_vec();
    let nearest = text::nearest(word, known.iter().copied()).map(|(right, _)| right);
    Err(Fault::UnknownFormat { word: word.to_owned(), nearest, known })
}
