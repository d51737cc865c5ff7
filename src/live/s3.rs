//! Objects in S3: lists of them, and parts of what is in them. Nothing but reads is sent.

mod service;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_credential_types::provider::ProvideCredentials;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder, AwsCredential};
use object_store::client::CredentialProvider;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectStore, RetryConfig};

use super::Refusal;
use super::answer::NoAnswer;
use super::credentials::causes;
use super::sdk::{Ambient, cause};
use super::session::Session;
use service::{Reads, Seen};

/// What configuration files and environment variables call the service.
const SERVICE_ID: &str = "S3";
/// How many pages of a list are read: some million objects.
const MOST_PAGES: usize = 2000;
/// How many bytes are asked for at once, and how many parts side by side.
const PART: u64 = 8 << 20;
const SIDE_BY_SIDE: usize = 8;
/// Gaps between parts that are read along, because a request costs as much time.
const GAP: u64 = 1 << 20;

/// Where the domain of a region is another one than that of most, by how its name begins.
const DOMAINS: [(&str, &str); 2] = [("cn-", "amazonaws.com.cn"), ("eusc-", "amazonaws.eu")];

/// An object of a bucket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) modified: SystemTime,
    /// What tells this version of it from others.
    version: Option<String>,
}

/// A bucket.
pub(crate) struct Bucket {
    session: Arc<Session>,
    name: String,
    endpoint: Option<String>,
    /// Whether the caller pays for the requests.
    is_paid: bool,
    seen: Arc<Seen>,
    /// Made anew where the bucket turns out to be in another region.
    store: Mutex<Arc<AmazonS3>>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({:?})", self.name)
    }
}

impl Bucket {
    /// A bucket that is looked for in a region first.
    ///
    /// # Errors
    /// There are no credentials at all, or an address that none may be sent to.
    pub(crate) fn open(session: &Arc<Session>, name: &str, region: &str) -> Result<Self, Refusal> {
        let endpoint = session.wait(async {
            session.need_credentials().await?;
            session.endpoint(SERVICE_ID).await
        })?;
        let endpoint = endpoint.map(|url| url.as_str().trim_end_matches('/').to_owned());
        // As GDAL and other readers of buckets have it.
        let is_paid = std::env::var("AWS_REQUEST_PAYER").is_ok_and(|who| who == "requester");
        let (session, name, seen) = (Arc::clone(session), name.to_owned(), Arc::default());
        let store = make(&session, &name, endpoint.as_deref(), is_paid, &seen, region)?;
        Ok(Bucket { session, name, endpoint, is_paid, seen, store: Mutex::new(Arc::new(store)) })
    }

    fn store(&self) -> Arc<AmazonS3> {
        Arc::clone(&self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Turns to the region that the bucket is in, if it is not the one that was asked.
    fn turn(&self) -> bool {
        let Some(region) = self.seen.region() else { return false };
        let made =
            make(&self.session, &self.name, self.endpoint.as_deref(), self.is_paid, &self.seen, &region);
        let Ok(made) = made else { return false };
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(made);
        true
    }

    /// The objects whose keys begin so, as far as the list goes, and why it goes no further.
    pub(crate) fn list(&self, prefix: &str) -> (Vec<Object>, Option<String>) {
        let mut objects = Vec::new();
        let mut why = self.session.wait(self.fill(prefix, &mut objects)).err();
        if why.is_some() && objects.is_empty() && self.turn() {
            why = self.session.wait(self.fill(prefix, &mut objects)).err();
        }
        (objects, why)
    }

    async fn fill(&self, prefix: &str, objects: &mut Vec<Object>) -> Result<(), String> {
        let (store, mut token) = (self.store(), None);
        for _ in 0..MOST_PAGES {
            let options = PaginatedListOptions { page_token: token, ..PaginatedListOptions::default() };
            let page = store.list_paginated((!prefix.is_empty()).then_some(prefix), options).await;
            let page = page.map_err(|error| self.why(&error))?;
            let last = objects.last().map(|object: &Object| object.key.clone());
            for found in page.result.objects {
                objects.push(Object {
                    key: found.location.to_string(),
                    size: found.size,
                    modified: found.last_modified.into(),
                    version: found.e_tag,
                });
            }
            let is_further = objects.last().map(|object| &object.key) > last.as_ref();
            token = page.page_token;
            match &token {
                None => return Ok(()),
                Some(_) if !is_further => return Err("the list of objects does not advance".to_owned()),
                Some(_) => {}
            }
        }
        Err(format!("the list of objects has no end: {MOST_PAGES} pages were read"))
    }

    /// Parts of an object, in the order in which they are asked for.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) fn parts(&self, object: &Object, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, String> {
        let joined = joined(ranges);
        let pieces = joined.iter().flat_map(cut);
        let store = self.store();
        let fetched = pieces.map(|piece| {
            let (store, start) = (&store, piece.start);
            async move { self.piece(store, object, piece).await.map(|bytes| (start, bytes)) }
        });
        let fetched = stream::iter(fetched).buffered(SIDE_BY_SIDE).try_collect();
        let fetched: Vec<(u64, Vec<u8>)> = self.session.wait(fetched)?;
        let mut parts = Vec::new();
        for range in ranges {
            let mut part = Vec::with_capacity((range.end - range.start) as usize);
            for (start, bytes) in &fetched {
                let end = start + bytes.len() as u64;
                let (from, to) = (range.start.max(*start), range.end.min(end));
                if from < to {
                    part.extend_from_slice(&bytes[(from - start) as usize..(to - start) as usize]);
                }
            }
            parts.push(part);
        }
        Ok(parts)
    }

    async fn piece(&self, store: &AmazonS3, object: &Object, piece: Range<u64>) -> Result<Vec<u8>, String> {
        let key = Key::parse(&object.key).map_err(|error| error.to_string())?;
        let length = piece.end - piece.start;
        let options = GetOptions {
            range: Some(GetRange::Bounded(piece)),
            // What is written anew meanwhile is not the object that was listed.
            if_match: object.version.clone(),
            ..GetOptions::default()
        };
        let got = async { store.get_opts(&key, options).await?.bytes().await };
        let bytes = got.await.map_err(|error| self.why(&error))?;
        match bytes.len() as u64 == length {
            true => Ok(bytes.into()),
            false => Err(format!("{} of {length} bytes came", bytes.len())),
        }
    }

    /// What keeps something from being read, in words, and without keys.
    fn why(&self, error: &object_store::Error) -> String {
        match cause::<NoAnswer>(error) {
            Some(own) => service::advised(own),
            None => self.session.wipe(&causes(error)),
        }
    }
}

fn make(
    session: &Session,
    name: &str,
    endpoint: Option<&str>,
    is_paid: bool,
    seen: &Arc<Seen>,
    region: &str,
) -> Result<AmazonS3, Refusal> {
    let domain = DOMAINS.iter().find(|(beginning, _)| region.starts_with(beginning));
    let domain = if let Some((_, domain)) = domain { domain } else { "amazonaws.com" };
    let own = format!("https://s3.{region}.{domain}");
    let endpoint = endpoint.unwrap_or(&own);
    let (chain, secrets) = (Arc::clone(&session.chain), Arc::clone(&session.secrets));
    let reads =
        Reads { client: session.client.clone(), secrets: Arc::clone(&secrets), seen: Arc::clone(seen) };
    seen.turn_to(region);
    AmazonS3Builder::new()
        .with_bucket_name(name)
        .with_region(region)
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_request_payer(is_paid)
        .with_credentials(Arc::new(Ambient { chain, secrets }))
        .with_http_connector(reads)
        // The client has its own.
        .with_retry(RetryConfig { max_retries: 0, ..RetryConfig::default() })
        .build()
        .map_err(|error| Refusal::NoClient { why: causes(&error) })
}

#[async_trait::async_trait]
impl CredentialProvider for Ambient {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let got = self.provide_credentials().await;
        let got = got.map_err(|error| object_store::Error::Generic { store: "S3", source: error.into() })?;
        Ok(Arc::new(AwsCredential {
            key_id: got.access_key_id().to_owned(),
            secret_key: got.secret_access_key().to_owned(),
            token: got.session_token().map(str::to_owned),
        }))
    }
}

/// Ranges in their order, those that lie near each other made one.
fn joined(ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut sorted: Vec<Range<u64>> =
        ranges.iter().filter(|range| range.start < range.end).cloned().collect();
    sorted.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for range in sorted {
        match joined.last_mut() {
            Some(last) if range.start <= last.end + GAP => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// A range in pieces that are fetched side by side.
fn cut(range: &Range<u64>) -> Vec<Range<u64>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let end = (start + PART).min(range.end);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ranges_are_asked_for_together_and_long_ones_in_pieces() {
        let far = 10 * PART;
        assert_eq!(joined(&[far..far + 5, 0..10, 5..20, 7..7, 1000..1001]), [0..1001, far..far + 5]);
        assert_eq!(
            cut(&(1..2 * PART + 2)),
            [1..PART + 1, PART + 1..2 * PART + 1, 2 * PART + 1..2 * PART + 2]
        );
        assert_eq!(cut(&(5..5)), []);
    }
}
