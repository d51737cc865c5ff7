//! Data goes one way: each module uses only those that are before it.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library in the order in which they may use each other, by what they are for.
const ORDER: [(&str, &str); 8] = [
    (
        "what everything is made of",
        "panics parallel text cost source tree project finding client files repository",
    ),
    ("what judges", "policy rule fix"),
    ("where projects come from", "collect live bill"),
    (
        "what becomes of what is said",
        "status fault report saved triage drift judge snapshot undo spend audit",
    ),
    ("what does it all in one call", "engine"),
    (
        "what learns and proves policies, takes them from the cloud and gives them to it",
        "learn suite exchange revision",
    ),
    ("what an editor asks", "editor"),
    ("what is asked for and done", "cli settings run guard"),
];

/// The files of a folder, in it and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The modules of the library that a text uses. What documentation links to is not used.
fn used(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let paths = code.flat_map(|line| line.split("crate::").skip(1));
    paths.map(|path| path.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or_default())
}

#[test]
fn each_module_uses_only_those_before_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let order: Vec<&str> = ORDER.iter().flat_map(|(_, modules)| modules.split(' ')).collect();
    let place = |module: &str| order.iter().position(|known| *known == module);
    let (mut seen, mut wrong) = (vec![false; order.len()], Vec::new());
    for path in files(&root) {
        let inside = path.strip_prefix(&root).expect("inside").with_extension("");
        let module = inside.iter().next().expect("a name").to_string_lossy().into_owned();
        if module == "lib" || module == "main" {
            continue;
        }
        let own = place(&module).unwrap_or_else(|| panic!("`{module}` has no place in the order"));
        seen[own] = true;
        let text = fs::read_to_string(&path).expect("read");
        let later = used(&text).filter(|used| place(used).is_none_or(|used| used > own));
        wrong.extend(later.map(|used| format!("{}: {used}", path.display())));
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(seen.iter().all(|seen| *seen), "a module of the order is not there");
}

/// What must be known of a rule is a field of it: nothing is decided by which one it is.
#[test]
fn no_rule_is_told_by_its_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in files(&root).into_iter().filter(|path| !path.starts_with(root.join("rule"))) {
        let text = fs::read_to_string(&path).expect("read");
        let compares = |line: &&str| ["==", "!=", "ptr::eq"].iter().any(|word| line.contains(word));
        for line in text.lines().filter(|line| line.contains("::RULE")).filter(compares) {
            wrong.push(format!("{}: {}", path.display(), line.trim()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
