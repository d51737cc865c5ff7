//! Lists of objects (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>).

use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::xml::elements;

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
    /// Reads what S3 answers.
    ///
    /// # Errors
    /// It is no page of a list, or goes on and does not say how.
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let (mut objects, mut object, mut wrong) = (Vec::new(), Unread::default(), None);
        let (mut is_list, mut is_truncated, mut next) = (false, false, None);
        let read = elements(body, |name, text| match name {
            "Key" => object.key = Some(text.to_owned()),
            "Size" => object.size = text.parse().ok(),
            "LastModified" => object.modified = time(text),
            "ETag" => object.version = Some(text.to_owned()),
            "Contents" => match std::mem::take(&mut object).read() {
                Some(object) => objects.push(object),
                None => wrong = Some("an object has no key, size or time"),
            },
            "IsTruncated" => is_truncated = text == "true",
            "NextContinuationToken" => next = Some(text.to_owned()).filter(|token| !token.is_empty()),
            "ListBucketResult" => is_list = true,
            _ => {}
        });
        let wrong = match read {
            Err(why) => Some(why),
            Ok(()) if !is_list => Some("it is no list".to_owned()),
            Ok(()) => wrong.map(str::to_owned),
        };
        match wrong {
            Some(why) => Err(format!("the list of objects cannot be read: {why}")),
            None if is_truncated && next.is_none() => {
                Err("the list of objects is cut off: it goes on, and has no token for it".to_owned())
            }
            None => Ok(Page { objects, next }),
        }
    }
}

/// What was read of an object.
#[derive(Default)]
struct Unread {
    key: Option<String>,
    size: Option<u64>,
    modified: Option<SystemTime>,
    version: Option<String>,
}

impl Unread {
    fn read(self) -> Option<Object> {
        let Unread { key, size, modified, version } = self;
        Some(Object { key: key?, size: size?, modified: modified?, version })
    }
}

fn time(text: &str) -> Option<SystemTime> {
    let time = DateTime::from_str(text, Format::DateTimeWithOffset).ok()?;
    SystemTime::try_from(time).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const OBJECT: &str = "<Contents><Key>a//b &amp; c&#13;</Key><LastModified>2026-11-20T06:14:02.000Z</LastModified>\
        <ETag>&quot;0f&quot;</ETag><Size>7</Size></Contents>";

    fn page(content: &str) -> Result<Page, String> {
        Page::read(
            format!("<?xml version=\"1.0\"?><ListBucketResult>{content}</ListBucketResult>").as_bytes(),
        )
    }

    #[test]
    fn objects_are_read_as_they_are_called() {
        let object = Object {
            key: "a//b & c\r".to_owned(),
            size: 7,
            modified: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_155_242),
            version: Some("\"0f\"".to_owned()),
        };
        let last = page(&format!("<Name>b</Name>{OBJECT}<IsTruncated>false</IsTruncated>")).expect("a page");
        assert_eq!((last.objects, last.next), (vec![object], None));
        let more = "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>";
        assert_eq!(page(more).expect("a page").next.as_deref(), Some("t"));
    }

    #[test]
    fn what_is_no_whole_page_is_refused() {
        for content in ["<IsTruncated>true</IsTruncated>", "<Contents><Key>a</Key></Contents>", "<Contents>"]
        {
            assert!(page(content).is_err(), "{content}");
        }
        for body in ["", "<ListBucketResult><Contents>", "<html></html>", "{}"] {
            assert!(Page::read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
