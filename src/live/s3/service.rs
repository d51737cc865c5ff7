//! How requests to S3 are sent, and what its refusals mean.

use std::sync::{Arc, Mutex, PoisonError};

use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use reqwest::Method;
use url::Url;

use crate::live::answer::{self, NoAnswer};
use crate::live::client::{Client, Incoming, Outgoing, redirected, until_answered};
use crate::live::endpoint::is_region;
use crate::live::retry::Trouble;
use crate::live::secret::Secrets;

/// Sends reads, and nothing else.
#[derive(Clone, Debug)]
pub(super) struct Reads {
    pub(super) client: Client,
    pub(super) secrets: Arc<Secrets>,
    pub(super) seen: Arc<Seen>,
}

/// Which region is asked, and which one the bucket says that it is in.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<[Option<String>; 2]>);

impl Seen {
    /// That a region is asked from now on.
    pub(super) fn turn_to(&self, region: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = [Some(region.to_owned()), None];
    }

    /// The region of the bucket, if another one was asked.
    pub(super) fn region(&self) -> Option<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [asked, told] = &*seen;
        told.clone().filter(|_| asked != told)
    }

    fn told(&self, region: Option<&str>) {
        if let Some(region) = region.filter(|region| is_region(region)) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)[1] = Some(region.to_owned());
        }
    }
}

impl HttpConnector for Reads {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait::async_trait]
impl HttpService for Reads {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let lasting = |why: &str| HttpError::new(HttpErrorKind::Unknown, NoAnswer::from(why.to_owned()));
        let (parts, _) = request.into_parts();
        if parts.method != Method::GET && parts.method != Method::HEAD {
            return Err(lasting("only reads are sent"));
        }
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| lasting("the address is not a URL"))?;
        let attempt = || async {
            let (method, headers) = (parts.method.clone(), parts.headers.clone());
            let request = Outgoing { method, url: url.clone(), headers, body: Vec::new() };
            let answer = self.client.exchange(request).await?;
            match answer.status.is_success() {
                true => Ok(answer),
                false => Err(self.trouble(&answer, &url)),
            }
        };
        let answer = until_answered(&self.secrets, attempt).await;
        // Its own error tells more than what this one is turned into on the way.
        let answer = answer.map_err(|why| HttpError::new(HttpErrorKind::Unknown, why))?;
        let mut response = HttpResponse::new(answer.body.into());
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}

impl Reads {
    fn trouble(&self, answer: &Incoming, url: &Url) -> Trouble {
        let error = ErrorOfS3::read(&answer.body);
        self.seen.told(answer.header("x-amz-bucket-region").or(error.region.as_deref()));
        if let Some(words) = redirected(answer, url, &self.secrets) {
            return Trouble::lasting(words);
        }
        let json = serde_json::json!({ "code": error.code, "message": error.message }).to_string();
        let body = if error.code.is_some() { json.as_bytes() } else { &answer.body };
        answer.trouble(answer::said(answer.status, body, &self.secrets))
    }
}

/// What S3 says of a refusal
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>).
#[derive(Default)]
struct ErrorOfS3 {
    code: Option<String>,
    message: Option<String>,
    region: Option<String>,
}

impl ErrorOfS3 {
    fn read(body: &[u8]) -> Self {
        let mut error = ErrorOfS3::default();
        let text = String::from_utf8_lossy(body);
        let mut reader = Reader::from_str(&text);
        let mut place = None;
        loop {
            let more = match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    place = Some(tag.local_name().as_ref().to_owned());
                    continue;
                }
                Ok(Event::End(_)) => {
                    place = None;
                    continue;
                }
                Ok(Event::Text(text)) => text.to_string(),
                Ok(Event::GeneralRef(name)) => {
                    resolve_predefined_entity(&name).unwrap_or_default().to_owned()
                }
                Ok(Event::Eof) | Err(_) => return error,
                Ok(_) => continue,
            };
            let slot = match place.as_deref() {
                Some("Code") => &mut error.code,
                Some("Message") => &mut error.message,
                Some("Region") => &mut error.region,
                _ => continue,
            };
            slot.get_or_insert_default().push_str(&more);
        }
    }
}

/// What to do about a refusal, where its code tells.
pub(super) fn advised(why: &NoAnswer) -> String {
    let advice = match why.error_code.as_deref() {
        Some("AccessDenied") => {
            "; reading needs `s3:ListBucket` and `s3:GetObject`, for objects that are encrypted with a key of AWS KMS also `kms:Decrypt`, and `AWS_REQUEST_PAYER=requester` where the bucket lets the reader pay"
        }
        Some(code) if code.starts_with("KMS.") => {
            "; the key of AWS KMS that the object is encrypted with cannot be used: see that it is enabled, and that `kms:Decrypt` is allowed"
        }
        Some("ExpiredToken" | "TokenRefreshRequired") => "; sign in again",
        Some("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken") => {
            "; see which credentials are in force"
        }
        Some("RequestTimeTooSkewed") => "; set the clock of this machine",
        Some("InvalidObjectState") => "; the object is archived: restore it first",
        Some("PreconditionFailed") => "; it changed while it was read: run again",
        Some("InvalidRequest") => {
            "; an object that is encrypted with a key of the customer's own (SSE-C) cannot be read"
        }
        _ => "",
    };
    format!("{}{advice}", why.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_s3_are_read_from_xml() {
        let body = br#"<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region &apos;us-east-1&apos; is wrong</Message><Region>eu-west-1</Region></Error>"#;
        let error = ErrorOfS3::read(body);
        assert_eq!(error.code.as_deref(), Some("AuthorizationHeaderMalformed"));
        assert_eq!(error.message.as_deref(), Some("the region 'us-east-1' is wrong"));
        assert_eq!(error.region.as_deref(), Some("eu-west-1"));
        for body in [&b""[..], b"<html>", b"no XML", b"{}"] {
            assert_eq!(ErrorOfS3::read(body).code, None);
        }
    }

    #[test]
    fn a_bucket_says_where_it_is() {
        let seen = Seen::default();
        seen.turn_to("us-east-1");
        for region in [None, Some("us-east-1"), Some("evil.example/")] {
            seen.told(region);
            assert_eq!(seen.region(), None, "{region:?}");
        }
        seen.told(Some("eu-west-1"));
        assert_eq!(seen.region().as_deref(), Some("eu-west-1"));
        seen.turn_to("eu-west-1");
        assert_eq!(seen.region(), None);
    }
}
