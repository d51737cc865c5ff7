//! Maps of any shape that writers of exports choose.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::cells::Texts;
use crate::bill::block::{MapMemo, MapReader};
use crate::bill::map::Unmapped;

/// The maps of a column.
pub(super) struct Maps<'a, K, V> {
    array: &'a ArrayRef,
    layout: Layout<'a>,
    keys: Vec<K>,
    entries: Vec<(K, V)>,
}

/// How a column of maps is laid out.
enum Layout<'a> {
    /// Keys and values beside each other, and where the entries of each line end.
    Pairs { ends: &'a [i32], keys: Texts<'a>, values: Texts<'a> },
    /// A column for each key.
    Columns(Vec<(&'a str, Texts<'a>)>),
    /// JSON.
    Text(Texts<'a>),
}

impl<'a, K: Copy + PartialEq, V: Copy> Maps<'a, K, V> {
    /// None where the type of the column can be no map of texts.
    pub(super) fn of(array: &'a ArrayRef, memo: &mut MapMemo<K, V>) -> Option<Self> {
        let (ends, keys, values) = match array.data_type() {
            DataType::Map(..) => {
                let map = array.as_map_opt()?;
                (map.value_offsets(), map.keys(), map.values())
            }
            DataType::List(_) => {
                let list = array.as_list_opt::<i32>()?;
                let [keys, values] = list.values().as_struct_opt()?.columns() else { return None };
                (list.value_offsets(), keys, values)
            }
            DataType::Dictionary(..) | DataType::Utf8 | DataType::Null => {
                let layout = Layout::Text(Texts::of(array, 0, &mut memo.keys)?);
                return Some(Maps { array, layout, keys: Vec::new(), entries: Vec::new() });
            }
            DataType::Struct(fields) => {
                let mut columns = Vec::new();
                for (field, column) in fields.iter().zip(array.as_struct().columns()) {
                    columns.push((field.name().as_str(), Texts::of(column, 0, &mut memo.values)?));
                }
                let layout = Layout::Columns(columns);
                return Some(Maps { array, layout, keys: Vec::new(), entries: Vec::new() });
            }
            _ => return None,
        };
        let (keys, values) = (Texts::of(keys, 0, &mut memo.keys)?, Texts::of(values, 0, &mut memo.values)?);
        let layout = Layout::Pairs { ends, keys, values };
        Some(Maps { array, layout, keys: Vec::new(), entries: Vec::new() })
    }

    /// The entries of a map that matter; none where there is no map.
    pub(super) fn get(
        &mut self,
        at: usize,
        memo: &mut MapMemo<K, V>,
        reader: &mut impl MapReader<K, V>,
    ) -> Result<Option<&[(K, V)]>, Unmapped> {
        if self.array.is_null(at) {
            return Ok(None);
        }
        self.entries.clear();
        self.keys.clear();
        match &self.layout {
            Layout::Pairs { ends, keys, values } => {
                for entry in ends[at] as usize..ends[at + 1] as usize {
                    let key = keys.get(entry, &mut memo.keys, None, &mut |key| reader.key(key));
                    let Some(key) = key else { continue };
                    if self.keys.contains(&key) {
                        return Err(Unmapped::Twice(keys.text(entry).unwrap_or_default().as_ref().into()));
                    }
                    self.keys.push(key);
                    let value =
                        values.get(entry, &mut memo.values, None, &mut |value| Some(reader.value(value)));
                    if let Some(value) = value {
                        self.entries.push((key, value));
                    }
                }
            }
            Layout::Columns(columns) => {
                for (key, texts) in columns {
                    let Some(key) = memo.keys.get(key, |key| reader.key(key)) else { continue };
                    // Each column has numbers of its own, so that values are remembered by their texts.
                    let Some(value) = texts.text(at) else { continue };
                    if let Some(value) = memo.values.get(&value, |value| Some(reader.value(value))) {
                        self.entries.push((key, value));
                    }
                }
            }
            Layout::Text(texts) => {
                let Some(text) = texts.text(at) else { return Ok(None) };
                self.entries.extend_from_slice(memo.text(&text, reader)?);
            }
        }
        Ok(Some(&self.entries))
    }
}
