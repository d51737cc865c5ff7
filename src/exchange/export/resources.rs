//! What Organizations calls the resource types that taglint knows by other names.

use crate::policy::Policy;
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE};

/// The kinds that a policy is for.
pub(super) fn of_policy(policy: &Policy) -> Vec<&str> {
    let mut kinds = vec![BEDROCK_PROJECT, INFERENCE_PROFILE];
    kinds.extend(policy.resource_types.iter().map(|glob| glob.as_str()));
    kinds
}

/// The resource types of some kinds, each once, and the kinds that have none. Terraform's are those of CloudFormation,
/// where these are among them.
pub(super) fn of_kinds<'k>(kinds: &[&'k str]) -> (Vec<String>, Vec<&'k str>) {
    let (mut types, mut lost): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    let has_templates = kinds.iter().any(|kind| kind.starts_with("AWS::"));
    for &kind in kinds {
        let is_of_terraform = kind.starts_with("aws_") || kind.starts_with("awscc_");
        match of_kind(kind) {
            Some(found) if !types.contains(&found) => types.push(found),
            Some(_) => {}
            None if is_of_terraform && has_templates => {}
            None => lost.push(kind),
        }
    }
    (types, lost)
}

fn of_kind(kind: &str) -> Option<String> {
    match kind {
        BEDROCK_PROJECT => return Some("bedrock-mantle:project".to_owned()),
        INFERENCE_PROFILE => return Some("bedrock:application-inference-profile".to_owned()),
        _ => {}
    }
    let (service, resource) = kind.strip_prefix("AWS::")?.split_once("::")?;
    if service.contains('*') || (resource.contains('*') && resource != "*") {
        return None;
    }
    let service = service.to_lowercase();
    match resource {
        "*" => Some(format!("{service}:ALL_SUPPORTED")),
        resource => Some(format!("{service}:{}", with_hyphens(resource))),
    }
}

/// `SecurityGroup` is `security-group`.
fn with_hyphens(name: &str) -> String {
    let mut hyphened = String::new();
    let mut before = '-';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            hyphened.push('-');
        }
        hyphened.push(c.to_ascii_lowercase());
        before = c;
    }
    hyphened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_words_of_organizations() {
        let kinds = [
            "bedrock-project",
            "AWS::EC2::SecurityGroup",
            "aws_security_group",
            "AWS::S3::*",
            "AWS::*",
            "Custom::X",
        ];
        let (types, lost) = of_kinds(&kinds);
        assert_eq!(types, ["bedrock-mantle:project", "ec2:security-group", "s3:ALL_SUPPORTED"]);
        assert_eq!(lost, ["AWS::*", "Custom::X"]);
        assert_eq!(of_kinds(&["aws_instance"]).1, ["aws_instance"]);
    }
}
