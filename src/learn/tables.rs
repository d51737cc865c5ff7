//! Keys that decide others: each value of one goes with one value of another, as a table says.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Fact;
use super::keys::Key;
use super::measure::{are_half, are_nearly_all};

/// As many projects must agree before they show anything.
const ENOUGH: usize = 4;

/// What one key decides of another.
#[derive(Debug)]
pub(crate) struct Table {
    /// The name of its file.
    pub(crate) file: String,
    /// The names of the deciding key and of the other one.
    pub(super) keys: [String; 2],
    rows: Vec<[String; 2]>,
    pub(super) agreeing: usize,
    pub(super) of: usize,
}

impl Table {
    /// Whether nearly all projects agree.
    pub(crate) fn is_law(&self) -> bool {
        are_nearly_all(self.agreeing, self.of)
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let rows = std::iter::once(&self.keys).chain(&self.rows);
        for row in rows {
            writer.write_record(row).expect("memory takes all rows, which have the same length");
        }
        let bytes = writer.into_inner().expect("memory takes all rows");
        String::from_utf8(bytes).expect("texts are UTF-8")
    }
}

/// For each key the one that decides it best, if there is one. Each pair of keys has one table.
pub(super) fn learn(facts: &[Fact], keys: &[Key]) -> Vec<Table> {
    let facts: BTreeSet<&Fact> = facts.iter().collect();
    let mut found: Vec<Decision> = Vec::new();
    for deciding in 0..keys.len() {
        for decided in (0..keys.len()).filter(|decided| *decided != deciding) {
            found.extend(Decision::of(&facts, deciding, decided));
        }
    }
    found.sort_by_key(|decision| {
        let Decision { agreeing, of, rows, deciding, decided } = decision;
        (of - agreeing, rows.len(), *deciding, *decided)
    });
    let (mut done, mut paired, mut tables) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for decision in found {
        let Decision { deciding, decided, .. } = decision;
        let pair = (deciding.min(decided), deciding.max(decided));
        let are_plain = [deciding, decided].iter().all(|key| is_column(keys[*key].name()));
        if are_plain && !done.contains(&decided) && paired.insert(pair) {
            done.insert(decided);
            tables.push(decision.table(keys));
        }
    }
    tables.sort_by(|left, right| left.keys.cmp(&right.keys));
    name(&mut tables);
    tables
}

/// Whether a key can be the name of a column.
fn is_column(key: &str) -> bool {
    key.trim() == key
}

/// What the values of a key say about those of another.
struct Decision {
    deciding: usize,
    decided: usize,
    rows: Vec<[String; 2]>,
    agreeing: usize,
    of: usize,
}

impl Decision {
    fn of(facts: &BTreeSet<&Fact>, deciding: usize, decided: usize) -> Option<Self> {
        let mut pairs: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut alone: BTreeMap<&str, usize> = BTreeMap::new();
        for fact in facts {
            if let (Some(value), Some(other)) = (fact.values.get(&deciding), fact.values.get(&decided)) {
                *pairs.entry(value).or_default().entry(other).or_default() += 1;
            }
        }
        let (mut rows, mut agreeing, mut of) = (Vec::new(), 0, 0);
        for (value, others) in &pairs {
            let all: usize = others.values().sum();
            let (other, most) =
                others.iter().max_by_key(|(other, uses)| (**uses, std::cmp::Reverse(**other)))?;
            rows.push([(*value).to_owned(), (*other).to_owned()]);
            // A value that occurs once decides nothing.
            if all > 1 {
                (agreeing, of) = (agreeing + most, of + all);
                for (other, uses) in others {
                    *alone.entry(other).or_default() += uses;
                }
            }
        }
        let usual = alone.values().max().copied().unwrap_or_default();
        // Where one value is usual everywhere, the other key is not why: it must explain half of what differs for a
        // law, and a fifth for a suggestion.
        let (unusual, unexplained) = (of - usual, of - agreeing);
        let explains = match are_nearly_all(agreeing, of) {
            true => 2 * unexplained <= unusual,
            false => 5 * unexplained <= 4 * unusual,
        };
        let shows = agreeing >= ENOUGH && are_half(agreeing, of) && agreeing > usual && explains;
        shows.then_some(Decision { deciding, decided, rows, agreeing, of })
    }

    fn table(self, keys: &[Key]) -> Table {
        let Decision { deciding, decided, rows, agreeing, of } = self;
        let keys = [keys[deciding].name().to_owned(), keys[decided].name().to_owned()];
        Table { file: String::new(), keys, rows, agreeing, of }
    }
}

/// Names the files after the keys: `cost-center-team.csv`.
fn name(tables: &mut [Table]) {
    let mut names = BTreeSet::new();
    for table in tables {
        let words: Vec<String> = table.keys.iter().map(|key| words_of(key)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).filter(|words| !words.is_empty()).collect();
        let stem = if words.is_empty() { "lookup".to_owned() } else { words.join("-") };
        let mut file = format!("{stem}.csv");
        let mut number = 2;
        while !names.insert(file.clone()) {
            file = format!("{stem}-{number}.csv");
            number += 1;
        }
        table.file = file;
    }
}

/// `CostCenter` in words of small letters: `cost-center`.
fn words_of(key: &str) -> String {
    let mut words = String::new();
    let mut before = '-';
    for c in key.chars() {
        let begins = c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if (begins || !c.is_ascii_alphanumeric()) && !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(pairs: &[(&str, &str)]) -> Option<(usize, usize, Vec<[String; 2]>)> {
        let fact = |(number, (left, right)): (usize, &(&str, &str))| Fact {
            name: Some(number.to_string()),
            values: BTreeMap::from([(0, (*left).to_owned()), (1, (*right).to_owned())]),
        };
        let facts: Vec<Fact> = pairs.iter().enumerate().map(fact).collect();
        let decision = Decision::of(&facts.iter().collect(), 0, 1)?;
        Some((decision.agreeing, decision.of, decision.rows))
    }

    #[test]
    fn a_key_decides_another_where_its_values_come_again() {
        let pairs = [("1", "a"), ("1", "a"), ("2", "b"), ("2", "b"), ("3", "c")];
        let rows = [["1", "a"], ["2", "b"], ["3", "c"]].map(|row| row.map(str::to_owned));
        assert_eq!(decision(&pairs), Some((4, 4, rows.to_vec())));
        assert_eq!(
            decision(&[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d"), ("5", "e")]),
            None,
            "each once"
        );
        assert_eq!(decision(&[("1", "a"), ("1", "a"), ("2", "a"), ("2", "a")]), None, "one value is all");
        let usual = [("1", "a"), ("1", "a"), ("1", "b"), ("2", "a"), ("2", "a"), ("2", "a")];
        assert_eq!(decision(&usual), None, "one value is usual");
        let some = [("1", "a"), ("1", "a"), ("1", "b"), ("2", "b"), ("2", "b"), ("2", "a"), ("2", "b")];
        assert_eq!(decision(&some).map(|(agreeing, of, _)| (agreeing, of)), Some((5, 7)));
        let few = [
            ("1", "a"),
            ("1", "a"),
            ("1", "b"),
            ("1", "b"),
            ("2", "b"),
            ("2", "b"),
            ("2", "a"),
            ("2", "a"),
            ("2", "b"),
        ];
        assert_eq!(decision(&few), None, "a fifth is more than nothing");
    }

    #[test]
    fn files_are_named_after_keys() {
        for (key, words) in [
            ("CostCenter", "cost-center"),
            ("team:owner", "team-owner"),
            ("AWSAccount2Go", "awsaccount2-go"),
            ("Ü", ""),
        ] {
            assert_eq!(words_of(key), words);
        }
    }
}
