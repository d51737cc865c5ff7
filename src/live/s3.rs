//! Objects in S3: lists of them, and parts of what is in them. Nothing but reads is sent.

mod list;
mod service;
mod xml;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Refusal;
use super::session::Session;
use crate::text::part_of_url;
pub(crate) use list::Object;
use list::Page;
use service::{Reads, Seen, advised};

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
pub(crate) struct Bucket(Reads);

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({:?})", self.0.bucket)
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
        // As GDAL and other readers of buckets have it.
        let is_paid = std::env::var("AWS_REQUEST_PAYER").is_ok_and(|who| who == "requester");
        let seen = Seen::default();
        seen.turn_to(region);
        let (session, bucket) = (Arc::clone(session), name.to_owned());
        Ok(Bucket(Reads { session, bucket, endpoint, is_paid, seen }))
    }

    /// Turns to the region that the bucket is in, if it is not the one that was asked.
    fn turn(&self) -> bool {
        let Some(region) = self.0.seen.region() else { return false };
        self.0.seen.turn_to(&region);
        true
    }

    /// The objects whose keys begin so, as far as the list goes, and why it goes no further.
    pub(crate) fn list(&self, prefix: &str) -> (Vec<Object>, Option<String>) {
        let mut objects = Vec::new();
        let mut why = self.0.session.wait(self.fill(prefix, &mut objects)).err();
        if why.is_some() && objects.is_empty() && self.turn() {
            why = self.0.session.wait(self.fill(prefix, &mut objects)).err();
        }
        (objects, why)
    }

    async fn fill(&self, prefix: &str, objects: &mut Vec<Object>) -> Result<(), String> {
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = String::from("?list-type=2");
            if !prefix.is_empty() {
                query += &format!("&prefix={}", part_of_url(prefix));
            }
            if let Some(token) = &token {
                query += &format!("&continuation-token={}", part_of_url(token));
            }
            let body = self.0.get(&self.0.url(&query)?, &[]).await.map_err(|why| advised(&why))?;
            let page = Page::read(&body)?;
            let last = objects.last().map(|object: &Object| object.key.clone());
            objects.extend(page.objects);
            let is_further = objects.last().map(|object| &object.key) > last.as_ref();
            token = page.next;
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
        let fetched = pieces.map(|piece| async move {
            let start = piece.start;
            self.piece(object, piece).await.map(|bytes| (start, bytes))
        });
        let fetched = stream::iter(fetched).buffered(SIDE_BY_SIDE).try_collect();
        let fetched: Vec<(u64, Vec<u8>)> = self.0.session.wait(fetched)?;
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
        let key: Vec<String> = object.key.split('/').map(part_of_url).collect();
        let url = self.0.url(&format!("/{}", key.join("/")))?;
        let range = format!("bytes={}-{}", piece.start, piece.end - 1);
        let mut headers = vec![("range", range.as_str())];
        if let Some(version) = &object.version {
            // What is written anew meanwhile is not the object that was listed.
            headers.push(("if-match", version));
        }
        let bytes = self.0.get(&url, &headers).await.map_err(|why| advised(&why))?;
        let length = piece.end - piece.start;
        match bytes.len() as u64 == length {
            true => Ok(bytes),
            false => Err(format!("{} of {length} bytes came", bytes.len())),
        }
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
