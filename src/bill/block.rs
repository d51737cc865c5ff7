//! Lines of an export that are in memory together, whatever they are read from.

use std::any::Any;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::columns::{Columns, Field};
use super::map::{Unmapped, read_map};
use super::unread::Unread;
use crate::cost::{Money, Period};

/// How many texts are remembered: those that come again and again are soon there anew.
const MOST_TEXTS: usize = 1 << 14;

/// What was made of the texts of a column, so that the same text is not read twice.
#[derive(Debug)]
pub(crate) struct Memo<T> {
    by_text: HashMap<Box<str>, T, RandomState>,
    /// By the numbers that the dictionary of a column has.
    by_number: Vec<Option<T>>,
    /// The dictionary, which is kept so that no other one can have its address.
    dictionary: Option<(usize, Box<dyn Any + Send>)>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo { by_text: HashMap::default(), by_number: Vec::new(), dictionary: None }
    }
}

impl<T> Memo<T> {
    /// What a text is, read once.
    fn get_ref(&mut self, text: &str, read: impl FnOnce(&str) -> T) -> &T {
        if !self.by_text.contains_key(text) {
            self.insert(text, read(text));
        }
        &self.by_text[text]
    }

    fn insert(&mut self, text: &str, made: T) {
        if self.by_text.len() == MOST_TEXTS {
            self.by_text.clear();
        }
        self.by_text.insert(text.into(), made);
    }
}

impl<T: Clone> Memo<T> {
    /// Prepares for the numbers of a dictionary, which is known by its address.
    pub(super) fn turn_to(
        &mut self,
        address: usize,
        length: usize,
        kept: impl FnOnce() -> Box<dyn Any + Send>,
    ) {
        let is_known = matches!(&self.dictionary, Some((known, _)) if *known == address);
        if !is_known || self.by_number.len() != length {
            self.dictionary = Some((address, kept()));
            self.by_number.clear();
            self.by_number.resize(length, None);
        }
    }

    /// What the text with a number of the dictionary is, read once.
    pub(super) fn numbered(&mut self, number: usize, read: impl FnOnce() -> T) -> T {
        match &self.by_number[number] {
            Some(known) => known.clone(),
            None => {
                let made = read();
                self.by_number[number] = Some(made.clone());
                made
            }
        }
    }

    /// The same as a copy.
    pub(crate) fn get(&mut self, text: &str, read: impl FnOnce(&str) -> T) -> T {
        if let Some(known) = self.by_text.get(text) {
            return known.clone();
        }
        let made = read(text);
        self.insert(text, made.clone());
        made
    }
}

/// The entries of a map that matter, by what their keys and values are read as.
pub(crate) type Entries<K, V> = Vec<(K, V)>;

/// What is remembered of the entries of a map.
#[derive(Debug)]
pub(crate) struct MapMemo<K, V> {
    pub(super) keys: Memo<Option<K>>,
    pub(super) values: Memo<Option<V>>,
    /// Maps that are written as a text.
    maps: Memo<Result<Entries<K, V>, Unmapped>>,
}

impl<K, V> Default for MapMemo<K, V> {
    fn default() -> Self {
        MapMemo { keys: Memo::default(), values: Memo::default(), maps: Memo::default() }
    }
}

impl<K: Copy, V: Copy> MapMemo<K, V> {
    /// The entries of a map that is written as JSON.
    pub(crate) fn text(
        &mut self,
        text: &str,
        reader: &mut impl MapReader<K, V>,
    ) -> Result<&[(K, V)], Unmapped> {
        self.maps
            .get_ref(text, |text| {
                let mut entries = Vec::new();
                for (key, value) in read_map(text)? {
                    let Some(key) = self.keys.get(&key, |key| reader.key(key)) else { continue };
                    if let Some(value) = self.values.get(&value, |value| Some(reader.value(value))) {
                        entries.push((key, value));
                    }
                }
                Ok(entries)
            })
            .as_deref()
            .map_err(Unmapped::clone)
    }
}

/// Lines in memory. `rows` are the numbers of the lines that are asked about, from 0, in their order.
pub(crate) trait Block {
    /// What is in which column.
    fn columns(&self) -> &Columns;

    /// The line of the file, from 1, that is at a row.
    fn line(&self, row: u32) -> u64;

    /// How many lines of the export a row stands for.
    fn lines(&self, _: u32) -> u64 {
        1
    }

    /// What the texts of a column are; `none` where there is no column, no value, or an empty one.
    fn texts<T: Copy>(
        &self,
        field: Field,
        rows: &[u32],
        memo: &mut Memo<T>,
        none: T,
        read: impl FnMut(&str) -> T,
    ) -> Result<Vec<T>, Unread>;

    /// The same of a column of a tag.
    fn tag_texts<T: Copy>(
        &self,
        place: usize,
        rows: &[u32],
        memo: &mut Memo<T>,
        none: T,
        read: impl FnMut(&str) -> T,
    ) -> Result<Vec<T>, Unread>;

    /// Calls `each` for each row that has a text in a column, of which hardly any two rows have the same; for none where the
    /// column is not one of texts.
    fn each_text(&self, field: Field, rows: &[u32], each: impl FnMut(usize, &str)) -> Result<(), Unread>;

    /// The amounts in a column; none for all where there is no column.
    fn amounts(&self, field: Field, rows: &[u32]) -> Result<Vec<Option<Money>>, Unread>;

    /// The months in a column of times; none for all where there is no column.
    fn periods(&self, field: Field, rows: &[u32]) -> Result<Vec<Option<Period>>, Unread>;

    /// Calls `each` for each row that has a map, with the entries whose keys matter and whose values are not empty.
    fn maps<K: Copy + PartialEq, V: Copy>(
        &self,
        field: Field,
        rows: &[u32],
        memo: &mut MapMemo<K, V>,
        reader: &mut impl MapReader<K, V>,
        each: impl FnMut(usize, &[(K, V)]),
    ) -> Result<(), Unread>;
}

/// What keys and values of a map are read as.
pub(crate) trait MapReader<K, V> {
    /// A key, if it matters.
    fn key(&mut self, key: &str) -> Option<K>;
    /// The value of a key that matters.
    fn value(&mut self, value: &str) -> V;
}

/// The numbers of the first rows.
pub(crate) fn first_rows(count: usize) -> Vec<u32> {
    (0..count as u32).collect()
}
