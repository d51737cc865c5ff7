//! Within a room too, data goes one way: no two files use each other, be it by way of others. What a file only passes
//! on (`pub use`), it does not use. Files with methods of one type are one to whoever calls these.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

static STATEMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);").expect("a pattern"));
/// Who may use something is not used by it.
static VISIBILITY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bpub\([^)]*\)").expect("a pattern"));
static INLINE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[a-z_]\w*(?:::\w+)+").expect("a pattern"));

/// A module or an item by the names that lead to it from the root of the library.
type Name = Vec<String>;

/// A file: what it uses, and what it passes on.
struct File {
    uses: Vec<Name>,
    passed_on: Vec<Name>,
}

fn name(path: &str) -> Name {
    path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The files below a folder, by the modules that they are.
fn read(folder: &Path, module: &Name, files: &mut BTreeMap<Name, File>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let own = [module.as_slice(), &[path.file_stem().expect("a name").to_string_lossy().into_owned()]];
        let own = own.concat();
        if path.is_dir() {
            read(&path, &own, files);
        } else if own[0] != "main" && own[0] != "lib" && own.last().is_some_and(|name| name != "tests") {
            let text = fs::read_to_string(&path).expect("read");
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            files.insert(own.clone(), scan(code));
        }
    }
}

fn scan(code: &str) -> File {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: String = code.lines().filter(is_code).map(|line| format!("{line}\n")).collect();
    let mut file = File { uses: Vec::new(), passed_on: Vec::new() };
    for found in STATEMENT.captures_iter(&code) {
        let list = if found.get(1).is_some() { &mut file.passed_on } else { &mut file.uses };
        spell_out(&Vec::new(), &found[2], list);
    }
    let rest = STATEMENT.replace_all(&code, "");
    let rest = VISIBILITY.replace_all(&rest, "");
    file.uses.extend(INLINE.find_iter(&rest).map(|found| name(found.as_str())));
    file
}

/// The names of a tree: `a::{b, c::{d, e}}` are `a::b`, `a::c::d` and `a::c::e`.
fn spell_out(before: &Name, tree: &str, names: &mut Vec<Name>) {
    let Some((head, rest)) = tree.split_once('{') else {
        let own = name(tree.split(" as ").next().unwrap_or_default());
        names.push([before.as_slice(), &own].concat());
        return;
    };
    let before = [before.as_slice(), &name(head)].concat();
    let inside = if let Some((inside, _)) = rest.rsplit_once('}') { inside } else { rest };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inside[start..at].trim().is_empty() {
                    spell_out(&before, &inside[start..at], names);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// A name from the root of the library, if it is one of the library.
fn from_root(files: &BTreeMap<Name, File>, module: &Name, used: &Name) -> Option<Name> {
    let mut base = module.clone();
    let mut rest = used.as_slice();
    match rest.first()?.as_str() {
        "crate" => return Some(rest[1..].to_vec()),
        "self" => rest = &rest[1..],
        "super" => {}
        _ => {
            let child = [base.as_slice(), &rest[..1]].concat();
            return files.contains_key(&child).then(|| [base.as_slice(), rest].concat());
        }
    }
    while rest.first().is_some_and(|part| part == "super") {
        base.pop();
        rest = &rest[1..];
    }
    Some([base.as_slice(), rest].concat())
}

/// The file in which something is, also where another passes it on.
fn home(files: &BTreeMap<Name, File>, used: &Name) -> Option<Name> {
    let length = (1..=used.len()).rev().find(|&length| files.contains_key(&used[..length]))?;
    let (module, rest) = (used[..length].to_vec(), &used[length..]);
    let passed_on =
        rest.first().and_then(|item| files[&module].passed_on.iter().find(|name| name.last() == Some(item)));
    match passed_on.and_then(|name| from_root(files, &module, name)) {
        Some(name) if name.len() > 1 => home(files, &[name.as_slice(), &rest[1..]].concat()),
        _ => Some(module),
    }
}

#[test]
fn no_files_of_a_room_use_each_other() {
    let mut files = BTreeMap::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &Vec::new(), &mut files);
    let mut uses: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
    for (module, file) in &files {
        let names = file.uses.iter().filter_map(|used| from_root(&files, module, used));
        let homes = names.filter_map(|name| home(&files, &name));
        uses.insert(module.clone(), homes.filter(|home| home != module && home[0] == module[0]).collect());
    }
    let mut circular = Vec::new();
    for module in uses.keys() {
        let (mut open, mut reached) = (vec![module], BTreeSet::new());
        while let Some(next) = open.pop() {
            open.extend(uses[next].iter().filter(|used| reached.insert((*used).clone())));
        }
        if reached.contains(module) {
            circular.push(module.join("::"));
        }
    }
    assert_eq!(circular, Vec::<String>::new());
}
