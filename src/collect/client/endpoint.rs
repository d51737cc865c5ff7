//! Where requests go, by a base URL.

use super::HOLE;
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
    url.contains("bedrock-runtime")
}
