//! What a definition declares of a project, detached from its text, to be compared with what is live.

use super::locate;
use super::verdict::holds_secret;
use crate::finding::Location;
use crate::project::{Project, Value, service};

/// What is declared of a project.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The name, as far as it is known.
    pub(crate) name: Known,
    /// Whether the name must not be shown.
    pub(crate) has_secret_name: bool,
    /// Where the name is, else where the project begins.
    pub(crate) at: Option<Location>,
    /// Its tags, each key once.
    pub tags: Vec<DeclaredTag>,
    /// Whether these are all.
    pub(crate) all_known: bool,
}

/// A name as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Known {
    /// This one.
    Text(String),
    /// None is given.
    None,
    /// It cannot be known without running the configuration.
    Unknown,
}

/// A declared tag.
#[derive(Clone, Debug)]
pub struct DeclaredTag {
    /// The key.
    pub key: String,
    /// Where the key is.
    pub(crate) key_at: Option<Location>,
    /// Where the value is.
    pub(crate) value_at: Option<Location>,
    /// The values that it may have.
    pub texts: Vec<String>,
    /// Whether it may have others, which cannot be known.
    pub(crate) is_open: bool,
    /// Whether it must not be shown.
    pub(crate) secret: bool,
}

impl Declaration {
    /// What a definition declares.
    pub(crate) fn of(project: &Project<'_>) -> Self {
        let name = match &project.name.value {
            Value::Text(name) => Known::Text(name.to_string()),
            Value::Unknown | Value::Unseen | Value::Ambiguous => Known::Unknown,
            Value::Null | Value::Nested => Known::None,
        };
        Declaration {
            name,
            has_secret_name: project.name.value.text().is_some() && project.shown_name().is_none(),
            at: project.place().map(locate),
            tags: tags(project),
            all_known: project.tags.all_known(),
        }
    }

    pub(crate) fn known_name(&self) -> Option<&str> {
        match &self.name {
            Known::Text(name) if !name.is_empty() => Some(name),
            _ => None,
        }
    }

    /// The name, where it is known and may be shown.
    pub(crate) fn shown_name(&self) -> Option<&str> {
        self.known_name().filter(|_| !self.has_secret_name)
    }

    pub(crate) fn tag(&self, key: &str) -> Option<&DeclaredTag> {
        self.tags.iter().find(|tag| tag.key == key)
    }
}

/// The tags, of a key given twice the last one. Those that only the service may set are left out.
fn tags(project: &Project<'_>) -> Vec<DeclaredTag> {
    let mut tags: Vec<DeclaredTag> = Vec::new();
    for tag in project.tags.list.iter().filter(|tag| !service::is_own_tag(&tag.key)) {
        let mut texts: Vec<String> = Vec::new();
        for text in tag.readings().filter_map(|reading| reading.value.text()) {
            if !texts.iter().any(|known| known == text) {
                texts.push(text.to_owned());
            }
        }
        let declared = DeclaredTag {
            key: tag.key.to_string(),
            key_at: tag.key_place.map(locate),
            value_at: tag.value.place.or(tag.key_place).map(locate),
            texts,
            is_open: tag.readings().any(|reading| reading.value.text().is_none()),
            secret: holds_secret(tag),
        };
        match tags.iter_mut().find(|known| known.key == declared.key) {
            Some(known) => *known = declared,
            None => tags.push(declared),
        }
    }
    tags
}
