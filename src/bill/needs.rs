//! What an export must have, and what brings it there.

use std::collections::BTreeSet;

use super::columns::{Columns, Field, Format};
use super::run::Run;
use super::unread::Unread;
use crate::cost::Period;

/// What cannot be told without a value in one of some columns, on at least one line of any service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    /// Any of them will do.
    pub(crate) fields: &'static [Field],
    /// What brings one into the export.
    pub(crate) advice: &'static str,
}

impl Need {
    /// The column to name where none of them tells anything: one that is there, else the usual one.
    pub(crate) fn named(&self, there: &BTreeSet<Field>) -> Field {
        let known = self.fields.iter().find(|field| there.contains(field));
        *known.unwrap_or(&self.fields[0])
    }
}

const SELECT: &str = "select it in the export";
const INCLUDE_RESOURCES: &str = "create the export with `INCLUDE_RESOURCES`";
const TELL_MARKETPLACE: &str =
    "without it models of the AWS Marketplace cannot be told from other products; select it in the export";
const TELL_MODELS: &str = "`[[models]]` of the policy needs it; select it in the export";
const SELECT_TAGS: &str =
    "activate the keys as cost allocation tags, and select the unified `tags` in the export";
const SELECT_FOCUS_TAGS: &str = "activate the keys as cost allocation tags, and select `Tags` in the export";

/// What every export must tell.
const ALWAYS: [Need; 4] = [
    Need { fields: &[Field::Currency], advice: SELECT },
    Need { fields: &[Field::Account], advice: SELECT },
    Need { fields: &[Field::Charge], advice: SELECT },
    Need { fields: &[Field::Resource], advice: INCLUDE_RESOURCES },
];
/// The product code of a model of the Marketplace says nothing: these columns say that it is one of Bedrock.
const CUR: [Need; 2] = [
    Need { fields: &[Field::Code], advice: SELECT },
    Need {
        fields: &[Field::Family, Field::Product, Field::ProductName, Field::ServiceName],
        advice: TELL_MARKETPLACE,
    },
];
const FOCUS: [Need; 1] = [Need { fields: &[Field::ServiceName], advice: TELL_MARKETPLACE }];
/// What names the models of most lines. A usage type does so for some only.
const CUR_MODELS: Need =
    Need { fields: &[Field::Product, Field::Model, Field::ProductName], advice: TELL_MODELS };
const FOCUS_MODELS: Need = Need { fields: &[Field::UsageType], advice: TELL_MODELS };
const CUR_TAGS: Need =
    Need { fields: &[Field::Tags, Field::ResourceTags, Field::TagColumns], advice: SELECT_TAGS };
const FOCUS_TAGS: Need = Need { fields: &[Field::Tags], advice: SELECT_FOCUS_TAGS };

/// What a run needs of the exports of a format.
pub(crate) fn needs(format: Format, run: &Run<'_>) -> Vec<Need> {
    let (own, models, tags) = match format {
        Format::Cur | Format::LegacyCsv => (&CUR[..], CUR_MODELS, CUR_TAGS),
        Format::Focus => (&FOCUS[..], FOCUS_MODELS, FOCUS_TAGS),
    };
    let mut needs = [&ALWAYS[..], own].concat();
    if run.models {
        needs.push(models);
    }
    if !run.keys.is_empty() {
        needs.push(tags);
    }
    needs
}

/// Whether an export has what every line needs.
pub(crate) fn check_columns(
    columns: &Columns,
    run: &Run<'_>,
    partition: Option<Period>,
) -> Result<(), Unread> {
    let (format, there) = (columns.format, columns.fields());
    for need in needs(format, run) {
        if !need.fields.iter().any(|field| there.contains(field)) {
            let column = format.name(need.named(&there));
            return Err(Unread::NoColumn { column, advice: need.advice });
        }
    }
    if !columns.has(Field::Period) && !columns.has(Field::Partition) && partition.is_none() {
        return Err(Unread::NoColumn { column: format.name(Field::Period), advice: SELECT });
    }
    Ok(())
}
