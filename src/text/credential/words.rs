//! The words that mean a secret, and what each of them covers. All names of secrets are told by these.

use std::sync::LazyLock;

use crate::text::needles::Needles;

/// A word that names of secrets end with.
struct Word {
    /// What is right before it, one of these; where there is none, any name may end with it.
    behind: &'static [&'static str],
    word: &'static str,
    covers: Covers,
}

/// How many secrets a name has that ends with a word.
enum Covers {
    One,
    /// Several, with an `s`.
    Several,
    /// One, or several with an `s`.
    Both,
}

const fn any(word: &'static str, covers: Covers) -> Word {
    Word { behind: &[], word, covers }
}

/// More than one token is mostly a number of tokens, so that tokens are secrets only where their name says what for.
const WORDS: &[Word] = &[
    any("password", Covers::Both),
    any("passwd", Covers::Both),
    any("pwd", Covers::Both),
    any("passphrase", Covers::Both),
    any("secret", Covers::Both),
    any("credential", Covers::Both),
    any("authorization", Covers::One),
    any("token", Covers::One),
    Word {
        behind: &[
            "access", "api", "auth", "bearer", "bot", "client", "deploy", "oauth", "refresh", "secret",
            "session", "user",
        ],
        word: "token",
        covers: Covers::Several,
    },
    Word { behind: &["bearer_token", "bearer-token", "bearertoken"], word: "bedrock", covers: Covers::One },
    Word {
        behind: &["access", "account", "api", "auth", "encryption", "private", "secret", "signing"],
        word: "key",
        covers: Covers::Both,
    },
    Word { behind: &["connection", "secret"], word: "string", covers: Covers::Both },
];

/// Words that end others too (`bypass`, `max_tokens`): they are alone, behind a sign, or begin with a capital.
const ALONE: &str = r"(?:(?-u:\b)|_)pass|(?-i:[a-z0-9]Pass)";
const ALONE_AND_FIRST: &str = r"(?:^|[^\w.-])tokens";

/// What says of the value beside it that it is a secret: an attribute of Terraform, one of CloudFormation.
pub(super) const HIDING: &str = "sensitive|noecho";

/// What holds secrets of any name in Kubernetes.
pub(super) const OF_KUBERNETES: &str = "string_?data";

/// Parameters of URLs whose values are credentials. These are fewer, for they are looked for in values of tags too.
pub(super) const PARAMETER: &str = r#"(?i)[?&](?:X-Amz-Signature|X-Amz-Security-Token|sig|access_token|api_?key|client_secret|password)=([^\s&"'`,<>]{8,})"#;
pub(super) const HINTS_OF_PARAMETERS: &[&str] =
    &["X-Amz-", "sig=", "access_token", "api_key=", "apikey=", "client_secret", "password="];

impl Word {
    /// An expression for how names end, of one secret or several.
    fn of_any(&self) -> String {
        let end = match self.covers {
            Covers::One => "",
            Covers::Several => "s",
            Covers::Both => "s?",
        };
        format!("{}{end}", self.stem())
    }

    /// An expression for how names of several secrets end, if they end with the word.
    fn of_several(&self) -> Option<String> {
        match self.covers {
            Covers::One => None,
            Covers::Several | Covers::Both => Some(format!("{}s", self.stem())),
        }
    }

    fn stem(&self) -> String {
        match self.behind {
            [] => self.word.to_owned(),
            behind => format!("(?:{})[_-]?{}", behind.join("|"), self.word),
        }
    }

    /// What each name has in it that ends with the word.
    fn hints(&self) -> Vec<String> {
        let mut hints = Vec::new();
        for behind in self.behind {
            hints.extend(["", "_", "-"].map(|sign| format!("{behind}{sign}{}", self.word)));
        }
        if hints.is_empty() {
            hints.push(self.word.to_owned());
        }
        hints
    }
}

/// An expression for what ends with the name of a secret, or of several.
pub(super) static NAME: LazyLock<String> = LazyLock::new(|| {
    let words: Vec<String> = WORDS.iter().map(Word::of_any).collect();
    format!(r"(?:[\w.-]*(?:{}|{ALONE})|{ALONE_AND_FIRST})(?:[_-]?[0-9]+)?", words.join("|"))
});

/// An expression for the name of several secrets.
pub(super) static SEVERAL: LazyLock<String> = LazyLock::new(|| {
    let words: Vec<String> = WORDS.iter().filter_map(Word::of_several).collect();
    format!(r"[\w-]*(?:{})", words.join("|"))
});

/// What texts have in them that name secrets. A name with escapes may be any.
static HINTS: LazyLock<Needles> = LazyLock::new(|| {
    let is_told_by_less = |word: &Word| {
        let is_less = |other: &Word| other.behind.is_empty() && word.word == other.word;
        !word.behind.is_empty() && WORDS.iter().any(is_less)
    };
    let words = WORDS.iter().filter(|word| !is_told_by_less(word)).flat_map(Word::hints);
    let others = ["pass", "stringdata", "string_data", "PRIVATE KEY", r"\u00", r"\x"];
    Needles::new(words.chain(others.into_iter().chain(HIDING.split('|')).map(String::from)))
});

/// Whether a text may have a secret in it that a name tells. Most texts do not, which is far cheaper to see than that no
/// expression fits, and spares building these.
pub(crate) fn may_have_name(text: &str) -> bool {
    HINTS.is_in(text)
}

/// Where a text may have names of secrets.
pub(super) fn hints(text: &str) -> impl Iterator<Item = usize> {
    HINTS.places(text)
}

#[cfg(test)]
mod tests {
    use super::super::examples::examples;
    use super::{NAME, SEVERAL, may_have_name};

    #[test]
    fn every_name_of_a_secret_has_a_hint() {
        for name in examples(&NAME).into_iter().chain(examples(&SEVERAL)) {
            assert!(may_have_name(&name), "{name}");
            assert!(may_have_name(&name.to_uppercase()), "{name}");
        }
    }
}
