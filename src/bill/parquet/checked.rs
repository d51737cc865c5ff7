//! Texts that a file does not mark as UTF-8, made sure of: the reader does not look at them.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, BinaryArray, ListArray, MapArray, RecordBatch, StringArray, StructArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema};
use parquet::basic::{ConvertedType, Type as Physical};
use parquet::schema::types::Type;

/// Whether a column has texts that are not marked as UTF-8.
pub(super) fn is_unmarked(column: &Type) -> bool {
    match column {
        Type::GroupType { fields, .. } => fields.iter().any(|field| is_unmarked(field)),
        Type::PrimitiveType { physical_type, basic_info, .. } => {
            let is_text = matches!(physical_type, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY);
            is_text && basic_info.converted_type() != ConvertedType::UTF8
        }
    }
}

/// A batch with some of its columns made sure of.
pub(super) fn checked(batch: RecordBatch, unmarked: &[bool]) -> Result<RecordBatch, ArrowError> {
    if !unmarked.contains(&true) {
        return Ok(batch);
    }
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for ((field, column), is_unmarked) in
        batch.schema_ref().fields().iter().zip(batch.columns()).zip(unmarked)
    {
        let column = if *is_unmarked { as_texts(column)? } else { Arc::clone(column) };
        fields.push(typed(field, &column));
        columns.push(column);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

fn typed(field: &FieldRef, column: &ArrayRef) -> Field {
    field.as_ref().clone().with_data_type(column.data_type().clone())
}

/// An array in which what may be text is text.
fn as_texts(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match array.data_type() {
        DataType::Binary => Arc::new(StringArray::try_from_binary(array.as_binary::<i32>().clone())?),
        DataType::Utf8 => {
            let bytes = BinaryArray::from(array.as_string::<i32>().clone());
            Arc::new(StringArray::try_from_binary(bytes)?)
        }
        DataType::FixedSizeBinary(_) => {
            let bytes: BinaryArray = array.as_fixed_size_binary().iter().collect();
            Arc::new(StringArray::try_from_binary(bytes)?)
        }
        DataType::Dictionary(..) => {
            let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() else {
                return Ok(Arc::clone(array));
            };
            Arc::new(dictionary.with_values(as_texts(dictionary.values())?))
        }
        DataType::List(field) => {
            let list = array.as_list::<i32>();
            let values = as_texts(list.values())?;
            let field = Arc::new(typed(field, &values));
            Arc::new(ListArray::try_new(field, list.offsets().clone(), values, list.nulls().cloned())?)
        }
        DataType::Map(field, is_sorted) => {
            let map = array.as_map();
            let entries = as_texts(&(Arc::new(map.entries().clone()) as ArrayRef))?;
            let field = Arc::new(typed(field, &entries));
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            Arc::new(MapArray::try_new(field, offsets, entries.as_struct().clone(), nulls, *is_sorted)?)
        }
        DataType::Struct(fields) => {
            let group = array.as_struct();
            let (mut typed_fields, mut columns) = (Vec::new(), Vec::new());
            for (field, column) in fields.iter().zip(group.columns()) {
                let column = as_texts(column)?;
                typed_fields.push(typed(field, &column));
                columns.push(column);
            }
            Arc::new(StructArray::try_new(typed_fields.into(), columns, group.nulls().cloned())?)
        }
        _ => Arc::clone(array),
    })
}
