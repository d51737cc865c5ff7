//! Exports in S3.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::api::{Api, Reply, Request};
use super::s3::{Objects, refusal};
use super::{figures, fixtures, of_disk, spend, told, workplace};

const SOURCES: [&str; 5] = ["cur2", "cur2.csv.gz", "focus-1.2.csv", "legacy", "legacy.csv.zip"];

fn serve(objects: Objects) -> Api {
    Api::start(move |request, _| objects.answer(request))
}

#[test]
fn a_bill_in_s3_is_the_bill_on_the_disk() {
    let workplace = workplace();
    for name in SOURCES {
        let mut objects = Objects::of(&fixtures().join(name), &format!("bills/exports/{name}"));
        // A neighbour whose name begins the same is not meant.
        objects.objects.insert(format!("bills/exports/{name}-old/a.csv"), b"no,bill\n".to_vec());
        objects.page = 1;
        let api = serve(objects);
        let (status, document, stderr) =
            told(spend(&workplace, &api, &[&format!("s3://bills/exports/{name}")]));
        let (spend, findings) = figures(&document);
        assert_eq!((status, spend, findings), of_disk(&workplace, name, &[]), "{name}: {stderr}");
    }
}

#[test]
fn nothing_but_reads_is_sent_and_signed() {
    let workplace = workplace();
    let api = serve(Objects::of(&fixtures().join("cur2"), "bills/cur2"));
    told(spend(&workplace, &api, &["s3://bills/cur2/"]));
    let requests = api.requests();
    assert!(requests.len() > 3, "{requests:?}");
    for request in requests {
        assert_eq!(request.method, "GET", "{request:?}");
        let signature = request.header("authorization").expect("signed");
        assert!(signature.contains("/us-east-1/s3/aws4_request"), "{signature}");
        assert_eq!(request.header("x-amz-request-payer"), None);
    }
}

#[test]
fn who_reads_pays_where_the_environment_says_so() {
    let workplace = workplace();
    let api = serve(Objects::of(&fixtures().join("cur2"), "bills/cur2"));
    let mut command = spend(&workplace, &api, &["s3://bills"]);
    command.env("AWS_REQUEST_PAYER", "requester");
    assert!(told(command).0 < 2);
    let pays = |request: &Request| request.header("x-amz-request-payer") == Some("requester");
    assert!(api.requests().iter().all(pays));
}

#[test]
fn a_bucket_in_another_region_is_found() {
    let workplace = workplace();
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    let answers = [
        |_: &str| {
            refusal(301, "PermanentRedirect", "use the endpoint").with("x-amz-bucket-region", "eu-west-1")
        },
        |_: &str| {
            let text = "<Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong</Message><Region>eu-west-1</Region></Error>";
            Reply::text(400, "application/xml", text)
        },
    ];
    for wrong in answers {
        let objects = objects.clone();
        let api = Api::start(move |request, _| match request.header("authorization") {
            Some(signature) if signature.contains("/eu-west-1/s3/") => objects.answer(request),
            _ => wrong(&request.path),
        });
        let (status, document, stderr) = told(spend(&workplace, &api, &["s3://bills/cur2"]));
        let (spend, findings) = figures(&document);
        assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{stderr}");
        assert_eq!(
            api.requests()
                .iter()
                .filter(|request| {
                    request.header("authorization").is_some_and(|signature| signature.contains("/us-east-1/"))
                })
                .count(),
            1
        );
    }
}

#[test]
fn what_is_refused_is_said_and_other_sources_are_read() {
    let workplace = workplace();
    let refusals = [
        (403, "AccessDenied", "`s3:GetObject`"),
        (404, "NoSuchBucket", "NoSuchBucket"),
        (400, "ExpiredToken", "sign in again"),
        (403, "RequestTimeTooSkewed", "set the clock of this machine"),
        (400, "KMS.DisabledException", "`kms:Decrypt`"),
        (403, "InvalidObjectState", "archived"),
        (301, "PermanentRedirect", "PermanentRedirect"),
    ];
    let local = fixtures().join("cur2");
    for (status, code, words) in refusals {
        let api = Api::start(move |_, _| refusal(status, code, "words of the service"));
        let sources = ["s3://bills/exports", local.to_str().expect("text")];
        let (exit, document, stderr) = told(spend(&workplace, &api, &sources));
        let failure = &document["failures"][0];
        assert_eq!(failure["subject"].as_str(), Some("s3://bills/exports"), "{document}");
        let message = failure["message"].as_str().expect("words");
        assert!(message.contains(words) && message.contains(code), "{message}");
        assert_eq!((exit, document["spend"].as_array().map(Vec::len)), (1, Some(1)), "{stderr}");
        let (exit, ..) = told(spend(&workplace, &api, &["s3://bills/exports"]));
        assert_eq!(exit, 3, "{code}");
    }
}

#[test]
fn an_object_that_is_refused_is_a_failure_of_that_file() {
    let workplace = workplace();
    let mut objects = Objects::of(&fixtures().join("cur2"), "bills/a/cur2");
    objects.add(&fixtures().join("cur2.csv.gz"), "bills/a/other.csv.gz");
    let api = Api::start(move |request, _| match request.path.ends_with("other.csv.gz") {
        true => refusal(403, "AccessDenied", "not this one"),
        false => objects.answer(request),
    });
    let (exit, document, _) = told(spend(&workplace, &api, &["s3://bills/a"]));
    let failures = document["failures"].as_array().expect("failures");
    assert_eq!((exit, failures.len()), (1, 1), "{document}");
    assert!(failures[0].to_string().contains("s3://bills/a/other.csv.gz"), "{failures:?}");
    assert_eq!(document["spend"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_passes_is_tried_again() {
    let workplace = workplace();
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let api = Api::start(move |request, _| match counted.fetch_add(1, Ordering::Relaxed) % 4 {
        0 => refusal(503, "SlowDown", "Please reduce your request rate.").with("Retry-After", "0"),
        2 => match objects.answer(request) {
            Reply::Answer(200 | 206, _, body) => Reply::Truncated(body),
            other => other,
        },
        _ => objects.answer(request),
    });
    let (status, document, stderr) = told(spend(&workplace, &api, &["s3://bills/cur2"]));
    let (spend, findings) = figures(&document);
    assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{stderr}");
}

#[test]
fn a_body_that_is_always_cut_off_is_a_failure() {
    let workplace = workplace();
    let objects = Objects::of(&fixtures().join("cur2.csv.gz"), "bills/a.csv.gz");
    let api = Api::start(move |request, _| match objects.answer(request) {
        Reply::Answer(206, _, body) => Reply::Truncated(body),
        other => other,
    });
    let (exit, document, _) = told(spend(&workplace, &api, &["s3://bills/a.csv.gz"]));
    assert_eq!(exit, 3);
    let message = document["failures"][0]["message"].as_str().expect("words");
    assert!(message.contains("cut off, or broken") || message.contains("the answer is cut off"), "{message}");
}

#[test]
fn a_list_without_end_is_left() {
    let workplace = workplace();
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    let api = Api::start(move |request, _| match request.query("list-type") {
        Some(_) => {
            let text = "<ListBucketResult><Contents><Key>cur2/a</Key><LastModified>2026-11-20T06:14:02.000Z</LastModified>\
                <Size>0</Size></Contents><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>";
            Reply::text(200, "application/xml", text)
        }
        None => objects.answer(request),
    });
    let (exit, document, _) = told(spend(&workplace, &api, &["s3://bills/cur2"]));
    let message = document["failures"][0]["message"].as_str().expect("words");
    assert_eq!((exit, message), (3, "the list of objects does not advance"));
    assert!(api.requests().len() < 5);
}

#[test]
fn a_list_that_goes_on_without_saying_how_is_not_the_whole() {
    let workplace = workplace();
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    let api = Api::start(move |request, _| match (request.query("list-type"), objects.answer(request)) {
        (Some(_), Reply::Answer(status, headers, body)) => {
            let text = String::from_utf8(body).expect("text");
            let text = text.replace("<IsTruncated>false", "<IsTruncated>true");
            Reply::Answer(status, headers, text.into_bytes())
        }
        (_, reply) => reply,
    });
    let (exit, document, _) = told(spend(&workplace, &api, &["s3://bills/cur2"]));
    let message = document["failures"][0]["message"].as_str().expect("words");
    assert_eq!((exit, message), (3, "the list of objects is cut off: it goes on, and has no token for it"));
}

/// An export whose prefix was given with a slash at its end has such keys.
#[test]
fn keys_with_slashes_beside_each_other_are_read() {
    let workplace = workplace();
    let mut objects = Objects::of(&fixtures().join("cur2"), "bills/exports//cur2");
    // The mark of a folder is no file.
    objects.objects.insert("bills/exports/".to_owned(), Vec::new());
    let api = serve(objects);
    for source in ["s3://bills/exports/", "s3://bills/exports//cur2"] {
        let (status, document, stderr) = told(spend(&workplace, &api, &[source]));
        let (spend, findings) = figures(&document);
        assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{source}: {stderr}");
    }
}

#[test]
fn keys_that_begin_with_a_slash_are_of_their_bucket() {
    let workplace = workplace();
    let mut objects = Objects::of(&fixtures().join("cur2.csv.gz"), "bills//bill.csv.gz");
    objects.objects.insert("others//bill.csv.gz".to_owned(), b"no,bill\n".to_vec());
    let (exit, document, stderr) =
        told(spend(&workplace, &serve(objects), &["s3://bills//bill.csv.gz", "s3://others//bill.csv.gz"]));
    assert_eq!(exit, 1, "{stderr}");
    let subjects: Vec<_> =
        document["failures"].as_array().expect("a list").iter().map(|it| &it["subject"]).collect();
    assert_eq!(subjects, ["s3://others//bill.csv.gz"], "{stderr}");
    assert_eq!(figures(&document).0, of_disk(&workplace, "cur2.csv.gz", &[]).1);
}

#[test]
fn keys_that_cannot_be_told_or_asked_for_are_failures_and_others_are_read() {
    let workplace = workplace();
    let file = fixtures().join("cur2.csv.gz");
    let cases = [
        ("bills/a/b//old.csv", "bills/a/b/old.csv", "but for slashes or dots"),
        ("bills/a/./old.csv", "bills/a/./old.csv", "a part `.` or `..`"),
        ("bills/a/../old.csv", "bills/a/../old.csv", "a part `.` or `..`"),
    ];
    for (key, other, words) in cases {
        let mut objects = Objects::of(&file, "bills/a/bill.csv.gz");
        for key in [key, other] {
            objects.objects.insert(key.to_owned(), b"no,bill\n".to_vec());
        }
        let (exit, document, stderr) = told(spend(&workplace, &serve(objects), &["s3://bills/a"]));
        let failures = document["failures"].as_array().unwrap_or_else(|| panic!("{stderr}"));
        assert!(failures.iter().any(|failure| failure.to_string().contains(words)), "{failures:?}");
        assert_eq!((exit, document["spend"].as_array().map(Vec::len)), (1, Some(1)), "{stderr}");
    }
}

#[test]
fn objects_of_one_size_are_each_read_once() {
    let workplace = workplace();
    let requests = |count: usize| {
        let mut objects = Objects { page: 1000, ..Objects::default() };
        for number in 0..count {
            objects
                .objects
                .insert(format!("bills/{number}.csv"), format!("no,bill,{number:03}\n").into_bytes());
        }
        let api = serve(objects);
        told(spend(&workplace, &api, &["s3://bills"]));
        api.requests().len()
    };
    let (few, many) = (requests(10), requests(40));
    assert!(many <= 4 * few, "{few} requests for 10 objects, {many} for 40");
}

#[test]
fn where_nothing_is_there_is_no_bill() {
    let workplace = workplace();
    let api = serve(Objects { page: 10, ..Objects::default() });
    assert_eq!(told(spend(&workplace, &api, &["s3://bills/none"])).0, 2);
    assert_eq!(told(spend(&workplace, &api, &["s3://bills/none", "--allow-empty"])).0, 0);
}

#[test]
fn without_credentials_nobody_is_asked() {
    let workplace = workplace();
    let api = serve(Objects::default());
    let mut command = spend(&workplace, &api, &["s3://bills/none"]);
    command.env_remove("AWS_ACCESS_KEY_ID").env("AWS_EC2_METADATA_DISABLED", "true");
    let (exit, _, stderr) = told(command);
    assert!(exit == 2 && stderr.contains("no AWS credentials"), "{stderr}");
    let mut command = spend(&workplace, &api, &["s3://bills/none"]);
    command.env("AWS_ENDPOINT_URL_S3", "http://s3.example.com");
    let (exit, _, stderr) = told(command);
    assert!(exit == 2 && stderr.contains("would send keys in the clear"), "{stderr}");
    assert!(api.requests().is_empty());
}
