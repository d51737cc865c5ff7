//! What services take as tags, where that is not what most of them take.

/// Which characters keys and values may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Characters {
    /// Letters, digits, spaces and `_.:/=+-@`.
    Common,
    /// All of them.
    Any,
}

/// What a service takes.
#[derive(Debug)]
pub(super) struct Service {
    /// The types of its resources in CloudFormation and Terraform; a `*` at the end is any text.
    types: &'static [&'static str],
    /// The characters that keys and values may have.
    pub(super) characters: Characters,
    /// The most tags of a resource.
    pub(super) tags_most: usize,
}

/// What most services take, and what all do of which nothing else is known:
/// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>
const MOST_SERVICES: Service = Service { types: &[], characters: Characters::Common, tags_most: 50 };

/// The others, each under the page that says so.
static SERVICES: &[Service] = &[
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
    Service {
        types: &[
            "AWS::EC2::*",
            "awscc_ec2_*",
            // What the provider files under EC2.
            "aws_ami",
            "aws_ami_*",
            "aws_customer_gateway",
            "aws_default_*",
            "aws_ebs_*",
            "aws_ec2_*",
            "aws_egress_only_internet_gateway",
            "aws_eip",
            "aws_flow_log",
            "aws_instance",
            "aws_internet_gateway",
            "aws_key_pair",
            "aws_launch_template",
            "aws_nat_gateway",
            "aws_network_acl",
            "aws_network_interface",
            "aws_placement_group",
            "aws_route_table",
            "aws_security_group",
            "aws_spot_*",
            "aws_subnet",
            "aws_verifiedaccess_*",
            "aws_vpc",
            "aws_vpc_*",
            "aws_vpn_*",
        ],
        characters: Characters::Any,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Tagging-Resources.html
    Service {
        types: &["AWS::ElastiCache::*", "awscc_elasticache_*", "aws_elasticache_*"],
        characters: Characters::Any,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/memorydb/latest/devguide/tagging-resources.html
    Service {
        types: &["AWS::MemoryDB::*", "awscc_memorydb_*", "aws_memorydb_*"],
        characters: Characters::Any,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
    Service {
        types: &["aws_s3_object", "aws_s3_object_copy", "aws_s3_bucket_object"],
        tags_most: 10,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-schema.html
    Service {
        types: &["AWS::Glue::Schema", "awscc_glue_schema", "aws_glue_schema"],
        tags_most: 10,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/amazonglacier/latest/dev/api-AddTagsToVault.html
    Service { types: &["aws_glacier_vault"], tags_most: 10, ..MOST_SERVICES },
    // https://docs.aws.amazon.com/datapipeline/latest/APIReference/API_Tag.html
    Service {
        types: &["AWS::DataPipeline::Pipeline", "awscc_datapipeline_pipeline", "aws_datapipeline_pipeline"],
        tags_most: 10,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AddTags.html
    Service {
        types: &[
            "AWS::OpenSearchService::Domain",
            "AWS::Elasticsearch::Domain",
            "awscc_opensearchservice_domain",
            "aws_opensearch_domain",
            "aws_elasticsearch_domain",
        ],
        tags_most: 10,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/servicecatalog/latest/dg/API_CreatePortfolio.html
    Service {
        types: &[
            "AWS::ServiceCatalog::Portfolio",
            "AWS::ServiceCatalog::CloudFormationProduct",
            "awscc_servicecatalog_portfolio",
            "awscc_servicecatalog_cloudformation_product",
            "aws_servicecatalog_portfolio",
            "aws_servicecatalog_product",
        ],
        tags_most: 20,
        ..MOST_SERVICES
    },
    // https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_TagResource.html
    Service { types: &["AWS::SSO::*", "awscc_sso_*", "aws_ssoadmin_*"], tags_most: 75, ..MOST_SERVICES },
];

/// What the types of CloudFormation and of the providers of Terraform begin with.
const BEGINNINGS: [&str; 2] = ["AWS::", "aws"];

/// The service of a type.
pub(super) fn of(kind: &str) -> &'static Service {
    // Of most projects this is enough to know.
    if !BEGINNINGS.iter().any(|beginning| kind.starts_with(beginning)) {
        return &MOST_SERVICES;
    }
    let is_one = |name: &&'static str| match name.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => kind == *name,
    };
    SERVICES.iter().find(|service| service.types.iter().any(is_one)).unwrap_or(&MOST_SERVICES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_type_is_of_two_services() {
        let mut seen = std::collections::HashSet::new();
        assert!(SERVICES.iter().flat_map(|service| service.types).all(|name| seen.insert(*name)));
    }

    #[test]
    fn every_type_begins_as_types_do() {
        let mut types = SERVICES.iter().flat_map(|service| service.types);
        assert!(types.all(|name| BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))));
    }

    #[test]
    fn types_are_those_of_their_service() {
        let any = ["AWS::EC2::VPC", "aws_vpc", "aws_vpc_ipam", "aws_default_vpc", "awscc_memorydb_acl"];
        assert!(any.iter().all(|kind| of(kind).characters == Characters::Any));
        let common = ["bedrock-project", "AWS::SSM::Parameter", "aws_vpclattice_service", "aws_instances"];
        assert!(common.iter().all(|kind| of(kind).characters == Characters::Common));
        let most =
            ["bedrock-project", "aws_s3_bucket", "aws_s3_object", "AWS::Glue::Schema", "AWS::SSO::Instance"];
        assert_eq!(most.map(|kind| of(kind).tags_most), [50, 50, 10, 10, 75]);
    }
}
