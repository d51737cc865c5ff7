//! What servers answer: read as JSON, without keys, and put into few words where it is an error.
//!
//! Keys are wiped before anything is cut short, the session's own and what looks like one: half a key is still one.

use reqwest::StatusCode;
use serde_json::Value;
use thiserror::Error;

use super::secret::Secrets;
use crate::text::beginning;

/// How much of an answer that is no JSON an error shows, in characters.
const PIECE: usize = 80;
/// How many words of a server an error shows, in characters.
const MOST_WORDS: usize = 4 * PIECE;

/// Why a question has no answer.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{message}")]
pub(crate) struct NoAnswer {
    /// What went wrong, without keys.
    pub(crate) message: String,
    /// The status, where the server refused.
    pub(crate) status: Option<StatusCode>,
    /// What the service calls its error, where it says so.
    pub(crate) error_code: Option<String>,
}

impl From<String> for NoAnswer {
    fn from(message: String) -> Self {
        NoAnswer { message, status: None, error_code: None }
    }
}

impl NoAnswer {
    /// Whether the service calls its error one of these.
    pub(crate) fn is_one_of(&self, error_codes: &[&str]) -> bool {
        self.error_code.as_deref().is_some_and(|own| error_codes.contains(&own))
    }

    /// Whether a permission is missing.
    pub(crate) fn is_denied(&self) -> bool {
        self.is_one_of(&["AccessDenied", "AccessDeniedException"])
    }
}

/// The JSON of an answer, without keys.
///
/// # Errors
/// It is none.
pub fn read(body: &[u8], secrets: &Secrets) -> Result<Value, String> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err("the answer is empty".to_owned());
    }
    let mut answer = serde_json::from_slice(text).map_err(|error| match error.is_eof() {
        true => "the answer is cut off".to_owned(),
        false => format!("the answer is not JSON: {}", piece(text, secrets)),
    })?;
    secrets.wipe_answer(&mut answer);
    Ok(answer)
}

/// What a status other than 2xx says, without keys.
pub(crate) fn refusal_of_body(status: StatusCode, body: &[u8], secrets: &Secrets) -> NoAnswer {
    match serde_json::from_slice(body) {
        Ok(answer) => refusal_of_json(status, answer, secrets),
        Err(_) if body.iter().all(u8::is_ascii_whitespace) => refused(status, None, None),
        Err(_) => refused(status, Some(piece(body, secrets)), None),
    }
}

/// The same of an answer that is read already.
pub(crate) fn refusal_of_json(status: StatusCode, mut answer: Value, secrets: &Secrets) -> NoAnswer {
    secrets.wipe_answer(&mut answer);
    refused(status, error_words(&answer), error_code(&answer))
}

fn refused(status: StatusCode, words: Option<String>, error_code: Option<String>) -> NoAnswer {
    let reason = status.canonical_reason().unwrap_or("unknown status");
    let head = format!("{} {reason}", status.as_u16());
    let message = match words {
        Some(words) => format!("{head}: {words}"),
        None => head,
    };
    NoAnswer { message, status: Some(status), error_code }
}

/// What an error says: `{"error": {"code", "message", …}}`, AWS's `{"message"}`, or the `detail` that proxies give
/// (<https://www.rfc-editor.org/rfc/rfc9457>).
pub(crate) fn error_words(answer: &Value) -> Option<String> {
    let error = error_of(answer);
    let text = |key: &str| text_of(error, key);
    let message = ["message", "Message", "detail", "title"].into_iter().find_map(text).or(error.as_str());
    match (message, full_code(error)) {
        (Some(message), Some(kind)) => {
            Some(format!("{} ({})", bounded(message, MOST_WORDS), bounded(kind, PIECE)))
        }
        (Some(words), None) | (None, Some(words)) => Some(bounded(words, MOST_WORDS)),
        (None, None) => None,
    }
}

/// What an error is called, without the namespace before and the address behind it, which AWS allows
/// (<https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization>).
fn error_code(answer: &Value) -> Option<String> {
    let code = full_code(error_of(answer))?;
    let code = code.rsplit('#').next().unwrap_or(code);
    let code = code.split(':').next().unwrap_or(code);
    Some(code.to_owned())
}

fn full_code(error: &Value) -> Option<&str> {
    ["code", "type", "__type"].into_iter().find_map(|key| text_of(error, key))
}

fn error_of(answer: &Value) -> &Value {
    answer.get("error").unwrap_or(answer)
}

fn text_of<'v>(error: &'v Value, key: &str) -> Option<&'v str> {
    error.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn bounded(words: &str, most: usize) -> String {
    beginning(words.trim(), most)
}

/// The first words of an answer, on one line.
fn piece(body: &[u8], secrets: &Secrets) -> String {
    let text = secrets.wipe(&String::from_utf8_lossy(body));
    let words: Vec<&str> = text.split_whitespace().take(PIECE).collect();
    format!("`{}`", beginning(&words.join(" "), PIECE))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KEY: &str = "bedrock-api-key-aaaa/bbbb+cccc/dddd";

    fn secrets() -> Secrets {
        let secrets = Secrets::default();
        secrets.add(KEY);
        secrets
    }

    #[test]
    fn a_refusal_says_status_and_words() {
        let refused = |status, body: &[u8]| refusal_of_body(status, body, &secrets()).message;
        let body = br#"{"error": {"code": "permission_denied", "message": "not you", "type": "x"}}"#;
        let words = refused(StatusCode::FORBIDDEN, body);
        assert_eq!(words, "403 Forbidden: not you (permission_denied)");
        let problem = br#"{"type": "about:blank", "title": "Nothing there", "status": 404}"#;
        assert_eq!(refused(StatusCode::GONE, problem), "410 Gone: Nothing there (about:blank)");
        let html = refused(StatusCode::BAD_GATEWAY, b"<html>\n<h1>Bad\tGateway</h1>");
        assert_eq!(html, "502 Bad Gateway: `<html> <h1>Bad Gateway</h1>`");
        assert_eq!(refused(StatusCode::INTERNAL_SERVER_ERROR, b" \n"), "500 Internal Server Error");
        let long = refused(StatusCode::BAD_GATEWAY, &[b'a'; 5000]);
        assert!(long.len() < 150, "{long}");
        let words = json!({ "message": "m".repeat(5000), "code": "c".repeat(5000) }).to_string();
        assert!(refused(StatusCode::BAD_GATEWAY, words.as_bytes()).len() < 500);
    }

    #[test]
    fn an_error_is_known_by_its_code_and_not_by_its_words() {
        let called = |answer: Value| {
            let refused = refusal_of_body(StatusCode::BAD_REQUEST, answer.to_string().as_bytes(), &secrets());
            refused.error_code
        };
        let throttled = Some("ThrottlingException".to_owned());
        assert_eq!(called(json!({"__type": "ThrottlingException"})), throttled);
        let full = "com.amazonaws.ce#ThrottlingException:http://internal.amazon.com/coral/";
        assert_eq!(called(json!({"__type": full, "Message": "slow down"})), throttled);
        assert_eq!(called(json!({"error": {"code": "ThrottlingException", "type": "x"}})), throttled);
        assert_eq!(called(json!({"message": "no ThrottlingException"})), None);
    }

    fn said_of(body: &str) -> String {
        refusal_of_body(StatusCode::FORBIDDEN, body.as_bytes(), &secrets()).message
    }

    #[test]
    fn no_part_of_a_key_is_left_where_an_error_is_cut_short() {
        for before in 0..400 {
            let echo = format!("{} {KEY}", "x".repeat(before));
            let said = [
                refusal_of_body(StatusCode::FORBIDDEN, echo.as_bytes(), &secrets()).message,
                refusal_of_body(
                    StatusCode::FORBIDDEN,
                    json!({ "message": echo }).to_string().as_bytes(),
                    &secrets(),
                )
                .message,
                read(echo.as_bytes(), &secrets()).expect_err("no JSON"),
            ];
            for words in said {
                assert!(!words.contains("bedrock-api"), "{before}: {words}");
            }
            // Not a key of this session, but of whoever the server quotes.
            let echo = format!("{} AKIAIOSFODNN7EXAMPLE", "x".repeat(before));
            for body in [
                echo.clone(),
                json!({ "message": echo }).to_string(),
                json!({ "detail": "x", "code": echo }).to_string(),
            ] {
                let words = said_of(&body);
                assert!(!words.contains("AKIA"), "{before}: {words}");
            }
        }
    }

    #[test]
    fn keys_are_wiped_from_an_answer_however_they_are_escaped() {
        let escaped = KEY.replace('/', "\\/").replace('+', "\\u002b");
        let body = format!("{{\"data\": [{{\"name\": \"my {escaped}\", \"tags\": {{\"{escaped}\": 1}}}}]}}");
        let answer = read(body.as_bytes(), &secrets()).expect("JSON");
        assert_eq!(answer, json!({"data": [{"name": "my ****", "tags": {"****": 1}}]}));
    }

    #[test]
    fn what_is_no_json_is_told() {
        let why = |body: &str| read(body.as_bytes(), &secrets()).expect_err(body);
        assert_eq!(why(""), "the answer is empty");
        assert_eq!(why("{\"data\": [{\"id\": \"a"), "the answer is cut off");
        assert_eq!(why("<html><b>502</b></html>"), "the answer is not JSON: `<html><b>502</b></html>`");
        assert_eq!(read(b"\xef\xbb\xbf[]", &secrets()), Ok(json!([])));
    }
}
