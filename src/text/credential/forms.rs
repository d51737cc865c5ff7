//! What credentials look like by themselves.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::hints;

/// What credentials look like, and what each is called. The forms are those that the issuers document, for secret
/// scanners to find. Where a form has a group, the credential is that, and the rest tells it. Words end where ASCII
/// does (`(?-u:\b)`), which is looked for at the same speed in every script, and at `_`.
const FORMS: &[(&str, &str)] = &[
    ("an AWS access key id", r"(?-u:\b|_)(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?-u:\b|_)"),
    (
        "an AWS secret access key",
        r#"(?i)secret[_-]?(?:access[_-]?)?key["']?\s*(?:=>|:=|[:=])\s*["']?([a-z0-9/+]{40})(?:[^a-z0-9/+=]|$)"#,
    ),
    ("an AWS session token", r"(?-u:\b|_)(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9/+=]{40,}"),
    (
        "an Amazon Bedrock API key",
        r"(?-u:\b|_)ABSK[A-Za-z0-9+/]{20,}={0,2}|(?-u:\b|_)bedrock-api-key-[A-Za-z0-9+/=]{16,}",
    ),
    (
        "a private key",
        r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)",
    ),
    ("a private key", r"(?-u:\b|_)AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    ("a bearer token", r"(?i)(?-u:\b|_)bearer(?:\s+[a-z0-9._~+/-]{16,}=*)+"),
    ("a password", r#"(?i)authorization["']?\s*[:=]\s*["']?basic\s+([a-z0-9+/]{8,}={0,2})"#),
    ("a JSON web token", r"(?-u:\b|_)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    ("a GitHub token", r"(?-u:\b|_)gh[pousr]_[A-Za-z0-9]{30,}|(?-u:\b|_)github_pat_[A-Za-z0-9_]{30,}"),
    ("a GitLab token", r"(?-u:\b|_)gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas)-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"(?-u:\b|_)xox[abeoprs]-[A-Za-z0-9-]{10,}|(?-u:\b|_)xapp-[0-9]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,}"),
    // Names of projects have words between their hyphens.
    (
        "an API key",
        r"(?-u:\b|_)sk-(?:[A-Za-z0-9]{20,}|(?:proj|svcacct|admin|None|or-v1|lf|ant|ant-[a-z]+[0-9]+)-[A-Za-z0-9_-]{20,})",
    ),
    (
        "an API key",
        r"(?-u:\b|_)(?:gsk_[A-Za-z0-9]{40,}|pplx-[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{60,}|r8_[A-Za-z0-9]{37})",
    ),
    ("a Hugging Face token", r"(?-u:\b|_)hf_[A-Za-z0-9]{34}(?-u:\b|_)"),
    ("a Google API key", r"(?-u:\b|_)AIza[A-Za-z0-9_-]{35}"),
    ("a Google client secret", r"(?-u:\b|_)GOCSPX-[A-Za-z0-9_-]{28}"),
    ("a Stripe key", r"(?-u:\b|_)(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,}"),
    ("an Azure key", r"(?i)account[_-]?key\s*=\s*([a-z0-9+/]{86}==)"),
    (
        "a token of a package registry",
        r"(?-u:\b|_)npm_[A-Za-z0-9]{36}(?-u:\b|_)|(?-u:\b|_)pypi-AgE[A-Za-z0-9_-]{50,}",
    ),
    ("a Databricks token", r"(?-u:\b|_)dapi[a-f0-9]{32}(?-u:\b|_)"),
    (
        "a HashiCorp token",
        r"(?-u:\b|_)hv[sbr]\.[A-Za-z0-9_-]{24,}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}",
    ),
    (
        "a Grafana token",
        r"(?-u:\b|_)glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|(?-u:\b|_)glc_eyJ[A-Za-z0-9+/=]{30,}",
    ),
    ("a SendGrid key", r"(?-u:\b|_)SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    ("a URL with a password", r#"(?-u:\b|_)[a-zA-Z][a-zA-Z0-9+.-]+:/{1,2}[^\s/:@"'`,<>]*:[^\s/"'`,<>]+@"#),
    // What may also end a URL in a line is in its password where the host is right behind.
    (
        "a URL with a password",
        r#"((?-u:\b|_)[a-zA-Z][a-zA-Z0-9+.-]+:/{1,2}[^\s/:@"`<>]*:[^\s/"`<>]+@)[a-zA-Z0-9\[]"#,
    ),
    (
        "a URL with a key",
        r#"(?i)[?&](?:X-Amz-Signature|X-Amz-Security-Token|sig|access_token|api_?key|client_secret|password)=([^\s&"'`,<>]{8,})"#,
    ),
];

static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let forms: Vec<String> = FORMS.iter().map(|(_, form)| format!("(?:{form})")).collect();
    regex(&forms.join("|"))
});

static EACH: LazyLock<Vec<(&str, Regex)>> =
    LazyLock::new(|| FORMS.iter().map(|(kind, form)| (*kind, regex(form))).collect());

fn regex(form: &str) -> Regex {
    Regex::new(form).expect("constant expressions")
}

/// The credentials in a text, and what each is called, form by form.
pub(super) fn find(text: &str) -> Vec<(&'static str, Range<usize>)> {
    // Most texts have none, and one look at all forms says so.
    if !may_be_one(text) || !hints::may_have_form(text) || !ANY.is_match(text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (kind, form) in EACH.iter() {
        let mut at = 0;
        while let Some(groups) = form.captures_at(text, at) {
            let whole = groups.get_match();
            found.push((*kind, groups.get(1).unwrap_or(whole).range()));
            // The next one may begin within what was taken for the end of this one: in a path, or with its `_`.
            at = match whole.as_str().rfind('/') {
                Some(slash) => whole.start() + slash + 1,
                None if whole.as_str().ends_with('_') => whole.end() - 1,
                None => whole.end(),
            };
        }
    }
    found
}

/// The shortest credential, in bytes: shorter texts are not looked at.
const SHORTEST: usize = 7;
/// The shortest one that has none of the marks.
const UNMARKED: usize = 20;
/// What shorter ones have in them: prefixes of keys, URLs.
const MARKS: &[u8] = b"-_/=";

/// Whether a text has what every form asks for; most have not, and this is far cheaper to see.
fn may_be_one(text: &str) -> bool {
    text.len() >= SHORTEST && (text.len() >= UNMARKED || text.bytes().any(|byte| MARKS.contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::super::examples::examples;
    use super::{FORMS, find};

    #[test]
    fn the_shortest_credential_of_each_form_is_found() {
        for (kind, form) in FORMS {
            for text in examples(form) {
                assert!(find(&text).iter().any(|(found, _)| found == kind), "{kind}: {text}");
            }
        }
    }
}
