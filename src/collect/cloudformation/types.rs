//! Which resource types have tags, and in what shape: AWS's own schemas, as `scripts/cloudformation-types.py` condenses
//! them.

use crate::collect::table;

/// The table, generated; its head says from what.
const TABLE: &str = include_str!("types.tsv");

/// What the tags of a type look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// A list of `{Key, Value}`.
    List,
    /// A list of `{Key, Value}` or `{TagKey, TagValue}`.
    EitherSpelling,
    /// A list of `{Key, Value, PropagateAtLaunch}`.
    Propagated,
    /// A map whose `Items` are a list of `{Key, Value}`.
    Items,
    /// A list of specifications, each with `Tags` that are a list of `{Key, Value}`: those of this resource type are
    /// the resource's own. `None` where it is not known which that is.
    Specifications(Option<&'static str>),
    /// A map from key to value.
    Map,
    /// Any of these: nothing is known of it.
    Any,
}

/// What is known of the tags of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Bearing {
    /// The property that holds them.
    pub(crate) property: &'static str,
    /// What they look like.
    pub(crate) form: Form,
    /// Whether the type is certain to take tags.
    pub(crate) certain: bool,
    /// Whether the type is in the table.
    pub(crate) is_known: bool,
}

/// What tags a type has; `None` for one that has none.
pub(super) fn bearing(kind: &str) -> Option<Bearing> {
    let unknown = Bearing { property: "Tags", form: Form::Any, certain: false, is_known: false };
    let Some(line) = table::find(TABLE, '\t', kind) else { return Some(unknown) };
    let mut columns = line.split('\t');
    let code = columns.next().unwrap_or_default();
    let property = columns.next().unwrap_or("Tags");
    let form = match code {
        "L" | "l" => Form::List,
        "M" | "m" => Form::Map,
        "P" | "p" => Form::Propagated,
        "T" | "t" => Form::EitherSpelling,
        "I" | "i" => Form::Items,
        "S" | "s" => Form::Specifications(columns.next()),
        "-" => return None,
        _ => Form::Any,
    };
    let certain = form != Form::Any && code.bytes().all(|byte| byte.is_ascii_uppercase());
    Some(Bearing { property, form, certain, is_known: true })
}

/// The types of the table.
pub(in crate::collect) fn names() -> impl Iterator<Item = &'static str> {
    table::types(TABLE, '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_found() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 1500);
        for line in lines {
            let (kind, rest) = line.split_once('\t').expect("a type and its shape");
            assert_eq!(table::find(TABLE, '\t', kind), Some(rest));
            assert_eq!(table::find(TABLE, '\t', &format!("{kind}~")), None);
        }
    }

    #[test]
    fn shapes_and_names_differ_from_type_to_type() {
        let list = Bearing { property: "Tags", form: Form::List, certain: true, is_known: true };
        assert_eq!(bearing("AWS::BedrockMantle::Project"), Some(list));
        assert_eq!(bearing("AWS::Bedrock::ApplicationInferenceProfile"), Some(list));
        assert_eq!(bearing("AWS::S3::BucketPolicy"), None);
        let of = |kind| bearing(kind).map(|bearing| (bearing.property, bearing.form, bearing.certain));
        assert_eq!(of("AWS::SSM::Parameter"), Some(("Tags", Form::Map, true)));
        assert_eq!(of("AWS::Cognito::UserPool"), Some(("UserPoolTags", Form::Map, true)));
        assert_eq!(of("AWS::EFS::FileSystem"), Some(("FileSystemTags", Form::List, true)));
        assert_eq!(of("AWS::Route53::HostedZone"), Some(("HostedZoneTags", Form::List, true)));
        assert_eq!(of("AWS::AutoScaling::AutoScalingGroup"), Some(("Tags", Form::Propagated, true)));
        let own = Form::Specifications(Some("launch-template"));
        assert_eq!(of("AWS::EC2::LaunchTemplate"), Some(("TagSpecifications", own, true)));
        assert_eq!(of("AWS::CloudFront::AnycastIpList"), Some(("Tags", Form::Items, true)));
        assert_eq!(of("AWS::AppStream::AppBlock"), Some(("Tags", Form::EitherSpelling, true)));
        assert_eq!(of("AWS::Serverless::Function"), Some(("Tags", Form::Map, true)));
        assert_eq!(of("Custom::Thing"), Some(("Tags", Form::Any, false)));
        assert_eq!(of("AWS::CloudFormation::CustomResource"), Some(("Tags", Form::Any, false)));
    }
}
