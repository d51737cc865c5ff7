//! How lines of Amazon Bedrock are told from those of other services, and which model they are for.

use super::columns::Field;

/// What the names of Marketplace models end in.
const EDITION: &str = " (Amazon Bedrock Edition)";
/// What is between the model and the rest of a usage type.
pub(crate) const MANTLE: &str = "-mantle-";

/// What a text is like that shows that its line is Bedrock's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    Is(&'static str),
    BeginsWith(&'static str),
    Contains(&'static str),
}

const FAMILY: Mark = Mark::Is("Amazon Bedrock");
/// Bedrock's own product and service codes. Models of the Marketplace have codes that say nothing.
const CODE: Mark = Mark::BeginsWith("AmazonBedrock");
/// The usage types of projects.
const USAGE_TYPE: Mark = Mark::Contains(MANTLE);
/// The names of products and services.
const NAME: Mark = Mark::Contains("Bedrock");

/// The columns that show that a line is Bedrock's.
pub(crate) const MARKS: [(Field, Mark); 6] = [
    (Field::Code, CODE),
    (Field::ServiceCode, CODE),
    (Field::Family, FAMILY),
    (Field::UsageType, USAGE_TYPE),
    (Field::ProductName, NAME),
    (Field::ServiceName, NAME),
];

impl Mark {
    /// Whether a text is like that.
    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Mark::Is(whole) => text == whole,
            Mark::BeginsWith(start) => text.starts_with(start),
            Mark::Contains(part) => text.contains(part),
        }
    }
}

/// The model in a usage type: `openai.gpt-oss-120b` of `USE1-openai.gpt-oss-120b-mantle-input-tokens-standard`.
pub(crate) fn model_of_usage_type(usage_type: &str) -> Option<&str> {
    let (before, _) = usage_type.split_once(MANTLE)?;
    let model = match before.split_once('-') {
        Some((region, model)) if is_region_code(region) => model,
        _ => before,
    };
    (!model.is_empty()).then_some(model)
}

/// Whether it is a region as usage types write it: `USE1`, `EUC1`.
fn is_region_code(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The model in the name of a product: `Claude Sonnet 4.6` of `Claude Sonnet 4.6 (Amazon Bedrock Edition)`.
pub(crate) fn model_of_name(name: &str) -> Option<&str> {
    name.strip_suffix(EDITION).filter(|model| !model.is_empty())
}

/// What an entry of the map `product` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Attribute {
    /// The product family.
    Family,
    /// The code of the service.
    ServiceCode,
    /// The name of the product.
    ProductName,
    /// The name of the service.
    ServiceName,
    /// The model.
    Model,
}

/// The keys of the map `product`, and what their values show.
pub(crate) const ATTRIBUTES: [(&str, Attribute, Option<Mark>); 5] = [
    ("product_family", Attribute::Family, Some(FAMILY)),
    ("servicecode", Attribute::ServiceCode, Some(CODE)),
    ("product_name", Attribute::ProductName, Some(NAME)),
    ("servicename", Attribute::ServiceName, Some(NAME)),
    ("model", Attribute::Model, None),
];

impl Attribute {
    /// By its key.
    pub(crate) fn read(key: &str) -> Option<Self> {
        ATTRIBUTES.iter().find(|(known, ..)| *known == key).map(|(_, attribute, _)| *attribute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_in_usage_types_and_names() {
        let usage = "USE1-openai.gpt-oss-120b-mantle-input-tokens-standard";
        assert_eq!(model_of_usage_type(usage), Some("openai.gpt-oss-120b"));
        assert_eq!(model_of_usage_type("qwen.qwen3-32b-mantle-output-tokens-flex"), Some("qwen.qwen3-32b"));
        for usage in ["USE1-Nova2.0Lite-input-tokens-flex", "-mantle-input", "USE1--mantle-x"] {
            assert_eq!(model_of_usage_type(usage), None, "{usage}");
        }
        assert_eq!(model_of_name("Claude Sonnet 4.6 (Amazon Bedrock Edition)"), Some("Claude Sonnet 4.6"));
        for name in ["Amazon Bedrock", " (Amazon Bedrock Edition)", "Claude"] {
            assert_eq!(model_of_name(name), None, "{name}");
        }
    }
}
