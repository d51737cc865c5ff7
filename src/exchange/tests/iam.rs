//! An evaluator of the statements and conditions that are exported, by the documentation of IAM: names of condition keys
//! ignore case, values do not; a negated operator holds for a key that is absent; `ForAllValues` holds for no values.

use std::collections::BTreeMap;

use serde_json::Value;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Request<'a> {
    pub action: &'a str,
    pub resource: &'a str,
    /// The tags of the request, whose keys are `aws:TagKeys`.
    pub request: &'a BTreeMap<String, String>,
    /// The tags of the project.
    pub tags: &'a BTreeMap<String, String>,
    /// Nothing where the request does not say.
    pub model: &'a str,
}

/// Whether a policy denies a request.
pub(super) fn denies(policy: &Value, request: &Request<'_>) -> bool {
    let statements = policy["Statement"].as_array().expect("statements");
    statements.iter().any(|statement| {
        assert_eq!(statement["Effect"], "Deny");
        let resource = statement["Resource"].as_str().expect("a resource");
        strings(&statement["Action"]).iter().any(|action| action == request.action)
            && like(resource, request.resource)
            && conditions(&statement["Condition"], request)
    })
}

fn conditions(block: &Value, request: &Request<'_>) -> bool {
    let Some(operators) = block.as_object() else { return true };
    operators.iter().all(|(operator, keys)| {
        keys.as_object()
            .expect("keys")
            .iter()
            .all(|(key, wanted)| holds(operator, key, &strings(wanted), request))
    })
}

fn holds(operator: &str, key: &str, wanted: &[String], request: &Request<'_>) -> bool {
    if let Some(operator) = operator.strip_prefix("ForAnyValue:") {
        return values(key, request).iter().any(|value| test(operator, value, wanted));
    }
    if let Some(operator) = operator.strip_prefix("ForAllValues:") {
        return values(key, request).iter().all(|value| test(operator, value, wanted));
    }
    let value = values(key, request).into_iter().next();
    match (operator, value) {
        ("Null", value) => wanted == [value.is_none().to_string()],
        (operator, None) => operator.contains("Not"),
        (operator, Some(value)) => test(operator, &value, wanted),
    }
}

fn test(operator: &str, value: &str, wanted: &[String]) -> bool {
    match operator {
        "StringEquals" => wanted.iter().any(|wanted| wanted.replace("${$}", "$") == value),
        "StringNotEquals" => !test("StringEquals", value, wanted),
        "StringLike" => wanted.iter().any(|wanted| like(wanted, value)),
        "StringNotLike" => !test("StringLike", value, wanted),
        other => panic!("{other} is not known"),
    }
}

fn values(key: &str, request: &Request<'_>) -> Vec<String> {
    let of = |tags: &BTreeMap<String, String>, name: &str| {
        let found = tags.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).into_iter().collect()
    };
    match key.split_once('/') {
        Some(("aws:RequestTag", name)) => of(request.request, name),
        Some(("aws:ResourceTag", name)) => of(request.tags, name),
        _ if key == "aws:TagKeys" => request.request.keys().cloned().collect(),
        _ if key == "bedrock-mantle:Model" => {
            if request.model.is_empty() {
                Vec::new()
            } else {
                vec![request.model.to_owned()]
            }
        }
        _ => panic!("{key} is not known"),
    }
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().map(|item| item.as_str().expect("a string").to_owned()).collect(),
        value => vec![value.as_str().expect("a string").to_owned()],
    }
}

/// `*` matches any string and `?` any character, but for `${*}`, `${?}` and `${$}`.
fn like(glob: &str, text: &str) -> bool {
    let mut pattern = String::from("(?s)^");
    let mut rest = glob;
    while let Some(c) = rest.chars().next() {
        let escaped = ["${*}", "${?}", "${$}"].into_iter().find(|escape| rest.starts_with(escape));
        match (escaped, c) {
            (Some(escape), _) => pattern.push_str(&regex::escape(&escape[2..3])),
            (None, '*') => pattern.push_str(".*"),
            (None, '?') => pattern.push('.'),
            (None, c) => pattern.push_str(&regex::escape(&c.to_string())),
        }
        rest = match escaped {
            Some(escape) => &rest[escape.len()..],
            None => &rest[c.len_utf8()..],
        };
    }
    pattern.push('$');
    regex::Regex::new(&pattern).expect("a pattern").is_match(text)
}
