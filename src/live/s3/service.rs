//! How requests to S3 are sent, and what its refusals mean.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Method;
use url::Url;

use super::xml::elements;
use crate::live::answer::{self, NoAnswer};
use crate::live::client::{Incoming, Outgoing, header_map, redirected, until_answered};
use crate::live::credentials::{Lack, signature};
use crate::live::endpoint::{domain, is_region};
use crate::live::retry::Trouble;
use crate::live::session::Session;
use crate::policy::Access;

/// Sends reads of a bucket, and nothing else.
pub(super) struct Reads {
    pub(super) session: Arc<Session>,
    pub(super) bucket: String,
    /// The address of the service, where the environment or the profile names one.
    pub(super) endpoint: Option<Url>,
    /// Whether the caller pays for the requests.
    pub(super) is_paid: bool,
    pub(super) seen: Seen,
}

impl Reads {
    /// The address of the bucket, or of what is behind it: each part as it is written in addresses.
    pub(super) fn url(&self, parts: &str) -> Result<Url, String> {
        let written = match &self.endpoint {
            Some(url) => format!("{}/{}{parts}", url.as_str().trim_end_matches('/'), self.bucket),
            None => format!("{}/{}{parts}", own_address(&self.seen.asked()), self.bucket),
        };
        match Url::parse(&written) {
            Ok(url) if url.as_str().ends_with(parts) => Ok(url),
            // The address would be that of another object.
            _ => Err("its key has a part `.` or `..`, which no address can have".to_owned()),
        }
    }

    /// What is at an address.
    pub(super) async fn get(&self, url: &Url, headers: &[(&str, &str)]) -> Result<Vec<u8>, NoAnswer> {
        let (session, region) = (&self.session, self.seen.asked());
        let credentials = session.credentials(&Access::Ambient).await.map_err(|lack| match lack {
            Lack::None => "there are no AWS credentials any more".to_owned(),
            Lack::Failed(why) => session.wipe(&why),
        })?;
        let mut own = headers.to_vec();
        if self.is_paid {
            own.push(("x-amz-request-payer", "requester"));
        }
        let attempt = || async {
            let mut all: Vec<(String, String)> = Vec::new();
            for (name, value) in &own {
                all.push(((*name).to_owned(), (*value).to_owned()));
            }
            let signed = signature(&credentials, "s3", &region, ("GET", url, &own, b""));
            all.extend(signed.map_err(Trouble::lasting)?);
            let headers = header_map(&all).map_err(Trouble::lasting)?;
            let request = Outgoing { method: Method::GET, url: url.clone(), headers, body: Vec::new() };
            let answer = session.client.exchange(request).await?;
            match answer.status.is_success() {
                true => Ok(answer.body),
                false => Err(self.trouble(&answer, url)),
            }
        };
        until_answered(&session.secrets, attempt).await
    }

    fn trouble(&self, answer: &Incoming, url: &Url) -> Trouble {
        let (error, secrets) = (ErrorOfS3::read(&answer.body), &self.session.secrets);
        self.seen.told(answer.header("x-amz-bucket-region").or(error.region.as_deref()));
        if let Some(words) = redirected(answer, url, secrets) {
            return Trouble::lasting(words);
        }
        let json = serde_json::json!({ "code": error.code, "message": error.message }).to_string();
        let body = if error.code.is_some() { json.as_bytes() } else { &answer.body };
        answer.trouble(answer::said(answer.status, body, secrets))
    }
}

fn own_address(region: &str) -> String {
    format!("https://s3.{region}.{}", domain(region))
}

/// Which region is asked, and which one the bucket says that it is in.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<Regions>);

#[derive(Debug, Default)]
struct Regions {
    asked: String,
    told: Option<String>,
}

impl Seen {
    /// That a region is asked from now on.
    pub(super) fn turn_to(&self, region: &str) {
        *self.regions() = Regions { asked: region.to_owned(), told: None };
    }

    /// The region that is asked.
    pub(super) fn asked(&self) -> String {
        self.regions().asked.clone()
    }

    /// The region of the bucket, if another one was asked.
    pub(super) fn region(&self) -> Option<String> {
        let regions = self.regions();
        regions.told.clone().filter(|told| *told != regions.asked)
    }

    fn told(&self, region: Option<&str>) {
        if let Some(region) = region.filter(|region| is_region(region)) {
            self.regions().told = Some(region.to_owned());
        }
    }

    fn regions(&self) -> MutexGuard<'_, Regions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        // However little of it is there: that it is a refusal is known.
        let _ = elements(body, |name, text| {
            let slot = match name {
                "Code" => &mut error.code,
                "Message" => &mut error.message,
                "Region" => &mut error.region,
                _ => return,
            };
            *slot = Some(text.to_owned());
        });
        error
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
