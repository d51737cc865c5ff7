//! Which region a bucket is in: who asks in another one is told
//! (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::live::endpoint::is_region;

/// The region that refusals name, which the SDK does not turn to by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Told(Arc<Mutex<Option<String>>>);

impl Told {
    /// The last one that was named.
    pub(super) fn region(&self) -> Option<String> {
        self.slot().clone()
    }

    fn slot(&self) -> MutexGuard<'_, Option<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[dyn_dispatch_hint]
impl Intercept for Told {
    fn name(&self) -> &'static str {
        "Told"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(region) = named(context.response()) {
            *self.slot() = Some(region.to_owned());
        }
        Ok(())
    }
}

/// The region that a refusal names: in a header, or where the signature is for another one in its body.
fn named(answer: &HttpResponse) -> Option<&str> {
    if answer.status().is_success() {
        return None;
    }
    let of_body = || {
        let body = std::str::from_utf8(answer.body().bytes()?).ok()?;
        let (_, rest) = body.split_once("<Region>")?;
        Some(rest.split_once("</Region>")?.0)
    };
    let region = answer.headers().get("x-amz-bucket-region").or_else(of_body);
    // It becomes a part of a host name.
    region.filter(|region| is_region(region))
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn told(status: u16, header: &'static str, body: &'static str) -> Option<String> {
        let mut answer = HttpResponse::new(status.try_into().expect("a status"), SdkBody::from(body));
        if !header.is_empty() {
            answer.headers_mut().insert("x-amz-bucket-region", header);
        }
        named(&answer).map(str::to_owned)
    }

    #[test]
    fn a_refusal_says_where_the_bucket_is() {
        let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AuthorizationHeaderMalformed</Code>\
            <Message>the region is wrong</Message><Region>eu-west-1</Region></Error>";
        assert_eq!(told(400, "", body).as_deref(), Some("eu-west-1"));
        assert_eq!(told(301, "eu-central-1", body).as_deref(), Some("eu-central-1"));
        for (status, header, body) in [
            (200, "eu-west-1", ""),
            (301, "", "<Error></Error>"),
            (301, "evil.example/", ""),
            (400, "", "<Region>evil.example/</Region>"),
            (400, "", "<Region>eu-west-1"),
        ] {
            assert_eq!(told(status, header, body), None, "{status} {header} {body}");
        }
    }
}
