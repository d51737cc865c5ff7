//! What an export must have, and what brings it there.

use super::columns::{Columns, Field, Format};
use super::run::Run;
use super::unread::Unread;
use crate::cost::Period;

/// Whether an export has what every line needs.
pub(crate) fn check_columns(
    columns: &Columns,
    run: &Run<'_>,
    partition: Option<Period>,
) -> Result<(), Unread> {
    let format = columns.format;
    let needed = [
        (Field::Currency, "select it in the export"),
        (Field::Account, "select it in the export"),
        (Field::Charge, "select it in the export"),
        (Field::Resource, RESOURCE_ADVICE),
        (Field::Code, "select it in the export"),
    ];
    for (field, advice) in needed {
        let is_told = field == Field::Code && format == Format::Focus && columns.has(Field::ServiceName);
        if !columns.has(field) && !is_told {
            return Err(Unread::NoColumn { column: format.name(field), advice });
        }
    }
    if !columns.has(Field::Period) && !columns.has(Field::Partition) && partition.is_none() {
        return Err(Unread::NoColumn {
            column: format.name(Field::Period),
            advice: "select it in the export",
        });
    }
    if format != Format::Focus && !MARKETPLACE_MARKS.iter().any(|field| columns.has(*field)) {
        return Err(Unread::NoColumn {
            column: format.name(Field::Family),
            advice: "without it models of the AWS Marketplace cannot be told from other products; select it in the export",
        });
    }
    let tells_models = MODEL_MARKS.iter().any(|field| columns.has(*field));
    if format != Format::Focus && run.models && !tells_models {
        return Err(Unread::NoColumn {
            column: format.name(Field::Product),
            advice: "`[[models]]` of the policy needs it; select it in the export",
        });
    }
    if !run.keys.is_empty() && !columns.has_tags() {
        return Err(Unread::NoColumn { column: format.name(Field::Tags), advice: tag_advice(format) });
    }
    Ok(())
}

/// What shows that a line is of Bedrock where its product code is one of the AWS Marketplace, which says nothing.
const MARKETPLACE_MARKS: [Field; 4] = [Field::Family, Field::Product, Field::ProductName, Field::ServiceName];

/// What names the models of most lines. A usage type does so for some only.
const MODEL_MARKS: [Field; 3] = [Field::Product, Field::Model, Field::ProductName];

/// What brings resource ids into an export.
pub(crate) const RESOURCE_ADVICE: &str = "create the export with `INCLUDE_RESOURCES`";

/// What brings tags into an export.
pub(crate) fn tag_advice(format: Format) -> &'static str {
    match format {
        Format::Cur | Format::LegacyCsv => {
            "activate the keys as cost allocation tags, and select the unified `tags` in the export"
        }
        Format::Focus => "activate the keys as cost allocation tags, and select `Tags` in the export",
    }
}
