//! What taglint calls the resource types that Organizations writes `SERVICE:RESOURCE`.

use crate::collect;

/// The words for all resources of a service.
const EVERY: [&str; 2] = ["*", "ALL_SUPPORTED"];

/// The kinds of a resource type, those of CloudFormation first; nothing for one that no table has.
///
/// The CloudFormation type is spelled so but for case and hyphens. Terraform's types begin with the service, but for the
/// oldest, those of EC2, and where the resource itself begins so.
pub(super) fn of(resource: &str) -> Vec<String> {
    let Some((service, resource)) = resource.split_once(':') else { return Vec::new() };
    let service = folded(service);
    let mut kinds = Vec::new();
    if EVERY.iter().any(|word| resource.eq_ignore_ascii_case(word)) {
        all(&service, &mut kinds);
    } else {
        let resource = folded(resource);
        let types = collect::resource_types();
        for kind in types.filter(|kind| is_of(kind, &service, &resource)) {
            add(&mut kinds, kind);
        }
    }
    kinds
}

/// The kinds of a CloudFormation type that the service itself names, with those of Terraform for it.
pub(super) fn of_template_type(kind: &str) -> Vec<String> {
    let Some((service, resource)) = template_type(kind) else { return vec![kind.to_owned()] };
    let mut kinds = Vec::new();
    add(&mut kinds, kind);
    for other in collect::resource_types().filter(|other| is_of(other, &service, &resource)) {
        add(&mut kinds, other);
    }
    kinds
}

/// All kinds of a service, as globs, and those of Terraform that no glob matches.
fn all(service: &str, kinds: &mut Vec<String>) {
    let mut globs: Vec<String> = Vec::new();
    for kind in collect::resource_types() {
        if let Some(glob) = glob(kind, service)
            && !globs.contains(&glob)
        {
            globs.push(glob);
        }
    }
    kinds.append(&mut globs);
    let of_service: Vec<String> = collect::resource_types()
        .filter_map(template_type)
        .filter(|(of, _)| of == service)
        .map(|(_, resource)| resource)
        .collect();
    for kind in collect::resource_types() {
        let is_here = glob(kind, service).is_some();
        let is_bedrock = is_here && collect::bedrock_kind(kind).is_some();
        let is_meant = || of_service.iter().any(|resource| is_of(kind, service, resource));
        if is_bedrock || (!is_here && is_meant()) {
            add(kinds, kind);
        }
    }
}

/// The glob for the types of a service, if a type is one of them and begins with it.
fn glob(kind: &str, service: &str) -> Option<String> {
    if let Some((of, _)) = template_type(kind) {
        let start = kind.rfind("::")?;
        return (of == service).then(|| format!("{}::*", &kind[..start]));
    }
    let (provider, rest) = kind.split_once('_')?;
    let (of, _) = rest.split_once('_')?;
    (of == service).then(|| format!("{provider}_{of}_*"))
}

fn is_of(kind: &str, service: &str, resource: &str) -> bool {
    if let Some((of_service, of_resource)) = template_type(kind) {
        return of_service == service && of_resource == resource;
    }
    let Some(name) = ["aws_", "awscc_"].iter().find_map(|provider| kind.strip_prefix(provider)) else {
        return false;
    };
    let name = folded(name);
    let is_named_alone = service == "ec2" || resource.starts_with(service);
    name.strip_prefix(service) == Some(resource) || (is_named_alone && name == resource)
}

/// Service and resource of a CloudFormation type, folded.
fn template_type(kind: &str) -> Option<(String, String)> {
    let (service, resource) = kind.strip_prefix("AWS::")?.split_once("::")?;
    Some((folded(service), folded(resource)))
}

/// Bedrock's own types have kinds of their own, however they are declared.
fn add(kinds: &mut Vec<String>, kind: &str) {
    let kind = collect::bedrock_kind(kind).unwrap_or(kind);
    if !kinds.iter().any(|known| known == kind) {
        kinds.push(kind.to_owned());
    }
}

fn folded(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resource_types_are_found_in_the_tables() {
        assert_eq!(of("ec2:instance"), ["AWS::EC2::Instance", "aws_instance", "awscc_ec2_instance"]);
        assert_eq!(
            of("dynamodb:table"),
            ["AWS::DynamoDB::Table", "aws_dynamodb_table", "awscc_dynamodb_table"]
        );
        assert_eq!(
            of("secretsmanager:secret")[..2],
            ["AWS::SecretsManager::Secret", "aws_secretsmanager_secret"]
        );
        assert_eq!(of("ec2:security-group")[..2], ["AWS::EC2::SecurityGroup", "aws_security_group"]);
        assert_eq!(of("bedrock-mantle:project"), ["bedrock-project"]);
        assert_eq!(of("bedrock:application-inference-profile"), ["inference-profile"]);
        assert_eq!(
            of("connect:instance"),
            ["AWS::Connect::Instance", "aws_connect_instance", "awscc_connect_instance"]
        );
        for unknown in ["ec2:nothing", "nothing:*", "ec2", "", ":"] {
            assert_eq!(of(unknown), [""; 0], "{unknown}");
        }
        assert_eq!(of_template_type("AWS::New::Thing"), ["AWS::New::Thing"]);
        assert_eq!(of_template_type("AWS::EC2::Instance"), of("ec2:instance"));
    }

    #[test]
    fn all_of_a_service_are_globs_and_what_they_do_not_match() {
        let ec2 = of("ec2:ALL_SUPPORTED");
        assert_eq!(ec2[..3], ["AWS::EC2::*", "aws_ec2_*", "awscc_ec2_*"]);
        assert!(ec2.contains(&"aws_instance".to_owned()) && ec2.contains(&"aws_vpc".to_owned()), "{ec2:?}");
        assert!(!ec2.iter().any(|kind| kind == "aws_connect_instance" || kind.starts_with("AWS::EC2::I")));
        assert_eq!(of("dynamodb:*"), ["AWS::DynamoDB::*", "aws_dynamodb_*", "awscc_dynamodb_*"]);
        let mantle = of("bedrock-mantle:*");
        assert!(mantle.contains(&"bedrock-project".to_owned()), "{mantle:?}");
    }
}
