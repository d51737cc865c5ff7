//! How lines of Amazon Bedrock are told from those of other services, and which model they are for.

/// What the names of Marketplace models end in.
const EDITION: &str = " (Amazon Bedrock Edition)";
/// What is between the model and the rest of a usage type.
const MANTLE: &str = "-mantle-";

/// Whether a product family is Bedrock's.
pub(crate) fn is_family(family: &str) -> bool {
    family == "Amazon Bedrock"
}

/// Whether a product or service code is Bedrock's own. Models of the Marketplace have codes that say nothing.
pub(crate) fn is_code(code: &str) -> bool {
    code.starts_with("AmazonBedrock")
}

/// Whether a usage type is one of projects.
pub(crate) fn is_usage_type(usage_type: &str) -> bool {
    usage_type.contains(MANTLE)
}

/// Whether the name of a product or service is Bedrock's.
pub(crate) fn is_name(name: &str) -> bool {
    name.contains("Bedrock")
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

impl Attribute {
    /// By its key.
    pub(crate) fn read(key: &str) -> Option<Self> {
        match key {
            "product_family" => Some(Attribute::Family),
            "servicecode" => Some(Attribute::ServiceCode),
            "product_name" => Some(Attribute::ProductName),
            "servicename" => Some(Attribute::ServiceName),
            "model" => Some(Attribute::Model),
            _ => None,
        }
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
