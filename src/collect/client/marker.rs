//! Words without which a text says nothing of clients.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// What a program with a client has: one pass finds all of them.
#[cfg(feature = "clients")]
static OF_PROGRAM: LazyLock<Regex> = LazyLock::new(|| any_of("OpenAI|openai|OPENAI_|[Aa]nthropic|[Mm]antle"));

/// What a configuration of a client has.
static OF_CONFIGURATION: LazyLock<Regex> =
    LazyLock::new(|| any_of("OPENAI_|AWS_BEDROCK_BASE_URL|ANTHROPIC_"));

/// What is of `bedrock-mantle` alone.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    any_of("(?i:bedrock[-_]mantle)|BedrockOpenAI|BedrockMantle|OpenAIMantle|AnthropicMantle")
});

fn any_of(words: &str) -> Regex {
    Regex::new(words).expect("a pattern")
}

/// Whether a program may say something of clients.
#[cfg(feature = "clients")]
pub(super) fn is_in(text: &str) -> bool {
    OF_PROGRAM.is_match(text.as_bytes())
}

/// Whether a text surely says something of a client for `bedrock-mantle`.
pub(super) fn is_strong(text: &str) -> bool {
    STRONG.is_match(text.as_bytes())
}

/// Whether a configuration may set what clients read.
pub(super) fn is_in_configuration(text: &str) -> bool {
    OF_CONFIGURATION.is_match(text.as_bytes())
}
