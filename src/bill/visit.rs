//! A visit to a file: its lines are sifted, and those of Bedrock are gathered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::block::{Block, first_rows};
use super::codes::Codes;
use super::columns::{Columns, Field, Format};
use super::gather::{Gathered, Gatherer};
use super::money::Figure;
use super::needs::check_columns;
use super::run::Run;
use super::sieve::{Rest, Sieve, Sifted};
use super::texts::Id;
use super::unread::Unread;
use crate::cost::Period;

/// Which lines of a file are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Visit<'v> {
    /// All lines that are known to be Bedrock's, also by codes that are known before.
    First { known: &'v Known },
    /// The lines that were left, by part, and are Bedrock's by codes that are known now.
    Again { rests: &'v BTreeMap<u64, Rest>, codes: &'v Codes },
}

/// The codes of Bedrock's lines that are known so far, which grow while files are read.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Arc<Codes>>);

impl Known {
    /// Codes that are known from elsewhere.
    pub(crate) fn new(codes: &Codes) -> Self {
        Known(Mutex::new(Arc::new(codes.clone())))
    }

    fn now(&self) -> Arc<Codes> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn learn(&self, learned: &Codes) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !learned.is_subset(&known) {
            *known = Arc::new(known.union(learned).cloned().collect());
        }
    }
}

/// What was read of a file, or of a part of one.
#[derive(Debug, Default)]
pub(crate) struct FileRead {
    pub(crate) gathered: Gathered,
    /// The lines that were taken from those of other services.
    pub(crate) taken_back: BTreeMap<(Period, Id), u64>,
    pub(crate) learned: Codes,
    pub(crate) rests: BTreeMap<u64, Rest>,
    pub(crate) newest: Option<Period>,
    pub(crate) format: Option<Format>,
    /// The columns that it has.
    pub(crate) fields: BTreeSet<Field>,
    /// How many bytes the lines of a text have, however it is packed and written.
    pub(crate) text: u64,
}

impl FileRead {
    /// A file of which nothing was read yet.
    pub(crate) fn new(columns: &Columns) -> Self {
        FileRead { format: Some(columns.format), fields: columns.fields(), ..FileRead::default() }
    }

    /// Adds another part of the file.
    pub(crate) fn merge(&mut self, part: FileRead) {
        self.gathered.merge(part.gathered);
        for (home, count) in part.taken_back {
            *self.taken_back.entry(home).or_default() += count;
        }
        self.learned.extend(part.learned);
        self.rests.extend(part.rests);
        self.newest = self.newest.max(part.newest);
        self.text += part.text;
    }
}

impl Visit<'_> {
    /// Whether a part of a file is to be read.
    pub(crate) fn wants(&self, part: u64) -> bool {
        match self {
            Visit::First { .. } => true,
            Visit::Again { rests, codes } => rests.get(&part).is_some_and(|rest| rest.may_have(codes)),
        }
    }

    /// Chooses among the lines of a part.
    pub(crate) fn sift(&self, part: u64, sieve: &Sieve<'_>) -> Sifted {
        match self {
            Visit::First { known } => {
                let sifted = sieve.sift(&known.now());
                known.learn(&sifted.learned);
                sifted
            }
            Visit::Again { rests, codes } => sieve.sift_again(&rests[&part], codes),
        }
    }

    /// What was read of a part.
    pub(crate) fn finish(
        &self,
        part: u64,
        (sieve, sifted): (Sieve<'_>, Sifted),
        mut gathered: Gathered,
    ) -> FileRead {
        let mut read = FileRead { newest: sieve.newest, ..FileRead::default() };
        match self {
            Visit::First { .. } => {
                gathered.others = sifted.counts;
                gathered.filled.extend(sieve.filled);
                read.learned = sifted.learned;
                read.rests.insert(part, sifted.rest);
            }
            Visit::Again { .. } => read.taken_back = sifted.counts,
        }
        read.gathered = gathered;
        read
    }
}

/// How amounts are found in an export that has what every line needs.
pub(crate) fn figure(run: &Run<'_>, columns: &Columns, partition: Option<Period>) -> Result<Figure, Unread> {
    check_columns(columns, run, partition)?;
    Figure::of(run.metric(columns.format), columns)
}

/// Reads a part of a file that is in memory with all its columns.
pub(crate) fn read_part(
    run: &Run<'_>,
    block: &impl Block,
    (count, part): (usize, u64),
    (partition, figure): (Option<Period>, Figure),
    visit: Visit<'_>,
) -> Result<FileRead, Unread> {
    let mut sieve = Sieve::new(run, partition);
    sieve.add(block, count)?;
    if block.columns().has(Field::Product) {
        let open = chosen_rows(&sieve.is_open());
        sieve.look_at_products(block, &open, &open)?;
    }
    let sifted = visit.sift(part, &sieve);
    let mut gatherer = Gatherer::new(run, partition, figure);
    gatherer.add(block, &chosen_rows(&sifted.chosen))?;
    Ok(visit.finish(part, (sieve, sifted), gatherer.gathered))
}

/// The numbers of the rows that are chosen.
pub(crate) fn chosen_rows(chosen: &[bool]) -> Vec<u32> {
    let mut rows = first_rows(chosen.len());
    rows.retain(|row| chosen[*row as usize]);
    rows
}
