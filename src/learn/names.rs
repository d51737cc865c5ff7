//! What names are made of: the values of tags, with something between them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::facts::Fact;
use super::keys::Key;
use super::measure::{are_half, are_nearly_all};
use super::usual;

/// What stands between the parts of a name.
const SEPARATORS: [char; 6] = ['-', '_', ' ', '/', '.', ':'];
/// Names of more parts are not looked at.
const MOST_PARTS: usize = 6;
/// So many names show what all of them are like.
const MOST_NAMES: usize = 2_000;
/// As many names must agree before they show anything.
const ENOUGH: usize = 3;

/// What names are like.
#[derive(Debug)]
pub(super) struct Naming {
    /// `{Application}-{Environment}`
    pub(super) pattern: String,
    /// A name that is like that whatever the tags are.
    pub(super) without_tags: String,
    /// What is in names for values, by key.
    pub(super) abbreviations: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub(super) agreeing: usize,
    pub(super) of: usize,
}

impl Naming {
    /// Whether nearly all names are like that.
    pub(super) fn is_law(&self) -> bool {
        are_nearly_all(self.agreeing, self.of)
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Part {
    /// The value of a key.
    Tag(usize),
    Text(String),
    /// Any text.
    Any,
}

/// Parts, and what is between them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Form {
    separator: char,
    parts: Vec<Part>,
}

/// Key, value, and the text that stands for it.
type Short<'f> = (usize, String, &'f str);

/// The names that have a form.
#[derive(Default)]
struct Support<'f> {
    agreeing: usize,
    names: BTreeSet<&'f str>,
    abbreviations: BTreeSet<Short<'f>>,
}

/// What was learned of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The form that nearly all of them have, the one that says most.
    pub(super) law: Option<Naming>,
    /// One that says more, and that at least half of them have.
    pub(super) suggestion: Option<Naming>,
}

/// What names are made of.
pub(super) fn learn(facts: &[Fact], keys: &[Key]) -> Names {
    let named: Vec<&Fact> = facts.iter().filter(|fact| fact.name.is_some()).take(MOST_NAMES).collect();
    let mut forms: BTreeMap<Form, Support<'_>> = BTreeMap::new();
    for fact in &named {
        for separator in SEPARATORS {
            for (form, shorts) in Reader::new(fact, keys, separator).forms() {
                let support = forms.entry(form).or_default();
                support.agreeing += 1;
                support.names.extend(fact.name.as_deref());
                support.abbreviations.extend(shorts);
            }
        }
    }
    let mut best: Vec<(usize, Naming)> = Vec::new();
    for (form, support) in forms {
        let knows_all = |fact: &&&Fact| form.keys().all(|key| fact.values.contains_key(&key));
        let of = named.iter().filter(knows_all).count();
        let shows = support.agreeing >= ENOUGH && support.names.len() > 1;
        if shows && are_half(support.agreeing, of) && are_half(support.agreeing, named.len()) {
            best.push((form.weight(), naming(&form, support, of, keys)));
        }
    }
    best.sort_by_key(|(weight, naming)| Reverse((*weight, naming.agreeing)));
    let (laws, others): (Vec<_>, Vec<_>) = best.into_iter().partition(|(_, naming)| naming.is_law());
    let (law, suggestion) = (laws.into_iter().next(), others.into_iter().next());
    let least = if let Some((weight, _)) = &law { *weight } else { 0 };
    let suggestion = suggestion.filter(|(weight, _)| *weight > least);
    Names { law: law.map(|(_, naming)| naming), suggestion: suggestion.map(|(_, naming)| naming) }
}

fn naming(form: &Form, support: Support<'_>, of: usize, keys: &[Key]) -> Naming {
    let mut abbreviations: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for (key, value, text) in support.abbreviations {
        let of_key = abbreviations.entry(keys[key].name().to_owned()).or_default();
        of_key.entry(value).or_default().push(text.to_owned());
    }
    let pattern = form.text(|key| format!("{{{}}}", keys[key].name()), "*");
    let without_tags = form.text(|_| "x".to_owned(), "x");
    Naming { pattern, without_tags, abbreviations, agreeing: support.agreeing, of }
}

impl Form {
    fn keys(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().filter_map(|part| match part {
            Part::Tag(key) => Some(*key),
            Part::Text(_) | Part::Any => None,
        })
    }

    /// How much it says.
    fn weight(&self) -> usize {
        let weight = |part: &Part| match part {
            Part::Tag(_) => 10,
            Part::Text(_) => 1,
            Part::Any => 0,
        };
        self.parts.iter().map(weight).sum()
    }

    /// Its text, given those of tags and of what is any text.
    fn text(&self, of_tag: impl Fn(usize) -> String, any: &str) -> String {
        let text = |part: &Part| match part {
            Part::Tag(key) => of_tag(*key),
            Part::Text(text) => text.clone(),
            Part::Any => any.to_owned(),
        };
        self.parts.iter().map(text).collect::<Vec<_>>().join(&self.separator.to_string())
    }
}

/// Reads one name in every way.
struct Reader<'f> {
    keys: &'f [Key],
    values: Vec<(usize, &'f str)>,
    separator: char,
    texts: Vec<&'f str>,
    found: Vec<(Form, BTreeSet<Short<'f>>)>,
}

impl<'f> Reader<'f> {
    fn new(fact: &'f Fact, keys: &'f [Key], separator: char) -> Self {
        let name = fact.name.as_deref().filter(|name| !name.contains(['{', '}', '*']));
        let texts: Vec<&str> = match name {
            Some(name) => name.split(separator).collect(),
            None => Vec::new(),
        };
        // A name in one part is read once.
        let is_read = texts.len() > 1 || separator == SEPARATORS[0];
        let is_plain = |key: usize| !keys[key].name().contains(['{', '}']);
        let values = fact.values.iter().filter(|(key, _)| is_plain(**key));
        Reader {
            keys,
            values: values.map(|(key, value)| (*key, value.as_str())).collect(),
            separator,
            texts: if is_read && texts.len() <= MOST_PARTS { texts } else { Vec::new() },
            found: Vec::new(),
        }
    }

    /// The forms that the name has, each with the abbreviations in it.
    fn forms(mut self) -> Vec<(Form, BTreeSet<Short<'f>>)> {
        if !self.texts.is_empty() {
            self.read(0, &mut Vec::new(), &mut Vec::new());
        }
        self.found.sort();
        self.found.dedup_by(|later, first| later.0 == first.0);
        self.found
    }

    fn read(&mut self, at: usize, parts: &mut Vec<Part>, shorts: &mut Vec<Short<'f>>) {
        if at == self.texts.len() {
            if parts.iter().any(|part| matches!(part, Part::Tag(_))) {
                let form = Form { separator: self.separator, parts: parts.clone() };
                self.found.push((form, shorts.iter().cloned().collect()));
            }
            return;
        }
        for (key, value) in self.values.clone() {
            if parts.contains(&Part::Tag(key)) {
                continue;
            }
            if let Some(end) = self.end_of(value, at) {
                parts.push(Part::Tag(key));
                self.read(end, parts, shorts);
                parts.pop();
            } else if self.abbreviates(self.texts[at], key, value) {
                parts.push(Part::Tag(key));
                shorts.push((key, value.to_owned(), self.texts[at]));
                self.read(at + 1, parts, shorts);
                shorts.pop();
                parts.pop();
            }
        }
        if !self.texts[at].is_empty() {
            parts.push(Part::Text(self.texts[at].to_owned()));
            self.read(at + 1, parts, shorts);
            parts.pop();
        }
        if !parts.contains(&Part::Any) {
            parts.push(Part::Any);
            for end in at + 1..=self.texts.len() {
                self.read(end, parts, shorts);
            }
            parts.pop();
        }
    }

    /// Where a value ends that begins at a part.
    fn end_of(&self, value: &str, at: usize) -> Option<usize> {
        let mut end = at;
        for text in value.split(self.separator) {
            if self.texts.get(end) != Some(&text) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// Whether a text is short for a value and for no other one of a list.
    fn abbreviates(&self, text: &str, key: usize, value: &str) -> bool {
        let values = &self.keys[key].values;
        let is_short = |value: &str| {
            let begins = value.to_lowercase().starts_with(&text.to_lowercase()) && text.chars().count() > 1;
            begins || usual::abbreviates(text, value)
        };
        let others = || values.words.iter().filter(|word| word.right != value);
        values.are_listed()
            && is_short(value)
            && !others().any(|word| word.right == text || is_short(&word.right))
    }
}

#[cfg(test)]
mod tests {
    use super::super::law::Values;
    use super::super::spellings::words;
    use super::*;

    fn of(projects: &[(&str, &[(&str, &str)])]) -> [String; 2] {
        let mut names: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
        for (key, value) in projects.iter().flat_map(|(_, tags)| *tags) {
            *names.entry(key).or_default().entry((*value).to_owned()).or_default() += 1;
        }
        let numbers: Vec<&str> = names.keys().copied().collect();
        let keys: Vec<Key> = names
            .iter()
            .map(|(name, counts)| {
                let word = words(&BTreeMap::from([((*name).to_owned(), 1)]), |_| None).remove(0);
                Key { word, projects: 1, of: 1, deprecated: Vec::new(), values: Values::learn(counts, 0, 0) }
            })
            .collect();
        let facts: Vec<Fact> = projects
            .iter()
            .map(|(name, tags)| {
                let number = |key: &str| numbers.iter().position(|known| *known == key).expect("a key");
                let values = tags.iter().map(|(key, value)| (number(key), (*value).to_owned())).collect();
                Fact { name: Some((*name).to_owned()), values }
            })
            .collect();
        let Names { law, suggestion } = learn(&facts, &keys);
        let told = |naming: Naming| {
            let of_key = naming.abbreviations.values().flatten();
            let short: Vec<String> =
                of_key.map(|(value, texts)| format!(" {value}={}", texts.join("|"))).collect();
            format!("{} {}/{}{}", naming.pattern, naming.agreeing, naming.of, short.concat())
        };
        [law, suggestion].map(|naming| naming.map(told).unwrap_or_default())
    }

    #[test]
    fn names_are_made_of_values() {
        let (prod, dev) = (("Environment", "Production"), ("Environment", "Development"));
        let (chat, search) = (("Application", "CustomerChatbot"), ("Application", "Search"));
        let all: &[(&str, &[(&str, &str)])] = &[
            ("CustomerChatbot-Prod", &[chat, prod]),
            ("CustomerChatbot-Dev", &[chat, dev]),
            ("Search-Prod", &[search, prod]),
        ];
        let full = "{Application}-{Environment}";
        let short = "Development=Dev Production=Prod";
        assert_eq!(of(all), [format!("{full} 3/3 {short}"), String::new()]);
        assert_eq!(of(&all[..2]), ["", ""], "two show nothing");
        let tags = [search, prod];
        let wrong = [all, &[("Search-Research", &tags)]].concat();
        assert_eq!(of(&wrong), ["{Application}-* 4/4".to_owned(), format!("{full} 3/4 {short}")]);
        let odd = [all, &[("x", &tags)]].concat();
        assert_eq!(of(&odd), [String::new(), format!("{full} 3/4 {short}")]);
        let fixed: &[(&str, &[(&str, &str)])] = &[
            ("llm-CustomerChatbot-a", &[chat]),
            ("llm-CustomerChatbot-b", &[chat]),
            ("llm-Search-c", &[search]),
        ];
        assert_eq!(of(fixed), ["llm-{Application}-* 3/3", ""]);
    }
}
