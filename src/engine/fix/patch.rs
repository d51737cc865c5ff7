//! Fixes as a patch, for `--diff`.

use std::collections::HashSet;
use std::ops::Range;

use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, DiffTag};

use super::Change;
use crate::report::secrets::Secrets;
use crate::text::credential::named::Lines;
use crate::text::{masked, starred};

/// How many lines are shown before and behind what changes.
const CONTEXT: usize = 3;

/// Fixes as a patch.
#[derive(Debug)]
pub(crate) struct Patch {
    /// What `git apply` takes, but for the files in whose part something is masked.
    pub(crate) text: String,
    /// These files.
    pub(crate) masked: Vec<String>,
}

/// The patch of some changes. Credentials and other secrets are masked in it, also where they are beside what changes.
pub(crate) fn patch(changes: &[Change], secrets: &Secrets<'_>) -> Patch {
    let mut patch = Patch { text: String::new(), masked: Vec::new() };
    for change in changes {
        let is_masked = push(&mut patch.text, change, secrets);
        if is_masked {
            patch.masked.push(change.shown.clone());
        }
    }
    patch
}

/// Adds the part of a file to a patch, and says whether something is masked in it.
fn push(patch: &mut String, change: &Change, secrets: &Secrets<'_>) -> bool {
    let (old, new) = (change.old.text(), change.new.as_str());
    let mut hunks = similar::TextDiff::configure().diff_slices(&lines(old), &lines(new)).grouped_ops(CONTEXT);
    let (old_secrets, new_secrets) = hidden(change, hunks.iter().flatten(), secrets);
    let (old_starred, new_starred) = (starred(old, old_secrets), starred(new, new_secrets));
    let old = Side { own: lines(old), shown: lines(&old_starred) };
    let new = Side { own: lines(new), shown: lines(&new_starred) };
    let name = masked(&change.shown);
    let mut is_masked = name != change.shown;
    patch.push_str(&format!("--- {}\n+++ {}\n", name_in_patch("a", &name), name_in_patch("b", &name)));
    for hunk in &mut hunks {
        trim(hunk, &old);
        patch.push_str(&format!("{}\n", UnifiedHunkHeader::new(hunk)));
        for op in hunk {
            if op.tag() == DiffTag::Equal {
                is_masked |= old.push(patch, ' ', op.old_range());
            } else {
                is_masked |= old.push(patch, '-', op.old_range());
                is_masked |= new.push(patch, '+', op.new_range());
            }
        }
    }
    is_masked
}

/// What stays hidden of the old text and of the new one: what is marked as a secret, and what is one by its name and
/// stays. A tag that a fix changes or removes is shown as it is, for without it a patch does not apply.
fn hidden<'o>(
    change: &Change,
    ops: impl Iterator<Item = &'o DiffOp>,
    marked: &Secrets<'_>,
) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (old, new) = (change.old.text(), change.new.as_str());
    let (old_lines, new_lines) = (Lines::of(old), Lines::of(new));
    let (mut in_old, mut in_new) = (Vec::new(), Vec::new());
    for op in ops {
        let mut before = old_lines.secrets(op.old_range());
        let mut after = new_lines.secrets(op.new_range());
        if op.tag() != DiffTag::Equal {
            let texts: HashSet<&str> = before.iter().map(|secret| &old[secret.clone()]).collect();
            after.retain(|secret| texts.contains(&new[secret.clone()]));
            let texts: HashSet<&str> = after.iter().map(|secret| &new[secret.clone()]).collect();
            before.retain(|secret| texts.contains(&old[secret.clone()]));
        }
        in_old.extend(before);
        in_new.extend(after);
        let (part, new_part) = (old_lines.part(op.old_range()), new_lines.part(op.new_range()));
        for mark in marked.within(&change.shown, &part) {
            let mark = part.start.max(mark.start as usize)..part.end.min(mark.end as usize);
            let again = new[new_part.clone()].match_indices(&old[mark.clone()]);
            in_new.extend(again.map(|(at, text)| new_part.start + at..new_part.start + at + text.len()));
            in_old.push(mark);
        }
    }
    (in_old, in_new)
}

/// Lines end with `\n` and nothing else, as they do for git.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The lines of a text, as they are and as they are shown.
struct Side<'t> {
    own: Vec<&'t str>,
    shown: Vec<&'t str>,
}

impl Side<'_> {
    fn is_masked(&self, line: usize) -> bool {
        self.own[line] != self.shown[line]
    }

    /// Adds some lines to a patch, and says whether something is masked in them.
    fn push(&self, patch: &mut String, sign: char, lines: Range<usize>) -> bool {
        for line in &self.shown[lines.clone()] {
            patch.push(sign);
            patch.push_str(line);
            if !line.ends_with('\n') {
                patch.push_str("\n\\ No newline at end of file\n");
            }
        }
        lines.into_iter().any(|line| self.is_masked(line))
    }
}

/// Leaves out masked lines at the edges of a hunk. One line stays behind what changes, for without any git takes it for
/// the end of the file.
fn trim(hunk: &mut [DiffOp], old: &Side<'_>) {
    if let Some(DiffOp::Equal { old_index, new_index, len }) = hunk.first_mut()
        && let Some(last) = (0..*len).rfind(|line| old.is_masked(*old_index + line))
    {
        *old_index += last + 1;
        *new_index += last + 1;
        *len -= last + 1;
    }
    if let Some(DiffOp::Equal { old_index, len, .. }) = hunk.last_mut()
        && let Some(first) = (0..*len).find(|line| old.is_masked(*old_index + line))
    {
        *len = first.max(1);
    }
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
