//! What every secret has in it or beside it. Most texts have none of it, which is far cheaper to see than that no form
//! fits, and spares building the forms.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// A word of each form of a credential.
const OF_FORMS: &[&str] = &[
    "AKIA",
    "ASIA",
    "ABIA",
    "ACCA",
    "secret",
    "IQoJb3",
    "FwoGZX",
    "FQoGZX",
    "ABSK",
    "bedrock-api-key",
    "-----BEGIN",
    "bearer",
    "authorization",
    "eyJ",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat",
    "glpat-",
    "gldt-",
    "glrt-",
    "glcbt-",
    "glptt-",
    "glft-",
    "glsoat-",
    "glimt-",
    "glagent-",
    "gloas-",
    "xox",
    "xapp-",
    "hooks.slack",
    "sk-",
    "gsk_",
    "pplx-",
    "xai-",
    "r8_",
    "hf_",
    "AIza",
    "GOCSPX",
    "sk_",
    "rk_",
    "accountkey",
    "account_key",
    "account-key",
    "npm_",
    "pypi-",
    "dapi",
    "hvs.",
    "hvb.",
    "hvr.",
    "atlasv1",
    "glsa_",
    "glc_",
    "SG.",
    ":/",
    "X-Amz-",
    "sig=",
    "access_token",
    "api_key=",
    "apikey=",
    "password=",
];

/// What names of secrets have in them, and what says of a value that it is one. A name with escapes may be any.
const OF_NAMES: &[&str] = &[
    "pass",
    "pwd",
    "secret",
    "token",
    "credential",
    "authorization",
    "sensitive",
    "noecho",
    "PRIVATE KEY",
    r"\u00",
    r"\x",
];

/// What names of secrets begin with that end in one of [`SECRETS`].
const BEFORE_SECRETS: &[&str] =
    &["access", "account", "api", "auth", "connection", "encryption", "private", "signing"];

/// What ends names of secrets behind one of [`BEFORE_SECRETS`].
const SECRETS: &[&str] = &["key", "string"];

static FORMS: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(OF_FORMS.iter().copied()));

static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut joined = Vec::new();
    for before in BEFORE_SECRETS {
        for secret in SECRETS {
            joined.extend(["", "_", "-"].map(|sign| format!("{before}{sign}{secret}")));
        }
    }
    any_of(OF_NAMES.iter().copied().chain(joined.iter().map(String::as_str)))
});

fn any_of<'w>(words: impl Iterator<Item = &'w str>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).build(words).expect("constant words")
}

/// Whether a text may have a credential in it that has a form.
pub(super) fn may_have_form(text: &str) -> bool {
    FORMS.is_match(text)
}

/// Whether a text may have a secret in it that a name tells.
pub(crate) fn may_have_name(text: &str) -> bool {
    NAMES.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::super::examples::examples;
    use super::super::named::NAME;
    use super::may_have_name;

    #[test]
    fn every_name_of_a_secret_has_a_hint() {
        for name in examples(NAME) {
            assert!(may_have_name(&name), "{name}");
            assert!(may_have_name(&name.to_uppercase()), "{name}");
        }
    }
}
