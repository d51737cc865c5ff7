//! What of a line is a secret by the lines around it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::words::{HIDING, NAME};
use super::layout::{has_sibling, indentation, is_aside, level};
use super::line::{OPENER, closing_quote, regex, value};
use super::maps::{in_maps, is_name};

/// A line that says of the value beside it that it is a secret: by how the pair is called, or that it is hidden.
static KEY_LINE: LazyLock<Regex> = LazyLock::new(|| {
    let name = &*NAME;
    let pair = format!(r#"(?:-\s+)?["']?(?:key|name)["']?\s*[:=]\s*["']?(?:\S*/)?{name}["']?,?"#);
    let hidden = format!(r#"(?:-\s+)?["']?(?:{HIDING})["']?\s*[:=]\s*["']?true["']?,?"#);
    regex(&format!(r#"(?i)^\s*(?:{pair}|{hidden}|\?\s+["']?{name}["']?)\s*(?:\s(?:#|//).*)?$"#))
});

/// How a line begins that has the value of what another line names.
static VALUE_LINE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?i)^\s*(?:(?:-\s+)?["']?(?:value|default)["']?\s*[:=]\s*|:\s+)"#));

/// A line that names a secret which is on the lines below: a text of several lines, a list, a variable.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    let name = &*NAME;
    regex(&format!(r#"(?i){name}["']?\s*(?:[:=]\s*(?:{OPENER})?|\{{)\s*(?:\s(?:#|//).*)?$"#))
});

/// A line that begins with the name of a secret, which may go on below.
static NAMING: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"(?i)^\s*(?:-\s+)?["']?{}["']?\s*(?:=\s*|:\s+|:$)"#, &*NAME)));

/// A line that ends with the name of a secret, whose value is on the next line, wherever that begins: a name in quotes,
/// an option in a list.
static ENDING: LazyLock<Regex> = LazyLock::new(|| {
    let name = &*NAME;
    regex(&format!(r#"(?i)["']{name}["']\s*[:=]\s*$|^\s*-\s+["']?--{name}["']?,?\s*$"#))
});

/// How a line begins that has a name of its own, or opens a block.
static NAMED_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"^\s*(?:-\s+)?["']?[\w.-]+["']?\s*[:=](?:\s|["']|$)|^\s*[\w-]+(?:\s+"[^"]*")*\s*\{\s*$"#)
});

/// The lines before one, and behind it, that are looked at: no private key is longer.
pub(super) const MOST: usize = 200;

/// What of a line is a secret by the lines around it. Those before it begin with the nearest one. In a text that [has no
/// name of a secret](super::may_have_name) there is none.
pub(crate) fn by_neighbours<'t>(
    line: &'t str,
    before: impl Iterator<Item = &'t str>,
    after: impl Iterator<Item = &'t str>,
) -> Vec<Range<usize>> {
    let mut lines: Vec<&str> = before.take(MOST).collect();
    lines.reverse();
    let number = lines.len();
    lines.push(line);
    lines.extend(after.take(MOST));
    let mut found = in_maps(&lines, number);
    found.push(by_parents(&lines, number));
    found
}

/// Nothing of a line, its value, or all of it: what is a secret by the lines that it is below, or by what says of its
/// value that it is one.
fn by_parents(lines: &[&str], number: usize) -> Range<usize> {
    let (line, own) = (lines[number], number);
    let all = indentation(line)..line.len();
    let mut level = level(line);
    let mut parent = None;
    for (number, above) in lines[..number].iter().enumerate().rev() {
        let between = &lines[number + 1..own];
        if (is_private_key(above, between) && !NAMED_LINE.is_match(line)) || is_text_of_secret(above, between)
        {
            return all;
        }
        let above_level = self::level(above);
        if above_level < level && !is_aside(above) {
            if is_open(above) {
                return all;
            }
            if parent.is_none() && (names_below(above) || NAMED_LINE.is_match(above) || is_value(above)) {
                parent = Some(number);
            }
            level = above_level;
        }
    }
    let is_told = |number: usize| has_sibling(&KEY_LINE, lines, number);
    let is_below_name = parent.is_some_and(|parent| names_below(lines[parent]));
    if let Some(name) = VALUE_LINE.find(line) {
        return if is_below_name || is_told(number) { value(line, name.end()) } else { 0..0 };
    }
    let is_of_told = match parent {
        Some(parent) if is_value(lines[parent]) => is_told(parent),
        _ => is_below_name || is_below_ending(&lines[..number]),
    };
    let is_bracket = line.trim().chars().all(|c| "[{(]}),;".contains(c));
    let is_part = is_of_told && !is_bracket && !NAMED_LINE.is_match(line) && !is_name(lines, number);
    if is_part { all } else { 0..0 }
}

/// Whether the last of some lines ends with the name of a secret.
fn is_below_ending(lines: &[&str]) -> bool {
    let above = lines.iter().rev().find(|above| !is_aside(above));
    above.is_some_and(|above| ENDING.is_match(above))
}

/// Whether a line names a secret which the lines below may have.
fn names_below(line: &str) -> bool {
    OPENING.is_match(line) || NAMING.is_match(line)
}

fn is_value(line: &str) -> bool {
    VALUE_LINE.is_match(line)
}

/// Whether everything below a line is a secret, whatever it looks like: in a block of text, or in quotes that are not
/// closed.
fn is_open(line: &str) -> bool {
    if line.trim_end().ends_with(['|', '>', '-', '+']) && OPENING.is_match(line) {
        return true;
    }
    let Some(name) = NAMING.find(line) else { return false };
    let text = &line[name.end()..];
    text.starts_with(['"', '\'']) && closing_quote(text).is_none()
}

/// Whether a private key begins in a line and does not end in those behind it.
fn is_private_key(line: &str, behind: &[&str]) -> bool {
    let begins = |line: &str| line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
    begins(line) && !line.contains("-----END") && !behind.iter().any(|line| line.contains("-----END"))
}

/// Whether a line opens the text of a secret, by a word or quotes that end it, and none of those behind it does.
fn is_text_of_secret(line: &str, behind: &[&str]) -> bool {
    if !line.ends_with(['"', '\'']) && !line.contains("<<") || !OPENING.is_match(line) {
        return false;
    }
    let end = match line.rsplit_once("<<") {
        Some((_, word)) => word.trim_matches(|c: char| !c.is_alphanumeric() && c != '_'),
        None if line.ends_with('"') => "\"\"\"",
        None => "'''",
    };
    !behind.iter().any(|line| line.trim() == end || (end.starts_with(['"', '\'']) && line.contains(end)))
}

#[cfg(test)]
mod tests {
    use super::super::may_have_name;
    use super::*;

    #[test]
    fn lines_are_told_by_those_around_them() {
        let told = |text: &str, number: usize| {
            let lines: Vec<&str> = text.lines().collect();
            let before = lines[..number].iter().rev().copied();
            let told = by_neighbours(lines[number], before, lines[number + 1..].iter().copied());
            // What is found twice is shown once.
            let longest = told.into_iter().max_by_key(Range::len).unwrap_or_default();
            lines[number][longest].to_owned()
        };
        for (text, number, expected) in [
            ("Key: |\n  -----BEGIN PRIVATE KEY-----\n  MIIE\n  MIIF", 3, "MIIF"),
            ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nTeam: x", 3, ""),
            ("password: |\n  one\n    hunter2\nTeam: x", 2, "hunter2"),
            ("password: |\n  hunter2\nTeam: x", 2, ""),
            ("token:\n  - hunter2", 1, "- hunter2"),
            ("secret:\n  Team: x", 1, ""),
            ("- Key: Password\n  Value: hunter2", 1, "hunter2"),
            ("- Value: hunter2\n  Key: Password", 0, "hunter2"),
            ("- Key: Team\n  Value: x", 1, ""),
            ("DbPassword:\n  Type: String\n  Default: hunter2", 2, "hunter2"),
            ("variable \"db_password\" {\n  default = \"hunter2\"", 1, "hunter2"),
            ("password = <<EOT\nhunter2\nEOT", 1, "hunter2"),
            ("password = <<EOT\nhunter2\nEOT\nx = 1", 3, ""),
            ("password = '''\nhunter2", 1, "hunter2"),
            ("password: 'hunter\n  team: x'", 1, "team: x'"),
            ("password: hunter\n    and\n  secondhalf", 2, "secondhalf"),
            ("password: # c\n  hunter2", 1, "hunter2"),
            ("token: # c\n  - hunter2", 1, "- hunter2"),
            ("password: | # c\n  hunter2", 1, "hunter2"),
            ("password: [a,\n  hunter2]", 1, "hunter2]"),
            ("password: [\n  [\n    hunter2\n  ]\n]", 2, "hunter2"),
            ("passwords:\n- hunter2", 1, "- hunter2"),
            ("passwords:\n- a\n- hunter2", 2, "- hunter2"),
            ("? password\n: hunter2", 1, "hunter2"),
            ("- name: DB_PASSWORD # ops\n  value: hunter2", 1, "hunter2"),
            ("- name: DB_PASSWORD\n  # c\n  value: hunter2", 2, "hunter2"),
            ("- name: DB_PASSWORD\n  value: |\n    hunter2", 2, "hunter2"),
            ("- value: hunter2\n  # c\n\n  name: DB_PASSWORD", 0, "hunter2"),
            ("- key: password\n  propagate: true\n  value: hunter2", 2, "hunter2"),
            ("name  = \"/prod/db/password\"\nvalue = \"hunter2\"", 1, "hunter2"),
            ("variable \"x\" {\n  default = \"hunter2\"\n  sensitive = true\n}", 1, "hunter2"),
            ("X:\n  NoEcho: true\n  Type: String\n  Default: hunter2", 3, "hunter2"),
            ("\"secret\":\n\"hunter2\"}", 1, "\"hunter2\"}"),
            ("x = {\n  \"secret\":\n\n\"hunter2\",", 3, "\"hunter2\","),
            ("secrets = {\n  a = \"hunter2\"", 1, "hunter2"),
            ("secrets = {\n  a = 1\n  b = \"hunter2\"", 2, "hunter2"),
            ("api_key = { # c\n  a = \"hunter2\"", 1, "hunter2"),
            ("  \"secrets\": {\n    \"a\": \"hunter2\"", 1, "hunter2"),
            ("secrets:\n  openai: hunter2", 1, "hunter2"),
            ("secrets: &s\n  openai: hunter2", 1, "hunter2"),
            ("secrets: !!map\n  openai: hunter2", 1, "hunter2"),
            ("secrets:\n  required: true", 1, ""),
            ("secret_string = jsonencode({\n  admin = \"hunter2\" })", 1, "hunter2"),
            ("args:\n- --password\n- hunter2", 2, "- hunter2"),
            ("secrets:\n  openai: ${{ secrets.A }}", 1, ""),
            ("secrets = {\n  a = var.a", 1, ""),
            ("secrets = {\n  a = 1\n}\nb = 2", 3, ""),
            ("- name: DB_PASSWORD\n  value: a\n- name: TEAM\n  value: x", 3, ""),
            ("- name: TEAM\n  value: x\n- name: DB_PASSWORD\n  value: a", 1, ""),
            ("variable \"password\" {\n  validation {", 1, ""),
            ("secret {\n  tags = {\n  }\n}", 2, ""),
            ("max_tokens:\n- 4096", 1, ""),
            ("password: 'it''s'\nTeam: x", 1, ""),
            ("MySecret:\n  Type: AWS::SecretsManager::Secret\n  Properties:\n    Tags:", 3, ""),
        ] {
            assert_eq!(told(text, number), expected, "{text}");
            assert!(expected.is_empty() || may_have_name(text), "{text}");
        }
    }
}
