//! Judging: projects go through the rules and the triage, a few thousand at a time.

use std::collections::{BTreeSet, HashSet};
use std::num::NonZeroU64;
use std::ops::Range;

use rayon::slice::ParallelSliceMut;

use crate::collect::Batch;
use crate::finding::{Location, ProjectId};
use crate::parallel;
use crate::policy::condition::{Facts, Truth};
use crate::project::{Project, Tag};
use crate::rule::{Case, Check, PairKey, PairVerdict, RULES, Rule, Sound, Verdict, locate};
use crate::source::Span;
use crate::triage::ignores::Ignores;
use crate::triage::{Origin, Sorted, Triage, append};

/// What holds for all projects of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    /// The triage of their policy.
    pub(crate) triage: &'a Triage<'a>,
    /// The path of their definition, relative to the folder of the policy; `None` for live ones.
    pub(crate) path: Option<&'a str>,
    /// The ignores of the sources that findings may be in.
    pub(crate) ignores: &'a [Ignores],
    /// The names of files of which nothing is said, though projects may have texts there.
    pub(crate) excluded: &'a BTreeSet<String>,
    /// The number of the batch.
    pub(crate) file: u32,
}

/// No file is excluded.
pub(crate) const NONE_EXCLUDED: &BTreeSet<String> = &BTreeSet::new();

impl Setting<'_> {
    /// A verdict that may be said, without what else it names in files of which nothing is said.
    fn admitted(&self, mut verdict: Verdict) -> Option<Verdict> {
        let is_excluded =
            |at: &Option<Location>| at.as_ref().is_some_and(|at| self.excluded.contains(at.path()));
        if is_excluded(&verdict.at) {
            return None;
        }
        verdict.related.retain(|related| !is_excluded(&related.location));
        Some(verdict)
    }
}

/// What judging a batch brought.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The findings.
    pub(crate) sorted: Sorted,
    /// For each entry of the base dictionary: how many projects have it right, of how many that must.
    pub(crate) coverage: Vec<(usize, usize)>,
    /// For each rule about pairs, and each reading, the hash by which pairs are found.
    keys: Vec<Vec<Option<NonZeroU64>>>,
}

impl Outcome {
    /// With what another part of the run brought.
    pub(crate) fn merge(&mut self, other: Outcome) {
        self.sorted.merge(other.sorted);
        self.keys.resize_with(self.keys.len().max(other.keys.len()), Vec::new);
        for (keys, more) in self.keys.iter_mut().zip(other.keys) {
            append(keys, more);
        }
        add_coverage(&mut self.coverage, &other.coverage);
    }
}

/// Adds counts of right and required, key by key.
pub(crate) fn add_coverage(sum: &mut Vec<(usize, usize)>, more: &[(usize, usize)]) {
    if sum.len() < more.len() {
        sum.resize(more.len(), (0, 0));
    }
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum = (sum.0 + more.0, sum.1 + more.1);
    }
}

/// How many projects one thread takes at a time.
const CHUNK: usize = 256;

/// How many such parts are judged before what they brought is put together: what all of them bring would be in memory
/// twice.
const TOGETHER: usize = 64;

/// Judges every project of a batch.
pub(crate) fn judge(batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for chunks in chunks(batch).chunks(TOGETHER) {
        for part in parallel::map(chunks.to_vec(), |chunk| judge_range(batch, chunk, setting)) {
            outcome.merge(part);
        }
    }
    judge_pairs(batch, setting, &mut outcome);
    outcome
}

/// The parts that threads take. The readings of one project stay together, so that nothing is reported about it twice.
fn chunks(batch: &Batch<'_>) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < batch.len() {
        let end = batch.end_of_project(batch.len().min(start + CHUNK));
        chunks.push(start..end);
        start = end;
    }
    chunks
}

fn judge_range(batch: &Batch<'_>, range: Range<usize>, setting: &Setting<'_>) -> Outcome {
    let policy = setting.triage.policy();
    let base = policy.dictionaries.base();
    let coverage = vec![(0, 0); base.entries().len()];
    let mut outcome =
        Outcome { coverage, keys: pair_rules().map(|_| Vec::new()).collect(), ..Outcome::default() };
    let mut verdicts = Vec::new();
    let mut sound = Sound::of(policy);
    let mut said = Said::default();
    batch.each(range, |project| {
        let is_first = said.begin(project.ordinal);
        let facts = Facts::of(project, setting.path);
        setting.triage.meet(&facts);
        let dictionary = policy.dictionary(&facts);
        let left_out = setting.triage.left_out();
        let case = Case::among(&mut sound, policy, dictionary, project, setting.path, left_out);
        let id = ProjectId { file: setting.file, ordinal: project.ordinal };
        let origin = Origin::new(facts, dictionary, Some(id)).ignores(setting.ignores);
        for rule in RULES {
            if let Check::Project(check) = rule.check {
                check(&case, &mut verdicts);
                if verdicts.is_empty() {
                    continue;
                }
                for verdict in verdicts.drain(..).filter_map(|verdict| setting.admitted(verdict)) {
                    if said.is_new(rule.name, &verdict) {
                        setting.triage.admit(rule, verdict, &origin, &mut outcome.sorted);
                    }
                }
            }
        }
        for (keys, rule) in outcome.keys.iter_mut().zip(pair_rules()) {
            keys.push((rule.key)(project).and_then(|key| NonZeroU64::new(key.max(1))));
        }
        outcome.sorted.secrets.extend(secrets(project));
        if is_first {
            count_coverage(&case, setting, &mut outcome.coverage);
        }
    });
    outcome
}

/// What was said of a project that is read several times, once for each way in which conditions can turn out.
#[derive(Default)]
struct Said {
    ordinal: Option<u32>,
    verdicts: HashSet<Words>,
}

/// Rule, tag, place and message: what makes two verdicts of one project the same.
type Words = (&'static str, Option<String>, Option<(String, Span)>, String);

impl Said {
    /// Begins with the next reading, and tells whether it is the first of its project.
    fn begin(&mut self, ordinal: u32) -> bool {
        let is_first = self.ordinal != Some(ordinal);
        if is_first {
            self.verdicts.clear();
        }
        self.ordinal = Some(ordinal);
        is_first
    }

    /// Whether the same was not said of an earlier reading.
    fn is_new(&mut self, rule: &'static str, verdict: &Verdict) -> bool {
        let at = verdict.at.as_ref().map(|at| (at.path().to_owned(), at.span));
        self.verdicts.insert((rule, verdict.tag.clone(), at, verdict.message.clone()))
    }
}

/// Where a project has values that a plan marks sensitive.
fn secrets<'p>(project: &'p Project<'_>) -> impl Iterator<Item = Location> + 'p {
    let readings = project.tags.list.iter().flat_map(Tag::readings);
    readings
        .chain([&project.name])
        .filter(|reading| reading.secret)
        .filter_map(|reading| reading.place.map(locate))
}

/// A rule about two projects.
struct PairRule {
    rule: &'static Rule,
    key: PairKey,
    verdict: PairVerdict,
}

fn pair_rules() -> impl Iterator<Item = PairRule> {
    RULES.iter().filter_map(|&rule| match rule.check {
        Check::Pair { key, verdict } => Some(PairRule { rule, key, verdict }),
        _ => None,
    })
}

fn count_coverage(case: &Case<'_>, setting: &Setting<'_>, coverage: &mut [(usize, usize)]) {
    let base = setting.triage.policy().dictionaries.base();
    let is_base = std::ptr::eq(case.dictionary, base);
    for (number, entry) in base.entries().iter().enumerate() {
        let own = if is_base { Some(entry) } else { case.dictionary.get(&entry.key) };
        if !own.is_some_and(|own| !own.is_glob() && own.is_required(&case.facts) == Truth::Yes) {
            continue;
        }
        let is_right = case.has_right(&entry.key);
        if is_right || !case.project.tags.may_have(&entry.key) {
            coverage[number].0 += usize::from(is_right);
            coverage[number].1 += 1;
        }
    }
}

/// The verdicts about pairs: the projects of one hash are compared with the first of them.
fn judge_pairs(batch: &Batch<'_>, setting: &Setting<'_>, outcome: &mut Outcome) {
    for (rule, keys) in pair_rules().zip(std::mem::take(&mut outcome.keys)) {
        for (later, earlier) in pairs(&keys) {
            let one = |index: u32| index as usize..index as usize + 1;
            batch.each(one(later), |later| {
                batch.each(one(earlier), |earlier| judge_pair(&rule, earlier, later, setting, outcome));
            });
        }
    }
}

/// The hashes that several readings have: mostly none, which takes the least memory to find out.
fn repeated(keys: &[Option<NonZeroU64>]) -> HashSet<NonZeroU64> {
    let mut sorted: Vec<NonZeroU64> = keys.iter().copied().flatten().collect();
    sorted.par_sort_unstable();
    sorted
        .chunk_by(|left, right| left == right)
        .filter(|group| group.len() > 1)
        .map(|group| group[0])
        .collect()
}

/// Each reading that has the hash of one before it, with the first of these.
fn pairs(keys: &[Option<NonZeroU64>]) -> Vec<(u32, u32)> {
    let repeated = repeated(keys);
    if repeated.is_empty() {
        return Vec::new();
    }
    let keyed = keys.iter().zip(0..).filter_map(|(&key, index)| Some((key?, index)));
    let mut keyed: Vec<(NonZeroU64, u32)> = keyed.filter(|(key, _)| repeated.contains(key)).collect();
    keyed.par_sort_unstable();
    let of_one_hash = keyed.chunk_by(|(left, _), (right, _)| left == right);
    let mut pairs: Vec<(u32, u32)> =
        of_one_hash.flat_map(|group| group[1..].iter().map(|&(_, later)| (later, group[0].1))).collect();
    pairs.sort_unstable();
    pairs
}

fn judge_pair(
    pair: &PairRule,
    earlier: &Project<'_>,
    later: &Project<'_>,
    setting: &Setting<'_>,
    outcome: &mut Outcome,
) {
    let policy = setting.triage.policy();
    let facts = Facts::of(later, setting.path);
    let dictionary = policy.dictionary(&facts);
    let case = Case::new(policy, dictionary, later, setting.path, setting.triage.left_out());
    let id = ProjectId { file: setting.file, ordinal: later.ordinal };
    let origin = Origin::new(facts, dictionary, Some(id)).ignores(setting.ignores);
    let verdict = (pair.verdict)(&case, earlier);
    if let Some(verdict) = verdict.and_then(|verdict| setting.admitted(verdict)) {
        setting.triage.admit(pair.rule, verdict, &origin, &mut outcome.sorted);
    }
}
