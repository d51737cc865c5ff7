//! What credentials look like.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

/// What credentials look like, and what each is called. The forms are those that the issuers document, for secret
/// scanners to find.
const FORMS: &[(&str, &str)] = &[
    ("an AWS access key id", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
    ("an Amazon Bedrock API key", r"\bABSK[A-Za-z0-9+/]{20,}={0,2}|\bbedrock-api-key-[A-Za-z0-9+/=]{16,}"),
    ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY.*"),
    ("a bearer token", r"(?i)\bbearer\s+[a-z0-9._~+/-]{16,}=*"),
    ("a JSON web token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    ("a GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{30,}"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("an API key", r"\bsk-[A-Za-z0-9_-]{20,}"),
    ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("a URL with a password", r"\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@]+:[^\s/:@]+@"),
];

/// The shortest credential, in bytes: shorter values are not looked at.
const SHORTEST: usize = 11;

static CREDENTIALS: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(FORMS.iter().map(|(_, form)| form)).expect("constant expressions"));

static EACH: LazyLock<Vec<Regex>> =
    LazyLock::new(|| FORMS.iter().map(|(_, form)| Regex::new(form).expect("constant expressions")).collect());

/// Where credentials are in a line that is shown, whether they are values of tags or not.
pub(crate) fn credentials(line: &str) -> Vec<Range<usize>> {
    if kind(line).is_none() {
        return Vec::new();
    }
    let found = CREDENTIALS.matches(line).into_iter().flat_map(|form| EACH[form].find_iter(line));
    found.map(|found| found.range()).collect()
}

/// What kind of credential a value is, if it is one.
pub(crate) fn kind(value: &str) -> Option<&'static str> {
    if value.len() < SHORTEST || !may_be_credential(value) {
        return None;
    }
    CREDENTIALS.matches(value).iter().next().map(|form| FORMS[form].0)
}

/// Whether a value has a mark that every form asks for; most values have none, and this is far cheaper to see.
fn may_be_credential(value: &str) -> bool {
    value.len() >= 20 || value.contains("://") || value.contains('-')
}

/// What stands for a credential.
const MASK: &str = "****";

/// A text as it may be shown: without the credentials in it.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let mut found = credentials(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|range| range.start);
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

/// Whether a text looks like a credential, which no output shows.
pub(crate) fn is_credential(text: &str) -> bool {
    kind(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::{credentials, kind, masked};

    #[test]
    fn credentials_are_found_in_lines() {
        let line = r#"k = "AKIAIOSFODNN7EXAMPLE" # or https://a:b@c.example, eyJhbGciOiJI.eyJzdWIiOiIx.c2ln"#;
        let found: Vec<&str> = credentials(line).into_iter().map(|range| &line[range]).collect();
        assert_eq!(found, ["AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "https://a:b@"]);
        let key = r"key: -----BEGIN PRIVATE KEY-----\nMIIE";
        let found: Vec<&str> = credentials(key).into_iter().map(|range| &key[range]).collect();
        assert_eq!(found, [r"-----BEGIN PRIVATE KEY-----\nMIIE"]);
        assert!(credentials("CostCenter: CC-1001 # see https://example.com/handbook").is_empty());
    }

    #[test]
    fn what_is_shown_has_no_credentials() {
        assert_eq!(masked("CC-1001 of finance"), "CC-1001 of finance");
        assert_eq!(masked("é AKIAIOSFODNN7EXAMPLE, https://a:b@c"), "é ****, ****c");
        assert_eq!(masked("Bearer eyJhbGciOiJI.eyJzdWIiOiIx.c2ln"), "****");
    }

    #[test]
    fn credentials_are_told_from_values() {
        assert_eq!(kind("AKIAIOSFODNN7EXAMPLE"), Some("an AWS access key id"));
        assert_eq!(kind("Bearer abcdefghijklmnop1234"), Some("a bearer token"));
        assert_eq!(kind("-----BEGIN RSA PRIVATE KEY-----"), Some("a private key"));
        assert_eq!(kind("https://user:pw@example.com"), Some("a URL with a password"));
        assert_eq!(kind("xoxb-1234567890-abc"), Some("a Slack token"));
        for value in
            ["CC-1001", "team@example.com", "https://example.com/a:b@c", "task-force-for-the-cloud", "AKIA"]
        {
            assert_eq!(kind(value), None, "{value}");
        }
    }
}
