//! What credentials look like, and texts as they may be shown.

#[cfg(test)]
mod examples;
mod forms;
pub(crate) mod named;
mod secret_key;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use sha2::{Digest, Sha256};

/// What a secret access key of AWS is called.
const SECRET_KEY: &str = "an AWS secret access key";

/// Where credentials are in a text, whether they are values of tags or not, in order.
pub(crate) fn credentials(text: &str) -> Vec<Range<usize>> {
    if !forms::may_be_one(text) {
        return Vec::new();
    }
    let formed = forms::find(text).into_iter().map(|(_, credential)| credential);
    let mut found: Vec<Range<usize>> = formed.chain(secret_key::find(text)).collect();
    found.sort_by_key(|credential| (credential.start, credential.end));
    // Several forms may say the same.
    found.dedup();
    found
}

/// What kind of credential a value is, or has in it, if it has one.
pub(crate) fn kind(value: &str) -> Option<&'static str> {
    match forms::find(value).first() {
        Some((kind, _)) => Some(kind),
        None => secret_key::find(value).first().map(|_| SECRET_KEY),
    }
}

/// Whether a text looks like a credential, which no output shows.
pub(crate) fn is_credential(text: &str) -> bool {
    kind(text).is_some()
}

/// What stands for a credential.
const MASK: &str = "****";

/// A text as it may be shown: without the credentials in it.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let found = credentials(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut masked, mut end) = (String::new(), 0);
    for range in found {
        if range.start >= end {
            masked.push_str(&text[end..range.start]);
            masked.push_str(MASK);
        }
        end = end.max(range.end);
    }
    masked.push_str(&text[end..]);
    Cow::Owned(masked)
}

/// A text of several lines with stars for the secrets in it, those that names tell among them: each line has as many
/// characters as it had.
pub(crate) fn starred(text: &str, named: Vec<Range<usize>>) -> Cow<'_, str> {
    let mut found = credentials(text);
    found.extend(named);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|secret| secret.start);
    let mut found = found.into_iter().peekable();
    let mut starred = String::with_capacity(text.len());
    let mut end = 0;
    for (at, c) in text.char_indices() {
        while let Some(secret) = found.next_if(|secret| secret.start <= at) {
            end = end.max(secret.end);
        }
        starred.push(if at < end && c != '\n' { '*' } else { c });
    }
    Cow::Owned(starred)
}

/// What a file that is kept knows a text by: itself, or of what has a credential in it the SHA-256 hash. That tells one
/// credential from another, for nobody can try all of them.
pub(crate) fn known_by(text: &str) -> Cow<'_, str> {
    if is_credential(text) { Cow::Owned(hash(text)) } else { Cow::Borrowed(text) }
}

const HASH: &str = "sha256:";

fn hash(text: &str) -> String {
    let hash: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{HASH}{hash}")
}

/// Whether a text that was kept is the hash of a credential.
pub(crate) fn is_hash(text: &str) -> bool {
    let is_hex = |digits: &str| digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.strip_prefix(HASH).is_some_and(is_hex)
}

#[cfg(test)]
mod tests {
    use super::named::Lines;
    use super::{credentials, kind, masked, starred};

    #[test]
    fn credentials_are_found_in_lines() {
        let line = r#"k = "AKIAIOSFODNN7EXAMPLE" # or https://a:b@c.example, eyJhbGciOiJI.eyJzdWIiOiIx.c2ln"#;
        let found: Vec<&str> = credentials(line).into_iter().map(|range| &line[range]).collect();
        assert_eq!(found, ["AKIAIOSFODNN7EXAMPLE", "https://a:b@", "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln"]);
        let key = r"key: -----BEGIN PRIVATE KEY-----\nMIIE";
        let found: Vec<&str> = credentials(key).into_iter().map(|range| &key[range]).collect();
        assert_eq!(found, [r"-----BEGIN PRIVATE KEY-----\nMIIE"]);
        assert!(credentials("CostCenter: CC-1001 # see https://example.com/handbook").is_empty());
    }

    #[test]
    fn what_is_shown_has_no_credentials() {
        assert_eq!(masked("CC-1001 of finance"), "CC-1001 of finance");
        assert_eq!(masked("é AKIAIOSFODNN7EXAMPLE, https://a:b@c"), "é ****, ****c");
        let key = "bedrock-api-key-YmVkcm9jay5hbWF6b25h";
        assert_eq!(masked(&format!("{key}/{key}.json")), "****.json");
        assert_eq!(masked("Bearer eyJhbGciOiJI.eyJzdWIiOiIx.c2ln"), "****");
        let key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nafter";
        assert_eq!(masked(key), "****\nafter");
        assert_eq!(masked(&key[..40]), "****");
        assert_eq!(masked("x_AKIAIOSFODNN7EXAMPLE_ASIAIOSFODNN7EXAMPLE_AKIAIOSFODNN7EXAMPLE_y"), "x****y");
        assert_eq!(masked("[https://u:p,wd'123@host, 'x@y']"), "[****host, 'x@y']");
        let plain = "aws_secret_access_key = aaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbb; x";
        assert_eq!(masked(plain), "aws_secret_access_key = ****; x");
        assert_eq!(
            masked("https://b.example/k?X-Amz-Signature=0123456789abcdef&x=1"),
            "https://b.example/k?X-Amz-Signature=****&x=1"
        );
    }

    #[test]
    fn stars_keep_the_lines() {
        let key =
            "k: é\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nid: AKIAIOSFODNN7EXAMPLE\n";
        let expected =
            format!("k: é\n{}\n****\n{}\nid: {}\n", "*".repeat(27), "*".repeat(25), "*".repeat(20));
        assert_eq!(starred(key, Vec::new()), expected);
        let named = "password: é2\r\ntoken: |\r\n  hunter2\r\nTeam: x\r\npassword: shown\r\n";
        let expected = "password: **\r\ntoken: |\r\n  *******\r\nTeam: x\r\npassword: shown\r\n";
        assert_eq!(starred(named, Lines::of(named).secrets(0..4)), expected);
    }

    #[test]
    fn credentials_are_told_from_values() {
        for (value, expected) in [
            ("AKIAIOSFODNN7EXAMPLE", "an AWS access key id"),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "an AWS secret access key"),
            ("Bearer abcdefghijklmnop1234", "a bearer token"),
            ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "a private key"),
            ("https://user:pw@example.com", "a URL with a password"),
            ("redis://:pw@cache", "a URL with a password"),
            ("ab:/:p@", "a URL with a password"),
            ("https://o'brien:pw@host", "a URL with a password"),
            ("https://user:,p'w@[::1]", "a URL with a password"),
            ("x?sig=abcdefgh", "a URL with a key"),
            ("x?password=hunter22", "a URL with a key"),
            ("sk_live_1234567890", "a Stripe key"),
            ("xoxb-1234567890-abc", "a Slack token"),
            ("hf_abcdefghijklmnopqrstuvwxyzABCDEFGH", "a Hugging Face token"),
            ("glrt-abcdefghijklmnopqrst", "a GitLab token"),
        ] {
            assert_eq!(kind(value), Some(expected), "{value}");
        }
        for value in [
            "CC-1001",
            "team@example.com",
            "https://example.com/a:b@c",
            "https://example.com:8443/x,ops@example.com",
            "https://example.com:8443, ops@example.com",
            "'https://example.com:8443',\"ops@example.com\"",
            "task-force-for-the-cloud",
            "AKIA",
            "sk-customer-experience-platform-prod",
            "sk-learn-experiments-2026-team-a",
            "arn:aws:iam::111122223333:role/Deployer",
            "secret access key rotation is due in May",
            "the bearer of this card",
            "https://example.com/?signature=none",
        ] {
            assert_eq!(kind(value), None, "{value}");
        }
    }
}
