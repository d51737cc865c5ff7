//! What a line is billed to, by its resource id.

use super::group::{Container, Kind};

impl Container {
    /// The project or application inference profile that a resource id names. System profiles, such as
    /// `inference-profile/us.…`, and models are nobody's.
    pub(crate) fn read(resource: &str) -> Option<Self> {
        let mut parts = resource.splitn(6, ':');
        let [scheme, _, service, region, account, rest] =
            std::array::from_fn(|_| parts.next().unwrap_or_default());
        let (word, id) = rest.split_once('/')?;
        let kind = match (service, word) {
            ("bedrock-mantle" | "bedrock", "project") => Kind::Project,
            ("bedrock", "application-inference-profile") => Kind::Profile,
            // The ids of system profiles are those of models, with dots.
            ("bedrock", "inference-profile") if !id.contains('.') => Kind::Profile,
            _ => return None,
        };
        if scheme != "arn" || id.is_empty() || id.contains('/') {
            return None;
        }
        let [arn, region, account, id] = [resource, region, account, id].map(str::to_owned);
        Some(Container { kind, arn, region, account, id })
    }
}

/// Whether a resource id is one of a container.
pub(crate) fn is_container(resource: &str) -> bool {
    Container::read(resource).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_and_id(resource: &str) -> Option<(Kind, String)> {
        Container::read(resource).map(|container| (container.kind, container.id))
    }

    #[test]
    fn projects_and_application_profiles_are_containers() {
        let of = |rest: &str| kind_and_id(&format!("arn:aws:{rest}"));
        let project = of("bedrock-mantle:us-east-1:111122223333:project/proj_a1");
        assert_eq!(project, Some((Kind::Project, "proj_a1".to_owned())));
        assert_eq!(
            of("bedrock:us-east-1:111122223333:project/default"),
            Some((Kind::Project, "default".into()))
        );
        for word in ["application-inference-profile", "inference-profile"] {
            let profile = of(&format!("bedrock:us-east-1:111122223333:{word}/a1b2c3"));
            assert_eq!(profile, Some((Kind::Profile, "a1b2c3".to_owned())));
        }
        let read =
            Container::read("arn:aws-us-gov:bedrock-mantle:us-gov-west-1:1:project/p").expect("a project");
        assert_eq!((read.region.as_str(), read.account.as_str()), ("us-gov-west-1", "1"));
    }

    #[test]
    fn what_is_shared_by_all_is_nobodys() {
        let nobodys = [
            "",
            "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-6-v1:0",
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
            "arn:aws:bedrock:us-east-1:1:data-automation-project/x",
            "arn:aws:codebuild:us-east-1:1:project/x",
            "arn:aws:bedrock-mantle:us-east-1:1:project/",
            "arn:aws:bedrock-mantle:us-east-1:1:project/a/b",
            "aws:bedrock-mantle:us-east-1:1:project/a",
            "i-0123456789",
        ];
        for resource in nobodys {
            assert_eq!(Container::read(resource), None, "{resource}");
        }
    }
}
