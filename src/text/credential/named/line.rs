//! What of one line is a secret by a name in it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::words::{NAME, may_have_name};

/// What is before the value of a secret: `password = `, `"password":`, `x["password"] = `, `--password `, `("password", "`,
/// `Key: Password, Value: `. A name that hides letters of ASCII by escapes may be any.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let name = &*NAME;
    let assigned = r#"(?:["']?\]?\s*(?:=>|:=|=)\s*|["']\s*:\s*|\s*:\s+|:["'])"#;
    let option = r#"(?:["']?\s*,\s*|\s+)"#;
    let argument = format!(r#"\(\s*["']{name}["']\s*,\s*["']"#);
    let escaped = r#"["'][^"'\s]*\\(?:u00|x)[0-7][0-9a-f][^"']*["']\s*[:=]\s*"#;
    let between = r"\s*,\s*(?:[^{}]*?,\s*)?";
    let pair = format!(r#"\b(?:key|name)["']?\s*[:=]\s*["']?{name}["']?{between}["']?value["']?\s*[:=]\s*"#);
    regex(&format!(r"(?i){pair}|--{name}{option}|{argument}|{name}{assigned}|{escaped}"))
});

/// An instruction or a command that sets a variable to one word: `ENV PASSWORD x`, `set -x PASSWORD x`.
static SETTING: LazyLock<Regex> = LazyLock::new(|| {
    let name = &*NAME;
    let set = r"(?:^|[;&|]|\brun\s)\s*(?:env|arg|setenv|setx|set(?:\s+-\w+)*)";
    regex(&format!(r#"(?i){set}\s+{name}\s+("[^"]*"|'[^']*'|\S+)\s*(?:$|[;&|])"#))
});

/// A pair in one line whose value is first: `Value: x, Key: Password`.
static TURNED_PAIR: LazyLock<Regex> = LazyLock::new(|| {
    let name = &*NAME;
    let is = r#"["']?\s*[:=]\s*"#;
    regex(&format!(r#"(?i)\bvalue{is}([^,]*),\s*["']?(?:key|name){is}["']?{name}(?:\W|$)"#))
});

/// What opens the lines below in the place of a value.
pub(super) const OPENER: &str = r#"[|>][0-9+-]*|(?:\w+\()*[\[{]|<<[-~]?\s*["']?\w+["']?|"""|'''"#;

static ONLY_OPENER: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^(?:{OPENER})\s*$")));

/// Values that say where a secret is, and have none in them: one reference, or several and what separates them.
const REFERENCES: &str = concat!(
    r"(?:\$\{\{.*?\}\}|\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\((?:[^()]|\([^()]*\))*\)|\{\{.*?\}{2,})",
    r"(?:[-_:/.@]*(?:\$\{\{.*?\}\}|\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\((?:[^()]|\([^()]*\))*\)|\{\{.*?\}{2,}))*",
);

/// Where AWS keeps a secret.
const ARN: &str = r"arn:aws[\w-]*:(?:secretsmanager|ssm):[\w:/.+=@-]*";

/// The same, or a word that is no secret: whether there is one, or what may be done with it.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(r"^(?:{REFERENCES}|\$[A-Z][A-Z0-9_]*|{ARN}|true|false|null|~|none|inherit|read|write)"))
});

/// What a reference has in it that is taken where it leads nowhere, or is no reference: a text.
static LITERAL: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"(?i):[-=+]|^\$\{\w+[-=+]|^\$\{\{?\s*["']|<<<|\?|\|\||\bdefault\b|\b(?:echo|printf)\b"#)
});

/// The same for what is a reference outside quotes alone: a call of CloudFormation.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r#"^!(?:(?:Ref|GetAtt|ImportValue|FindInMap)(?:\s|$)|Sub\s+(?:{REFERENCES}|"{REFERENCES}"|'{REFERENCES}')\s*(?:$|#|[,\])}}]))"#
    ))
});

/// The same behind a sign of Terraform: one of its names.
static NAME_OF_TERRAFORM: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"^(?:(?:var|local)\.\w|(?:data|module|(?:aws|random)_\w+)\.\w+\.\w)[\w.\[\]"'*-]*"#)
});

/// What may be behind a reference outside quotes: nothing of the value.
static END: LazyLock<Regex> = LazyLock::new(|| regex(r#"^(?:\s*(?:$|[,;\])}"'&|])|\s+(?:#|//|-))"#));

/// A list of what names of secrets end with, as services of Compose name the secrets that they use.
static LIST_OF_NAMES: LazyLock<Regex> = LazyLock::new(|| {
    let item = format!(r#"["']?{}["']?"#, &*NAME);
    regex(&format!(r#"(?i)^secrets["']?\s*[:=]\s*\[\s*{item}(?:\s*,\s*{item})*\s*,?\s*\]\s*(?:$|#|[,}}])"#))
});

pub(super) fn regex(form: &str) -> Regex {
    Regex::new(form).expect("constant expressions")
}

/// What of a line is a secret by a name in it.
pub(crate) fn in_line(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !may_have_name(line) {
        return found;
    }
    for name in BEFORE.find_iter(line) {
        if LIST_OF_NAMES.is_match(&line[name.start()..]) {
            continue;
        }
        // The sign may have taken the quote that opens the value.
        let quote = usize::from(name.as_str().ends_with(['"', '\'']));
        found.push(value(line, name.end() - quote));
    }
    for pair in TURNED_PAIR.captures_iter(line) {
        found.extend(pair.get(1).map(|value| value.range()));
    }
    for setting in SETTING.captures_iter(line) {
        found.extend(setting.get(1).map(|set| value(line, set.start())));
    }
    found
}

/// The value that begins somewhere in a line: what is between quotes, else in brackets what is before a comma or the
/// closing one, else the rest.
pub(super) fn value(line: &str, start: usize) -> Range<usize> {
    let rest = &line[start..];
    let is_empty = rest.starts_with("[]") || rest.starts_with("{}");
    if is_empty || is_reference(rest, line[..start].ends_with("= ")) || ONLY_OPENER.is_match(rest) {
        return start..start;
    }
    if rest.starts_with(['"', '\'']) {
        return match closing_quote(rest) {
            Some(end) => start + 1..start + end,
            None => start + 1..line.len(),
        };
    }
    let is_in_brackets = line[..start].contains(['{', '[', '(']);
    let end = if is_in_brackets { end_in_brackets(rest) } else { rest.len() };
    start..start + end
}

/// Where a value ends that begins in brackets: before the comma or bracket that is not in brackets or quotes of its own.
fn end_in_brackets(rest: &str) -> usize {
    let (mut depth, mut quoted_until) = (0_usize, 0);
    for (at, c) in rest.char_indices() {
        if at < quoted_until {
            continue;
        }
        match c {
            '"' | '\'' => match closing_quote(&rest[at..]) {
                Some(length) => quoted_until = at + length + 1,
                None => return rest.len(),
            },
            '(' | '[' | '{' => depth += 1,
            ',' | ')' | ']' | '}' if depth == 0 => return at,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    rest.len()
}

/// Whether what is left of a line begins with a value that is a reference and nothing else.
fn is_reference(rest: &str, is_behind_sign: bool) -> bool {
    let within = rest.trim_start_matches(['"', '\'']);
    if let Some(reference) = REFERENCE.find(within) {
        let behind = &within[reference.end()..];
        let ends = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => behind.trim_start().starts_with(quote),
            _ => END.is_match(behind),
        };
        return ends && !LITERAL.is_match(reference.as_str());
    }
    let name = NAME_OF_TERRAFORM.find(rest).filter(|_| is_behind_sign);
    name.is_some_and(|name| END.is_match(&rest[name.end()..])) || CALL.is_match(rest)
}

/// Where the quote is that closes a text which a quote begins: none that a backslash or another quote escapes, and none
/// that more of the value is right behind of.
pub(super) fn closing_quote(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == '\\' {
            characters.next();
        } else if c == quote {
            match characters.peek() {
                Some((_, next)) if *next == quote => _ = characters.next(),
                Some((_, next)) if next.is_alphanumeric() || *next == '\\' => {}
                _ => return Some(at),
            }
        }
    }
    None
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
            ("apiToken: 'it''s hunter2'", "apiToken: '*************'"),
            ("password: 'it'\\''s hunter2'", "password: '***************'"),
            ("password = \"\"\"hunter2\"\"\"", "password = \"***********\""),
            ("password: \"hunter", "password: \"******"),
            ("password: ${PREFIX}hunter2", "password: ****************"),
            ("password: \"{{x}}hunter2\"", "password: \"************\""),
            ("PASSWORD=$(cat x)hunter2", "PASSWORD=***************"),
            ("password: ${A} hunter2", "password: ************"),
            ("password: \"${A}${B}hunter2\"", "password: \"***************\""),
            ("password: ${PASSWORD:-hunter2}", "password: ********************"),
            ("password: \"{{ x | default('hunter2') }}\"", "password: \"****************************\""),
            ("password: secrets.hunter2", "password: ***************"),
            ("password: var.hunter2", "password: ***********"),
            ("password = var.a ? \"hunter2\" : var.b", "password = *************************"),
            ("Password: !Sub '${A}hunter2'", "Password: ******************"),
            ("DB_PASS: hunter2", "DB_PASS: *******"),
            ("dbPass: hunter2", "dbPass: *******"),
            ("pass = \"hunter2\"", "pass = \"*******\""),
            ("x[\"OPENAI_API_KEY\"] = \"hunter2\"", "x[\"OPENAI_API_KEY\"] = \"*******\""),
            ("x.set('api_key', 'hunter2')", "x.set('api_key', '*******')"),
            ("(\"Authorization\", \"hunter2\")", "(\"Authorization\", \"*******\")"),
            ("{\"p\\u0061ssword\": \"hunter2\"}", "{\"p\\u0061ssword\": \"*******\"}"),
            ("{\"\\x70assword\": hunter2}", "{\"\\x70assword\": *******}"),
            ("x.set('api_key', 'hunter2')", "x.set('api_key', '*******')"),
            ("ENV OPENAI_API_KEY hunter2", "ENV OPENAI_API_KEY *******"),
            ("setx API_KEY hunter2", "setx API_KEY *******"),
            ("args: [--password, hunter2]", "args: [--password, *******]"),
            ("{name: password, type: x, value: hunter2}", "{name: password, type: x, value: *******}"),
            ("token: ${{ 'hunter2' }}", "token: ****************"),
            ("password: $(base64 -d <<< hunter2)", "password: ************************"),
            ("password: truehunter2", "password: ***********"),
            ("set -x API_TOKEN hunter2", "set -x API_TOKEN *******"),
            ("X(api_key=f(\"K\", \"hunter2\"), n=1)", "X(api_key=*****************, n=1)"),
            ("X(api_key=a[\"),\"], n=1)", "X(api_key=*******, n=1)"),
            ("tokens: [hunter2]", "tokens: *********"),
            ("api_keys: hunter2", "api_keys: *******"),
            ("passwords: hunter2", "passwords: *******"),
            ("secrets: [db_password, hunter2]", "secrets: **********************"),
        ] {
            assert_eq!(stars(line), expected);
        }
        for line in [
            "Team: Search",
            "{\"Stra\\u00dfe\": \"x\"}",
            "required: [Token, Team]",
            "names = [\"Team\", \"x\"]",
            "required: [\"Token\", \"CostCenter\"]",
            "ignore_changes = [\"password\", \"tags\"]",
            "x = lookup(var.m, \"token\", \"none\")",
            "# set token to rotate",
            "description: Set password policy for all users",
            "secrets: inherit",
            "secrets: [db_password, \"api-key\"] # both",
            "{\"secrets\": [\"db_password\", \"API_KEY\"], \"x\": 1}",
            "id-token: write",
            "has_password: true",
            "ENV API_KEY $API_KEY",
            "OPENAI_API_KEY: $OPENAI_API_KEY",
            "secret_string = jsonencode({",
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
            "password: ${A}:${B}",
            "password: '${A}-{{b}}' # c",
            "password = \"${var.db[\"password\"]}\"",
            "{password: ${A}, Team: x}",
            "curl --password ${A} --team x",
            "password = var.db[\"x\"].password # c",
            "max_tokens: 4096",
            "maxTokens: 4096",
            "bypass: x",
            "passthrough: x",
            "compass: x",
            "password: |-",
            "password = <<-EOT",
            "\"password\": {",
        ] {
            assert_eq!(stars(line), line);
        }
    }
}
