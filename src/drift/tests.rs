use std::sync::Arc;

use super::declared::at;
use super::*;
use crate::finding::Subject;
use crate::live::project::LiveValue;
use crate::project::BEDROCK_PROJECT;
use crate::rule::declaration::{Declaration, DeclaredTag, Known};
use crate::rule::drifted_tag::differences;

fn live(region: &str, id: &str, name: &str, tags: &[(&str, &str)]) -> LiveProject {
    let tag = |(key, value): &(&str, &str)| ((*key).to_owned(), LiveValue::Text((*value).to_owned()));
    LiveProject {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        is_archived: false,
        account: Some("1".to_owned()),
        region: region.to_owned(),
        tags: tags.iter().map(tag).collect(),
    }
}

fn declared(number: u32, name: &str, tags: &[(&str, &[&str])]) -> Declared {
    let tag = |(key, texts): &(&str, &[&str])| DeclaredTag {
        key: (*key).to_owned(),
        key_at: None,
        value_at: None,
        texts: texts.iter().map(|&text| text.to_owned()).collect(),
        is_open: texts.is_empty(),
        secret: false,
    };
    Declared {
        subject: Arc::new(Subject {
            kind: BEDROCK_PROJECT.to_owned(),
            name: Some(name.to_owned()),
            id: None,
            account: None,
            region: None,
        }),
        path: "projects.json".to_owned(),
        number: (0, number),
        declaration: Declaration {
            name: Known::Text(name.to_owned()),
            has_secret_name: false,
            at: Some(at(name)),
            tags: tags.iter().map(tag).collect(),
            all_known: true,
        },
        id: None,
        account: None,
        region: None,
        ignores: Vec::new(),
    }
}

fn place(region: &str, is_complete: bool) -> Place {
    Place { name: None, account: Some("1".to_owned()), region: region.to_owned(), is_complete }
}

fn matched_all(declared: &[Declared], live: &[LiveProject], places: &[Place]) -> Matched {
    matched(declared, &live.iter().collect::<Vec<_>>(), places)
}

fn messages(declared: &Declared, live: &LiveProject) -> Vec<String> {
    differences(&declared.declaration, &live.to_project(0))
        .into_iter()
        .map(|verdict| verdict.message)
        .collect()
}

#[test]
fn a_name_is_matched_in_every_place_and_an_id_anywhere() {
    let projects = [live("r", "p1", "Chat", &[]), live("s", "p2", "Chat", &[]), live("s", "p3", "Old", &[])];
    let mut by_id = declared(1, "New", &[]);
    by_id.id = Some("p3".to_owned());
    let found =
        matched_all(&[declared(0, "Chat", &[]), by_id], &projects, &[place("r", true), place("s", true)]);
    let pairs: Vec<_> = found.pairs.iter().map(|pair| (pair.live, pair.declared, pair.by_id)).collect();
    assert_eq!(pairs, [(0, 0, false), (1, 0, false), (2, 1, true)]);
    assert!(found.undeclared.is_empty() && found.absent.is_empty() && found.ambiguous.is_empty());
}

#[test]
fn what_only_one_side_knows_is_told() {
    let projects = [live("r", "p1", "Chat", &[])];
    let found = matched_all(&[declared(0, "Search", &[])], &projects, &[place("r", true)]);
    assert_eq!((found.undeclared, found.absent), (vec![0], vec![(0, vec!["1/r".to_owned()])]));
}

#[test]
fn a_place_that_was_not_seen_makes_nothing_absent() {
    let wanted = |region: Option<&str>, account: Option<&str>| {
        let mut project = declared(0, "Search", &[]);
        project.region = region.map(str::to_owned);
        project.account = account.map(str::to_owned);
        project
    };
    let absent =
        |project: Declared, places: &[Place]| !matched_all(&[project], &[], places).absent.is_empty();
    let half = [place("r", true), place("s", false)];
    assert!(!absent(wanted(None, None), &half));
    assert!(absent(wanted(Some("r"), None), &half), "the other place does not matter");
    assert!(!absent(wanted(Some("s"), None), &half));
    assert!(!absent(wanted(Some("t"), None), &half), "nobody looked there");
    assert!(absent(wanted(None, Some("1")), &[place("r", true)]));
    assert!(!absent(wanted(None, Some("2")), &[place("r", true)]), "nobody looked there");
    let nameless = Place { account: None, ..place("r", false) };
    assert!(!absent(wanted(None, Some("1")), &[place("r", true), nameless]), "it may be the account's");
}

#[test]
fn several_projects_of_a_name_are_not_compared() {
    let projects = [live("r", "p1", "Chat", &[]), live("r", "p2", "Chat", &[]), live("s", "p3", "Chat", &[])];
    let places = [place("r", true), place("s", true)];
    let found = matched_all(&[declared(0, "Chat", &[])], &projects, &places);
    assert_eq!(found.ambiguous, [(0, vec![0, 1])]);
    assert_eq!(found.pairs, [Pair { live: 2, declared: 0, by_id: false }]);
    assert!(found.undeclared.is_empty());
    let half = matched_all(&[declared(0, "Chat", &[])], &projects[2..], &[place("s", false)]);
    assert!(half.pairs.is_empty() && half.undeclared.is_empty(), "another one may not have been seen");
}

#[test]
fn a_name_that_cannot_be_known_makes_nothing_undeclared_or_absent() {
    let mut unknown = declared(0, "", &[]);
    unknown.declaration.name = Known::Unknown;
    let found = matched_all(&[unknown], &[live("r", "p1", "Chat", &[])], &[place("r", true)]);
    assert_eq!(found, Matched { unsure: 1, ..Matched::default() });
}

#[test]
fn of_several_readings_the_nearest_one_counts() {
    let readings = [declared(0, "Chat", &[("k", &["1"])]), declared(0, "Chat", &[("k", &["2"])])];
    let found = matched_all(&readings, &[live("r", "p1", "Chat", &[("k", "2")])], &[place("r", true)]);
    assert_eq!(found.pairs, [Pair { live: 0, declared: 1, by_id: false }]);
}

#[test]
fn tags_differ_missing_or_only_live() {
    let wanted = declared(0, "Chat", &[("a", &["1"]), ("b", &["2"]), ("c", &["3", "4"]), ("d", &[])]);
    let project = live("r", "p1", "Chat", &[("b", "x"), ("c", "4"), ("e", "5")]);
    assert_eq!(
        messages(&wanted, &project),
        [
            "`a` is missing live, but declared as `1`",
            "`b` is `x` live, not `2`",
            "`e` is `5` live, but not declared"
        ]
    );
    let mut open = declared(0, "Chat", &[]);
    open.declaration.all_known = false;
    assert!(messages(&open, &project).is_empty());
}

#[test]
fn what_must_not_be_shown_is_not_shown() {
    let mut wanted = declared(0, "Chat", &[("a", &["hidden"]), ("b", &["1"])]);
    wanted.declaration.tags[0].secret = true;
    let project = live("r", "p1", "Chat", &[("a", "other"), ("b", "AKIAABCDEFGHIJKLMNOP")]);
    for verdict in differences(&wanted.declaration, &project.to_project(0)) {
        assert!(!verdict.message.contains("hidden") && !verdict.message.contains("AKIA"), "{verdict:?}");
        assert_eq!(verdict.value, None, "{verdict:?}");
    }
    assert_eq!(differences(&wanted.declaration, &project.to_project(0))[0].remedy, None);
}

#[test]
fn a_place_is_of_its_own_account_else_perhaps_of_any() {
    let places = [
        (Some("1"), "r", true),
        (None, "r", false),
        (Some("3"), "r", true),
        (Some("3"), "r", false),
        (None, "s", true),
    ];
    let seen = |home| {
        let places = places.iter().map(|&(account, region, is_complete)| ((account, region), is_complete));
        is_seen(places, home)
    };
    assert_eq!(seen((Some("1"), "r")), Some(true), "what fails is another account");
    assert_eq!(seen((Some("2"), "r")), Some(false));
    assert_eq!(seen((Some("3"), "r")), Some(true), "under one of its names");
    assert_eq!(seen((None, "r")), Some(false));
    assert_eq!(seen((Some("1"), "s")), Some(true));
    assert_eq!(seen((Some("1"), "t")), None);
}
