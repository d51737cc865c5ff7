//! Objects in S3: lists of them, and parts of what is in them. Nothing but reads is sent.

mod advice;
mod list;
mod region;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use aws_config::{Region, SdkConfig};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{Builder, ResponseChecksumValidation};
use aws_sdk_s3::types::RequestPayer;
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::sdk;
use super::session::Session;
use super::{Interrupt, Refusal};
use advice::advised;
pub(crate) use list::Object;
use list::{Page, ToItsEnd};
use region::Told;

/// What configuration files and environment variables call the service.
const SERVICE_ID: &str = "S3";
/// How many pages of a list are read: some million objects.
const MOST_PAGES: usize = 2000;
/// How many bytes are asked for at once, and how many parts side by side.
const PART: u64 = 8 << 20;
const SIDE_BY_SIDE: usize = 8;
/// Gaps between parts that are read along, because a request costs as much time.
const GAP: u64 = 1 << 20;

/// A bucket.
pub(crate) struct Bucket {
    session: Arc<Session>,
    name: String,
    client: Client,
    told: Told,
    /// Whether the caller pays for the requests.
    payer: Option<RequestPayer>,
    interrupt: Interrupt,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({:?})", self.name)
    }
}

impl Bucket {
    /// A bucket that is looked for in a region first. It is read until there is an interrupt.
    ///
    /// # Errors
    /// There are no credentials at all, or an address that none may be sent to.
    pub(crate) fn open(
        session: &Arc<Session>,
        name: &str,
        region: &str,
        interrupt: &Interrupt,
    ) -> Result<Self, Refusal> {
        let config = session.wait(sdk::config(session, SERVICE_ID, region))?;
        let told = Told::default();
        let client = Client::from_conf(own(&config).interceptor(told.clone()).build());
        // As GDAL and other readers of buckets have it.
        let is_paid = std::env::var("AWS_REQUEST_PAYER").is_ok_and(|who| who == "requester");
        let payer = is_paid.then_some(RequestPayer::Requester);
        let (session, name, interrupt) = (Arc::clone(session), name.to_owned(), interrupt.clone());
        Ok(Bucket { session, name, client, told, payer, interrupt })
    }

    /// Turns to the region that the bucket is in, if it is not the one that was asked.
    fn turn(&mut self) -> bool {
        let config = self.client.config();
        let Some(region) = self.told.region().map(Region::new) else { return false };
        if config.region() == Some(&region) {
            return false;
        }
        self.client = Client::from_conf(config.to_builder().region(region).build());
        true
    }

    /// The objects whose keys begin so, as far as the list goes, and why it goes no further.
    pub(crate) fn list(&mut self, prefix: &str) -> (Vec<Object>, Option<String>) {
        let mut objects = Vec::new();
        let mut why = self.wait(self.fill(prefix, &mut objects)).err();
        if why.is_some() && objects.is_empty() && self.turn() {
            why = self.wait(self.fill(prefix, &mut objects)).err();
        }
        (objects, why)
    }

    fn wait<T>(&self, question: impl Future<Output = Result<T, String>>) -> Result<T, String> {
        self.session.wait(self.interrupt.answer(question))?
    }

    async fn fill(&self, prefix: &str, objects: &mut Vec<Object>) -> Result<(), String> {
        let prefix = Some(prefix.to_owned()).filter(|prefix| !prefix.is_empty());
        let asked = self.client.list_objects_v2().bucket(&self.name).set_request_payer(self.payer.clone());
        let mut asked = asked.set_prefix(prefix);
        for _ in 0..MOST_PAGES {
            let answer = || asked.clone().customize().interceptor(ToItsEnd).send();
            let answer = sdk::answered(&self.session, answer).await.map_err(|why| advised(&why))?;
            let page = Page::of(answer)?;
            let last = objects.last().map(|object: &Object| object.key.clone());
            objects.extend(page.objects);
            let is_further = objects.last().map(|object| &object.key) > last.as_ref();
            match page.next {
                None => return Ok(()),
                Some(_) if !is_further => return Err("the list of objects does not advance".to_owned()),
                next => asked = asked.set_continuation_token(next),
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
        let fetched = pieces.map(|piece| async move {
            let start = piece.start;
            self.piece(object, piece).await.map(|bytes| (start, bytes))
        });
        let fetched = stream::iter(fetched).buffered(SIDE_BY_SIDE).try_collect();
        let fetched: Vec<(u64, Vec<u8>)> = self.wait(fetched)?;
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

    async fn piece(&self, object: &Object, piece: Range<u64>) -> Result<Vec<u8>, String> {
        if object.key.split('/').any(|part| matches!(part, "." | "..")) {
            return Err("its key has a part `.` or `..`, which no address can have".to_owned());
        }
        let asked = self
            .client
            .get_object()
            .bucket(&self.name)
            .key(&object.key)
            .range(format!("bytes={}-{}", piece.start, piece.end - 1))
            // What is written anew meanwhile is not the object that was listed.
            .set_if_match(object.version.clone())
            .set_request_payer(self.payer.clone());
        let answer = sdk::answered(&self.session, || asked.clone().send()).await;
        let body = answer.map_err(|why| advised(&why))?.body.collect().await;
        let bytes = body.map_err(|error| self.session.wipe(&error.to_string()))?.into_bytes();
        let length = piece.end - piece.start;
        match bytes.len() as u64 == length {
            true => Ok(bytes.into()),
            false => Err(format!("{} of {length} bytes came", bytes.len())),
        }
    }
}

/// How S3 is asked: at an address of somebody's own the bucket is in the path, at AWS's in the name of the host where
/// that can be.
fn own(config: &SdkConfig) -> Builder {
    Builder::from(config)
        .force_path_style(config.endpoint_url().is_some())
        // Parts of objects have no checksums.
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
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
    use std::sync::Mutex;

    use aws_config::BehaviorVersion;
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use aws_smithy_runtime_api::client::http::{
        HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
    };
    use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
    use aws_smithy_runtime_api::client::result::ConnectorError;

    use super::*;
    use crate::live::session::runtime;

    /// Remembers the addresses that are asked, and answers nothing.
    #[derive(Clone, Debug, Default)]
    struct Addresses(Arc<Mutex<Vec<String>>>);

    impl HttpConnector for Addresses {
        fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
            self.0.lock().expect("not poisoned").push(request.uri().to_owned());
            HttpConnectorFuture::ready(Err(ConnectorError::user("no answer".into())))
        }
    }

    fn address(bucket: &str, region: &str, endpoint: Option<&str>) -> String {
        let (addresses, key) = (Addresses::default(), Credentials::new("AKID", "secret", None, None, "test"));
        let connector = addresses.clone();
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(key))
            .http_client(http_client_fn(move |_, _| SharedHttpConnector::new(connector.clone())));
        config.set_endpoint_url(endpoint.map(str::to_owned));
        let client = Client::from_conf(own(&config.build()).build());
        let asked = client.get_object().bucket(bucket).key("/a//b c+d/\u{e9}").send();
        runtime().expect("a runtime").block_on(asked).expect_err("no answer");
        let asked = addresses.0.lock().expect("not poisoned").clone();
        let [only] = &asked[..] else { panic!("{asked:?}") };
        only.clone()
    }

    /// What a bucket is called makes no host of somebody else's.
    #[test]
    fn keys_go_to_the_bucket_or_the_service_of_a_region_and_name_the_object_as_it_is_called() {
        let own = Some("http://127.0.0.1:9/");
        for (bucket, region, endpoint, expected) in [
            ("bills", "us-east-1", None, "https://bills.s3.us-east-1.amazonaws.com"),
            ("bills", "cn-north-1", None, "https://bills.s3.cn-north-1.amazonaws.com.cn"),
            ("bills", "eusc-de-east-1", None, "https://bills.s3.eusc-de-east-1.amazonaws.eu"),
            ("my.bills", "eu-west-1", None, "https://s3.eu-west-1.amazonaws.com/my.bills"),
            ("My_Bills", "us-east-1", None, "https://s3.us-east-1.amazonaws.com/My_Bills"),
            ("bills", "us-east-1", own, "http://127.0.0.1:9/bills"),
            ("bills", "us-east-1", Some("https://s3.localhost:9/x/"), "https://s3.localhost:9/x/bills"),
        ] {
            let asked = address(bucket, region, endpoint);
            assert_eq!(asked, format!("{expected}//a//b%20c%2Bd/%C3%A9?x-id=GetObject"), "{bucket} {region}");
        }
    }

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
