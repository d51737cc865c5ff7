//! What to type instead of a word that is not known.

use std::path::Path;

use super::NamedBy;
use super::pack::PACKS;
use super::problem::Problem;
use crate::files::Store;
use crate::finding::Location;
use crate::text::{code, nearest, one_of};

/// What to write for a word that is none of these: the one that must have been meant, else which there are, at most
/// `listed` of them.
pub(crate) fn write(word: &str, words: &[&str], listed: usize) -> String {
    match meant(word, words) {
        Some(meant) => format!("write {}", code(meant)),
        None => match words {
            [] => "remove it".into(),
            words => format!("write {}", one_of(words.iter().copied(), listed)),
        },
    }
}

/// The word that is nearest, or else the only one that begins with what is written.
pub(crate) fn meant<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
    if let Some((near, _)) = nearest(word, words.iter().copied()) {
        return Some(near);
    }
    let mut longer = words.iter().filter(|longer| word.len() > 1 && longer.starts_with(word));
    longer.next().copied().filter(|_| longer.next().is_none())
}

/// What to do about a file that cannot be read, given how the policy writes it and where it was looked for: the
/// nearest name beside it, else what a right path is.
pub(crate) fn path(store: &Store, written: &str, path: Option<&Path>) -> String {
    let Some(path) = path else { return "write an absolute path".to_owned() };
    if store.is_folder(path) {
        return "write the path of a file in this folder".to_owned();
    }
    if store.holds(path) {
        return "save it as UTF-8 text, with permission to read it".to_owned();
    }
    match beside(store, written, path) {
        Some(near) => format!("write {}", code(&near)),
        None => "write the path of a file that exists, relative to the folder of this file".to_owned(),
    }
}

/// The written path with the nearest name of a file in the same folder.
fn beside(store: &Store, written: &str, path: &Path) -> Option<String> {
    let entries = store.list(path.parent()?).ok()?;
    let names: Vec<String> = entries.into_iter().filter_map(|entry| entry.name.into_string().ok()).collect();
    let end = if let Some(slash) = written.rfind(['/', '\\']) { slash + 1 } else { 0 };
    let folder = &written[..end];
    let (near, _) = nearest(&written[folder.len()..], names.iter().map(String::as_str))?;
    Some(format!("{folder}{near}"))
}

/// The problem of a file that a policy found in a repository may not read. Whether it exists is not said.
pub(crate) fn out_of_reach(written: &str, at: &Location) -> Problem {
    let message = format!(
        "{} is outside of the repository, and a policy found in a repository reads only files in it",
        code(written)
    );
    Problem::new("policy::out-of-repository", at, message, "outside of the repository").help(
        "move the file into the repository, or name the policy with `--policy FILE`, which may read any file",
    )
}

/// The problem of a policy that was found and is a link out of the repository.
pub(crate) fn policy_out_of_reach(shown: &str) -> Problem {
    let message = format!("the policy {} is a link that leads out of the repository", code(shown));
    Problem::without_place("policy::out-of-repository", message)
        .help("name the policy with `--policy FILE`, or keep a copy of it in the repository")
}

/// What to do about a policy that is named and cannot be read.
pub(crate) fn policy(written: &str, by: NamedBy) -> String {
    match (nearest(written, PACKS.iter().map(|pack| pack.name)), by) {
        (Some((pack, _)), _) => format!("write {} for the built-in policy", code(pack)),
        (None, NamedBy::Option) => {
            "name a policy that exists with `--policy FILE`, or write one with `taglint init`".to_owned()
        }
        (None, NamedBy::Variable) => {
            "set `TAGLINT_POLICY` to the path of a policy that exists, or unset it".to_owned()
        }
        (None, NamedBy::Argument(_)) => {
            "write the path of a policy that exists, or the name of a built-in one".to_owned()
        }
    }
}

/// The problem of a rule that there is not.
pub(crate) fn unknown_rule(name: &str, at: &Location, rules: &[&str]) -> Problem {
    let message = format!("there is no rule {}", code(name));
    let help = match meant(name, rules) {
        Some(meant) => format!("write {}", code(meant)),
        None => "write a name that `taglint rules` lists".into(),
    };
    Problem::new("policy::unknown-rule", at, message, "unknown rule").help(help)
}
