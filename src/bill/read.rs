//! From files to a bill.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Refusal;
use super::bucket::Objects;
use super::codes::Codes;
use super::columns::{Field, Format, Report};
use super::content;
use super::find::find;
use super::found::{Export, Missed};
use super::gather::Gathered;
use super::group::{Bill, Wanted};
use super::keys::Keys;
use super::lines::LinesOfFiles;
use super::overlap;
use super::repacked::repacked;
use super::run::Run;
use super::shelf::Shelves;
use super::sieve::Rest;
use super::source::Source;
use super::table::{Answered, Remote, Tables};
use super::texts::{Id, NONE};
use super::total::Total;
use super::unread::{Doubt, Unread};
use super::visit::{FileRead, Known, Visit};
use crate::cost::Period;
use crate::files::Store;
use crate::finding::Failure;
use crate::live::ANY_REGION;
use crate::live::s3::Bucket;

/// How many threads read what is elsewhere: most of them wait.
const WAITING: usize = 8;

/// Why nothing of a bill counts that somebody does not want to wait for.
const INTERRUPTED: &str = "it was interrupted before all of it was read";

/// The files that cannot be read, by their numbers.
type Wrong = BTreeMap<usize, Unread>;

/// Reads the exports at some paths, which exist: files, or folders with all that is in them.
///
/// # Errors
/// What is asked for cannot be answered at all. What cannot be read is a failure of the bill.
pub fn read(store: &Store, paths: &[PathBuf], wanted: &Wanted) -> Result<Bill, Refusal> {
    let subject = store.name(&paths[0]).shown;
    let shelves = Shelves { store, paths: paths.to_vec(), buckets: Vec::new() };
    read_all(&shelves, None, wanted, &subject)
}

/// Reads the exports at some sources, which a session is for that are not of this machine.
///
/// # Errors
/// As [`read`], and where nobody can be asked.
pub(crate) fn read_sources(
    store: &Store,
    sources: &[Source],
    remote: Option<&Remote>,
    wanted: &Wanted,
) -> Result<Bill, Refusal> {
    let mut shelves = Shelves { store, paths: Vec::new(), buckets: Vec::new() };
    for source in sources {
        match (source, remote) {
            (Source::Path(path), _) => shelves.paths.push(path.clone()),
            (Source::Bucket(source), Some(remote)) => {
                let region = remote.region.as_deref().unwrap_or(ANY_REGION);
                let bucket = Bucket::open(&remote.session, &source.name, region, &remote.interrupt)?;
                shelves.buckets.push(Objects::list(bucket, source));
            }
            (Source::Bucket(_) | Source::Table(_) | Source::CostExplorer, _) => {}
        }
    }
    let elsewhere = match remote {
        Some(remote) => Some((remote, Tables::open(sources, remote)?)),
        None => None,
    };
    let subject = match &sources[0] {
        Source::Path(path) => store.name(path).shown,
        source => source.to_string(),
    };
    if shelves.buckets.is_empty() {
        return read_all(&shelves, elsewhere.as_ref(), wanted, &subject);
    }
    // Threads that wait for answers leave the cores to others.
    let threads = rayon::ThreadPoolBuilder::new().num_threads(WAITING).build();
    let threads = threads.map_err(|error| Refusal::NoThreads { why: error.to_string() })?;
    threads.install(|| read_all(&shelves, elsewhere.as_ref(), wanted, &subject))
}

fn read_all(
    shelves: &Shelves<'_>,
    elsewhere: Option<&(&Remote, Tables<'_>)>,
    wanted: &Wanted,
    subject: &str,
) -> Result<Bill, Refusal> {
    let keys = Keys::new(&wanted.keys);
    let (exports, missed) = find(shelves);
    let mut periods = match wanted.periods.is_empty() {
        true => newest(shelves, &exports).into_iter().collect(),
        false => wanted.periods.clone(),
    };
    let mut wrong = Wrong::new();
    loop {
        let run = Run::new(&keys, periods.clone(), wanted);
        let run = run.comparing_lines(overlap::is_possible(&exports, &periods));
        let remote = elsewhere.map(|(remote, _)| *remote);
        let pass = Pass { shelves, exports: &exports, run: &run, remote };
        let mut done = pass.first(&wrong);
        // A line may be of a later period than the first line of each file.
        if wanted.periods.is_empty() && done.newest > periods.last().copied() {
            periods = done.newest.into_iter().collect();
            wrong.clear();
            continue;
        }
        let mut broken = pass.again(&mut done);
        if pass.is_interrupted() {
            let failures = vec![Failure { subject: subject.to_owned(), message: INTERRUPTED.to_owned() }];
            return Ok(Bill { failures, is_interrupted: true, ..Bill::default() });
        }
        if broken.is_empty() {
            broken = repacked(shelves, &exports, &done.texts, &done.lines);
        }
        if broken.is_empty() {
            broken = overlap::doubled(&exports, std::mem::take(&mut done.lines));
        }
        if !broken.is_empty() {
            wrong.extend(broken);
            continue;
        }
        // What was missed of a later period may be what was asked for.
        let newest = periods.last().copied().filter(|_| wanted.periods.is_empty());
        let is_of_wanted = |missed: &Missed| match missed.period {
            Some(period) if wanted.periods.is_empty() => Some(period) >= newest,
            Some(period) => periods.contains(&period),
            None => true,
        };
        let mut failures: Vec<Failure> =
            missed.into_iter().filter(is_of_wanted).map(|missed| missed.failure).collect();
        wrong.extend(std::mem::take(&mut done.wrong));
        for (number, why) in &wrong {
            failures.push(Failure { subject: exports[*number].name.shown.clone(), message: why.to_string() });
        }
        for total in &mut done.totals {
            for doubt in pass.judge(total, &done.formats) {
                failures.push(Failure { subject: subject.to_owned(), message: doubt.to_string() });
            }
        }
        done.refuse_doubles()?;
        // Last: they cost most.
        let answered = match elsewhere {
            Some((remote, tables)) => tables.read(&run, &wanted.asked, &remote.interrupt)?,
            None => Answered::default(),
        };
        failures.extend(answered.failures);
        let mut notes = answered.notes;
        let mut homes: BTreeSet<(Period, Id)> =
            done.totals.iter().flat_map(|total| &total.gathered.homes).copied().collect();
        for (table, total) in answered.totals {
            let own = &total.gathered.homes;
            if let Some(period) = shared(&homes, own) {
                notes.push(format!(
                    "{table}: another source has lines of {period} and the same payer; name one export only once"
                ));
            }
            homes.extend(own);
            done.merge(total);
        }
        done.refuse_doubles()?;
        let bill = finish(done.totals, &run, wanted, failures, subject)?;
        return Ok(Bill { notes, is_interrupted: pass.is_interrupted(), ..bill });
    }
}

/// The newest period that the path or the first line of a file has.
fn newest(shelves: &Shelves<'_>, exports: &[Export]) -> Option<Period> {
    let first = |export: &Export| {
        let opened = shelves.open(&export.name.path).ok();
        export.partition.or_else(|| Some(content::first(&opened?, None)?.period))
    };
    exports.par_iter().filter_map(first).max()
}

/// One pass over all files.
struct Pass<'p> {
    shelves: &'p Shelves<'p>,
    exports: &'p [Export],
    run: &'p Run<'p>,
    /// What lets somebody interrupt.
    remote: Option<&'p Remote>,
}

/// What a pass brought.
#[derive(Default)]
struct Done {
    /// Of Cost and Usage Reports, and of FOCUS.
    totals: [Total; 2],
    codes: Codes,
    rests: BTreeMap<usize, BTreeMap<u64, Rest>>,
    newest: Option<Period>,
    wrong: Wrong,
    /// The lines of all files.
    lines: LinesOfFiles,
    /// Of each text that was read, how long it is.
    texts: BTreeMap<usize, u64>,
    /// Of each file that was read, how its columns are named.
    formats: BTreeMap<usize, Format>,
    /// The periods of which each report has lines, with who pays them.
    reports: BTreeMap<Report, BTreeSet<(Period, Id)>>,
}

impl Done {
    fn total(&mut self, format: Format) -> &mut Total {
        let total = &mut self.totals[usize::from(format == Format::Focus)];
        // Of two formats in one run always the same one names the columns.
        total.format = total.format.into_iter().chain([format]).min();
        total
    }

    fn merge(&mut self, other: Total) {
        let Some(format) = other.format else { return };
        if let Some(report) = Report::of(format, &other.fields) {
            self.reports.entry(report).or_default().extend(&other.gathered.homes);
        }
        let total = self.total(format);
        total.gathered.merge(other.gathered);
        total.fields.extend(other.fields);
    }

    /// Refuses what would count one line twice: two formats with a period, two reports with one of a payer.
    fn refuse_doubles(&self) -> Result<(), Refusal> {
        let [cur, focus] = self.totals.each_ref().map(|total| periods(&total.gathered));
        if let Some(period) = cur.intersection(&focus).next() {
            return Err(Refusal::TwoFormats { period: *period, formats: ["CUR", "FOCUS"] });
        }
        let none = BTreeSet::new();
        let [legacy, newer] =
            [Report::Legacy, Report::Cur2].map(|report| self.reports.get(&report).unwrap_or(&none));
        match shared(legacy, newer) {
            Some(period) => Err(Refusal::TwoFormats { period, formats: ["legacy CUR", "CUR 2.0"] }),
            None => Ok(()),
        }
    }

    fn add(&mut self, number: usize, mut read: FileRead) {
        self.newest = self.newest.max(read.newest);
        self.codes.extend(read.learned);
        self.rests.insert(number, read.rests);
        self.texts.extend((read.text > 0).then_some((number, read.text)));
        self.formats.extend(read.format.map(|format| (number, format)));
        self.lines.add(number, &std::mem::take(&mut read.gathered.lines));
        self.merge(Total { gathered: read.gathered, fields: read.fields, format: read.format });
    }
}

impl Pass<'_> {
    fn is_interrupted(&self) -> bool {
        self.remote.is_some_and(Remote::is_interrupted)
    }

    fn visit(&self, number: usize, visit: Visit<'_>) -> Result<FileRead, Unread> {
        if self.is_interrupted() {
            return Err(Unread::Io(INTERRUPTED.to_owned()));
        }
        let export = &self.exports[number];
        if export.partition.is_some_and(|period| !self.run.periods.contains(&period)) {
            return Ok(FileRead::default());
        }
        let opened = self.shelves.open(&export.name.path);
        let opened =
            opened.map_err(|error| Unread::Io(self.shelves.why_unread(&export.name.path, &error)))?;
        content::read(&opened, self.run, export.partition, visit)
    }

    /// Reads all files but those that are known to be wrong.
    fn first(&self, wrong: &Wrong) -> Done {
        let done = Mutex::new(Done::default());
        let numbers = (0..self.exports.len()).into_par_iter();
        numbers.filter(|number| !wrong.contains_key(number)).for_each(|number| {
            let known = Known::new(&done.lock().unwrap_or_else(PoisonError::into_inner).codes);
            let read = self.visit(number, Visit::First { known: &known });
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            match read {
                Ok(read) => done.add(number, read),
                Err(why) => {
                    done.wrong.insert(number, why);
                }
            }
        });
        done.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the lines that were left and are Bedrock's by codes that are known now. What cannot be read is given back:
    /// then nothing of that file may count, and all begins anew.
    fn again(&self, done: &mut Done) -> Wrong {
        let (rests, codes) = (std::mem::take(&mut done.rests), std::mem::take(&mut done.codes));
        let has_more = |rests: &BTreeMap<u64, Rest>| rests.values().any(|rest| rest.may_have(&codes));
        let left: Vec<(usize, BTreeMap<u64, Rest>)> =
            rests.into_iter().filter(|(_, rests)| has_more(rests)).collect();
        let read: Vec<(usize, Result<FileRead, Unread>)> = left
            .par_iter()
            .map(|(number, rests)| (*number, self.visit(*number, Visit::Again { rests, codes: &codes })))
            .collect();
        let mut wrong = Wrong::new();
        for (number, read) in read {
            match read {
                Ok(mut read) => {
                    done.lines.add(number, &std::mem::take(&mut read.gathered.lines));
                    if let Some(format) = read.format {
                        let total = done.total(format);
                        total.gathered.take_back(&read.taken_back);
                        total.gathered.merge(read.gathered);
                    }
                }
                Err(why) => {
                    wrong.insert(number, why);
                }
            }
        }
        wrong
    }
}

impl Pass<'_> {
    /// Drops what was read where a needed column tells nothing on any line of any service.
    fn judge(&self, total: &mut Total, formats: &BTreeMap<usize, Format>) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let is_focus = |format: Option<Format>| format == Some(Format::Focus);
        let is_its_own =
            |(number, _): &(usize, &Export)| is_focus(formats.get(number).copied()) == is_focus(total.format);
        let exports: Vec<&Export> =
            self.exports.iter().enumerate().filter(is_its_own).map(|(_, export)| export).collect();
        for (fields, doubt) in total.suspects(self.run) {
            match fields.iter().find(|field| self.has_value(&exports, **field)) {
                Some(filled) => {
                    total.gathered.filled.insert(*filled);
                }
                None => doubts.extend(doubt),
            }
        }
        if !doubts.is_empty() {
            total.gathered = Gathered::default();
        }
        doubts
    }

    fn has_value(&self, exports: &[&Export], field: Field) -> bool {
        let is_filled = |export: &&Export| {
            let Ok(opened) = self.shelves.open(&export.name.path) else { return false };
            content::has_value(&opened, field, self.run, export.partition).unwrap_or_default()
        };
        exports.par_iter().any(is_filled)
    }
}

/// A period of which both have lines of one payer. A payer that nothing names may be any.
fn shared(left: &BTreeSet<(Period, Id)>, right: &BTreeSet<(Period, Id)>) -> Option<Period> {
    for (period, payer) in left {
        let is_same = |(other, paid_by): &&(Period, Id)| {
            other == period && (paid_by == payer || [*payer, *paid_by].contains(&NONE))
        };
        if right.iter().any(|home| is_same(&home)) {
            return Some(*period);
        }
    }
    None
}

/// The periods that lines are of.
fn periods(gathered: &Gathered) -> BTreeSet<Period> {
    let others = gathered.others.keys().map(|(period, _)| *period);
    others.chain(gathered.sums.keys().map(|key| key.period)).collect()
}

fn finish(
    totals: [Total; 2],
    run: &Run<'_>,
    wanted: &Wanted,
    mut failures: Vec<Failure>,
    subject: &str,
) -> Result<Bill, Refusal> {
    let mut bill = Bill::default();
    for total in &totals {
        if let Some(format) = total.format {
            run.check_metric(format)?;
        }
    }
    for total in totals {
        let doubts = total.put_into(&mut bill, run, &wanted.keys);
        for doubt in doubts {
            failures.push(Failure { subject: subject.to_owned(), message: doubt.to_string() });
        }
    }
    bill.groups.sort();
    bill.tallies.sort();
    failures.sort();
    failures.dedup();
    bill.failures = failures;
    Ok(bill)
}
