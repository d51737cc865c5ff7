//! The templates of `fixtures/cloudformation`.

use std::path::Path;

use super::*;

/// The texts of a folder, by name.
pub(super) fn texts(folder: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cloudformation").join(folder);
    let mut texts: Vec<(String, String)> = std::fs::read_dir(path)
        .expect("the folder of the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .map(|(name, path)| (name, std::fs::read_to_string(path).expect("a text")))
        .collect();
    texts.sort();
    texts
}

#[test]
fn good_templates_say_all_that_is_asked_in_every_variant() {
    let valid = |key: &str, value: &str| match key {
        "Environment" => ["Production", "Staging", "Development", "Research"].contains(&value),
        "CostCenter" => value.len() == 7 && value.starts_with("CC-"),
        _ => value.starts_with(char::is_uppercase),
    };
    for (name, text) in texts("good") {
        with(&text, &|_| true, |projects| {
            assert!(!projects.is_empty(), "{name}");
            for project in projects {
                assert!(project.tags.all_known() && project.misplaced.is_empty(), "{name} {}", line(project));
                for key in ["Application", "Environment", "Team", "CostCenter"] {
                    let tag =
                        project.tags.get(key).unwrap_or_else(|| panic!("{name} {key} {}", line(project)));
                    for reading in tag.readings() {
                        let text = reading.value.text();
                        assert!(text.is_some_and(|text| valid(key, text)), "{name} {}", line(project));
                    }
                }
            }
        });
    }
}

#[test]
fn bad_templates_are_read_as_they_are() {
    let read: Vec<String> = texts("bad")
        .into_iter()
        .flat_map(|(name, text)| lines(&text).into_iter().map(move |line| format!("{name}: {line}")))
        .collect();
    let expected = include_str!("fixtures.txt");
    assert_eq!(read.join("\n"), expected.trim_end(), "if this is right, write it to fixtures.txt");
}

#[test]
fn misplaced_tags_are_fixed_in_one_go() {
    for (name, text) in texts("bad").into_iter().filter(|(name, _)| name.starts_with("misplaced")) {
        let fixed = misplaced::fixed(&text);
        let left: Vec<String> = lines(&fixed).into_iter().filter(|line| line.contains(" ! ")).collect();
        assert!(left.is_empty() && fixed != text, "{name} {left:?}\n{fixed}");
    }
}
