//! What credentials look like by themselves.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::words;
use crate::text::needles::Needles;

/// What some credentials look like.
struct Form {
    kind: &'static str,
    /// Each of them has one of these in it, in capitals or not.
    hints: &'static [&'static str],
    form: &'static str,
}

const fn form(kind: &'static str, hints: &'static [&'static str], form: &'static str) -> Form {
    Form { kind, hints, form }
}

/// The forms are those that the issuers document, for secret scanners to find. Where a form has a group, the credential
/// is that, and the rest tells it. Words end where ASCII does (`(?-u:\b)`), which is looked for at the same speed in every
/// script, and at `_`.
const FORMS: &[Form] = &[
    form(
        "an AWS access key id",
        &["AKIA", "ASIA", "ABIA", "ACCA"],
        r"(?-u:\b|_)(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?-u:\b|_)",
    ),
    form(
        "an AWS secret access key",
        &["secret"],
        r#"(?i)secret[_-]?(?:access[_-]?)?key["']?\s*(?:=>|:=|[:=])\s*["']?([a-z0-9/+]{40})(?:[^a-z0-9/+=]|$)"#,
    ),
    form(
        "an AWS session token",
        &["IQoJb3", "FwoGZX", "FQoGZX"],
        r"(?-u:\b|_)(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9/+=]{40,}",
    ),
    form(
        "an Amazon Bedrock API key",
        &["ABSK", "bedrock-api-key"],
        r"(?-u:\b|_)ABSK[A-Za-z0-9+/]{20,}={0,2}|(?-u:\b|_)bedrock-api-key-[A-Za-z0-9+/=]{16,}",
    ),
    form(
        "a private key",
        &["-----BEGIN"],
        r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)",
    ),
    form("a private key", &["AGE-SECRET"], r"(?-u:\b|_)AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    form("a bearer token", &["bearer"], r"(?i)(?-u:\b|_)bearer(?:\s+[a-z0-9._~+/-]{16,}=*)+"),
    form(
        "a password",
        &["authorization"],
        r#"(?i)authorization["']?\s*[:=]\s*["']?basic\s+([a-z0-9+/]{8,}={0,2})"#,
    ),
    form(
        "a JSON web token",
        &["eyJ"],
        r"(?-u:\b|_)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    ),
    form(
        "a GitHub token",
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat"],
        r"(?-u:\b|_)gh[pousr]_[A-Za-z0-9]{30,}|(?-u:\b|_)github_pat_[A-Za-z0-9_]{30,}",
    ),
    form(
        "a GitLab token",
        &["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-", "glagent-", "gloas-"],
        r"(?-u:\b|_)gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas)-[A-Za-z0-9_-]{20,}",
    ),
    form(
        "a Slack token",
        &["xox", "xapp-"],
        r"(?-u:\b|_)xox[abeoprs]-[A-Za-z0-9-]{10,}|(?-u:\b|_)xapp-[0-9]-[A-Za-z0-9-]{10,}",
    ),
    form(
        "a Slack webhook",
        &["hooks.slack"],
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,}",
    ),
    // Names of projects have words between their hyphens.
    form(
        "an API key",
        &["sk-"],
        r"(?-u:\b|_)sk-(?:[A-Za-z0-9]{20,}|(?:proj|svcacct|admin|None|or-v1|lf|ant|ant-[a-z]+[0-9]+)-[A-Za-z0-9_-]{20,})",
    ),
    form(
        "an API key",
        &["gsk_", "pplx-", "xai-", "r8_"],
        r"(?-u:\b|_)(?:gsk_[A-Za-z0-9]{40,}|pplx-[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{60,}|r8_[A-Za-z0-9]{37})",
    ),
    form("a Hugging Face token", &["hf_"], r"(?-u:\b|_)hf_[A-Za-z0-9]{34}(?-u:\b|_)"),
    form("a Google API key", &["AIza"], r"(?-u:\b|_)AIza[A-Za-z0-9_-]{35}"),
    form("a Google client secret", &["GOCSPX"], r"(?-u:\b|_)GOCSPX-[A-Za-z0-9_-]{28}"),
    form("a Stripe key", &["sk_", "rk_"], r"(?-u:\b|_)(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,}"),
    form(
        "an Azure key",
        &["accountkey", "account_key", "account-key"],
        r"(?i)account[_-]?key\s*=\s*([a-z0-9+/]{86}==)",
    ),
    form(
        "a token of a package registry",
        &["npm_", "pypi-"],
        r"(?-u:\b|_)npm_[A-Za-z0-9]{36}(?-u:\b|_)|(?-u:\b|_)pypi-AgE[A-Za-z0-9_-]{50,}",
    ),
    form("a Databricks token", &["dapi"], r"(?-u:\b|_)dapi[a-f0-9]{32}(?-u:\b|_)"),
    form(
        "a HashiCorp token",
        &["hvs.", "hvb.", "hvr.", "atlasv1"],
        r"(?-u:\b|_)hv[sbr]\.[A-Za-z0-9_-]{24,}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}",
    ),
    form(
        "a Grafana token",
        &["glsa_", "glc_"],
        r"(?-u:\b|_)glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|(?-u:\b|_)glc_eyJ[A-Za-z0-9+/=]{30,}",
    ),
    form("a SendGrid key", &["SG."], r"(?-u:\b|_)SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    form(
        "a URL with a password",
        &[":/"],
        r#"(?-u:\b|_)[a-zA-Z][a-zA-Z0-9+.-]+:/{1,2}[^\s/:@"'`,<>]*:[^\s/"'`,<>]+@"#,
    ),
    // What may also end a URL in a line is in its password where the host is right behind.
    form(
        "a URL with a password",
        &[":/"],
        r#"((?-u:\b|_)[a-zA-Z][a-zA-Z0-9+.-]+:/{1,2}[^\s/:@"`<>]*:[^\s/"`<>]+@)[a-zA-Z0-9\[]"#,
    ),
    form("a URL with a key", words::HINTS_OF_PARAMETERS, words::PARAMETER),
];

static HINTS: LazyLock<Needles> = LazyLock::new(|| Needles::new(FORMS.iter().flat_map(|form| form.hints)));

static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let forms: Vec<String> = FORMS.iter().map(|form| format!("(?:{})", form.form)).collect();
    regex(&forms.join("|"))
});

static EACH: LazyLock<Vec<(&str, Regex)>> =
    LazyLock::new(|| FORMS.iter().map(|form| (form.kind, regex(form.form))).collect());

fn regex(form: &str) -> Regex {
    Regex::new(form).expect("constant expressions")
}

/// The credentials in a text, and what each is called, form by form.
pub(super) fn find(text: &str) -> Vec<(&'static str, Range<usize>)> {
    // Most texts have none. One look for hints says so and spares building the forms, else one look at all forms.
    if !may_be_one(text) || !HINTS.is_in(text) || !ANY.is_match(text) {
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
/// The shortest one that has none of the signs.
const UNMARKED: usize = 20;

/// Whether a text has what every form asks for; most have not, and this is far cheaper to see. Shorter ones have signs
/// in them: prefixes of keys, URLs.
pub(super) fn may_be_one(text: &str) -> bool {
    text.len() >= SHORTEST
        && (text.len() >= UNMARKED || text.bytes().any(|byte| matches!(byte, b'-' | b'_' | b'/' | b'=')))
}

#[cfg(test)]
mod tests {
    use super::super::examples::examples;
    use super::{FORMS, Form, find};

    #[test]
    fn the_shortest_credential_of_each_form_is_found() {
        for Form { kind, form, .. } in FORMS {
            for text in examples(form) {
                assert!(find(&text).iter().any(|(found, _)| found == kind), "{kind}: {text}");
            }
        }
    }
}
