//! Words without which a text says nothing of clients.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// What can be nothing else.
const STRONG: [&str; 5] =
    ["bedrock-mantle", "BedrockOpenAI", "BedrockMantle", "OpenAIMantle", "AnthropicMantle"];
/// What clients of other endpoints have as well.
const WEAK: [&str; 6] = ["OpenAI", "openai", "Anthropic", "anthropic", "OPENAI_", "AWS_BEDROCK_BASE_URL"];

static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| STRONG.iter().chain(&WEAK).map(|word| Finder::new(word.as_bytes())).collect());

/// Whether a text may say something of clients.
pub(super) fn is_in(text: &str) -> bool {
    FINDERS.iter().any(|finder| finder.find(text.as_bytes()).is_some())
}

/// Whether a text surely says something of a client for `bedrock-mantle`.
pub(super) fn is_strong(text: &str) -> bool {
    FINDERS[..STRONG.len()].iter().any(|finder| finder.find(text.as_bytes()).is_some())
}

/// Whether a configuration may set what clients read.
pub(super) fn is_in_configuration(text: &str) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    ["OPENAI_", "AWS_BEDROCK_BASE_URL", "ANTHROPIC_"].into_iter().any(has)
}
