//! What of a line is a secret by the lines around it.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::line::{NAME, OPENER, closing_quote, regex, value};

/// A line that says of the value beside it that it is a secret: by how the pair is called, or that it is hidden.
static KEY_LINE: LazyLock<Regex> = LazyLock::new(|| {
    let pair = format!(r#"(?:-\s+)?["']?(?:key|name)["']?\s*[:=]\s*["']?(?:\S*/)?{NAME}["']?,?"#);
    let hidden = r#"(?:-\s+)?["']?(?:sensitive|noecho)["']?\s*[:=]\s*["']?true["']?,?"#;
    regex(&format!(r#"(?i)^\s*(?:{pair}|{hidden}|\?\s+["']?{NAME}["']?)\s*(?:\s(?:#|//).*)?$"#))
});

/// How a line begins that has the value of what another line names.
static VALUE_LINE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?i)^\s*(?:(?:-\s+)?["']?(?:value|default)["']?\s*[:=]\s*|:\s+)"#));

/// A line that names a secret which is on the lines below: a text of several lines, a list, a variable.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(r#"(?i){NAME}["']?\s*(?:[:=]\s*(?:{OPENER})?|\{{)\s*(?:\s(?:#|//).*)?$"#))
});

/// A line that begins with the name of a secret, which may go on below.
static NAMING: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"(?i)^\s*(?:-\s+)?["']?{NAME}["']?\s*(?:=\s*|:\s+|:$)"#)));

/// A line that opens a map of secrets, each with a name that tells nothing.
static MAP: LazyLock<Regex> = LazyLock::new(|| {
    let several = r"(?:secrets|passwords|credentials|(?:api|access|secret|private)[_-]?keys)";
    regex(&format!(
        r#"(?i)(?:{NAME}["']?\s*=\s*(?:\w+\()*\{{|[\w.-]*{several}["']?\s*:\s*(?:[&!]\S*\s*)*\{{?)\s*(?:\s(?:#|//).*)?$"#
    ))
});

/// How an entry of a map begins.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| regex(r#"^\s*["']?[\w.-]+["']?\s*[:=]\s*"#));

/// A line that ends with the name of a secret, whose value is on the next line, wherever that begins: a name in quotes,
/// an option in a list.
static ENDING: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"(?i)["']{NAME}["']\s*[:=]\s*$|^\s*-\s+["']?--{NAME}["']?,?\s*$"#)));

/// How a line begins that has a name of its own, or opens a block.
static NAMED_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"^\s*(?:-\s+)?["']?[\w.-]+["']?\s*[:=](?:\s|["']|$)|^\s*[\w-]+(?:\s+"[^"]*")*\s*\{\s*$"#)
});

/// The lines before one, and behind it, that are looked at: no private key is longer.
const MOST: usize = 200;

/// What of a line is a secret by the lines around it: nothing, its value, or all of it. Those before it begin with the
/// nearest one. In a text that [has no name of a secret](super::may_have_name) there is none.
pub(crate) fn by_neighbours<'t>(
    line: &str,
    before: impl Iterator<Item = &'t str>,
    after: impl Iterator<Item = &'t str>,
) -> Range<usize> {
    let all = indentation(line)..line.len();
    let before: Vec<&str> = before.take(MOST).collect();
    let mut level = level(line);
    let mut parent = None;
    for (number, above) in before.iter().enumerate() {
        let between = &before[..number];
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
    if let Some(entry) = ENTRY.find(line)
        && parent.is_some_and(|parent| MAP.is_match(before[parent]))
    {
        return value(line, entry.end());
    }
    let is_below_name = parent.is_some_and(|parent| names_below(before[parent]));
    if let Some(name) = VALUE_LINE.find(line) {
        let is_told = is_below_name || is_told(line, &before, after);
        return if is_told { value(line, name.end()) } else { 0..0 };
    }
    let is_of_told = match parent {
        Some(parent) if is_value(before[parent]) => is_told(before[parent], &before[parent + 1..], after),
        _ => is_below_name || is_below_ending(&before),
    };
    let is_bracket = line.trim().chars().all(|c| "[{(]}),;".contains(c));
    if is_of_told && !is_bracket && !NAMED_LINE.is_match(line) { all } else { 0..0 }
}

/// Whether the line before ends with the name of a secret.
fn is_below_ending(before: &[&str]) -> bool {
    let above = before.iter().find(|above| !is_aside(above));
    above.is_some_and(|above| ENDING.is_match(above))
}

/// Whether one of the lines of the same map says that a value is a secret.
fn is_told<'t>(line: &str, before: &[&str], after: impl Iterator<Item = &'t str>) -> bool {
    let column = column(line);
    if !is_item(line) {
        for above in before.iter().filter(|above| !is_aside(above)) {
            match self::column(above).cmp(&column) {
                Ordering::Less => break,
                Ordering::Equal if KEY_LINE.is_match(above) => return true,
                Ordering::Equal if is_item(above) => break,
                Ordering::Equal | Ordering::Greater => {}
            }
        }
    }
    for below in after.take(MOST).filter(|below| !is_aside(below)) {
        match self::column(below).cmp(&column) {
            Ordering::Less => break,
            Ordering::Equal if is_item(below) => break,
            Ordering::Equal if KEY_LINE.is_match(below) => return true,
            Ordering::Equal | Ordering::Greater => {}
        }
    }
    false
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

/// Whether a line says nothing: it is blank, or a comment.
fn is_aside(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#') || line.starts_with("//")
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

/// Whether a line begins an item of a list, or a key that is as large as one.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("- ") || line.starts_with("? ")
}

/// How deep a line is: an item is below what is in the same column.
fn level(line: &str) -> usize {
    2 * indentation(line) + usize::from(is_item(line))
}

/// Where what a line says begins, behind the sign of an item.
fn column(line: &str) -> usize {
    let line_behind = line.trim_start();
    match line_behind.strip_prefix(['-', '?', ':']) {
        Some(behind) if behind.starts_with(' ') => line.len() - behind.trim_start().len(),
        _ => line.len() - line_behind.len(),
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
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
            lines[number][by_neighbours(lines[number], before, lines[number + 1..].iter().copied())]
                .to_owned()
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
