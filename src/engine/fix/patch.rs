//! Fixes as a patch, for `--diff`.

use super::Change;
use crate::text::{masked, starred};

/// Fixes as a patch.
#[derive(Debug)]
pub(crate) struct Patch {
    /// What `git apply` takes, but for the hunks in which something is masked.
    pub(crate) text: String,
    /// The files of these hunks.
    pub(crate) masked: Vec<String>,
}

/// The patch of some changes. Credentials are masked in it, also where they are beside what changes.
pub(crate) fn patch(changes: &[Change]) -> Patch {
    let mut patch = Patch { text: String::new(), masked: Vec::new() };
    for change in changes {
        let (old, new) = (change.old.text(), change.new.as_str());
        let hunks = hunks(old, new, &change.shown);
        let (old, new) = (starred(old), starred(new));
        let masked = self::hunks(&old, &new, &change.shown);
        if masked != hunks {
            patch.masked.push(change.shown.clone());
        }
        patch.text.push_str(&masked);
    }
    patch
}

fn hunks(old: &str, new: &str, name: &str) -> String {
    // Lines end with `\n` and nothing else, as they do for git.
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let diff = similar::TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    let (old, new) = (name_in_patch("a", name), name_in_patch("b", name));
    diff.unified_diff().context_radius(3).header(&old, &new).to_string()
}

/// A name as git writes it: in quotes where it has characters that would end it, else with a tab behind it where it
/// has blanks.
fn name_in_patch(side: &str, name: &str) -> String {
    let name = masked(name);
    if !name.contains(['"', '\\']) && !name.contains(char::is_control) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{side}/{name}{end}");
    }
    let mut quoted = format!("\"{side}/");
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let bytes = c.to_string().into_bytes();
                quoted.extend(bytes.iter().map(|byte| format!("\\{byte:03o}")));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
