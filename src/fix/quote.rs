//! Text as it must be written to be read back as itself, quoted as its surroundings are.

use crate::project::Place;
use crate::source::Span;
use crate::tree::{Language, Style};

/// A text with what is around it, to be replaced as a whole where no text between its quotes is right: its quotes,
/// or the first and last line of a heredoc. `None` where these are not certain.
pub(crate) fn whole(place: Place<'_>) -> Option<Place<'_>> {
    Some(Place { span: outer(place)?, style: Style::Bare, ..place })
}

/// The span of a text with its quotes, or with the first and last line of its heredoc. `None` where it has none, or
/// where they are not certain.
pub(crate) fn outer(place: Place<'_>) -> Option<Span> {
    let text = place.source.text();
    let (before, behind) = (text.get(..place.span.start as usize)?, text.get(place.span.end as usize..)?);
    let quoted = |quotes: &str| {
        let start = before.strip_suffix(quotes)?.len();
        behind.starts_with(quotes).then_some((start, place.span.end as usize + quotes.len()))
    };
    let (start, end) = match (place.style, place.language) {
        (Style::Single, _) => quoted("'")?,
        (Style::Double, _) => quoted("\"")?,
        (Style::Block, Language::Toml) => {
            let line = before.strip_suffix('\n').map(|before| before.strip_suffix('\r').unwrap_or(before));
            let opens = |quotes: &str| {
                let before =
                    line.and_then(|line| line.strip_suffix(quotes)).or(before.strip_suffix(quotes))?;
                behind.starts_with(quotes).then_some(before.len())
            };
            (opens("\"\"\"").or_else(|| opens("\'\'\'"))?, place.span.end as usize + 3)
        }
        (Style::Block, Language::Hcl) => {
            let line = before.strip_suffix('\n')?;
            let start = line.rfind("<<")?;
            let name = line[start..].trim_start_matches(['<', '-']).trim_end();
            let last = behind.lines().next().filter(|last| !name.is_empty() && last.trim() == name)?;
            (start, place.span.end as usize + last.trim_end().len())
        }
        _ => return None,
    };
    Some(Span::new(start, end))
}

/// A key, to be written where one of the given style is; `None` where no spelling is known to be right.
/// For a quoted style, the text goes between the quotes that are already there.
pub(crate) fn key(text: &str, language: Language, style: Style) -> Option<String> {
    match (language, style) {
        (Language::Toml | Language::Hcl, Style::Bare) if is_bare_key(text, language) => Some(text.to_owned()),
        (Language::Toml | Language::Hcl, Style::Bare) => Some(format!("\"{}\"", escaped(text, language))),
        _ => value(text, language, style),
    }
}

/// A value, to be written where one of the given style is; `None` where no spelling is known to be right.
/// For a quoted style, the text goes between the quotes that are already there.
pub(crate) fn value(text: &str, language: Language, style: Style) -> Option<String> {
    match style {
        Style::Double => Some(escaped(text, language)),
        Style::Single if text.chars().any(char::is_control) => None,
        Style::Single if language == Language::Yaml => Some(text.replace('\'', "''")),
        Style::Single => (!text.contains('\'')).then(|| text.to_owned()),
        Style::Bare if language == Language::Yaml && is_plain(text) => Some(text.to_owned()),
        Style::Bare => Some(format!("\"{}\"", escaped(text, language))),
        // The header of a block scalar decides how its lines are read, and it is elsewhere.
        Style::Block | Style::Flow | Style::Indented | Style::Section | Style::Dotted => None,
    }
}

/// A new scalar beside others of a container: YAML without quotes where it can be, the rest in double quotes.
pub fn fresh_value(text: &str, language: Language) -> String {
    if language == Language::Yaml && is_plain(text) {
        return text.to_owned();
    }
    format!("\"{}\"", escaped(text, language))
}

/// A new key beside others of a container: without quotes where it can be.
pub fn fresh_key(text: &str, language: Language) -> String {
    let bare = match language {
        Language::Json => false,
        Language::Yaml => is_plain(text),
        Language::Toml | Language::Hcl => is_bare_key(text, language),
    };
    if bare { text.to_owned() } else { format!("\"{}\"", escaped(text, language)) }
}

/// A new value beside one of a style: in the same quotes, where they can hold it.
pub(crate) fn value_beside(text: &str, language: Language, style: Style) -> String {
    in_quotes(text, language, style).unwrap_or_else(|| fresh_value(text, language))
}

/// A new key beside one of a style: in the same quotes, where they can hold it.
pub(crate) fn key_beside(text: &str, language: Language, style: Style) -> String {
    in_quotes(text, language, style).unwrap_or_else(|| fresh_key(text, language))
}

fn in_quotes(text: &str, language: Language, style: Style) -> Option<String> {
    match style {
        Style::Double => Some(format!("\"{}\"", escaped(text, language))),
        Style::Single => value(text, language, style).map(|inner| format!("'{inner}'")),
        _ => None,
    }
}

/// The inside of a double-quoted text. The escapes that are used mean the same in JSON, YAML, TOML and HCL.
fn escaped(text: &str, language: Language) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '$' | '%' if language == Language::Hcl && characters.peek() == Some(&'{') => {
                escaped.push(c);
                escaped.push(c);
            }
            c if (c as u32) < 0x10000
                && (c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')) =>
            {
                escaped.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn is_bare_key(text: &str, language: Language) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let begins = |c: char| match language {
        Language::Hcl => c.is_ascii_alphabetic() || c == '_',
        _ => true,
    };
    let reserved = language == Language::Hcl && ["null", "true", "false", "for"].contains(&text);
    text.starts_with(begins) && text.chars().all(allowed) && !reserved
}

/// Whether a YAML plain scalar of this text reads back as this text, in block and in flow context, for readers of
/// YAML 1.1 and 1.2. It says no too often rather than too rarely.
fn is_plain(text: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '.' | '/' | '@' | '+' | '-');
    let ends = |c: char| c.is_alphanumeric();
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(ends)
        && text.ends_with(ends)
        && text.chars().all(inner)
        && !words.iter().any(|word| text.eq_ignore_ascii_case(word))
        && !looks_numeric(text)
}

/// Numbers, and what YAML 1.1 takes for numbers and dates: `1_000`, `0x1f`, `1e3`, `2026-01-31`.
fn looks_numeric(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| {
            c.is_ascii_hexdigit() || matches!(c, '_' | '.' | '+' | '-' | 'x' | 'o' | 'T' | 'Z' | ' ')
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Medium, Source};
    use crate::tree::{json, toml, yaml};
    use proptest::prelude::*;

    #[test]
    fn quotes_are_those_of_the_place() {
        use Language::*;
        use Style::*;
        assert_eq!(value("a\"b", Json, Double).as_deref(), Some("a\\\"b"));
        assert_eq!(value("CC-1", Json, Bare).as_deref(), Some("\"CC-1\""));
        assert_eq!(value("CC-1", Yaml, Bare).as_deref(), Some("CC-1"));
        assert_eq!(value("no", Yaml, Bare).as_deref(), Some("\"no\""));
        assert_eq!(value("1234", Yaml, Bare).as_deref(), Some("\"1234\""));
        assert_eq!(value("it's", Yaml, Single).as_deref(), Some("it''s"));
        assert_eq!(value("it's", Toml, Single), None);
        assert_eq!(value("${a}", Hcl, Double).as_deref(), Some("$${a}"));
        assert_eq!(key("Cost Center", Toml, Bare).as_deref(), Some("\"Cost Center\""));
        assert_eq!(key("CostCenter", Hcl, Bare).as_deref(), Some("CostCenter"));
        assert_eq!(key("CostCenter", Yaml, Single).as_deref(), Some("CostCenter"));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in "\\PC{0,12}|[a-z0-9 :#'\"\\\\{}$%-]{0,12}|[\\x00-\\x7f]{0,6}") {
            let yaml_text = format!("- {}\n- {{a: {}}}\n", fresh_value(&text, Language::Yaml), fresh_value(&text, Language::Yaml));
            let source = Source::new("a", yaml_text.clone(), Medium::File);
            let yaml = yaml::parse(&source);
            prop_assert!(yaml.error.is_none(), "{} {:?}", yaml_text, yaml.error);
            let items: Vec<_> = yaml.documents[0].root().items().collect();
            prop_assert_eq!(items[0].text(), Some(text.as_str()));
            prop_assert_eq!(items[1].get("a").and_then(|value| value.text()), Some(text.as_str()));

            let source = Source::new("a", format!("{{{}: 1}}", fresh_key(&text, Language::Json)), Medium::File);
            let json = json::parse(&source, json::Dialect::Strict).expect("JSON");
            prop_assert!(json.tree.root().get(&text).is_some());

            let source = Source::new("a", format!("{} = {}\n", fresh_key(&text, Language::Toml), fresh_value(&text, Language::Toml)), Medium::File);
            let toml = toml::parse(&source);
            prop_assert!(toml.errors.is_empty(), "{:?} {:?}", source.text(), toml.errors);
            prop_assert_eq!(toml.tree.root().get(&text).and_then(|value| value.text()), Some(text.as_str()));
        }
    }
}
