//! Environment files, shell scripts and image files: `NAME=value` on lines.

use super::super::known::HOLE;
use super::given::assigned;
use super::plain::with_holes;
use super::{Environment, Setting, concerns_clients, last_of_each};
use crate::source::{Source, Span};

/// Tools that print what a shell evaluates to set them up.
const TOOLS: [&str; 6] = ["ssh-agent", "pyenv", "rbenv", "nodenv", "brew", "fnm"];

/// The ends of the paths of files that set up tools.
const SET_UPS: [&str; 5] =
    ["bin/activate", "Scripts/activate", "/nvm.sh", "/.cargo/env", "/etc/profile.d/conda.sh"];

/// What blanks behind `NAME=` say: a shell ends the value with them, and a file of variables passes over them. There a
/// value that begins a line goes to its end, as that of `ENV NAME value` does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blanks {
    EndValues,
    SayNothing,
}

/// What an environment file, or an image file, gives.
pub(crate) fn environment(source: &Source, part: Span) -> Environment {
    let own = last_of_each(settings(source, part, Blanks::SayNothing));
    Environment { own, open: sources(source, part), ..Environment::default() }
}

/// The variables that are set in a part of a text, wherever on its lines.
pub(crate) fn settings(source: &Source, part: Span, blanks: Blanks) -> Vec<Setting> {
    let text = source.slice(part);
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for setting in of_line(line, part.start as usize + start, blanks) {
            // What is passed on has the value that was set before.
            let is_passed_on = source.slice(setting.at) == setting.name;
            if !is_passed_on || !found.iter().any(|known: &Setting| known.name == setting.name) {
                found.push(setting);
            }
        }
        start += line.len();
    }
    found
}

/// What runs or reads another file in a part of a text, which may set further variables.
pub(crate) fn sources(source: &Source, part: Span) -> Option<Span> {
    let mut start = part.start as usize;
    for line in source.slice(part).split_inclusive('\n') {
        let code = &line[..comment_of(line).unwrap_or(line.len())];
        let mut is_first = true;
        let mut words = code.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let names_file = words.peek().is_some_and(|next| !next.starts_with('-'));
            let is_source = match word {
                "source" | "." => is_first && names_file,
                "eval" | "dotenv" | "source_env" => is_first,
                _ => false,
            };
            let of_tool = words.peek().is_some_and(|next| is_of_tool(next));
            let is_made = |next: &&str| next.trim_start_matches('"').starts_with(['$', '`']);
            let exports = matches!(word, "export" | "env") && words.peek().is_some_and(is_made);
            if (is_source && !of_tool) || exports || word.starts_with("--env-file") {
                let at = start + word.as_ptr().addr() - line.as_ptr().addr();
                return Some(Span::new(at, at + word.len()));
            }
            is_first =
                word.ends_with([';', '&', '|']) || matches!(word, "then" | "do" | "else" | "&&" | "||");
        }
        start += line.len();
    }
    None
}

/// Whether what is run or read sets up a tool, which knows no project: `.venv/bin/activate`, `"$(ssh-agent -s)"`.
pub(super) fn is_of_tool(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'', ';']);
    let command = word.trim_start_matches(['$', '(', '`']).trim_end_matches([')', '`']);
    TOOLS.contains(&command) || SET_UPS.iter().any(|ending| word.ends_with(ending))
}

/// The comments of a text: from a `#` that begins a word to the end of the line.
pub(crate) fn comments(text: &str) -> Vec<Span> {
    let mut comments = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if let Some(at) = comment_of(line) {
            comments.push(Span::new(start + at, end));
        }
        start += line.len();
    }
    comments
}

/// Where the comment of a line begins.
fn comment_of(line: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, b' ');
    for (at, byte) in line.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'#') if before.is_ascii_whitespace() => return Some(at),
            _ => {}
        }
        before = byte;
    }
    None
}

/// The variables that a line sets, which begins at an offset.
fn of_line(line: &str, start: usize, blanks: Blanks) -> Vec<Setting> {
    let line = line.trim_end();
    let code = &line[..comment_of(line).unwrap_or(line.len())];
    let mut found = Vec::new();
    let mut from = 0;
    // The quote that is open, and how far it is looked for.
    let (mut quote, mut seen) = (None, 0);
    while let Some(Assigned { name, end, value_at }) = next_assigned(code, from) {
        let Some(value_at) = value_at else {
            let at = Span::new(start + end - name.len(), start + end);
            found.push(Setting { name: name.to_owned(), value: HOLE.to_string(), at });
            from = end;
            continue;
        };
        // `NAME = value` and `ENV NAME value` have blanks before their values in every language.
        let is_spaced = code[end..].starts_with([' ', '\t']);
        let rest = match is_spaced || blanks == Blanks::SayNothing {
            true => code[value_at..].trim_start_matches([' ', '\t']),
            false => &code[value_at..],
        };
        let value = code.len() - rest.len();
        let before = code[..end - name.len()].trim();
        let begins = matches!(before, "" | "export");
        let to_line_end = blanks == Blanks::SayNothing && (begins || is_spaced);
        quote = quote_behind(&code[seen..value_at], quote);
        seen = value_at;
        let (text, span) = value_of(&code[value..], quote, to_line_end);
        let at = Span::new(start + value + span.start as usize, start + value + span.end as usize);
        found.push(Setting { name: name.to_owned(), value: text, at });
        from = (value + span.end as usize).max(value_at);
    }
    found
}

/// A variable of a line.
struct Assigned<'t> {
    name: &'t str,
    end: usize,
    /// Where its value begins; nowhere if it is passed on from around.
    value_at: Option<usize>,
}

/// The next variable of a line that concerns clients. Its value begins behind a `=`, or behind a space in
/// `ENV NAME value` and `set -x NAME value`.
fn next_assigned(code: &str, from: usize) -> Option<Assigned<'_>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut at = from;
    while at < code.len() {
        let rest = &code[at..];
        let begin = rest.find(is_name)?;
        let word = &rest[begin..];
        let length = word.find(|c: char| !is_name(c)).unwrap_or(word.len());
        let (name, end) = (&word[..length], at + begin + length);
        let after = code[end..].trim_start_matches([' ', '\t']);
        let before = code[..at + begin].trim_end();
        let is_read = before.ends_with(['$', '{']);
        if concerns_clients(name) && !is_read {
            if let Some(rest) = after.strip_prefix('=').filter(|rest| !rest.starts_with('=')) {
                return Some(Assigned { name, end, value_at: Some(code.len() - rest.len()) });
            }
            let is_worded = before.split_whitespace().any(|word| matches!(word, "ENV" | "set" | "setx"));
            if is_worded && !after.is_empty() {
                return Some(Assigned { name, end, value_at: Some(end) });
            }
        }
        if concerns_clients(name) && is_passed_on(before, after) {
            return Some(Assigned { name, end, value_at: None });
        }
        at = end;
    }
    None
}

/// Whether a variable between these texts has a value from around: `-e NAME`, `export NAME`, `${NAME:?…}`.
fn is_passed_on(before: &str, after: &str) -> bool {
    if before.ends_with("${") {
        return after.starts_with(":?") || after.starts_with('?');
    }
    let word = before.trim_end_matches(['"', '\'']).split_whitespace().next_back();
    matches!(word, Some("-e" | "--env" | "export")) && !after.starts_with('=')
}

/// The quote that is open behind a text, which begins with one open or none: `-e "NAME=value"`.
fn quote_behind(text: &str, mut open: Option<char>) -> Option<char> {
    for c in text.chars().filter(|c| matches!(c, '"' | '\'')) {
        open = match open {
            Some(quote) if quote == c => None,
            None => Some(c),
            other => other,
        };
    }
    open
}

/// The value at the start of a text, and where it is, without quotes.
fn value_of(text: &str, around: Option<char>, to_line_end: bool) -> (String, Span) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        _ if text.starts_with('`') => {
            let inside = &text[1..];
            let end = inside.find('`').unwrap_or(inside.len());
            (HOLE.to_string(), Span::new(1, 1 + end))
        }
        Some(quote) if around.is_none() => {
            let inside = &text[1..];
            let end = inside.find(quote).unwrap_or(inside.len());
            let value = &inside[..end];
            let value = if quote == '\'' { value.to_owned() } else { with_holes(value) };
            (value, Span::new(1, 1 + end))
        }
        _ => {
            let is_end = |c: char| match around {
                Some(quote) => c == quote,
                None if c.is_whitespace() => !to_line_end,
                None => matches!(c, ';' | '&' | '|' | '"' | '\'' | ')' | '}'),
            };
            let value = text[..end_of_bare(text, is_end)].trim_end_matches([' ', '\t', '\\']);
            (with_holes(value), Span::new(0, value.len()))
        }
    }
}

/// Where a value without quotes ends; what is in braces or parentheses is a part of it.
fn end_of_bare(text: &str, is_end: impl Fn(char) -> bool) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' if depth > 0 => depth -= 1,
            c if depth == 0 && is_end(c) => return at,
            // As in `Variables={A=1,B=2}` and `ENV A=1 B=2`.
            ',' | ' ' if depth == 0 && assigned(&text[at + 1..]).is_some() => return at,
            HOLE => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::super::super::known::DEFAULT;
    use super::*;
    use crate::source::Medium;

    fn read(text: &str) -> Vec<(String, String, String)> {
        let source = Source::new("a.sh", text, Medium::File);
        let found = settings(&source, Span::new(0, text.len()), Blanks::SayNothing);
        found.into_iter().map(|it| (it.name, it.value, source.slice(it.at).to_owned())).collect()
    }

    #[test]
    fn variables_are_set_in_many_ways() {
        let url = "https://bedrock-mantle.us-east-1.api.aws/v1";
        for line in [
            format!("OPENAI_BASE_URL={url}"),
            format!("export OPENAI_BASE_URL=\"{url}\" # to Bedrock"),
            format!("  OPENAI_BASE_URL='{url}' python app.py"),
            format!("docker run -e OPENAI_BASE_URL={url} image"),
            format!("docker run -e \"OPENAI_BASE_URL={url}\" image"),
            format!("ENV OPENAI_BASE_URL {url}"),
            format!("set -gx OPENAI_BASE_URL {url}"),
            format!("OPENAI_BASE_URL = {url}"),
        ] {
            let found = read(&line);
            assert_eq!(found.len(), 1, "{line}");
            assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("OPENAI_BASE_URL", url), "{line}");
        }
        for line in [
            "# OPENAI_BASE_URL=x",
            "echo $OPENAI_BASE_URL",
            "if [ $OPENAI_BASE_URL == x ]",
            "MY_OPENAI_BASE_URL=x",
        ] {
            assert_eq!(read(line), [], "{line}");
        }
        let default = read(&format!("OPENAI_BASE_URL=${{URL:-{url}}}"));
        assert_eq!(default[0].1, format!("{url}{DEFAULT}"));
        for line in
            ["docker run -e OPENAI_PROJECT_ID x", "export OPENAI_PROJECT_ID", ": ${OPENAI_PROJECT_ID:?}"]
        {
            assert_eq!(read(line)[0].1, HOLE.to_string(), "{line}");
        }
        assert_eq!(read("OPENAI_PROJECT_ID=default\nexport OPENAI_PROJECT_ID").len(), 1);
        let two = read("OPENAI_PROJECT_ID=proj_a OPENAI_BASE_URL=https://bedrock-mantle.$R.api.aws/v1 x");
        assert_eq!(two[0].1, "proj_a");
        assert_eq!(two[1].2, "https://bedrock-mantle.$R.api.aws/v1");
    }
}
