//! A live project as the service describes it.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value as Json;

use super::secret::is_masked;
use crate::project::{BEDROCK_PROJECT, Project, Reading, Tag, Tags, Value, region_and_account, service};
use crate::rule::is_credential;
use crate::source::Span;

/// An account and region.
pub(crate) type Home<'a> = (Option<&'a str>, &'a str);

/// A project as it was listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiveProject {
    /// Its id.
    pub id: String,
    pub(crate) name: Option<String>,
    pub(crate) is_archived: bool,
    /// Its account, by its ARN.
    pub(crate) account: Option<String>,
    /// Its region: by its ARN, else the one that was asked.
    pub(crate) region: String,
    /// Its tags, sorted by key; those of the service itself are left out.
    pub(crate) tags: Vec<(String, LiveValue)>,
}

/// The value of a live tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum LiveValue {
    /// A text; numbers and booleans as they are written.
    Text(String),
    /// `null`.
    Null,
    /// A list or a map.
    Nested,
}

/// Why an item of a list cannot be judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Odd {
    /// It has no id.
    NoId,
    /// It has tags in a shape that nobody knows: who knows what they say.
    Tags,
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Odd::NoId => "without an id",
            Odd::Tags => "whose tags cannot be read",
        })
    }
}

impl LiveProject {
    /// The account and region in which it lives.
    pub(crate) fn home(&self) -> Home<'_> {
        (self.account.as_deref(), &self.region)
    }

    /// Reads one item of a list. Fields that nobody knows are passed over.
    ///
    /// # Errors
    /// It cannot be judged.
    pub(crate) fn read(item: &Json, region: &str) -> Result<Self, Odd> {
        let text = |key: &str| item.get(key).and_then(Json::as_str);
        let id = text("id").filter(|id| !id.is_empty()).ok_or(Odd::NoId)?;
        let home = text("arn").and_then(region_and_account);
        let mut tags = match item.get("tags") {
            Some(tags) => read_tags(tags).ok_or(Odd::Tags)?,
            None => Vec::new(),
        };
        tags.retain(|(key, _)| !service::is_own_tag(key));
        tags.sort_by(|(left, _), (right, _)| left.cmp(right));
        Ok(LiveProject {
            id: id.to_owned(),
            name: text("name").map(str::to_owned),
            is_archived: text("status") == Some(service::ARCHIVED),
            account: home.map(|(_, account)| account.to_owned()),
            region: if let Some((region, _)) = home { region } else { region }.to_owned(),
            tags,
        })
    }

    /// Whether it is the account's default project.
    pub(crate) fn is_default(&self) -> bool {
        self.id == service::DEFAULT_PROJECT
    }

    pub(crate) fn tag(&self, key: &str) -> Option<&LiveValue> {
        self.tags.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The project as rules see it: without a place.
    pub fn to_project(&self, ordinal: u32) -> Project<'_> {
        let name = match &self.name {
            Some(name) => Reading::text(name.as_str(), None),
            None => Reading { value: Value::Null, place: None, secret: false },
        };
        let list = self.tags.iter().map(|(key, value)| tag(key, value)).collect();
        Project {
            kind: Cow::Borrowed(BEDROCK_PROJECT),
            name,
            id: Some(Cow::Borrowed(&self.id)),
            account: self.account.as_deref().map(Cow::Borrowed),
            region: Some(Cow::Borrowed(&self.region)),
            status: Some(Cow::Borrowed(if self.is_archived { service::ARCHIVED } else { service::ACTIVE })),
            tags: Tags { list, ..Tags::default() },
            ..Project::new(ordinal)
        }
    }
}

/// Whether a value is, or has in it, what must be in no file and no call: also what a server, or an older file, starred.
pub(crate) fn is_secret(text: &str) -> bool {
    is_credential(text) || is_masked(text)
}

impl LiveValue {
    fn read(value: &Json) -> Self {
        match value {
            Json::Null => LiveValue::Null,
            Json::String(text) => LiveValue::Text(text.clone()),
            Json::Bool(_) | Json::Number(_) => LiveValue::Text(value.to_string()),
            Json::Array(_) | Json::Object(_) => LiveValue::Nested,
        }
    }

    /// Whether it is, or has in it, what must be in no file and no call.
    pub(crate) fn is_secret(&self) -> bool {
        self.text().is_some_and(is_secret)
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            LiveValue::Text(text) => Some(text),
            LiveValue::Null | LiveValue::Nested => None,
        }
    }
}

/// Tags as a map, or as a list of `{Key, Value}`, of which the last one counts; `None` for any other shape.
fn read_tags(tags: &Json) -> Option<Vec<(String, LiveValue)>> {
    let mut read: Vec<(String, LiveValue)> = Vec::new();
    let mut add = |key: &str, value: LiveValue| match read.iter_mut().find(|(known, _)| known == key) {
        Some(known) => known.1 = value,
        None => read.push((key.to_owned(), value)),
    };
    match tags {
        Json::Null => {}
        Json::Object(tags) => {
            for (key, value) in tags {
                add(key, LiveValue::read(value));
            }
        }
        Json::Array(tags) => {
            for tag in tags {
                let either = |upper: &str, lower: &str| tag.get(upper).or_else(|| tag.get(lower));
                let key = either("Key", "key").and_then(Json::as_str)?;
                let value = match either("Value", "value") {
                    Some(value) => LiveValue::read(value),
                    None => LiveValue::Null,
                };
                add(key, value);
            }
        }
        Json::Bool(_) | Json::Number(_) | Json::String(_) => return None,
    }
    Some(read)
}

fn tag<'t>(key: &'t str, value: &'t LiveValue) -> Tag<'t> {
    let known = match value {
        LiveValue::Text(text) => Value::Text(Cow::Borrowed(text.as_str())),
        LiveValue::Null => Value::Null,
        LiveValue::Nested => Value::Nested,
    };
    // A credential that somebody wrote into a tag is judged and never shown.
    let secret = value.is_secret();
    Tag {
        key: Cow::Borrowed(key),
        key_place: None,
        value: Reading { value: known, place: None, secret },
        alternatives: Vec::new(),
        entry: Span::default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(text: &str) -> LiveValue {
        LiveValue::Text(text.to_owned())
    }

    #[test]
    fn a_project_is_read_from_what_the_service_says() {
        let item = json!({
            "object": "organization.project", "id": "proj_1", "name": "Chat", "status": "active", "created_at": 1,
            "arn": "arn:aws:bedrock-mantle:eu-west-1:111122223333:project/proj_1",
            "tags": { "b": 1.5, "a": "x", "aws:cloudformation:stack": "s", "n": null, "m": {} },
            "data_retention": { "mode": "inherit" }
        });
        let project = LiveProject::read(&item, "us-east-1").expect("a project");
        assert_eq!(
            (project.account.as_deref(), project.region.as_str()),
            (Some("111122223333"), "eu-west-1")
        );
        let keys: Vec<&str> = project.tags.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["a", "b", "m", "n"]);
        assert_eq!((project.tag("a"), project.tag("b")), (Some(&text("x")), Some(&text("1.5"))));
        assert_eq!((project.tag("n"), project.tag("m")), (Some(&LiveValue::Null), Some(&LiveValue::Nested)));
        assert!(project.to_project(0).place().is_none());
    }

    #[test]
    fn what_is_missing_is_not_made_up() {
        let project = LiveProject::read(&json!({"id": "p", "tags": null}), "us-east-1").expect("a project");
        assert_eq!((project.name, project.account, project.is_archived), (None, None, false));
        assert_eq!((project.region.as_str(), project.tags.len()), ("us-east-1", 0));
        assert_eq!(LiveProject::read(&json!({"name": "a"}), "r"), Err(Odd::NoId));
        assert_eq!(LiveProject::read(&json!(7), "r"), Err(Odd::NoId));
        for odd in [json!("a=b"), json!(1), json!(["a"]), json!([{"Value": "1"}])] {
            assert_eq!(LiveProject::read(&json!({"id": "p", "tags": odd}), "r"), Err(Odd::Tags));
        }
        let list = json!({"id": "p", "tags": [{"Key": "a", "Value": "1"}, {"key": "b"}, {"key": "a", "value": "2"}]});
        let project = LiveProject::read(&list, "r").expect("a project");
        assert_eq!(project.tags, [("a".to_owned(), text("2")), ("b".to_owned(), LiveValue::Null)]);
    }
}
