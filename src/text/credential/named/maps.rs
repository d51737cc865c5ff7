//! Maps of secrets: each value in them is one, however deep it is and whatever its name is.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::words::{NAME, OF_KUBERNETES, SEVERAL};
use super::layout::{
    Sign, begins_document, column, has_sibling, indentation, is_aside, is_item, level, signs,
};
use super::line::{regex, value};

/// What is before a bracket that opens a map of secrets.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    let (name, several) = (&*NAME, &*SEVERAL);
    regex(&format!(
        r#"(?i)(?:{name}["']?\]?\s*=>?\s*|(?:{several}|\b{OF_KUBERNETES})["']?\s*[:=]\s*(?:[&!]\S*\s*)*)(?:\w+\(?)*\s*$"#
    ))
});

/// A line that opens one without a bracket.
static OPENING_BELOW: LazyLock<Regex> = LazyLock::new(|| {
    let several = &*SEVERAL;
    regex(&format!(
        r#"(?i)^\s*(?:[-?]\s+)*["']?(?:[\w.-]*\.)?(?:{several}|{OF_KUBERNETES})["']?\s*:\s*(?:[&!]\S*\s*)*(?:#.*)?$"#
    ))
});

/// The head of a variable of Terraform that has secrets: in its default, not beside it.
static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"(?i)^\s*variable\s+"{}"\s*$"#, &*NAME)));

/// The head of a table of TOML, or of a section of an INI file, and its name.
static TABLE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"^\s*\[\[?\s*([\w-][\w."' -]*?)\s*\]?\]\s*(?:[#;].*)?$"#));

static TABLE_OF_SECRETS: LazyLock<Regex> = LazyLock::new(|| {
    let several = &*SEVERAL;
    regex(&format!(r#"(?i)(?:^|[."' ]){several}(?:$|[."' ])"#))
});

/// How an entry of a map begins: its name, and what is between that and its value.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"^\s*(?:-\s+)*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<plain>[\w./-]+|\([^()]*\)))\s*(?:=>|:=|[:=])\s*"#,
    )
});

/// An entry whose name has the name of several secrets in it: `secrets.openai = `.
static DOTTED: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"(?i)(?:^|\.){}\.", &*SEVERAL)));

/// What says which secret is meant or where it is, below the name of a secret: in files of Compose, of GitLab and GitHub, in
/// definitions of tasks, in variables of Terraform.
static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        "(?i)^(?:name|type|kind|description|required|optional|nullable|sensitive|ephemeral|external|file|path|field|engine|vault|version\
         |environment|driver|template_driver|source|target|uid|gid|mode|value_?from|arn|namespace|id|env|secret_?name|mount_?path|remote_?ref)$",
    )
});

/// An item of a list that is one word.
static ITEM: LazyLock<Regex> = LazyLock::new(|| regex(r#"^\s*-\s+["']?([\w.-]+)["']?\s*(?:#.*)?$"#));
static SECRETS: LazyLock<Regex> = LazyLock::new(|| regex(r#"^\s*["']?secrets["']?\s*:"#));
static WHOLE_NAME: LazyLock<Regex> = LazyLock::new(|| regex(&format!("(?i)^{}$", &*NAME)));

/// What is before a map that has no secrets, wherever it is.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?i)\b(?:labels|annotations|tags|metadata|type|validation|lifecycle)["']?\s*(?:[:=]\s*)?(?:\w+\(?)*\s*(?:#.*)?$"#,
    )
});

/// What says that a map is a resource of CloudFormation, whatever it is called.
static RESOURCE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"^\s*["']?Type["']?\s*:\s*["']?\w+::\w[\w:]*["']?,?\s*(?:#.*)?$"#));

/// The name of what has the values of a secret of Kubernetes.
static DATA: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?:^|[\s{,"'])(?:binary_?)?[dD]ata["']?\s*[:=]\s*(?:#.*)?$"#));

/// What says that it is one.
static KIND: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?:^|[\s{,"'])kind["']?\s*[:=]\s*["']?Secret["']?\s*(?:$|[,}#]|\s#)"#));
static BLOCK_OF_KIND: LazyLock<Regex> = LazyLock::new(|| regex(r#""kubernetes_secret\w*"\s+"[^"]*"\s*$"#));

/// How deep in a map of secrets something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Depth {
    /// In the map itself.
    First,
    /// In a map or a list in it.
    Deeper,
}

/// The values of a line that are in maps of secrets, or all of it where it is a part of one.
pub(super) fn in_maps(lines: &[&str], number: usize) -> Vec<Range<usize>> {
    let line = lines[number];
    let (mut outer, mut inner, mut closed) = (around(lines, number, 0), Vec::new(), 0);
    let is_inside = outer.is_some();
    let signs = signs(line);
    let mut found: Vec<Range<usize>> = entry(line, 0, outer).into_iter().collect();
    for (at, sign) in &signs {
        match sign {
            Sign::Opens => {
                let head = head(&lines[..number], end_of(&line[..*at]));
                inner.push(match opens_map(head, lines, number) {
                    true => Some(Depth::First),
                    false if PLAIN.is_match(head) => None,
                    false => inner.last().copied().unwrap_or(outer).map(|_| Depth::Deeper),
                });
            }
            Sign::Closes if inner.pop().is_none() => {
                closed += 1;
                outer = around(lines, number, closed);
            }
            Sign::Closes | Sign::Comma => {}
        }
        if *sign != Sign::Closes {
            found.extend(entry(line, at + 1, inner.last().copied().unwrap_or(outer)));
        }
    }
    if is_inside && is_text(line, &signs) && !is_name(lines, number) {
        found.push(indentation(line)..line.len());
    }
    found
}

/// Whether an item of a list below `secrets:` is the name of one: a secret that the text says more of, as Compose's
/// services name those that they use, or what names of secrets end with.
pub(super) fn is_name(lines: &[&str], number: usize) -> bool {
    let Some(item) = ITEM.captures(lines[number]) else { return false };
    let level = level(lines[number]);
    let parent = lines[..number].iter().rev().find(|above| !is_aside(above) && self::level(above) < level);
    if !parent.is_some_and(|parent| SECRETS.is_match(parent)) {
        return false;
    }
    let is_key =
        |line: &&str| matches!(key(line), Some((key, value)) if key == &item[1] && line[value..].is_empty());
    WHOLE_NAME.is_match(&item[1]) || lines.iter().any(is_key)
}

/// The entry that begins somewhere in a line: its value, if that is a secret.
fn entry(line: &str, start: usize, depth: Option<Depth>) -> Option<Range<usize>> {
    let (name, length) = key(&line[start..])?;
    if (depth.is_none() && !DOTTED.is_match(name)) || (depth == Some(Depth::Deeper) && ABOUT.is_match(name)) {
        return None;
    }
    let at = start + length;
    let is_map =
        line[at..].starts_with('{') || line[at..].trim_start_matches('[').trim_start().starts_with('{');
    if is_map { None } else { Some(value(line, at)) }
}

/// The name with which a text begins as an entry does, and where its value begins.
fn key(text: &str) -> Option<(&str, usize)> {
    let entry = ENTRY.captures(&text[..text.floor_char_boundary(NAME_MOST)])?;
    let name = entry.name("double").or(entry.name("single")).or(entry.name("plain"))?;
    Some((name.as_str(), entry.get_match().end()))
}

/// How deep in a map of secrets a line is, behind so many brackets that it closes itself; nothing if it is in none.
fn around(lines: &[&str], number: usize, closed: usize) -> Option<Depth> {
    if RESOURCE.is_match(lines[number]) {
        return None;
    }
    let (mut level, mut column, mut closed) = (level(lines[number]), column(lines[number]), closed);
    let mut depth = if is_item(lines[number]) { Depth::Deeper } else { Depth::First };
    for (number, above) in lines[..number].iter().enumerate().rev() {
        if is_aside(above) {
            continue;
        }
        if begins_document(above) {
            return None;
        }
        let above_level = self::level(above);
        if above_level <= level
            && above.trim_start().starts_with('[')
            && let Some(table) = TABLE.captures(above)
        {
            return in_table(&table[1], depth);
        }
        let mut heads = Vec::new();
        for (at, sign) in signs(above).into_iter().rev() {
            match sign {
                Sign::Closes => closed += 1,
                Sign::Opens if closed > 0 => closed -= 1,
                Sign::Opens => heads.push(head(&lines[..number], end_of(&above[..at]))),
                Sign::Comma => {}
            }
        }
        if above_level == level && closed == 0 && RESOURCE.is_match(above) {
            return None;
        }
        if above_level < level {
            level = above_level;
            // What is beside the first key of an item is not below it.
            match self::column(above) < column {
                true if heads.is_empty() => heads.push(above),
                true => {}
                false => depth = Depth::Deeper,
            }
            column = column.min(self::column(above));
        }
        for head in heads {
            if PLAIN.is_match(head) {
                return None;
            }
            if opens_map(head, lines, number) || (depth == Depth::Deeper && VARIABLE.is_match(head)) {
                return Some(depth);
            }
            depth = Depth::Deeper;
        }
    }
    None
}

/// The same below the head of a table.
fn in_table(name: &str, depth: Depth) -> Option<Depth> {
    let last = name.rsplit('.').next().unwrap_or(name);
    if !TABLE_OF_SECRETS.is_match(name) || PLAIN.is_match(last) {
        return None;
    }
    Some(if TABLE_OF_SECRETS.is_match(last) { depth } else { Depth::Deeper })
}

/// The most bytes of a line in which the name of something is looked for: a line may be a whole file.
const NAME_MOST: usize = 400;

/// The end of what is before a bracket, with all that can tell what it opens.
fn end_of(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(NAME_MOST))..]
}

/// What is before a bracket: where nothing is, the line above.
fn head<'t>(above: &[&'t str], text: &'t str) -> &'t str {
    match above.iter().rev().find(|line| !is_aside(line)) {
        Some(line) if text.trim().is_empty() => line,
        _ => text,
    }
}

/// Whether what is before a bracket of a line, or the line itself, opens a map of secrets.
fn opens_map(head: &str, lines: &[&str], number: usize) -> bool {
    OPENING.is_match(head)
        || OPENING_BELOW.is_match(head)
        || (DATA.is_match(head) && is_of_kind(lines, number))
}

/// Whether a line is an entry of a secret of Kubernetes.
fn is_of_kind(lines: &[&str], number: usize) -> bool {
    KIND.is_match(lines[number])
        || has_sibling(&KIND, lines, number)
        || block(&lines[..number]).is_some_and(|head| BLOCK_OF_KIND.is_match(head))
}

/// What is before the nearest bracket that is open behind some lines.
fn block<'t>(lines: &[&'t str]) -> Option<&'t str> {
    let mut closed = 0;
    for line in lines.iter().rev() {
        for (at, sign) in signs(line).into_iter().rev() {
            match sign {
                Sign::Closes => closed += 1,
                Sign::Opens if closed > 0 => closed -= 1,
                Sign::Opens => return Some(end_of(&line[..at])),
                Sign::Comma => {}
            }
        }
    }
    None
}

/// Whether a line is neither an entry nor a part of how maps and lists are written, but of a text.
fn is_text(line: &str, signs: &[(usize, Sign)]) -> bool {
    let text = line.trim();
    match text.chars().next() {
        Some('{' | '(' | '}' | ']' | ')') => return false,
        Some('[') if text.contains('{') || (line == text && TABLE.is_match(line)) => return false,
        Some('<') if text.starts_with("<<") => return false,
        _ => {}
    }
    let opens = matches!(signs.last(), Some((at, Sign::Opens)) if at + 1 == line.trim_end().len());
    !opens && !is_aside(line) && !ENTRY.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::in_maps;

    /// The lines of a text with `*` for what is in maps of secrets.
    fn stars(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let mut starred = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let mut bytes = line.as_bytes().to_vec();
            for range in in_maps(&lines, number) {
                bytes[range].fill(b'*');
            }
            starred.push(String::from_utf8(bytes).expect("whole characters"));
        }
        starred.join("\n")
    }

    #[test]
    fn values_in_maps_of_secrets_are_told_however_deep_they_are() {
        for text in [
            "secrets:\n  prod:\n    openai: hunter2\nx: y",
            "secrets:\n  prod:\n    eu: &a # c\n      openai: 'hunter2'\n    us:\n      b: c: hunter2",
            "secrets:\n  prod:\n  - hunter2\n  dev:\n    - name: a\n      value: hunter2",
            "secrets:\n- name: a\n  env: b",
            "x:\n  - credentials:\n      a: |\n        hunter2\n        hunter2\n    y: z",
            "secrets: {\n  a: {b: hunter2, c: hunter2}, d: hunter2}\nx: {y: z}",
            "[x.secrets]\nopenai = \"hunter2\"\n[x]\ny = \"z\"",
            "[secrets.y] # c\nopenai = \"hunter2\"\nb = [\n  \"hunter2\",\n]",
            "[secrets]\nopenai = \"hunter2\"\n[[projects]]\ny = \"z\"",
            "secrets:\n  a:\n    [hunter2]",
            "[[x.api_keys]]\nopenai = 'hunter2'\nname = \"a\"",
            "[database credentials]\nhost = hunter2\n[others]\na = b",
            "secrets.openai = hunter2\nx.secrets.a.b: hunter2\nx.y: z",
            "{\n\"secrets\":{\n\"prod\":{\n\"openai\":\"hunter2\",\n\"x\":[\n\"hunter2\"\n]\n},\n\"dev\": \"hunter2\"},\n\"y\":\"z\"\n}",
            "{\"secrets\":\n{\n\"a\": [{\"b\": \"hunter2\"}, {\"c\": \"hunter2\"}]}, \"y\": \"z\"\n}",
            "{\"a\":{\"credentials\":{\"b\":\"hunter2\",\"c\":{\"d\":\"hunter2\"}},\"y\":\"z\"}}",
            "secrets:\n  \"a b/c\": hunter2\n  'é': hunter2\n  d/e: hunter2\n  \"f: g\": {'h i': hunter2}",
            "secrets = {\n  \"a/b\" = \"hunter2\", \"c d\" = \"hunter2\"\n  (local.e) = \"hunter2\"\n}",
            "{\"ConnectionStrings\": {\n\"Default\": \"hunter2\"}}",
            "secrets = {\n  prod = {\n    openai = \"hunter2\"\n  }\n}\nx = {\n  y = \"z\"\n}",
            "locals {\nsecrets = merge({\na = \"hunter2\" }, {\nb = \"hunter2\"\n})\ny = \"z\"\n}",
            "secrets = {\n  a = [\n    [\"hunter2\", \"b\"],\n  ]\n}",
            "secrets = {\n  a = \"x\" /* } */\n  b = \"hunter2\" /* of the\n}",
            "secrets = [\n  { name = \"A\", value = \"hunter2\" },\n]",
            "variable \"app_secrets\" {\n  type = object({\n    a = string\n  })\n  default = {\n    a = \"hunter2\"\n  }\n}",
            "secret_string = jsonencode({\n  a = { b = \"hunter2\" }\n})",
            "kind: Secret\nmetadata:\n  name: x\nstringData:\n  openai: hunter2\ndata:\n  b: hunter2",
            "data:\n  b: hunter2\nkind: Secret # c\n---\nkind: ConfigMap\ndata:\n  y: z",
            "{\n\"data\":{\n\"b\":\"hunter2\"},\n\"kind\":\"Secret\",\n\"metadata\":{\n\"name\":\"x\"}}",
            "{\"kind\":\"Secret\",\"data\":{\"b\":\"hunter2\"},\"metadata\":{\"name\":\"x\"}}",
            "resource \"kubernetes_secret_v1\" \"x\" {\n  metadata {\n    name = \"x\"\n  }\n  data = {\n    a = \"hunter2\"\n  }\n}",
            "manifest = {\n  kind = \"Secret\"\n  data = {\n    a = \"hunter2\"\n  }\n}",
        ] {
            let told = stars(text);
            assert!(!told.contains("hunter2"), "{told}");
            let shown = [
                "y: z",
                "\"y\":\"z\"",
                "\"y\": \"z\"",
                "y = \"z\"",
                "\"name\":\"x\"",
                "name: a",
                "name = \"A\"",
                "[[projects]]",
                "string",
            ];
            for shown in shown.iter().filter(|shown| text.contains(**shown)) {
                assert!(told.contains(shown), "{told}");
            }
        }
    }

    #[test]
    fn what_is_no_secret_stays_shown() {
        for text in [
            "services:\n  web:\n    secrets:\n      - db_password\n      - server-certificate\n      - source: db\n        target: x\n        mode: 0440\nsecrets:\n  db_password:\n    file: ./db_password.txt\n  server-certificate:\n    external: true",
            "on:\n  workflow_call:\n    secrets:\n      token:\n        description: for the registry\n        required: true",
            "secrets = [{ name = \"DB\", valueFrom = \"arn:aws:ssm:us-east-1:111122223333:parameter/db\" }]",
            "secrets = {\n  DB = aws_secretsmanager_secret.db.arn\n  API = \"arn:aws:secretsmanager:us-east-1:111122223333:secret:api-AbCdEf\"\n}",
            "imagePullSecrets:\n  - name: registry",
            "Resources:\n  AppSecrets:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      Description: of the app\n      Tags:\n        - Key: Team\n          Value: x",
            "secrets:\n  a:\n    tags:\n      Team: x\n    labels: {b: c}",
            "variable \"api_key\" {\n  description = \"of the app\"\n  validation {\n    error_message = \"x\"\n  }\n}",
            "kind: ConfigMap\ndata:\n  a: b",
            "kind: SecretStore\ndata:\n  a: b",
            "max_tokens:\n  a: 4096",
            "a: 1\n\"b c\": x",
            "tokens:\n  input: 5",
            "it's {secrets:\nx: y",
            "secrets: []\nsecrets: {}\nx: {\"secrets\":{},\"y\":[]}",
            "secrets:\n  - id: npm\n    env: NPM_TOKEN\n  - secretName: x\n    mountPath: /x",
            "secrets:\n  a: ${A}\nx:\n  y: z",
        ] {
            assert_eq!(stars(text), text);
        }
    }

    /// A file may be one line; what is before each of its brackets is not looked at as a whole.
    #[test]
    fn a_long_line_takes_linear_time() {
        let item = r#"{"name": "a", "password": "hunter2", "secrets": {"b": "hunter2"}, "x": {"y": [1, {"z": "w"}]}}"#;
        let line = format!("[{}]", vec![item; 20_000].join(", "));
        assert_eq!(in_maps(&[&line], 0).len(), 20_000);
    }
}
