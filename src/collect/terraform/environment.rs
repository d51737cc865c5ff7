//! What the environment gives to Terraform and to its provider for AWS.

use std::collections::BTreeMap;

use super::expr::{Data, Entry, List, Map, Val};
use crate::project::Place;
use crate::tree::Style;
use crate::tree::hcl::{self, Expr, ExprKind};

/// The variables of an environment that concern Terraform.
#[derive(Clone, Default, Debug)]
pub struct Environment {
    /// `TF_VAR_name`: values of variables of root modules.
    variables: BTreeMap<String, String>,
    /// `TF_AWS_DEFAULT_TAGS_Key`: tags below those of the provider's configuration.
    default_tags: BTreeMap<String, String>,
    /// `TF_AWS_IGNORE_TAGS_KEYS`
    pub(super) ignored_keys: Vec<String>,
    /// `TF_AWS_IGNORE_TAGS_KEY_PREFIXES`
    pub(super) ignored_prefixes: Vec<String>,
}

impl Environment {
    pub(super) const EMPTY: &'static Environment = &Environment {
        variables: BTreeMap::new(),
        default_tags: BTreeMap::new(),
        ignored_keys: Vec::new(),
        ignored_prefixes: Vec::new(),
    };

    /// Takes what concerns Terraform from some variables.
    pub(crate) fn of(variables: impl Iterator<Item = (String, String)>) -> Self {
        let list = |value: &str| value.split(',').map(str::to_owned).collect();
        let mut environment = Environment::default();
        for (name, value) in variables {
            if let Some(variable) = name.strip_prefix("TF_VAR_") {
                environment.variables.insert(variable.to_owned(), value);
            } else if let Some(key) = name.strip_prefix("TF_AWS_DEFAULT_TAGS_") {
                environment.default_tags.insert(key.to_owned(), value);
            } else if name == "TF_AWS_IGNORE_TAGS_KEYS" {
                environment.ignored_keys = list(&value);
            } else if name == "TF_AWS_IGNORE_TAGS_KEY_PREFIXES" {
                environment.ignored_prefixes = list(&value);
            }
        }
        environment
    }

    /// The value of a variable of a declared type, as it is said of a place: a text where that is a simple one or none,
    /// else an expression.
    pub(super) fn variable<'t>(
        &self,
        name: &str,
        declared: Option<&Expr>,
        place: Option<Place<'t>>,
    ) -> Option<Val<'t>> {
        let text = self.variables.get(name)?;
        let place = untouched(place);
        if declared.is_none_or(is_simple) {
            return Some(Val::text(&**text, place));
        }
        Some(match hcl::parse_expression(text) {
            Some(expr) => constant(&expr, place),
            None => Val::unknown(place),
        })
    }

    /// The tags that the provider for AWS lays below all others, as they are said of a resource at a place.
    pub(super) fn default_tags<'t>(&self, place: Option<Place<'t>>) -> Map<'t> {
        let place = untouched(place);
        let mut map = Map::default();
        for (key, value) in &self.default_tags {
            let key = Val::text(&**key, place);
            map.entries.push(Entry {
                name: key.as_text().unwrap_or_default(),
                key,
                value: Val::text(&**value, place),
            });
        }
        map
    }
}

/// Whether a type is one whose values are written as they are. Types were once written in quotes.
fn is_simple(declared: &Expr) -> bool {
    match &declared.bare().kind {
        ExprKind::Variable(name) => matches!(&**name, "string" | "number" | "bool"),
        _ => declared.literal() == Some("string"),
    }
}

/// A place that no fix may touch.
fn untouched(place: Option<Place<'_>>) -> Option<Place<'_>> {
    place.map(|place| Place { style: Style::Flow, ..place })
}

/// What is written out. Nothing may be called or referred to in it.
fn constant<'t>(expr: &Expr, place: Option<Place<'t>>) -> Val<'t> {
    match &expr.bare().kind {
        ExprKind::Null => Val::new(Data::Null, place),
        ExprKind::Bool(yes) => Val::new(Data::Bool(*yes), place),
        ExprKind::Number(text) => Val::new(Data::Number(text.clone()), place),
        ExprKind::List(items) => {
            let items = items.iter().map(|item| constant(item, place)).collect();
            Val::new(Data::List(List { items, ..List::default() }.into()), place)
        }
        ExprKind::Object(items) => {
            let mut map = Map::default();
            for item in items {
                let key = match &item.key.kind {
                    ExprKind::Variable(key) => Some(&**key),
                    _ => item.key.literal(),
                };
                match key {
                    Some(key) => map.entries.push(Entry {
                        key: Val::text(key, place),
                        name: key.into(),
                        value: constant(&item.value, place),
                    }),
                    None => map.unknown.push(place),
                }
            }
            Val::map(map, place)
        }
        _ => match expr.literal() {
            Some(text) => Val::text(text, place),
            None => Val::unknown(place),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_taken_as_they_are_and_other_types_are_expressions() {
        let pairs = [("TF_VAR_x", "0042"), ("TF_VAR_TAGS", "{ A = \"b\" }"), ("HOME", "/root")];
        let environment =
            Environment::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        let value = |name: &str, declared: Option<&str>| {
            let declared = declared.and_then(hcl::parse_expression);
            environment.variable(name, declared.as_ref(), None)
        };
        let text =
            |value: Option<Val<'_>>| value.and_then(|value| value.as_text()).as_deref().map(str::to_owned);
        assert_eq!(text(value("x", None)).as_deref(), Some("0042"));
        assert_eq!(text(value("x", Some("string"))).as_deref(), Some("0042"));
        assert!(value("home", None).is_none());
        let Some(Val { data: Data::Map(map), .. }) = value("TAGS", Some("map(string)")) else {
            panic!("a map")
        };
        assert_eq!(text(map.get("A").cloned()).as_deref(), Some("b"));
        assert_eq!(text(value("TAGS", None)).as_deref(), Some("{ A = \"b\" }"));
    }
}
