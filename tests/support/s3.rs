//! S3 on this machine: lists of objects in pages, and parts of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::api::{Reply, Request};

/// The objects of all buckets, by `bucket/key`.
#[derive(Clone, Default)]
pub struct Objects {
    pub objects: BTreeMap<String, Vec<u8>>,
    /// How many keys a page has.
    pub page: usize,
}

impl Objects {
    /// What is in a folder, below a prefix such as `bills/exports`.
    pub fn of(folder: &Path, prefix: &str) -> Self {
        let mut objects = Objects { objects: BTreeMap::new(), page: 1000 };
        objects.add(folder, prefix);
        objects
    }

    pub fn add(&mut self, path: &Path, key: &str) {
        if path.is_file() {
            self.objects.insert(key.to_owned(), fs::read(path).expect("read"));
            return;
        }
        for entry in fs::read_dir(path).expect("a folder") {
            let entry = entry.expect("an entry");
            self.add(&entry.path(), &format!("{key}/{}", entry.file_name().to_string_lossy()));
        }
    }

    /// What S3 answers, as its API reference says.
    pub fn answer(&self, request: &Request) -> Reply {
        let path = decoded(request.path.trim_start_matches('/'));
        if request.method != "GET" {
            return refusal(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            );
        }
        if request.query("list-type") == Some("2") {
            return self.list(path.trim_end_matches('/'), request);
        }
        let Some(bytes) = self.objects.get(&path) else {
            return refusal(404, "NoSuchKey", "The specified key does not exist.");
        };
        let range = request.header("range").and_then(|range| range.strip_prefix("bytes="));
        let Some((start, end)) = range.and_then(|range| range.split_once('-')) else {
            return Reply::Answer(200, vec![("ETag", etag(bytes))], bytes.clone());
        };
        let (start, end): (usize, usize) = (start.parse().expect("a number"), end.parse().expect("a number"));
        let end = end.min(bytes.len() - 1);
        let range = format!("bytes {start}-{end}/{}", bytes.len());
        Reply::Answer(206, vec![("Content-Range", range), ("ETag", etag(bytes))], bytes[start..=end].to_vec())
    }

    fn list(&self, bucket: &str, request: &Request) -> Reply {
        let prefix = decoded(request.query("prefix").unwrap_or_default());
        let after = decoded(request.query("continuation-token").unwrap_or_default());
        let begun = format!("{bucket}/{prefix}");
        let matching: Vec<_> = self
            .objects
            .iter()
            .filter(|(key, _)| key.starts_with(&begun) && key.as_str() > after.as_str())
            .collect();
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult>");
        for (key, bytes) in matching.iter().take(self.page) {
            let key = escaped(key.strip_prefix(&format!("{bucket}/")).expect("of the bucket"));
            text += &format!(
                "<Contents><Key>{key}</Key><LastModified>2026-11-20T06:14:02.000Z</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>",
                etag(bytes).replace('"', "&quot;"),
                bytes.len()
            );
        }
        let is_truncated = matching.len() > self.page;
        text += &format!("<IsTruncated>{is_truncated}</IsTruncated>");
        if is_truncated {
            let token = escaped(matching[self.page - 1].0);
            text += &format!("<NextContinuationToken>{token}</NextContinuationToken>");
        }
        Reply::text(200, "application/xml", &(text + "</ListBucketResult>"))
    }
}

/// A refusal as S3 writes it.
pub fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>"
    );
    Reply::text(status, "application/xml", &text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn etag(bytes: &[u8]) -> String {
    format!("\"{:08x}\"", bytes.len())
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, more @ ..] = rest {
        rest = more;
        match (first, more) {
            (b'%', [a, b, after @ ..]) => {
                let digits = String::from_utf8(vec![*a, *b]).expect("digits");
                bytes.push(u8::from_str_radix(&digits, 16).expect("digits"));
                rest = after;
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).expect("text")
}
