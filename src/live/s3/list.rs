//! Lists of objects (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>).

use std::time::SystemTime;

use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output;
use aws_sdk_s3::types;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::live::retry::Trouble;

/// An object of a bucket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) modified: SystemTime,
    /// What tells this version of it from others.
    pub(super) version: Option<String>,
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) objects: Vec<Object>,
    /// What asks for the page after this one, if there is one.
    pub(super) next: Option<String>,
}

impl Page {
    /// Takes what S3 answers.
    ///
    /// # Errors
    /// It lacks something of an object, or goes on and does not say how.
    pub(super) fn of(answer: ListObjectsV2Output) -> Result<Self, &'static str> {
        let next = answer.next_continuation_token.filter(|token| !token.is_empty());
        match answer.is_truncated {
            None => return Err("the list of objects does not say whether it is whole"),
            Some(true) if next.is_none() => {
                return Err("the list of objects is cut off: it goes on, and has no token for it");
            }
            Some(_) => {}
        }
        let mut objects = Vec::new();
        for object in answer.contents.unwrap_or_default() {
            let object = Object::of(object);
            objects.push(object.ok_or("the list of objects has one without key, size or time")?);
        }
        Ok(Page { objects, next })
    }
}

impl Object {
    fn of(object: types::Object) -> Option<Self> {
        Some(Object {
            key: object.key?,
            size: object.size?.try_into().ok()?,
            modified: object.last_modified?.try_into().ok()?,
            version: object.e_tag,
        })
    }
}

/// Refuses a list that does not end: the SDK takes what it has of one for all.
#[derive(Debug)]
pub(super) struct ToItsEnd;

#[dyn_dispatch_hint]
impl Intercept for ToItsEnd {
    fn name(&self) -> &'static str {
        "ToItsEnd"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let answer = context.response();
        let body = answer.body().bytes().unwrap_or_default();
        match !answer.status().is_success() || is_whole(body) {
            true => Ok(()),
            false => {
                Err(Trouble::broken("the answer is no list of objects, or is cut off".to_owned()).into())
            }
        }
    }
}

fn is_whole(body: &[u8]) -> bool {
    body.trim_ascii_end().ends_with(b"</ListBucketResult>")
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;

    use super::*;

    fn object() -> types::builders::ObjectBuilder {
        types::Object::builder().key("a//b").size(7).last_modified(DateTime::from_secs(1_795_155_242))
    }

    #[test]
    fn a_page_has_whole_objects_and_says_whether_it_is_the_last() {
        let list = ListObjectsV2Output::builder;
        let last = Page::of(list().contents(object().e_tag("\"0f\"").build()).is_truncated(false).build());
        let last = last.expect("a page");
        let [only] = &last.objects[..] else { panic!("{last:?}") };
        assert_eq!((only.key.as_str(), only.size, only.version.as_deref()), ("a//b", 7, Some("\"0f\"")));
        assert_eq!(last.next, None);
        let more = list().is_truncated(true).next_continuation_token("t").build();
        assert_eq!(Page::of(more).expect("a page").next.as_deref(), Some("t"));
        for wrong in [
            list(),
            list().is_truncated(true),
            list().is_truncated(true).next_continuation_token(""),
            list().is_truncated(false).contents(object().set_key(None).build()),
            list().is_truncated(false).contents(object().set_size(None).build()),
            list().is_truncated(false).contents(object().size(-1).build()),
            list().is_truncated(false).contents(object().set_last_modified(None).build()),
        ] {
            let wrong = wrong.build();
            assert!(Page::of(wrong.clone()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_list_goes_to_its_end() {
        assert!(is_whole(b"<?xml version=\"1.0\"?><ListBucketResult></ListBucketResult>\n"));
        for body in ["", "<ListBucketResult><Contents>", "<html></html>", "{}", "</ListBucketResult"] {
            assert!(!is_whole(body.as_bytes()), "{body}");
        }
    }
}
