//! Where requests go, by a base URL.

use super::known::{HOLE, is_open};
use crate::source::Span;

/// What a host of the service begins with, behind `https://`, or behind the name of a VPC endpoint.
pub(super) const MANTLE: &str = "bedrock-mantle";

/// Where the requests of a client go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Endpoint {
    /// To a `bedrock-mantle` endpoint.
    Mantle,
    /// To one by the client's own provider.
    Provider,
    /// To another one.
    Elsewhere,
    /// This expression does not tell.
    Unknown(Span),
}

/// Whether a URL is of a `bedrock-mantle` endpoint; `None` where a part that is not known decides.
pub(super) fn of_url(url: &str) -> Option<bool> {
    let url = url.to_ascii_lowercase();
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest,
        None => url.trim_start_matches('/'),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..end];
    if host.contains(MANTLE) {
        return Some(true);
    }
    let Some((before, after)) = host.split_once(HOLE) else { return Some(false) };
    let after = after.rsplit(HOLE).next().unwrap_or_default();
    let may_begin = format!("{MANTLE}.").starts_with(before);
    // Endpoints in a VPC, and the regions of other partitions, end in other ways.
    let may_end = after.is_empty()
        || after.ends_with(".api.aws")
        || ".api.aws".ends_with(after)
        || after.ends_with(".amazonaws.com");
    if may_begin && may_end { None } else { Some(false) }
}

/// Whether a URL is of a runtime endpoint.
pub(super) fn is_runtime(url: &str) -> bool {
    url.to_ascii_lowercase().contains("bedrock-runtime")
}

/// The region of a `bedrock-mantle` endpoint, where its URL has one.
pub(super) fn region(url: &str) -> Option<String> {
    let url = url.to_ascii_lowercase();
    let (_, rest) = url.split_once("bedrock-mantle.")?;
    let region = rest.split('.').next()?;
    (!region.is_empty() && !is_open(region)).then(|| region.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_says_where_requests_go() {
        for url in [
            "https://bedrock-mantle.us-east-1.api.aws/v1",
            "https://bedrock-mantle.\0.api.aws",
            "bedrock-mantle.a.api.aws",
            "HTTPS://BEDROCK-MANTLE.US-EAST-1.API.AWS/v1",
        ] {
            assert_eq!(of_url(url), Some(true), "{url:?}");
        }
        for url in [
            "",
            "https://openrouter.ai/bedrock-mantle",
            "https://\0.openai.azure.com",
            "http://localhost:\0/v1",
        ] {
            assert_eq!(of_url(url), Some(false), "{url:?}");
        }
        for url in ["\0", "\0/v1", "https://\0/v1", "https://\0.us-east-1.api.aws", "https://bedrock-\0"] {
            assert_eq!(of_url(url), None, "{url:?}");
        }
        assert_eq!(region("https://bedrock-mantle.us-east-1.api.aws/v1").as_deref(), Some("us-east-1"));
        assert_eq!(region("https://bedrock-mantle.\0.api.aws/v1"), None);
    }
}
