//! What a request is for: how it is sent, and what a refusal of it may mean.

use reqwest::{Method, StatusCode};

/// What a request is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Purpose<'a> {
    /// To list projects.
    List,
    /// To read one project.
    Project,
    /// To read from another service, which is a `POST` in AWS's JSON protocol.
    Operation {
        /// What the service calls it.
        name: &'a str,
        body: Vec<u8>,
    },
    /// To change the tags of a project: the only thing that is no read.
    Change { body: Vec<u8> },
}

impl Purpose<'_> {
    pub(super) fn method(&self) -> Method {
        match self {
            Purpose::List | Purpose::Project => Method::GET,
            Purpose::Operation { .. } | Purpose::Change { .. } => Method::POST,
        }
    }

    pub(super) fn body(&self) -> &[u8] {
        match self {
            Purpose::List | Purpose::Project => &[],
            Purpose::Operation { body, .. } | Purpose::Change { body } => body,
        }
    }

    /// The headers that go with the body.
    pub(super) fn headers(&self) -> Vec<(&'static str, &str)> {
        match self {
            Purpose::List | Purpose::Project => Vec::new(),
            Purpose::Operation { name, .. } => {
                vec![("content-type", "application/x-amz-json-1.1"), ("x-amz-target", name)]
            }
            Purpose::Change { .. } => vec![("content-type", "application/json")],
        }
    }

    /// What may be wrong where it is refused, to be said behind the words of the server.
    pub(super) fn advice(&self, status: StatusCode) -> &'static str {
        match (self, status) {
            (Purpose::Change { .. }, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                "; changing tags needs the permissions `bedrock-mantle:TagResource` and `bedrock-mantle:UntagResource`, with a bearer key also `bedrock-mantle:CallWithBearerToken`; a long-term API key of Amazon Bedrock can read projects, but not change them"
            }
            (_, StatusCode::UNAUTHORIZED) => "; the key may be wrong or expired",
            (Purpose::List, StatusCode::FORBIDDEN) => {
                "; listing needs the permission `bedrock-mantle:ListProjects`, with a bearer key also `bedrock-mantle:CallWithBearerToken`"
            }
            (Purpose::Project, StatusCode::FORBIDDEN) => {
                "; reading a project needs the permission `bedrock-mantle:GetProject`, with a bearer key also `bedrock-mantle:CallWithBearerToken`"
            }
            (Purpose::List, StatusCode::NOT_FOUND) => {
                "; the address may belong to another service, or the region has no projects"
            }
            (Purpose::Project | Purpose::Change { .. }, StatusCode::NOT_FOUND) => "; the project may be gone",
            _ => "",
        }
    }
}
