//! Credentials in a bill, which nothing shows.

use crate::bill::Container;
use crate::rule::is_credential;

/// What stands for a credential.
const MASK: &str = "****";

/// A container without a credential that somebody took for its id.
pub(super) fn masked_container(container: &Container) -> Container {
    let Container { kind, arn, region, account, id } = container;
    let (id, account) = (masked_whole(id), masked_whole(account));
    let is_shown = id == container.id && account == container.account;
    let arn = if is_shown { arn.clone() } else { MASK.to_owned() };
    Container { kind: *kind, arn, region: region.clone(), account, id }
}

/// A text, unless it is a credential.
pub(super) fn masked_whole(text: &str) -> String {
    if is_credential(text) { MASK.to_owned() } else { text.to_owned() }
}
