//! A tag policy of AWS Organizations as it is written, with the place of everything
//! (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_example-tag-policies.html>).

use std::collections::HashSet;
use std::sync::Arc;

use crate::finding::Location;
use crate::policy::problem::Problem;
use crate::policy::suggest;
use crate::source::Source;
use crate::text::code;
use crate::tree::json::{self, Dialect};
use crate::tree::{Entry, Kind, NodeRef};

/// The operators that set values.
pub(super) const ASSIGN: &str = "@@assign";
pub(super) const APPEND: &str = "@@append";
pub(super) const REMOVE: &str = "@@remove";
/// The operator that says which of them policies further down may use.
const CHILDREN: &str = "@@operators_allowed_for_child_policies";
const ALL: &str = "@@all";
const NONE: &str = "@@none";

/// What is set of a tag key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Setting {
    TagKey,
    TagValue,
    EnforcedFor,
    RequiredFor,
}

impl Setting {
    pub(super) const EACH: [Setting; 4] =
        [Setting::TagKey, Setting::TagValue, Setting::EnforcedFor, Setting::RequiredFor];

    pub(super) fn name(self) -> &'static str {
        match self {
            Setting::TagKey => "tag_key",
            Setting::TagValue => "tag_value",
            Setting::EnforcedFor => "enforced_for",
            Setting::RequiredFor => "report_required_tag_for",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Setting::EACH.into_iter().find(|setting| setting.name() == name)
    }
}

/// A string and its place.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub text: String,
    pub at: Location,
}

/// An operator with its strings.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// The operator; the setting, where none is written.
    pub at: Location,
    pub items: Vec<Item>,
}

/// Which operators policies further down may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Allowed {
    pub assign: bool,
    pub append: bool,
    pub remove: bool,
}

impl Allowed {
    pub(super) const ALL: Allowed = Allowed { assign: true, append: true, remove: true };

    /// What both allow: what one policy forbids, no other allows again.
    pub(super) fn and(self, other: Allowed) -> Self {
        Allowed {
            assign: self.assign && other.assign,
            append: self.append && other.append,
            remove: self.remove && other.remove,
        }
    }
}

/// What a policy says of a setting.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub setting: Setting,
    pub assign: Option<Operation>,
    pub append: Option<Operation>,
    pub remove: Option<Operation>,
    pub allowed: Allowed,
}

/// What a policy says of a tag key.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// The policy key, which is the tag key but for case.
    pub key: Item,
    pub settings: Vec<Written>,
    /// What this version of taglint does not know.
    pub unknown: Vec<Item>,
    pub allowed: Allowed,
}

/// A tag policy.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub statements: Vec<Statement>,
    pub allowed: Allowed,
}

/// Where the answers of Organizations hold a policy, as JSON in a string
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html>,
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html>): the whole answer,
/// or what `--query` takes of it.
const ANSWERS: [&[&str]; 5] =
    [&[], &["Content"], &["PolicyContent"], &["Policy", "Content"], &["EffectivePolicy", "PolicyContent"]];

/// Reads a tag policy, or an effective one, which has no operators. What is wrong with it is added to the problems.
pub(super) fn read(source: &Arc<Source>, problems: &mut Vec<Problem>) -> Option<Document> {
    let json = match json::parse(source, Dialect::Strict) {
        Ok(json) => json,
        Err(error) => {
            let at = Location::new(source, error.span);
            problems.push(Problem::new("import::syntax", &at, error.to_string(), "invalid JSON"));
            return None;
        }
    };
    if let Some(answered) = answered(source, json.tree.root()) {
        return read(&Arc::new(answered), problems);
    }
    let mut reader = Reader { source, problems };
    reader.document(json.tree.root())
}

/// The policy that is in a string. Its places are those in the string, and its name is a JSON pointer to that.
fn answered(source: &Source, root: NodeRef<'_>) -> Option<Source> {
    for path in ANSWERS {
        let mut node = Some(root);
        for key in path {
            node = node.and_then(|node| node.get(key));
        }
        let Some(node) = node.filter(|node| node.kind() == Kind::Text) else { continue };
        let text = node.text()?;
        let pointer: String = path.iter().map(|key| format!("/{key}")).collect();
        let name =
            if path.is_empty() { source.name().to_owned() } else { format!("{}#{pointer}", source.name()) };
        return Some(Source::new(name, text, source.medium()));
    }
    None
}

struct Reader<'r> {
    source: &'r Arc<Source>,
    problems: &'r mut Vec<Problem>,
}

impl Reader<'_> {
    fn document(&mut self, root: NodeRef<'_>) -> Option<Document> {
        let entries = self.entries(root);
        let tags = entries.iter().find(|entry| entry.key.text() == Some("tags")).map(|entry| entry.value);
        let Some(tags) = tags.filter(|tags| tags.kind() == Kind::Map) else {
            let help = "name a tag policy, `{\"tags\": {…}}`, as `aws organizations describe-policy` or `describe-effective-policy` prints it";
            self.say(
                "import::no-tag-policy",
                root,
                "this is not a tag policy: it has no object `tags`",
                help,
            );
            return None;
        };
        for entry in entries.iter().filter(|entry| entry.key.text() != Some("tags")) {
            self.unknown_word(entry.key, &["tags"], "a tag policy has no");
        }
        let mut document = Document { statements: Vec::new(), allowed: Allowed::ALL };
        for entry in self.entries(tags) {
            let key = self.item(entry.key);
            match key.text.as_str() {
                CHILDREN => document.allowed = self.allowed(entry.value),
                word if word.starts_with("@@") => {
                    self.unknown_word(entry.key, &[CHILDREN], "there is no operator")
                }
                _ => self.admit(&key, entry, &mut document),
            }
        }
        Some(document)
    }

    /// The entries of an object. Which one counts of two with the same key, nobody can know.
    fn entries<'n>(&mut self, node: NodeRef<'n>) -> Vec<Entry<'n>> {
        let (mut entries, mut known) = (Vec::new(), HashSet::new());
        for entry in node.entries() {
            let key = entry.key.text().unwrap_or_default();
            match known.insert(key) {
                true => entries.push(entry),
                false => {
                    let message = format!("{} is given twice", code(key));
                    self.say("import::duplicate-key", entry.key, message, "keep one of them");
                }
            }
        }
        entries
    }

    fn admit(&mut self, key: &Item, entry: Entry<'_>, document: &mut Document) {
        let folded = key.text.to_lowercase();
        let known = document.statements.iter().find(|known| known.key.text.to_lowercase() == folded);
        if let Some(known) = known {
            let message = format!("{} and {} differ only in case", code(&known.key.text), code(&key.text));
            self.say("import::duplicate-key", entry.key, message, "keep one of them");
            return;
        }
        if key.text.trim().is_empty() || key.text.contains('*') {
            self.say(
                "import::no-key",
                entry.key,
                format!("{} is not a tag key", code(&key.text)),
                "write the tag key",
            );
            return;
        }
        if entry.value.kind() != Kind::Map {
            self.say(
                "import::wrong-type",
                entry.value,
                format!("{} must be an object", code(&key.text)),
                "write `{\"tag_key\": …}`",
            );
            return;
        }
        let mut statement =
            Statement { key: key.clone(), settings: Vec::new(), unknown: Vec::new(), allowed: Allowed::ALL };
        self.settings(entry.value, &mut statement);
        document.statements.push(statement);
    }

    fn settings(&mut self, node: NodeRef<'_>, statement: &mut Statement) {
        for entry in self.entries(node) {
            let name = entry.key.text().unwrap_or_default();
            match Setting::of(name) {
                Some(setting) => self.setting(setting, entry, statement),
                None if name == CHILDREN => statement.allowed = self.allowed(entry.value),
                None => {
                    let names = Setting::EACH.map(Setting::name);
                    if name.starts_with("@@") || suggest::meant(name, &names).is_some() {
                        self.unknown_word(entry.key, &names, "a tag key has no setting");
                    } else {
                        statement.unknown.push(self.item(entry.key));
                    }
                }
            }
        }
    }

    fn setting(&mut self, setting: Setting, entry: Entry<'_>, statement: &mut Statement) {
        let mut written =
            Written { setting, assign: None, append: None, remove: None, allowed: Allowed::ALL };
        if entry.value.kind() == Kind::Map {
            for operator in self.entries(entry.value) {
                let word = operator.key.text().unwrap_or_default();
                match word {
                    CHILDREN => written.allowed = self.allowed(operator.value),
                    ASSIGN => written.assign = self.operation(setting, operator, statement),
                    APPEND | REMOVE if setting == Setting::TagKey => {
                        let message = format!("{} is for lists, and `tag_key` has one value", code(word));
                        self.say("import::operator", operator.key, message, "write `@@assign`");
                    }
                    APPEND => written.append = self.operation(setting, operator, statement),
                    REMOVE => written.remove = self.operation(setting, operator, statement),
                    // AWS's own example of `@@remove` has `enforced_for` here, and its result says what is meant.
                    _ if Setting::of(word).is_some_and(|inner| inner != setting) => {
                        self.settings_within(operator, statement);
                    }
                    _ => self.unknown_word(
                        operator.key,
                        &[ASSIGN, APPEND, REMOVE, CHILDREN],
                        "there is no operator",
                    ),
                }
            }
        } else {
            written.assign = self.operation(setting, entry, statement);
        }
        if statement.settings.iter().any(|known| known.setting == setting) {
            self.say(
                "import::duplicate-key",
                entry.key,
                format!("{} is given twice", code(setting.name())),
                "keep one of them",
            );
            return;
        }
        statement.settings.push(written);
    }

    fn settings_within(&mut self, entry: Entry<'_>, statement: &mut Statement) {
        if let Some(setting) = entry.key.text().and_then(Setting::of) {
            self.setting(setting, entry, statement);
        }
    }

    fn operation(&mut self, setting: Setting, entry: Entry<'_>, statement: &Statement) -> Option<Operation> {
        let is_list = setting != Setting::TagKey;
        let mut items = Vec::new();
        match entry.value.kind() {
            Kind::Text if !is_list => items.push(self.item(entry.value)),
            Kind::List if is_list => {
                for item in entry.value.items() {
                    if item.kind() != Kind::Text {
                        self.say(
                            "import::wrong-type",
                            item,
                            format!("{} is a list of strings", code(setting.name())),
                            "write a string",
                        );
                        return None;
                    }
                    items.push(self.item(item));
                }
            }
            _ => {
                let what = if is_list { "a list of strings" } else { "a string" };
                self.say(
                    "import::wrong-type",
                    entry.value,
                    format!("{} must be {what}", code(setting.name())),
                    format!("write {what}"),
                );
                return None;
            }
        }
        for item in &items {
            self.check(setting, item, statement);
        }
        Some(Operation { at: Location::new(self.source, entry.key.span()), items })
    }

    /// What Organizations refuses of a string.
    fn check(&mut self, setting: Setting, item: &Item, statement: &Statement) {
        let (message, help) = match setting {
            Setting::TagKey if item.text.to_lowercase() != statement.key.text.to_lowercase() => (
                format!(
                    "{} differs from the policy key {} in more than case",
                    code(&item.text),
                    code(&statement.key.text)
                ),
                "write `tag_key` as the policy key is, in any case",
            ),
            Setting::TagValue if item.text.matches('*').count() > 1 => {
                (format!("{} has `*` twice", code(&item.text)), "write at most one `*` in a value")
            }
            _ => return,
        };
        self.problems.push(Problem::new("import::value", &item.at, message, "here").help(help));
    }

    fn allowed(&mut self, node: NodeRef<'_>) -> Allowed {
        let mut allowed = Allowed { assign: false, append: false, remove: false };
        if node.kind() != Kind::List {
            self.say(
                "import::wrong-type",
                node,
                format!("{} must be a list of operators", code(CHILDREN)),
                "write it like `[\"@@append\"]`",
            );
            return Allowed::ALL;
        }
        for item in node.items() {
            match item.text().unwrap_or_default() {
                ALL => allowed = Allowed::ALL,
                NONE => {}
                ASSIGN => allowed.assign = true,
                APPEND => allowed.append = true,
                REMOVE => allowed.remove = true,
                _ => self.unknown_word(item, &[ASSIGN, APPEND, REMOVE, ALL, NONE], "there is no operator"),
            }
        }
        allowed
    }

    fn item(&self, node: NodeRef<'_>) -> Item {
        let text = node.text().unwrap_or_default().to_owned();
        Item { text, at: Location::new(self.source, node.span()) }
    }

    fn unknown_word(&mut self, node: NodeRef<'_>, words: &[&str], message: &str) {
        let word = node.text().unwrap_or_default();
        let message = format!("{message} {}", code(word));
        self.say("import::unknown-word", node, message, suggest::write(word, words, words.len()));
    }

    fn say(
        &mut self,
        kind: &'static str,
        node: NodeRef<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = Location::new(self.source, node.span());
        self.problems.push(Problem::new(kind, &at, message, "here").help(help));
    }
}
