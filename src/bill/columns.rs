//! The columns of exports, by which their format is told, whatever the file is called.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{TagPlace, fold};
use super::unread::Unread;
use crate::cost::Metric;

/// The formats of exports, by how they name columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Format {
    /// A Cost and Usage Report with names such as `line_item_usage_type`: CUR 2.0, and the legacy one in parquet.
    Cur,
    /// The legacy Cost and Usage Report in csv, with names such as `lineItem/UsageType`.
    LegacyCsv,
    /// FOCUS 1.0 to 1.3.
    Focus,
}

/// The Cost and Usage Reports. An account may have several, each with all of its lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Report {
    /// With a column for each tag.
    Legacy,
    /// With maps of tags.
    Cur2,
}

impl Report {
    /// By the format and the fields of an export, where they tell.
    pub(crate) fn of(format: Format, fields: &BTreeSet<Field>) -> Option<Self> {
        let has_maps =
            [Field::ResourceTags, Field::Tags, Field::Product].iter().any(|map| fields.contains(map));
        match format {
            Format::LegacyCsv => Some(Report::Legacy),
            Format::Cur if has_maps => Some(Report::Cur2),
            Format::Cur if fields.contains(&Field::TagColumns) => Some(Report::Legacy),
            Format::Cur | Format::Focus => None,
        }
    }
}

/// What a column says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Field {
    Period,
    Partition,
    Currency,
    Account,
    Payer,
    /// The line item type or charge category.
    Charge,
    ChargeClass,
    Resource,
    UsageType,
    /// The product code, of FOCUS the service code.
    Code,
    ServiceCode,
    Family,
    ProductName,
    ServiceName,
    Model,
    Product,
    Tags,
    ResourceTags,
    /// All columns that are a tag each.
    TagColumns,
    NetUnblended,
    Unblended,
    Billed,
    Effective,
    PlanEffective,
    PlanCommitment,
    PlanUsed,
    ReservationEffective,
    ReservationUnusedUpfront,
    ReservationUnusedRecurring,
    ReservationArn,
    /// The id of a line.
    LineId,
    /// The hours of which a line is.
    Interval,
    /// When the use began.
    UsageStart,
}

/// A field, its name in CUR 2.0, and in the legacy report in csv.
const CUR: [(Field, &str, &str); 29] = [
    (Field::Period, "bill_billing_period_start_date", "bill/BillingPeriodStartDate"),
    (Field::Partition, "billing_period", "billing_period"),
    (Field::Currency, "line_item_currency_code", "lineItem/CurrencyCode"),
    (Field::Account, "line_item_usage_account_id", "lineItem/UsageAccountId"),
    (Field::Payer, "bill_payer_account_id", "bill/PayerAccountId"),
    (Field::Charge, "line_item_line_item_type", "lineItem/LineItemType"),
    (Field::Resource, "line_item_resource_id", "lineItem/ResourceId"),
    (Field::UsageType, "line_item_usage_type", "lineItem/UsageType"),
    (Field::Code, "line_item_product_code", "lineItem/ProductCode"),
    (Field::ServiceCode, "product_servicecode", "product/servicecode"),
    (Field::Family, "product_product_family", "product/productFamily"),
    (Field::ProductName, "product_product_name", "product/ProductName"),
    (Field::ServiceName, "product_servicename", "product/servicename"),
    (Field::Model, "product_model", "product/model"),
    (Field::Product, "product", "product"),
    (Field::Tags, "tags", "tags"),
    (Field::ResourceTags, "resource_tags", "resource_tags"),
    (Field::NetUnblended, "line_item_net_unblended_cost", "lineItem/NetUnblendedCost"),
    (Field::Unblended, "line_item_unblended_cost", "lineItem/UnblendedCost"),
    (
        Field::PlanEffective,
        "savings_plan_savings_plan_effective_cost",
        "savingsPlan/SavingsPlanEffectiveCost",
    ),
    (Field::PlanCommitment, "savings_plan_total_commitment_to_date", "savingsPlan/TotalCommitmentToDate"),
    (Field::PlanUsed, "savings_plan_used_commitment", "savingsPlan/UsedCommitment"),
    (Field::ReservationEffective, "reservation_effective_cost", "reservation/EffectiveCost"),
    (
        Field::ReservationUnusedUpfront,
        "reservation_unused_amortized_upfront_fee_for_billing_period",
        "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
    ),
    (Field::ReservationUnusedRecurring, "reservation_unused_recurring_fee", "reservation/UnusedRecurringFee"),
    (Field::ReservationArn, "reservation_reservation_a_r_n", "reservation/ReservationARN"),
    (Field::LineId, "identity_line_item_id", "identity/LineItemId"),
    (Field::Interval, "identity_time_interval", "identity/TimeInterval"),
    (Field::UsageStart, "line_item_usage_start_date", "lineItem/UsageStartDate"),
];

const FOCUS: [(Field, &str); 14] = [
    (Field::Period, "BillingPeriodStart"),
    (Field::Partition, "billing_period"),
    (Field::Currency, "BillingCurrency"),
    (Field::Account, "SubAccountId"),
    (Field::Payer, "BillingAccountId"),
    (Field::Charge, "ChargeCategory"),
    (Field::ChargeClass, "ChargeClass"),
    (Field::Resource, "ResourceId"),
    (Field::UsageType, "x_UsageType"),
    (Field::Code, "x_ServiceCode"),
    (Field::ServiceName, "ServiceName"),
    (Field::Tags, "Tags"),
    (Field::Billed, "BilledCost"),
    (Field::Effective, "EffectiveCost"),
];

/// What an export has in which column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Columns {
    pub(crate) format: Format,
    /// The numbers of the columns.
    places: BTreeMap<Field, usize>,
    /// The columns that are a tag each, with their names behind `resourceTags/`.
    pub(crate) tags: Vec<(usize, String)>,
}

impl Format {
    /// The name of a column.
    pub(crate) fn name(self, field: Field) -> &'static str {
        if self == Format::Focus {
            let named = FOCUS.into_iter().find(|(known, _)| *known == field);
            return named.map(|(_, name)| name).unwrap_or_default();
        }
        for (known, name, legacy) in CUR {
            if known == field {
                return if self == Format::LegacyCsv { legacy } else { name };
            }
        }
        ""
    }

    /// What exports of this format are called.
    pub(crate) fn shown(self) -> &'static str {
        match self {
            Format::Cur | Format::LegacyCsv => "CUR",
            Format::Focus => "FOCUS",
        }
    }

    /// The metrics that it has.
    pub(crate) fn metrics(self) -> Vec<Metric> {
        match self {
            Format::Cur | Format::LegacyCsv => Metric::ALL.to_vec(),
            Format::Focus => vec![Metric::Unblended, Metric::Amortized, Metric::Billed, Metric::Effective],
        }
    }

    fn of(names: &[String]) -> Option<Self> {
        let has = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(name));
        if has(&|name| name.starts_with("lineItem/")) {
            return Some(Format::LegacyCsv);
        }
        if has(&|name| name.to_ascii_lowercase().starts_with("line_item_")) {
            return Some(Format::Cur);
        }
        let has_focus =
            |words: &[&str]| has(&|name| words.iter().any(|word| name.eq_ignore_ascii_case(word)));
        let is_focus = has_focus(&["BilledCost", "EffectiveCost"])
            && has_focus(&["ChargePeriodStart", "BillingPeriodStart", "ChargeCategory"]);
        is_focus.then_some(Format::Focus)
    }

    fn field(self, name: &str) -> Option<Field> {
        if self == Format::Focus {
            let mut known = FOCUS.iter();
            return known.find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(field, _)| *field);
        }
        let folded = match name.chars().any(|c| c.is_ascii_lowercase()) {
            true => fold(name),
            false => name.to_ascii_lowercase(),
        };
        CUR.iter().find(|(_, known, _)| *known == folded).map(|(field, ..)| *field)
    }
}

/// The name of a tag whose column has this name.
fn tag(name: &str) -> Option<&str> {
    let prefixes = ["resourceTags/", "resource_tags_"];
    let has =
        |prefix: &&str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    prefixes.iter().find(|prefix| has(prefix)).map(|prefix| &name[prefix.len()..])
}

impl Columns {
    /// By the names of the columns.
    ///
    /// # Errors
    /// They are of no known format.
    pub(crate) fn read(names: &[String]) -> Result<Self, Unread> {
        let format = Format::of(names).ok_or(Unread::NotExport)?;
        let (mut places, mut tags): (BTreeMap<_, _>, Vec<(usize, String)>) = Default::default();
        for (place, name) in names.iter().enumerate() {
            if let Some(field) = format.field(name) {
                if places.insert(field, place).is_some() {
                    return Err(Unread::TwoColumns { column: name.clone() });
                }
            } else if let Some(tag) = tag(name).filter(|_| format != Format::Focus) {
                if tags.iter().any(|(_, known)| known == tag) {
                    return Err(Unread::TwoColumns { column: name.clone() });
                }
                tags.push((place, tag.to_owned()));
            }
        }
        Ok(Columns { format, places, tags })
    }

    /// The number of the column of a field.
    pub(crate) fn place(&self, field: Field) -> Option<usize> {
        self.places.get(&field).copied()
    }

    /// Whether the export has a field.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.places.contains_key(&field)
    }

    /// The fields that it has.
    pub(crate) fn fields(&self) -> BTreeSet<Field> {
        let mut fields: BTreeSet<Field> = self.places.keys().copied().collect();
        if !self.tags.is_empty() {
            fields.insert(Field::TagColumns);
        }
        fields
    }

    /// The maps of tags, the one that counts first.
    pub(crate) fn tag_maps(&self) -> Vec<(Field, TagPlace)> {
        let maps = match self.format {
            Format::Focus => vec![(Field::Tags, TagPlace::Focus)],
            Format::Cur | Format::LegacyCsv => {
                vec![(Field::Tags, TagPlace::Tags), (Field::ResourceTags, TagPlace::ResourceTags)]
            }
        };
        maps.into_iter().filter(|(field, _)| self.has(*field)).collect()
    }

    /// How columns that are a tag each spell it.
    pub(crate) fn tag_columns(&self) -> TagPlace {
        match self.format {
            Format::LegacyCsv => TagPlace::LegacyColumns,
            Format::Cur | Format::Focus => TagPlace::Columns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str]) -> Result<Columns, Unread> {
        Columns::read(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn formats_are_told_by_their_columns() {
        let cur =
            read(&["line_item_unblended_cost", "tags", "product", "resource_tags_user_team"]).expect("CUR");
        assert_eq!((cur.format, cur.place(Field::Product)), (Format::Cur, Some(2)));
        assert_eq!(cur.tags, [(3, "user_team".to_owned())]);
        let upper = read(&["LINE_ITEM_UNBLENDED_COST", "RESOURCE_TAGS"]).expect("CUR");
        assert!(upper.has(Field::Unblended) && upper.has(Field::ResourceTags));
        let legacy = read(&["lineItem/UnblendedCost", "resourceTags/user:Team", "product/servicecode"]);
        let legacy = legacy.expect("legacy");
        assert_eq!((legacy.format, legacy.place(Field::ServiceCode)), (Format::LegacyCsv, Some(2)));
        assert_eq!(legacy.tags, [(1, "user:Team".to_owned())]);
        let focus = read(&["billedcost", "ChargePeriodStart", "TAGS", "x_ServiceCode", "EffectiveCost"]);
        let focus = focus.expect("FOCUS");
        assert_eq!((focus.format, focus.tag_maps()), (Format::Focus, vec![(Field::Tags, TagPlace::Focus)]));
        assert!(focus.has(Field::Billed) && focus.has(Field::Effective) && focus.has(Field::Code));
    }

    #[test]
    fn names_lead_back_to_their_fields() {
        for (field, name, legacy) in CUR {
            assert_eq!(Format::Cur.field(name), Some(field), "{name}");
            assert_eq!(Format::LegacyCsv.field(legacy), Some(field), "{legacy}");
            assert_eq!((Format::Cur.name(field), Format::LegacyCsv.name(field)), (name, legacy));
        }
        for (field, name) in FOCUS {
            assert_eq!((Format::Focus.field(name), Format::Focus.name(field)), (Some(field), name));
        }
    }

    #[test]
    fn what_is_no_export_is_refused() {
        for names in [&["status"][..], &["name", "cost"], &["BilledCost"], &[]] {
            assert_eq!(read(names), Err(Unread::NotExport), "{names:?}");
        }
        for second in ["LINE_ITEM_RESOURCE_ID", "resource_tags_user_team"] {
            let twice = read(&["line_item_resource_id", "resource_tags_user_team", second]);
            assert_eq!(twice, Err(Unread::TwoColumns { column: second.to_owned() }));
        }
    }
}
