//! Maps that are written as JSON.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, MapAccess, Visitor};

/// The entries of a map of strings, numbers and booleans, without those that are null or empty; none for what is no
/// such map. Numbers are texts as JSON writes them.
pub(crate) fn read_map(text: &str) -> Option<Vec<(String, String)>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let entries = json.deserialize_map(Entries).ok()?;
    json.end().ok()?;
    Some(entries)
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, serde_json::Value>()? {
            let value = match value {
                serde_json::Value::Null => continue,
                serde_json::Value::String(text) => text,
                serde_json::Value::Bool(_) | serde_json::Value::Number(_) => value.to_string(),
                serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
                    return Err(A::Error::custom("a value is not a string"));
                }
            };
            if !value.is_empty() {
                entries.push((key, value));
            }
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read_or_refused() {
        let entries = |text: &str| read_map(text).map(|entries| entries.len());
        assert_eq!(read_map(r#"{"a": "b", "n": null, "e": "", "i": 1.5, "t": true}"#), {
            let entry = |key: &str, value: &str| (key.to_owned(), value.to_owned());
            Some(vec![entry("a", "b"), entry("i", "1.5"), entry("t", "true")])
        });
        assert_eq!(entries("{}"), Some(0));
        for text in
            ["", "null", "[]", "{", "{}x", r#"{"a": {}}"#, r#"{"a": []}"#, "{a=b}", "{'a': 'b'}", "\"{}\""]
        {
            assert_eq!(entries(text), None, "{text}");
        }
    }
}
