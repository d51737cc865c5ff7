//! The types that the columns of a row group are decoded to.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields, Schema, TimeUnit};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::basic::{Encoding, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};

use crate::bill::columns::Columns;

/// How row groups are decoded. Texts keep the dictionary that their chunk of the file has; none is made for others.
pub(super) struct Decodings<'p> {
    /// The file with the types that it has.
    plain: &'p ArrowReaderMetadata,
    /// The columns that are needed, among those of the file.
    needed: Vec<usize>,
    /// By which of the leaves below them have a dictionary.
    known: BTreeMap<Vec<bool>, ArrowReaderMetadata>,
}

impl<'p> Decodings<'p> {
    pub(super) fn new(plain: &'p ArrowReaderMetadata, columns: &Columns) -> Self {
        let mut needed: Vec<usize> = columns.tags.iter().map(|(place, _)| *place).collect();
        needed.extend(columns.fields().iter().filter_map(|field| columns.place(*field)));
        Decodings { plain, needed, known: BTreeMap::new() }
    }

    /// How a row group is decoded.
    ///
    /// # Errors
    /// The file does not fit together.
    pub(super) fn of(&mut self, group: &RowGroupMetaData) -> Result<ArrowReaderMetadata, ParquetError> {
        let schema = self.plain.metadata().file_metadata().schema_descr();
        let mut dictionaries = Vec::with_capacity(group.num_columns());
        for (leaf, chunk) in group.columns().iter().enumerate() {
            let is_needed = self.needed.contains(&schema.get_column_root_idx(leaf));
            dictionaries.push(is_needed && has_dictionary(chunk));
        }
        if let Some(known) = self.known.get(&dictionaries) {
            return Ok(known.clone());
        }
        let options = ArrowReaderOptions::new().with_schema(Arc::new(decoded(self.plain, &dictionaries)));
        let made = ArrowReaderMetadata::try_new(Arc::clone(self.plain.metadata()), options)?;
        self.known.insert(dictionaries, made.clone());
        Ok(made)
    }
}

/// Not all writers say where the dictionary is.
fn has_dictionary(chunk: &ColumnChunkMetaData) -> bool {
    let is_numbered = |encoding| matches!(encoding, Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY);
    chunk.dictionary_page_offset().is_some() || chunk.encodings().any(is_numbered)
}

/// The schema in which texts keep dictionaries, where a leaf has one, and times of 96 bits are seconds, which cannot
/// overflow.
fn decoded(plain: &ArrowReaderMetadata, dictionaries: &[bool]) -> Schema {
    let roots = plain.metadata().file_metadata().schema_descr().root_schema().get_fields();
    let mut leaves = dictionaries.iter().copied();
    let mut fields = Vec::new();
    for (place, field) in plain.schema().fields().iter().enumerate() {
        let is_int96 = roots[place].is_primitive() && roots[place].get_physical_type() == Physical::INT96;
        let kind = match with_dictionaries(field.data_type(), &mut leaves) {
            DataType::Timestamp(_, zone) if is_int96 => DataType::Timestamp(TimeUnit::Second, zone),
            kind => kind,
        };
        fields.push(field.as_ref().clone().with_data_type(kind));
    }
    Schema::new_with_metadata(fields, plain.schema().metadata().clone())
}

/// A type whose leaves, in their order, have a dictionary or none.
fn with_dictionaries(kind: &DataType, leaves: &mut impl Iterator<Item = bool>) -> DataType {
    let mut inside = |field: &Arc<ArrowField>| {
        let kind = with_dictionaries(field.data_type(), &mut *leaves);
        Arc::new(field.as_ref().clone().with_data_type(kind))
    };
    match kind {
        DataType::Map(entries, is_sorted) => DataType::Map(inside(entries), *is_sorted),
        DataType::List(item) => DataType::List(inside(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect::<Fields>()),
        leaf => match (leaf, leaves.next()) {
            // Bytes are made sure of before they are taken for texts.
            (DataType::Utf8 | DataType::Binary, Some(true)) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(leaf.clone()))
            }
            _ => leaf.clone(),
        },
    }
}
