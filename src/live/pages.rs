//! The list of projects, page by page: what each answer says, and which page comes next.
//!
//! Nothing here waits for anything: answers go in, projects come out, whatever the answers are.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::answer::error_words;
use super::project::{LiveProject, Odd};
use crate::text::{code, count};

/// How many pages are read before a list is given up as endless: twenty times what an account may hold.
const MOST_PAGES: usize = 200;

/// The pages of one region that were read so far.
#[derive(Debug, Default)]
pub struct Pages {
    /// The projects, each once.
    pub projects: Vec<LiveProject>,
    ids: HashSet<String>,
    cursors: HashSet<String>,
    read: usize,
}

/// What comes after a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// The page after this cursor.
    After(String),
    /// Nothing: that was all.
    End,
}

impl Pages {
    /// Takes one answer. What it lists is kept also where the rest is wrong.
    ///
    /// # Errors
    /// It is no list of projects, or one that does not end.
    pub fn take(&mut self, answer: &Value, region: &str) -> Result<Next, String> {
        self.read += 1;
        let data = answer.get("data").and_then(Value::as_array).ok_or_else(|| no_list(answer))?;
        let before = self.ids.len();
        let mut odd: BTreeMap<Odd, usize> = BTreeMap::new();
        let (mut last, mut unlike) = (None, None);
        for item in data {
            match LiveProject::read(item, region) {
                Err(how) => *odd.entry(how).or_default() += 1,
                Ok(project) => {
                    last = Some(project.id.clone());
                    if self.ids.insert(project.id.clone()) {
                        self.projects.push(project);
                    } else if !self.projects.contains(&project) {
                        unlike = Some(project.id);
                    }
                }
            }
        }
        if !odd.is_empty() {
            return Err(unreadable(&odd));
        }
        if let Some(id) = unlike {
            return Err(format!("the list has {} twice, with different names, states or tags", code(&id)));
        }
        match (answer.get("has_more"), sign_of_more(answer)) {
            (Some(Value::Bool(true)), _) => {}
            (None | Some(Value::Null | Value::Bool(false)), None) => return Ok(Next::End),
            (None | Some(Value::Null | Value::Bool(false)), Some(key)) => {
                let key = code(key);
                return Err(format!(
                    "the list may have more pages: it has {key}, and no `has_more` that is true"
                ));
            }
            (Some(_), _) => return Err("`has_more` of the list is neither true nor false".to_owned()),
        }
        let brought_nothing = !data.is_empty() && self.ids.len() == before;
        let cursor = answer.get("last_id").and_then(Value::as_str).map(str::to_owned);
        self.next(cursor.filter(|cursor| !cursor.is_empty()).or(last), brought_nothing)
    }

    fn next(&mut self, cursor: Option<String>, brought_nothing: bool) -> Result<Next, String> {
        let Some(cursor) = cursor else {
            return Err("the list has more pages, but does not name the next one".to_owned());
        };
        if brought_nothing || !self.cursors.insert(cursor.clone()) {
            return Err(format!("the list does not advance: it stays at {}", code(&cursor)));
        }
        if self.read >= MOST_PAGES {
            return Err(format!("the list has no end: {MOST_PAGES} pages were read"));
        }
        Ok(Next::After(cursor))
    }
}

/// The key by which a list in the manner of another service says that it goes on: a token or address of the next page,
/// or that it is cut off. No project is passed over because its list is not as it is documented.
fn sign_of_more(answer: &Value) -> Option<&str> {
    for (key, value) in answer.as_object()? {
        let folded: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
        let folded = folded.to_ascii_lowercase();
        let is_next = folded.starts_with("next") || folded.contains("continuation");
        match value {
            Value::Bool(true)
                if is_next
                    || ["hasmore", "hasnext", "hasnextpage", "istruncated", "truncated"]
                        .contains(&&*folded) =>
            {
                return Some(key);
            }
            Value::String(text) if is_next && !text.is_empty() => return Some(key),
            Value::Number(_) if is_next => return Some(key),
            Value::Object(_) => {
                if let Some(key) = sign_of_more(value) {
                    return Some(key);
                }
            }
            _ => {}
        }
    }
    None
}

fn unreadable(odd: &BTreeMap<Odd, usize>) -> String {
    let words = odd.iter().map(|(how, &number)| format!("{} {how}", count(number, "project")));
    format!("the list has {}", words.collect::<Vec<_>>().join(" and "))
}

fn no_list(answer: &Value) -> String {
    match error_words(answer) {
        Some(words) => format!("the answer is an error: {words}"),
        None => "the answer is JSON, but not a list of projects".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn page(ids: &[&str], has_more: Value, last_id: Option<&str>) -> Value {
        let data: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "name": id })).collect();
        json!({ "object": "list", "data": data, "has_more": has_more, "last_id": last_id })
    }

    fn after(cursor: &str) -> Result<Next, String> {
        Ok(Next::After(cursor.to_owned()))
    }

    #[test]
    fn pages_are_read_to_the_end_and_ids_counted_once() {
        let mut pages = Pages::default();
        assert_eq!(pages.take(&page(&["a", "b"], json!(true), Some("b")), "r"), after("b"));
        assert_eq!(pages.take(&page(&["b", "c"], json!(true), None), "r"), after("c"));
        assert_eq!(pages.take(&page(&[], json!(true), Some("d")), "r"), after("d"));
        assert_eq!(pages.take(&page(&["e"], json!(false), Some("e")), "r"), Ok(Next::End));
        let ids: Vec<&str> = pages.projects.iter().map(|project| project.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c", "e"]);
    }

    #[test]
    fn a_cursor_that_does_not_advance_is_told() {
        let mut same = Pages::default();
        assert_eq!(same.take(&page(&["a"], json!(true), Some("x")), "r"), after("x"));
        assert!(same.take(&page(&["b"], json!(true), Some("x")), "r").is_err());
        assert_eq!(same.projects.len(), 2, "what was seen is kept");
        let mut known = Pages::default();
        assert_eq!(known.take(&page(&["a"], json!(true), Some("x")), "r"), after("x"));
        assert!(known.take(&page(&["a"], json!(true), Some("y")), "r").is_err());
        assert!(Pages::default().take(&page(&[], json!(true), None), "r").is_err());
        let mut endless = Pages::default();
        let ends = (0..1000).find(|number| {
            let id = format!("p{number}");
            endless.take(&page(&[&id], json!(true), Some(&id)), "r").is_err()
        });
        assert_eq!(ends, Some(MOST_PAGES - 1));
    }

    #[test]
    fn what_is_no_list_is_told() {
        let why = |answer: Value| Pages::default().take(&answer, "r").expect_err("no list");
        assert_eq!(why(json!([])), "the answer is JSON, but not a list of projects");
        assert_eq!(why(json!({"data": {}})), "the answer is JSON, but not a list of projects");
        assert_eq!(
            why(json!({"data": null, "has_more": false})),
            "the answer is JSON, but not a list of projects"
        );
        let error = json!({"error": {"code": "denied", "message": "no"}});
        assert_eq!(why(error), "the answer is an error: no (denied)");
        assert_eq!(
            why(json!({"data": [], "has_more": "yes"})),
            "`has_more` of the list is neither true nor false"
        );
    }

    #[test]
    fn a_list_that_goes_on_in_another_manner_is_told() {
        let after = |rest: Value| {
            let mut answer = json!({"data": [{"id": "a"}]});
            let object = answer.as_object_mut().expect("an object");
            object.extend(rest.as_object().expect("an object").clone());
            Pages::default().take(&answer, "r")
        };
        for more in [
            json!({"nextToken": "x"}),
            json!({"next_token": "x", "has_more": null}),
            json!({"NextToken": "x", "has_more": false}),
            json!({"hasMore": true}),
            json!({"IsTruncated": true}),
            json!({"next_page": 2}),
            json!({"links": {"next": "https://example.com/?page=2"}}),
            json!({"pagination": {"next_cursor": "x"}}),
            json!({"ContinuationToken": "x"}),
        ] {
            assert!(after(more.clone()).is_err(), "{more}");
        }
        for end in [
            json!({}),
            json!({"nextToken": null}),
            json!({"nextToken": "", "has_more": false}),
            json!({"hasMore": false, "links": {"next": null, "self": "x"}}),
            json!({"first_id": "a", "last_id": "a", "has_more": false}),
        ] {
            assert_eq!(after(end.clone()), Ok(Next::End), "{end}");
        }
    }

    #[test]
    fn a_project_that_is_listed_twice_and_differently_is_told() {
        let of = |projects: Value| Pages::default().take(&json!({"data": projects}), "r");
        assert_eq!(
            of(json!([{"id": "a", "tags": {"b": "c"}}, {"id": "a", "tags": {"b": "c"}}])),
            Ok(Next::End)
        );
        let why = "the list has `a` twice, with different names, states or tags";
        assert_eq!(
            of(json!([{"id": "a", "tags": {"b": "c"}}, {"id": "a", "tags": {}}])),
            Err(why.to_owned())
        );
        assert_eq!(of(json!([{"id": "a", "name": "x"}, {"id": "a", "name": "y"}])), Err(why.to_owned()));
    }

    #[test]
    fn what_is_no_project_is_counted_and_the_rest_kept() {
        let odd = json!({"data": [
            {"name": "a"}, 1, {"id": 7}, {"id": "b", "tags": {}}, {"id": "c", "tags": "Team=Alpha"},
            {"id": "d", "tags": ["Team"]}, {"id": "e", "tags": null}
        ]});
        let mut pages = Pages::default();
        assert_eq!(
            pages.take(&odd, "r").expect_err("odd"),
            "the list has 3 projects without an id and 2 projects whose tags cannot be read"
        );
        let ids: Vec<&str> = pages.projects.iter().map(|project| project.id.as_str()).collect();
        assert_eq!(ids, ["b", "e"]);
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[a-z_]{0,6}".prop_map(Value::from),
        ];
        let key = prop_oneof![
            Just("data".to_owned()),
            Just("id".to_owned()),
            Just("tags".to_owned()),
            Just("has_more".to_owned()),
            Just("last_id".to_owned()),
            Just("arn".to_owned()),
            Just("name".to_owned()),
            Just("error".to_owned())
        ];
        leaf.prop_recursive(4, 64, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..6)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_projects_or_a_failure(values in prop::collection::vec(json_value(), 1..4)) {
            let mut pages = Pages::default();
            for value in &values {
                let listed = value.get("data").and_then(Value::as_array).is_some();
                let taken = pages.take(value, "r");
                prop_assert!(listed || taken.is_err());
            }
            for (number, project) in pages.projects.iter().enumerate() {
                prop_assert!(!pages.projects[..number].iter().any(|other| other.id == project.id));
                let _ = project.to_project(0);
            }
        }
    }
}
