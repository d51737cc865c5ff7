//! Fixes as a patch, for `--diff`.

use super::Change;

/// The patch that `git apply` takes.
pub(crate) fn patch(changes: &[Change]) -> String {
    let mut patch = String::new();
    for change in changes {
        // Lines end with `\n` and nothing else, as they do for git.
        let (old, new): (Vec<&str>, Vec<&str>) =
            (change.old.text().split_inclusive('\n').collect(), change.new.split_inclusive('\n').collect());
        let diff = similar::TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
        let (old, new) = (name_in_patch("a", &change.shown), name_in_patch("b", &change.shown));
        patch.push_str(&diff.unified_diff().context_radius(3).header(&old, &new).to_string());
    }
    patch
}

/// A name as git writes it: in quotes where it has characters that would end it, else with a tab behind it where it
/// has blanks.
fn name_in_patch(side: &str, name: &str) -> String {
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
