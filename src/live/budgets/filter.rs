//! What the filter of a budget says of the costs that have a value of a tag: in the expressions of today
//! (<https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Expression.html>), and in the maps
//! of older budgets.

use serde_json::Value;

use crate::cost::OUTSIDE;
use crate::text::code;

/// The conditions of a filter, all of which hold for each cost that a budget counts.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Filter {
    terms: Vec<Term>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Term {
    /// A tag has one of some values.
    Tag { key: String, values: Vec<String> },
    /// The service is one of these.
    Services(Vec<String>),
    /// Tax, credits and the like do not count.
    WithoutCredits,
    /// Something that is not understood, with the keys of the tags in it; none where it may be about any tag.
    Other { what: String, keys: Option<Vec<String>> },
}

/// What a filter says of the costs that have a value of a tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// It does not name the key.
    Unrelated,
    /// They do not count.
    No,
    /// Whether all of them count cannot be known, and why.
    Unclear(String),
    /// They count.
    Yes {
        /// Whether only services named `Amazon Bedrock` do, which those of the AWS Marketplace are not.
        misses_marketplace: bool,
    },
}

impl Filter {
    /// The filter of a budget that has an expression, else a map.
    pub(crate) fn read(expression: &Value, map: &Value) -> Self {
        let mut filter = Filter::default();
        match expression {
            Value::Null => filter.map(map),
            Value::Object(fields) if fields.is_empty() => filter.map(map),
            _ => filter.expression(expression),
        }
        filter
    }

    /// What it says of the costs that have a value of a key.
    pub(crate) fn answer(&self, key: &str, value: &str) -> Answer {
        let names_key = |term: &Term| match term {
            Term::Tag { key: named, .. } => named == key,
            Term::Other { keys, .. } => {
                keys.as_ref().is_none_or(|keys| keys.iter().any(|named| named == key))
            }
            Term::Services(_) | Term::WithoutCredits => false,
        };
        if !self.terms.iter().any(names_key) {
            return Answer::Unrelated;
        }
        let (mut unclear, mut misses_marketplace) = (None, false);
        for term in &self.terms {
            match term {
                Term::Tag { key: named, values } if named == key => {
                    if !values.iter().any(|named| named == value) {
                        return Answer::No;
                    }
                }
                Term::Services(names) if !names.iter().any(|name| name.contains("Bedrock")) => {
                    return Answer::No;
                }
                Term::Services(names) => {
                    misses_marketplace |= names.iter().all(|name| name == "Amazon Bedrock");
                }
                Term::Tag { key, .. } => unclear = Some(format!("it also filters by the tag {}", code(key))),
                Term::Other { what, .. } => unclear = Some(format!("it also filters by {what}")),
                Term::WithoutCredits => {}
            }
        }
        match unclear {
            Some(why) => Answer::Unclear(why),
            None => Answer::Yes { misses_marketplace },
        }
    }

    fn expression(&mut self, expression: &Value) {
        let Value::Object(fields) = expression else { return self.other("what has no form", None) };
        for (name, content) in fields {
            match (name.as_str(), content) {
                (_, Value::Null) => {}
                (_, Value::Array(items)) if items.is_empty() => {}
                ("And", Value::Array(items)) => {
                    for item in items {
                        self.expression(item);
                    }
                }
                ("Tags", content) => self.tags(content),
                ("Dimensions", content) => self.dimension(content),
                ("Not", content) if is_of_credits(content) => self.terms.push(Term::WithoutCredits),
                (name, content) => self.other(&code(name), keys_of_form(name, content)),
            }
        }
    }

    fn tags(&mut self, content: &Value) {
        let (Some(key), values) = (content["Key"].as_str(), texts(&content["Values"])) else {
            return self.other("`Tags`", None);
        };
        match odd_match(content).as_deref() {
            None => self.terms.push(Term::Tag { key: bare(key).to_owned(), values }),
            // Costs without the tag, which have no value of it.
            Some("ABSENT") => self.terms.push(Term::Tag { key: bare(key).to_owned(), values: Vec::new() }),
            Some(option) => {
                let keys = Some(vec![bare(key).to_owned()]);
                self.terms.push(Term::Other { what: code(option), keys });
            }
        }
    }

    fn dimension(&mut self, content: &Value) {
        match (content["Key"].as_str(), odd_match(content)) {
            (Some("SERVICE"), None) => self.terms.push(Term::Services(texts(&content["Values"]))),
            (Some(key), _) => self.other(&code(key), Some(Vec::new())),
            (None, _) => self.other("`Dimensions`", Some(Vec::new())),
        }
    }

    fn map(&mut self, map: &Value) {
        let Value::Object(fields) = map else { return };
        for (name, values) in fields {
            match name.as_str() {
                "TagKeyValue" => self.tag_values(&texts(values)),
                "Service" => self.terms.push(Term::Services(texts(values))),
                name => self.other(&code(name), Some(Vec::new())),
            }
        }
    }

    /// Values with their keys, such as `user:CostCenter$CC-1001`. A value may have a `$` in it, too.
    fn tag_values(&mut self, written: &[String]) {
        for text in written {
            let (key, value) = text.split_once('$').unwrap_or((text, ""));
            let is_known =
                |term: &&mut Term| matches!(term, Term::Tag { key: known, .. } if known == bare(key));
            match self.terms.iter_mut().find(is_known) {
                Some(Term::Tag { values, .. }) => values.push(value.to_owned()),
                _ => {
                    let values = vec![value.to_owned()];
                    self.terms.push(Term::Tag { key: bare(key).to_owned(), values });
                }
            }
        }
    }

    fn other(&mut self, what: &str, keys: Option<Vec<String>>) {
        self.terms.push(Term::Other { what: what.to_owned(), keys });
    }
}

/// A key of a user, which is written with and without what tells it from those of AWS.
fn bare(key: &str) -> &str {
    key.strip_prefix("user:").unwrap_or(key)
}

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// How values are compared, where they need not be the same.
fn odd_match(content: &Value) -> Option<String> {
    texts(&content["MatchOptions"])
        .into_iter()
        .find(|option| option != "EQUALS" && option != "CASE_SENSITIVE")
}

/// Whether an expression is about nothing but kinds of charges that no share is of.
fn is_of_credits(content: &Value) -> bool {
    let dimension = &content["Dimensions"];
    let is_alone = content
        .as_object()
        .is_some_and(|fields| fields.values().filter(|field| !field.is_null()).count() == 1);
    let values = texts(&dimension["Values"]);
    is_alone
        && dimension["Key"] == "RECORD_TYPE"
        && odd_match(dimension).is_none()
        && values.iter().all(|kind| OUTSIDE.contains(&kind.as_str()))
}

/// The keys of the tags in an expression; none where a form in it is not known, which may be about any tag.
fn keys_of(expression: &Value) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    for (name, content) in expression.as_object()? {
        keys.extend(keys_of_form(name, content)?);
    }
    Some(keys)
}

/// The same of one form.
fn keys_of_form(name: &str, content: &Value) -> Option<Vec<String>> {
    match (name, content) {
        (_, Value::Null) | ("Dimensions" | "CostCategories", _) => Some(Vec::new()),
        ("Tags", tag) => Some(vec![bare(tag["Key"].as_str()?).to_owned()]),
        ("Not", expression) => keys_of(expression),
        ("And" | "Or", Value::Array(expressions)) => {
            let mut keys = Vec::new();
            for expression in expressions {
                keys.extend(keys_of(expression)?);
            }
            Some(keys)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const YES: Answer = Answer::Yes { misses_marketplace: false };

    fn of_expression(expression: Value) -> Answer {
        Filter::read(&expression, &Value::Null).answer("CostCenter", "CC-1001")
    }

    fn of_map(map: Value) -> Answer {
        Filter::read(&Value::Null, &map).answer("CostCenter", "CC-1001")
    }

    fn tag(key: &str, values: &[&str]) -> Value {
        json!({ "Tags": { "Key": key, "Values": values } })
    }

    fn dimension(key: &str, values: &[&str]) -> Value {
        json!({ "Dimensions": { "Key": key, "Values": values } })
    }

    fn is_unclear(answer: &Answer, why: &str) -> bool {
        matches!(answer, Answer::Unclear(words) if words.contains(why))
    }

    #[test]
    fn both_spellings_of_maps_are_read() {
        for written in ["user:CostCenter$CC-1001", "CostCenter$CC-1001"] {
            assert_eq!(of_map(json!({ "TagKeyValue": [written] })), YES, "{written}");
            assert_eq!(of_map(json!({ "TagKeyValue": ["user:CostCenter$x", written] })), YES, "{written}");
        }
        let filter = Filter::read(&Value::Null, &json!({ "TagKeyValue": ["user:Team$a$b"] }));
        assert_eq!(filter.answer("Team", "a$b"), YES);
        assert_eq!(of_map(json!({ "TagKeyValue": ["user:CostCenter$CC-2002"] })), Answer::No);
        assert_eq!(of_map(json!({ "TagKeyValue": ["user:costcenter$CC-1001"] })), Answer::Unrelated);
        assert_eq!(of_map(json!({ "TagKeyValue": ["user:CostCenter$"] })), Answer::No);
        assert_eq!(of_map(json!({})), Answer::Unrelated);
    }

    #[test]
    fn expressions_are_read_and_come_first() {
        let own = || tag("CostCenter", &["CC-2002", "CC-1001"]);
        assert_eq!(of_expression(own()), YES);
        assert_eq!(of_expression(tag("user:CostCenter", &["CC-1001"])), YES);
        assert_eq!(
            of_expression(
                json!({ "And": [own(), dimension("SERVICE", &["Claude (Amazon Bedrock Edition)"])] })
            ),
            YES
        );
        let credits = json!({ "Not": dimension("RECORD_TYPE", &["Credit", "Refund"]) });
        assert_eq!(of_expression(json!({ "And": [own(), credits] })), YES);
        let mut equal = own();
        equal["Tags"]["MatchOptions"] = json!(["EQUALS", "CASE_SENSITIVE"]);
        equal["Or"] = Value::Null;
        assert_eq!(of_expression(equal), YES);
        let old = json!({ "TagKeyValue": ["user:CostCenter$CC-1001"] });
        let filter = Filter::read(&tag("CostCenter", &["x"]), &old);
        assert_eq!(filter.answer("CostCenter", "CC-1001"), Answer::No);
        assert_eq!(Filter::read(&json!({}), &old).answer("CostCenter", "CC-1001"), YES);
    }

    #[test]
    fn what_is_not_understood_is_unclear() {
        let own = || tag("CostCenter", &["CC-1001"]);
        let not = json!({ "Not": tag("CostCenter", &["CC-2002"]) });
        assert!(is_unclear(&of_expression(not), "`Not`"));
        let either = json!({ "Or": [own(), dimension("SERVICE", &["Amazon EC2"])] });
        assert!(is_unclear(&of_expression(either), "`Or`"));
        let team = json!({ "And": [own(), tag("Team", &["x"])] });
        assert!(is_unclear(&of_expression(team), "the tag `Team`"));
        let account = json!({ "And": [own(), dimension("LINKED_ACCOUNT", &["1"])] });
        assert!(is_unclear(&of_expression(account), "`LINKED_ACCOUNT`"));
        let usage = json!({ "And": [own(), { "Not": dimension("RECORD_TYPE", &["Usage"]) }] });
        assert!(is_unclear(&of_expression(usage), "`Not`"));
        let mut prefix = own();
        prefix["Tags"]["MatchOptions"] = json!(["STARTS_WITH"]);
        assert!(is_unclear(&of_expression(prefix), "`STARTS_WITH`"));
        let map = json!({ "TagKeyValue": ["user:CostCenter$CC-1001"], "LinkedAccount": ["1"] });
        assert!(is_unclear(&of_map(map), "`LinkedAccount`"));
        let map = json!({ "TagKeyValue": ["user:CostCenter$CC-1001", "user:Team$x"] });
        assert!(is_unclear(&of_map(map), "the tag `Team`"));
        // What has a form of tomorrow may be about any tag.
        for unknown in [
            json!({ "Weird": { "x": 1 } }),
            json!({ "Or": [tag("Team", &["x"]), { "Weird": tag("Team", &["x"]) }] }),
            json!({ "Not": { "And": { "Weird": 1 } } }),
            json!({ "Tags": ["CostCenter"] }),
            json!("CostCenter"),
        ] {
            assert!(is_unclear(&of_expression(unknown.clone()), "it also filters by"), "{unknown}");
        }
        let category = json!({ "CostCategories": { "Key": "Part", "Values": ["x"] } });
        assert_eq!(of_expression(json!({ "Not": category })), Answer::Unrelated);
        // What is about another key is nobody's concern.
        assert_eq!(
            of_expression(json!({ "Or": [tag("Team", &["x"]), tag("Team", &["y"])] })),
            Answer::Unrelated
        );
    }

    #[test]
    fn a_budget_of_other_services_does_not_count_costs_of_bedrock() {
        let of =
            |services: &[&str]| of_map(json!({ "TagKeyValue": ["CostCenter$CC-1001"], "Service": services }));
        assert_eq!(of(&["Amazon Elastic Compute Cloud - Compute"]), Answer::No);
        assert_eq!(of(&["Amazon Bedrock"]), Answer::Yes { misses_marketplace: true });
        let both = ["Amazon Bedrock", "Claude Sonnet 4.6 (Amazon Bedrock Edition)"];
        assert_eq!(of(&both), YES);
        let all =
            [tag("CostCenter", &["CC-1001"]), dimension("SERVICE", &both[..1]), dimension("SERVICE", &both)];
        let answer = Filter::read(&json!({ "And": all }), &Value::Null).answer("CostCenter", "CC-1001");
        assert_eq!(answer, Answer::Yes { misses_marketplace: true }, "each service is asked for");
    }

    #[test]
    fn costs_without_the_tag_have_no_value_of_it() {
        let absent = json!({ "Tags": { "Key": "CostCenter", "MatchOptions": ["ABSENT"] } });
        assert_eq!(of_expression(absent), Answer::No);
    }
}
