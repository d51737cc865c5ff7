//! Which resource types have tags, in which argument and shape.

use crate::collect::table;

/// The table, generated; its head says from what.
const TABLE: &str = include_str!("types.txt");

/// How a type has tags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::collect) enum Bears {
    /// Not at all.
    Nothing,
    /// As a map.
    Map {
        argument: &'static str,
        /// Whether the provider's `default_tags` lie below it.
        defaults: bool,
    },
    /// As a list of objects with `key` and `value`.
    List { argument: &'static str },
    /// As a list of specifications, objects with `resource_type` and `tags`.
    Specifications {
        argument: &'static str,
        /// The resource type whose tags the resource itself gets; others are for what it creates.
        own: &'static str,
    },
    /// As blocks named `tag`.
    Blocks,
    /// In another shape: what there is in `tags` is judged as far as it can be read.
    Other,
    /// In a way that taglint does not know, if at all: what there is in `tags` is judged, and nothing is missing.
    Unknown,
}

impl Bears {
    /// The argument that holds the tags.
    pub(super) fn argument(self) -> &'static str {
        match self {
            Bears::Map { argument, .. }
            | Bears::List { argument }
            | Bears::Specifications { argument, .. } => argument,
            Bears::Blocks | Bears::Nothing | Bears::Other | Bears::Unknown => "tags",
        }
    }

    /// Whether it is certain which shape of the argument the type takes.
    pub(super) fn takes_one_shape(self) -> bool {
        matches!(self, Bears::Map { .. } | Bears::List { .. })
    }
}

/// How a type has tags.
pub(in crate::collect) fn bears(kind: &str) -> Bears {
    let Some(line) = table::find(TABLE, ' ', kind) else { return Bears::Unknown };
    let mut words = line.split(' ');
    let shape = words.next().unwrap_or_default();
    let argument = words.next().unwrap_or("tags");
    match shape {
        "-" => Bears::Nothing,
        "m" => Bears::Map { argument, defaults: false },
        "d" | "f" => Bears::Map { argument, defaults: true },
        "l" => Bears::List { argument },
        "s" => Bears::Specifications { argument, own: words.next().unwrap_or_default() },
        "b" => Bears::Blocks,
        "o" => Bears::Other,
        _ => Bears::Unknown,
    }
}

/// Whether a type is in the table.
pub(in crate::collect) fn is_known(kind: &str) -> bool {
    table::find(TABLE, ' ', kind).is_some()
}

/// Whether a null in the tags of a type is an empty value, rather than no tag: so it is where the provider builds the
/// type on its framework.
pub(in crate::collect) fn keeps_nulls(kind: &str) -> bool {
    kind.starts_with("awscc_") || table::find(TABLE, ' ', kind).is_some_and(|line| line.starts_with('f'))
}

/// The types of the table.
pub(in crate::collect) fn names() -> impl Iterator<Item = &'static str> {
    table::types(TABLE, ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_found() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            let (kind, rest) = line.split_once(' ').expect("a type and its shape");
            assert_eq!(table::find(TABLE, ' ', kind), Some(rest), "{kind}");
        }
        for kind in ["", "a", "aws", "aws_s3", "aws_zzz", "awscc_s3_bucke", "zzz", "aws_s3_buckets"] {
            assert_eq!(table::find(TABLE, ' ', kind), None, "{kind}");
        }
    }

    #[test]
    fn types_have_tags_in_their_own_way() {
        assert_eq!(bears("awscc_bedrockmantle_project"), Bears::List { argument: "tags" });
        assert!(keeps_nulls("aws_bedrock_inference_profile") && !keeps_nulls("aws_s3_bucket"));
        assert_eq!(bears("aws_bedrock_inference_profile"), Bears::Map { argument: "tags", defaults: true });
        assert_eq!(bears("aws_s3_bucket_policy"), Bears::Nothing);
        assert_eq!(bears("aws_autoscaling_group"), Bears::Blocks);
        assert_eq!(bears("awscc_efs_file_system"), Bears::List { argument: "file_system_tags" });
        let own = Bears::Specifications { argument: "tag_specifications", own: "launch-template" };
        assert_eq!(bears("awscc_ec2_launch_template"), own);
        assert_eq!(bears("awscc_glue_job"), Bears::Other, "a text of JSON");
        assert_eq!(bears("aws_inspector_resource_group"), Bears::Nothing, "its tags choose instances");
        assert_eq!(bears("google_storage_bucket"), Bears::Unknown);
    }
}
