//! Which lines are Bedrock's: those that say so, and those of a product code that such lines have.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::block::{Block, MapMemo, MapReader, Memo, first_rows};
use super::codes::{Codes, Filter};
use super::columns::Field;
use super::run::Run;
use super::service::{ATTRIBUTES, Attribute, MARKS};
use super::texts::Id;
use super::unread::Unread;
use crate::cost::Period;

/// The number of a line without a code.
const NO_CODE: u32 = 0;
/// The tally of a line of a period that is not wanted.
const UNWANTED: u32 = u32::MAX;

/// Sorts the lines of one part of a file.
#[derive(Debug)]
pub(crate) struct Sieve<'r> {
    run: &'r Run<'r>,
    partition: Option<Period>,
    /// The number of the kind of each line. There are millions of lines, and few kinds.
    lines: Vec<u32>,
    kinds: Kinds,
    tallies: BTreeMap<(Period, Id), u32>,
    codes: Vec<Box<str>>,
    memos: Memos,
    /// The newest period that a line has, wanted or not.
    pub(crate) newest: Option<Period>,
    /// The columns by which a line of a wanted period says that it is Bedrock's.
    pub(crate) filled: BTreeSet<Field>,
}

/// What is known of a line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Kind {
    tally: u32,
    code: u32,
    is_marked: bool,
}

/// The kinds of lines of a part.
#[derive(Debug, Default)]
struct Kinds {
    all: Vec<Kind>,
    numbers: HashMap<Kind, u32, RandomState>,
}

impl Kinds {
    fn number(&mut self, kind: Kind) -> u32 {
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(kind).or_insert(next);
        if number == next {
            self.all.push(kind);
        }
        number
    }

    /// What is so of each kind.
    fn map<T>(&self, told: impl Fn(&Kind) -> T) -> Vec<T> {
        self.all.iter().map(told).collect()
    }
}

#[derive(Debug, Default)]
struct Memos {
    currency: Memo<Id>,
    code: Memo<u32>,
    marks: [Memo<bool>; MARKS.len()],
    attributes: MapMemo<Attribute, Seen>,
}

/// Lines that were chosen, and what is known of the others.
#[derive(Debug)]
pub(crate) struct Sifted {
    /// Whether each line is chosen.
    pub(crate) chosen: Vec<bool>,
    /// How many lines were not chosen, or, when looked at again, were chosen now.
    pub(crate) counts: BTreeMap<(Period, Id), u64>,
    /// The codes of lines that say that they are Bedrock's.
    pub(crate) learned: Codes,
    /// What must be known to look at this part again.
    pub(crate) rest: Rest,
}

/// What was left of a part of a file after it was sifted.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    /// The codes whose lines were taken.
    taken: Arc<Codes>,
    /// The codes of the lines that were left.
    left: Filter,
}

impl Rest {
    /// Whether lines may have been left that are Bedrock's by codes that are known now.
    pub(crate) fn may_have(&self, codes: &Codes) -> bool {
        codes.difference(&self.taken).any(|code| self.left.may_have(code))
    }
}

struct Marks;

/// Which marks the value of an attribute fits.
type Seen = [bool; ATTRIBUTES.len()];

impl MapReader<Attribute, Seen> for Marks {
    fn key(&mut self, key: &str) -> Option<Attribute> {
        Attribute::read(key).filter(|attribute| *attribute != Attribute::Model)
    }

    fn value(&mut self, value: &str) -> Seen {
        ATTRIBUTES.map(|(.., mark)| mark.is_some_and(|mark| mark.fits(value)))
    }
}

impl<'r> Sieve<'r> {
    /// A sieve without lines. `partition` is the period that the path of the file names.
    pub(crate) fn new(run: &'r Run<'r>, partition: Option<Period>) -> Self {
        Sieve {
            run,
            partition,
            lines: Vec::new(),
            kinds: Kinds::default(),
            tallies: BTreeMap::new(),
            codes: vec!["".into()],
            memos: Memos::default(),
            newest: None,
            filled: BTreeSet::new(),
        }
    }

    /// Takes up the next lines, all of a block, by all of their columns but the map of the product.
    pub(crate) fn add(&mut self, block: &impl Block, count: usize) -> Result<(), Unread> {
        let rows = first_rows(count);
        let periods = periods(block, &rows, self.partition)?;
        let (run, memos, codes) = (self.run, &mut self.memos, &mut self.codes);
        let currencies =
            block.texts(Field::Currency, &rows, &mut memos.currency, 0, |text| run.texts.id(text))?;
        let numbers = block.texts(Field::Code, &rows, &mut memos.code, NO_CODE, |code| {
            codes.push(code.into());
            (codes.len() - 1) as u32
        })?;
        let mut is_marked = vec![false; count];
        for ((field, own), memo) in MARKS.into_iter().zip(&mut memos.marks) {
            let marks = block.texts(field, &rows, memo, false, |text| own.fits(text))?;
            let mut marked = marks.iter().zip(&periods).filter(|(is_marked, _)| **is_marked);
            if !self.filled.contains(&field) && marked.any(|(_, period)| run.periods.contains(period)) {
                self.filled.insert(field);
            }
            for (is_marked, mark) in is_marked.iter_mut().zip(marks) {
                *is_marked |= mark;
            }
        }
        let mut last = None;
        for row in 0..count {
            let home = (periods[row], currencies[row]);
            let tally = match last {
                Some((known, tally)) if known == home => tally,
                _ => self.tally(home),
            };
            last = Some((home, tally));
            let kind = Kind { tally, code: numbers[row], is_marked: is_marked[row] };
            self.lines.push(self.kinds.number(kind));
        }
        Ok(())
    }

    fn tally(&mut self, home: (Period, Id)) -> u32 {
        self.newest = self.newest.max(Some(home.0));
        if !self.run.periods.contains(&home.0) {
            return UNWANTED;
        }
        let next = self.tallies.len() as u32;
        *self.tallies.entry(home).or_insert(next)
    }

    /// Whether each line is one of a wanted period of which the map of the product could still tell that it is
    /// Bedrock's.
    pub(crate) fn is_open(&self) -> Vec<bool> {
        self.chosen(&self.kinds.map(|kind| !kind.is_marked && kind.tally != UNWANTED))
    }

    /// Looks at the map of the product of open lines: `lines` are their places among all lines of the part.
    pub(crate) fn look_at_products(
        &mut self,
        block: &impl Block,
        rows: &[u32],
        lines: &[u32],
    ) -> Result<(), Unread> {
        let (all, kinds, memo) = (&mut self.lines, &mut self.kinds, &mut self.memos.attributes);
        block.maps(Field::Product, rows, memo, &mut Marks, |row, entries| {
            let is_marked = entries.iter().any(|(attribute, seen)| {
                let place = ATTRIBUTES.iter().position(|(_, known, _)| known == attribute);
                place.is_some_and(|place| seen[place])
            });
            if is_marked {
                let line = &mut all[lines[row] as usize];
                *line = kinds.number(Kind { is_marked, ..kinds.all[*line as usize] });
            }
        })
    }

    /// How many lines each kind has.
    fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.kinds.all.len()];
        for line in &self.lines {
            counts[*line as usize] += 1;
        }
        counts
    }

    /// Chooses the lines that say that they are Bedrock's, and those with a code that is known or learned here.
    pub(crate) fn sift(&self, known: &Arc<Codes>) -> Sifted {
        let counts = self.counts();
        let mut learned = Codes::new();
        for kind in &self.kinds.all {
            // A marked kind is one of some line.
            if kind.is_marked && kind.tally != UNWANTED && kind.code != NO_CODE {
                learned.insert(self.codes[kind.code as usize].clone());
            }
        }
        let taken = match learned.is_subset(known) {
            true => Arc::clone(known),
            false => Arc::new(learned.union(known).cloned().collect()),
        };
        let is_chosen = self.kinds.map(|kind| {
            kind.tally != UNWANTED && (kind.is_marked || taken.contains(&self.codes[kind.code as usize]))
        });
        let (mut others, mut left) = (vec![0; self.tallies.len()], Filter::default());
        for ((kind, count), is_chosen) in self.kinds.all.iter().zip(&counts).zip(&is_chosen) {
            if kind.tally != UNWANTED && *count > 0 && !is_chosen {
                others[kind.tally as usize] += count;
                left.add(&self.codes[kind.code as usize]);
            }
        }
        Sifted {
            chosen: self.chosen(&is_chosen),
            counts: self.by_tally(&others),
            learned,
            rest: Rest { taken, left },
        }
    }

    /// Chooses the lines that were left, and have a code that is known now.
    pub(crate) fn sift_again(&self, rest: &Rest, codes: &Codes) -> Sifted {
        let is_chosen = self.kinds.map(|kind| {
            let code = &self.codes[kind.code as usize];
            kind.tally != UNWANTED && !kind.is_marked && codes.contains(code) && !rest.taken.contains(code)
        });
        let mut taken = vec![0; self.tallies.len()];
        for ((kind, count), is_chosen) in self.kinds.all.iter().zip(self.counts()).zip(&is_chosen) {
            if *is_chosen {
                taken[kind.tally as usize] += count;
            }
        }
        let (chosen, counts) = (self.chosen(&is_chosen), self.by_tally(&taken));
        Sifted { chosen, counts, learned: Codes::new(), rest: rest.clone() }
    }

    /// Whether each line is of a chosen kind.
    fn chosen(&self, is_chosen: &[bool]) -> Vec<bool> {
        self.lines.iter().map(|line| is_chosen[*line as usize]).collect()
    }

    fn by_tally(&self, counts: &[u64]) -> BTreeMap<(Period, Id), u64> {
        self.tallies.iter().map(|(home, number)| (*home, counts[*number as usize])).collect()
    }
}

/// The period of each line: by its column, else by the partition.
pub(crate) fn periods(
    block: &impl Block,
    rows: &[u32],
    partition: Option<Period>,
) -> Result<Vec<Period>, Unread> {
    let columns = block.columns();
    let starts = block.periods(Field::Period, rows)?;
    let written = block.periods(Field::Partition, rows)?;
    let mut periods = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let field = if starts[at].is_some() { Field::Period } else { Field::Partition };
        let line = || block.line(*row);
        match (starts[at].or(written[at]), partition) {
            (Some(found), Some(expected)) if found != expected => {
                let column = columns.format.name(field);
                return Err(Unread::OtherPeriod { line: line(), column, found, expected });
            }
            (Some(period), _) | (None, Some(period)) => periods.push(period),
            (None, None) => {
                let column = columns.format.name(Field::Period);
                return Err(Unread::NoValue { line: line(), column });
            }
        }
    }
    Ok(periods)
}
