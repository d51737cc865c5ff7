//! What a policy can name, as far as this version of taglint knows.

use crate::collect;
use crate::live::regions;
use crate::policy::doubts::Known;
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE};

/// What policies are held against in which a name may be a slip.
pub(crate) fn known() -> Known {
    Known {
        types: collect::resource_types().collect(),
        kinds: vec![BEDROCK_PROJECT, INFERENCE_PROFILE],
        regions: regions::OF_AWS,
    }
}
