//! The question of a run to accounts and regions.

use super::endpoint::Endpoint;
use super::regions::Target;

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Which accounts and regions.
    pub(crate) targets: Vec<Target>,
    /// Where the API is.
    pub(crate) endpoint: Endpoint,
    /// Whether to ask for cost allocation tags.
    pub(crate) billing: bool,
    /// Whether to show progress.
    pub(crate) progress: bool,
}
