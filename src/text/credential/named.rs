//! Secrets of no form, which their names tell: passwords and keys that somebody made up.
//!
//! This is for lines that are quoted, where a star too many costs nothing. A value that is checked is called no secret
//! for its name.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// How names of secrets end.
const NAME: &str = r"[\w.-]*(?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|credentials?|authorization|bearer[_-]?token[_-]?bedrock|(?:api|access|secret|private|signing|encryption|account|auth)[_-]?key|(?:secret|connection)[_-]?string)(?:[_-]?[0-9]+)?";

/// What is before the value of a secret: `password = `, `"password":`, `--password `, `Key: Password, Value: `.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let assigned = r#"(?:["']?\s*(?:=>|:=|=)\s*|["']\s*:\s*|\s*:\s+|:["'])"#;
    let option = r#"(?:["']\s*,\s*|\s+)"#;
    let pair = format!(r#"\b(?:key|name)["']?\s*[:=]\s*["']?{NAME}["']?\s*,\s*["']?value["']?\s*[:=]\s*"#);
    regex(&format!(r"(?i){pair}|--{NAME}{option}|{NAME}{assigned}"))
});

/// A pair in one line whose value is first: `Value: x, Key: Password`.
static TURNED_PAIR: LazyLock<Regex> = LazyLock::new(|| {
    let is = r#"["']?\s*[:=]\s*"#;
    regex(&format!(r#"(?i)\bvalue{is}([^,]*),\s*["']?(?:key|name){is}["']?{NAME}(?:\W|$)"#))
});

/// A line that says how a pair is called whose value is on the line above or below.
static KEY_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(r#"(?i)^\s*(?:-\s+)?["']?(?:key|name)["']?\s*[:=]\s*["']?{NAME}["']?,?\s*$"#))
});

/// How a line begins that has the value of what another line names.
static VALUE_LINE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?i)^\s*(?:-\s+)?["']?(?:value|default)["']?\s*[:=]\s*"#));

/// A line that names a secret which is on the lines below: a text of several lines, a list, a variable.
static OPENING: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"(?i){NAME}["']?\s*(?:[:=]\s*(?:{OPENER})?|\{{)\s*$"#)));

/// What opens the lines below in the place of a value.
const OPENER: &str = r#"[|>][0-9+-]*|[\[{]|<<[-~]?\s*["']?\w+["']?|"""|'''"#;

static ONLY_OPENER: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^(?:{OPENER})\s*$")));

/// How a line begins that has a name of its own.
static NAMED_LINE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"^\s*(?:-\s+)?["']?[\w.-]+["']?\s*[:=](?:\s|["']|$)"#));

/// How a value begins that says where a secret is, and has none in it, also between quotes.
const REFERENCES: [&str; 3] = ["${", "$(", "{{"];

/// The same for what is a reference outside quotes alone: a name of Terraform, a call of CloudFormation.
static BARE_REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"(?:var|local|secrets)\.\w|(?:data|module|(?:aws|random)_\w+)\.\w+\.\w";
    let call = r#"!(?:Ref|GetAtt|ImportValue|FindInMap)(?:\s|$)|!Sub\s+["']?(?:\$\{|\{\{)"#;
    regex(&format!("^(?:{name}|{call})"))
});

/// The lines before one that are looked at: no private key is longer.
const MOST: usize = 200;

fn regex(form: &str) -> Regex {
    Regex::new(form).expect("constant expressions")
}

/// What of a line is a secret by a name in it.
pub(crate) fn in_line(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for name in BEFORE.find_iter(line) {
        // The sign may have taken the quote that opens the value.
        let quote = usize::from(name.as_str().ends_with(['"', '\'']));
        found.push(value(line, name.end() - quote));
    }
    for pair in TURNED_PAIR.captures_iter(line) {
        found.extend(pair.get(1).map(|value| value.range()));
    }
    found
}

/// The value that begins somewhere in a line: what is between quotes, else in brackets what is before a comma or the
/// closing one, else the rest.
fn value(line: &str, start: usize) -> Range<usize> {
    let rest = &line[start..];
    let within = rest.trim_start_matches(['"', '\'']);
    let is_reference =
        REFERENCES.iter().any(|begin| within.starts_with(begin)) || BARE_REFERENCE.is_match(rest);
    if is_reference || ONLY_OPENER.is_match(rest) {
        return start..start;
    }
    let Some(quote @ ('"' | '\'')) = rest.chars().next() else {
        let is_in_brackets = line[..start].contains(['{', '[', '(']);
        let end = rest.find([',', '}', ']', ')']).filter(|_| is_in_brackets);
        return start..start + end.unwrap_or(rest.len());
    };
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return start + 1..start + at,
            _ => {}
        }
    }
    start + 1..line.len()
}

/// The lines of a text, each with the place where it begins, and where the last one ends.
pub(crate) struct Lines<'t> {
    lines: Vec<(usize, &'t str)>,
    end: usize,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let (mut lines, mut start) = (Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            lines.push((start, line.trim_end_matches(['\r', '\n'])));
            start += line.len();
        }
        Lines { lines, end: start }
    }

    /// Where some lines, numbered from 0, are in the text.
    pub(crate) fn part(&self, numbers: Range<usize>) -> Range<usize> {
        let start = |number: usize| match self.lines.get(number) {
            Some((start, _)) => *start,
            None => self.end,
        };
        start(numbers.start)..start(numbers.end)
    }

    /// What of some lines, numbered from 0, is a secret by a name in them or around them.
    pub(crate) fn secrets(&self, numbers: Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for number in numbers {
            let (start, line) = self.lines[number];
            let before = self.lines[..number].iter().rev().map(|(_, line)| *line);
            let after = self.lines.get(number + 1).map(|(_, line)| *line);
            let told = by_neighbours(line, before, after);
            let secrets = in_line(line).into_iter().chain([told]).filter(|secret| !secret.is_empty());
            found.extend(secrets.map(|secret| start + secret.start..start + secret.end));
        }
        found
    }
}

/// What of a line is a secret by the lines around it: nothing, its value, or all of it. Those before it begin with the
/// nearest one.
pub(crate) fn by_neighbours<'t>(
    line: &str,
    before: impl Iterator<Item = &'t str>,
    after: Option<&str>,
) -> Range<usize> {
    let all = indentation(line)..line.len();
    let mut level = indentation(line);
    let mut parent = None;
    let mut between: Vec<&str> = Vec::new();
    for above in before.take(MOST) {
        let indentation = indentation(above);
        if (is_private_key(above, &between) && !NAMED_LINE.is_match(line))
            || is_text_of_secret(above, &between)
        {
            return all;
        }
        if indentation < level && !above.trim().is_empty() {
            let is_block = above.trim_end().ends_with(['|', '>', '-', '+']);
            if is_block && OPENING.is_match(above) {
                return all;
            }
            parent.get_or_insert(above);
            level = indentation;
        }
        between.push(above);
    }
    let is_below_name = parent.is_some_and(|parent| OPENING.is_match(parent));
    if let Some(name) = VALUE_LINE.find(line) {
        let neighbours = between.first().copied().into_iter().chain(after);
        let is_told = is_below_name || neighbours.into_iter().any(|neighbour| KEY_LINE.is_match(neighbour));
        return if is_told { value(line, name.end()) } else { 0..0 };
    }
    if is_below_name && !NAMED_LINE.is_match(line) { all } else { 0..0 }
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

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with `*` for what its names tell.
    fn stars(line: &str) -> String {
        let mut bytes = line.as_bytes().to_vec();
        for range in in_line(line) {
            bytes[range].fill(b'*');
        }
        String::from_utf8(bytes).expect("whole characters")
    }

    #[test]
    fn values_are_told_by_their_names() {
        for (line, expected) in [
            ("password: hunter2 and, more", "password: *****************"),
            ("  db_password = \"hun\\\"ter2\" # x", "  db_password = \"*********\" # x"),
            ("{\"apiKey\":\"hunter2\",\"Team\":\"x\"}", "{\"apiKey\":\"*******\",\"Team\":\"x\"}"),
            ("tags: {Token: hunter2, Team: x}", "tags: {Token: *******, Team: x}"),
            ("AWS_BEARER_TOKEN_BEDROCK=hunter2", "AWS_BEARER_TOKEN_BEDROCK=*******"),
            ("- {Key: Password, Value: hunter2}", "- {Key: Password, Value: *******}"),
            (
                "- {\"Value\": \"hunter2\", \"Key\": \"Password\"}",
                "- {\"Value\": *********, \"Key\": \"Password\"}",
            ),
            ("run: curl --password hunter2", "run: curl --password *******"),
            ("[\"--token\", \"hunter2\"]", "[\"--token\", \"*******\"]"),
            ("curl -H 'Authorization: Basic aHVudGVyMg=='", "curl -H 'Authorization: *******************"),
            ("PASSWORD_2=hunter2", "PASSWORD_2=*******"),
            ("password: \"!Hunter2\"", "password: \"********\""),
            ("password: '!Ref hunter2'", "password: '************'"),
            ("password = \"data.hunter2\"", "password = \"************\""),
            ("{\"token\":\"aws_hunter2\"}", "{\"token\":\"***********\"}"),
            ("PASSWORD=!Hunter2", "PASSWORD=********"),
            ("password: !Reference2", "password: ***********"),
            ("password: !Sub 'hunter2-${Stage}'", "password: ***********************"),
            ("PASSWORD=aws_hunter2", "PASSWORD=***********"),
            ("PASSWORD=data.hunter2", "PASSWORD=************"),
        ] {
            assert_eq!(stars(line), expected);
        }
        for line in [
            "Team: Search",
            "max_tokens = 4096",
            "resource \"aws_ssm_parameter\" \"password\" {",
            "Type: AWS::SecretsManager::Secret",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:Db",
            "TokenBudget: 5",
            "password = var.db_password",
            "token: ${{ secrets.TOKEN }}",
            "Password: !Ref DbPassword",
            "Password: !Sub '{{resolve:secretsmanager:${Db}}}'",
            "Password: !GetAtt",
            "password = \"${var.db_password}\"",
            "Password: '{{resolve:ssm-secure:Db}}'",
            "password = aws_secretsmanager_secret_version.db.secret_string",
            "password = data.aws_ssm_parameter.db.value",
            "token = module.db.token",
            "password: |-",
            "password = <<-EOT",
            "\"password\": {",
        ] {
            assert_eq!(stars(line), line);
        }
    }

    #[test]
    fn lines_are_told_by_those_around_them() {
        let told = |text: &str, number: usize| {
            let lines: Vec<&str> = text.lines().collect();
            let before = lines[..number].iter().rev().copied();
            lines[number][by_neighbours(lines[number], before, lines.get(number + 1).copied())].to_owned()
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
            ("MySecret:\n  Type: AWS::SecretsManager::Secret\n  Properties:\n    Tags:", 3, ""),
        ] {
            assert_eq!(told(text, number), expected, "{text}");
        }
    }
}
