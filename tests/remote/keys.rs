//! What buckets and keys are called, and lists of them that are not whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::api::{Api, Reply};
use super::s3::Objects;
use super::{figures, fixtures, of_disk, spend, told, workplace};

/// Each of these is another object than it would be as it is written in addresses, or in a form.
const FOLDERS: [&str; 9] =
    ["a b", "a+b", "a%20b", "ä/日本", "it's (1)", "a&b=c", "a;b,c:d@e", "*!$~", "a?b#c"];

#[test]
fn objects_are_asked_for_as_they_are_called() {
    let workplace = workplace();
    for folder in FOLDERS {
        let mut objects = Objects::of(&fixtures().join("cur2"), &format!("bills/{folder}/cur2"));
        objects.page = 2;
        let api = Api::start(move |request, _| objects.answer(request));
        let (status, document, stderr) = told(spend(&workplace, &api, &[&format!("s3://bills/{folder}/")]));
        let (spend, findings) = figures(&document);
        assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{folder}: {stderr}");
    }
}

/// A key may begin with a slash, which is not the one before it.
#[test]
fn a_key_may_begin_with_a_slash() {
    let workplace = workplace();
    let objects = Objects::of(&fixtures().join("cur2"), "bills//exports/cur2");
    let api = Api::start(move |request, _| objects.answer(request));
    let (status, document, stderr) = told(spend(&workplace, &api, &["s3://bills//exports/cur2"]));
    let (spend, findings) = figures(&document);
    assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{stderr}");
}

/// Where the service is behind a path, the bucket is below it.
#[test]
fn an_address_may_have_a_path() {
    let workplace = workplace();
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    let api = Api::start(move |request, _| {
        assert!(request.path.starts_with("/some/where/bills"), "{}", request.path);
        let mut request = request.clone();
        request.path = request.path.replace("/some/where", "");
        objects.answer(&request)
    });
    for end in ["/some/where", "/some/where/"] {
        let mut command = spend(&workplace, &api, &["s3://bills/cur2"]);
        command.env("AWS_ENDPOINT_URL_S3", format!("{}{end}", api.origin()));
        let (status, document, stderr) = told(command);
        let (spend, findings) = figures(&document);
        assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{stderr}");
    }
}

/// What reads lists takes what there is of one for all of it.
#[test]
fn a_list_that_does_not_end_is_asked_for_again_and_else_is_not_the_whole() {
    let workplace = workplace();
    for times in [1, usize::MAX] {
        let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
        let lists = Arc::new(AtomicUsize::new(0));
        let api = Api::start(move |request, _| match (request.query("list-type"), objects.answer(request)) {
            (Some(_), Reply::Answer(status, headers, body))
                if lists.fetch_add(1, Ordering::Relaxed) < times =>
            {
                let text = String::from_utf8(body).expect("text");
                let (first, _) = text.split_once("</Contents>").expect("an object");
                let text = format!(
                    "{}</Contents>",
                    first.replace("<Contents>", "<IsTruncated>false</IsTruncated><Contents>")
                );
                Reply::Answer(status, headers, text.into_bytes())
            }
            (_, reply) => reply,
        });
        let (status, document, stderr) = told(spend(&workplace, &api, &["s3://bills/cur2"]));
        if times == 1 {
            let (spend, findings) = figures(&document);
            assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{stderr}");
            continue;
        }
        let message = document["failures"][0]["message"].as_str().expect("words");
        assert_eq!(
            (status, message),
            (3, "the answer is no list of objects, or is cut off, after 3 tries"),
            "{document}"
        );
    }
}
