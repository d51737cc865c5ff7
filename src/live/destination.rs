//! Where the projects of an account and region are changed, and with whose key: what a call needs besides its path and
//! body.

use url::Url;

use crate::policy::Access;

/// Where calls go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Destination {
    /// The address of the list of projects.
    pub(crate) projects: Url,
    /// What a call is authorised with.
    pub(crate) authority: Authority,
}

/// What a call is authorised with, by what it is called: never the key itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Authority {
    /// The bearer key in this variable of the environment.
    Bearer {
        /// Its name.
        variable: &'static str,
    },
    /// A signature with the AWS credentials of an account.
    Aws(Access),
}
