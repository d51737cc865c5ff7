//! The commands of a script in words: which shell runs each, and how the next one follows.

use std::collections::{HashMap, HashSet};

pub(super) use super::cut::Joint;
use super::cut::{BEFORE, Cutter, Pattern, Raw};
use crate::source::{Source, Span};

/// The names of `env`.
pub(super) const ENV: [&str; 2] = ["env", "/usr/bin/env"];

/// What runs the commands that it is given in quotes.
pub(super) const SHELLS: [&str; 9] =
    ["sh", "bash", "dash", "zsh", "ksh", "/bin/sh", "/bin/bash", "/usr/bin/bash", "ssh"];

/// The commands that test something.
pub(super) const TESTS: [&str; 3] = ["[", "[[", "test"];

/// What only prints what it is given.
const PRINTERS: [&str; 3] = ["echo", "printf", "cat"];

/// The shell of the script itself.
pub(super) const OWN: usize = 0;

/// What is written into files, as if one shell ran all of it.
pub(super) const TEXT: usize = usize::MAX;

/// The words of one command, of which there are some.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) spans: Vec<Span>,
    /// The number of the shell that runs it: parentheses, `bash -c "…"` and functions that nothing calls have one of their
    /// own. Of shells within each other the outermost counts.
    pub(super) shell: usize,
    pub(super) joint: Joint,
    /// The name of the function that it is in, which a `return` leaves.
    pub(super) function: Option<Span>,
    /// What makes it no command, but the pattern of an arm.
    pub(super) pattern: Option<Pattern>,
    /// Whether it calls a function of the script, whose commands follow.
    pub(super) is_call: bool,
}

impl Words {
    /// From the first word to the last.
    pub(super) fn whole(&self) -> Span {
        Span { start: self.spans[0].start, end: self.spans[self.spans.len() - 1].end }
    }

    /// The words before the first that is the command's own, and those from there.
    pub(super) fn parted(&self, source: &Source) -> (&[Span], &[Span]) {
        let before = self.spans.iter().take_while(|word| BEFORE.contains(&source.slice(**word)));
        self.spans.split_at(before.count())
    }

    /// The first word that is the command's own.
    pub(super) fn first<'s>(&self, source: &'s Source) -> Option<&'s str> {
        self.parted(source).1.first().map(|first| source.slice(*first))
    }

    /// Whether the first word that is the command's own is one of some.
    pub(super) fn begin_with(&self, source: &Source, firsts: &[&str]) -> bool {
        self.first(source).is_some_and(|first| firsts.contains(&first))
    }

    /// Whether a word before the command's own is one of some.
    pub(super) fn have_before(&self, source: &Source, words: &[&str]) -> bool {
        self.parted(source).0.iter().any(|word| words.contains(&source.slice(*word)))
    }

    fn is_redirected(&self, source: &Source) -> bool {
        is_redirected(source, self.joint, &self.spans)
    }
}

/// The commands of a script in several parts, and those that a shell is given in quotes: `bash -c "…"`, `ssh host "…"`.
/// What is only printed is none; what is written into files is.
pub(super) fn commands(source: &Source, parts: &[Span]) -> Vec<Words> {
    let mut splitter = Splitter { source, shells: OWN, functions: HashMap::new() };
    let mut commands = Vec::new();
    for part in parts {
        commands.extend(splitter.split(*part));
    }
    splitter.with_functions(commands)
}

/// What is known of a script, of which one part after the other is split.
struct Splitter<'s> {
    source: &'s Source,
    /// How many shells there are besides the script's own.
    shells: usize,
    /// The commands of each function.
    functions: HashMap<&'s str, Vec<Words>>,
}

impl<'s> Splitter<'s> {
    /// The commands of a part, without those of functions.
    fn split(&mut self, part: Span) -> Vec<Words> {
        let mut raws = Cutter::new(self.source, part).cut();
        write_blocks(self.source, &mut raws);
        let before_groups = self.shells;
        self.shells += raws.iter().map(|raw| raw.group).max().unwrap_or_default();
        let mut commands = Vec::new();
        // The function that is read, how many braces are open in it, and its shell.
        let mut function: Option<(Span, usize, usize)> = None;
        let mut header = None;
        for Raw { mut spans, group, joint, ends_header, pattern, is_written, heredoc } in raws {
            let mut first = self.source.slice(spans[0]);
            if function.is_none() && (ends_header || first == "function") {
                let is_word = first == "function" && spans.len() > 1;
                header = Some(spans[usize::from(is_word)]);
                spans.drain(..spans.len().min(usize::from(is_word) + 1));
                let Some(next) = spans.first() else { continue };
                first = self.source.slice(*next);
            }
            match (&mut function, header.take(), first) {
                (None, Some(name), "{") => {
                    self.shells += 1;
                    function = Some((name, 1, self.shells));
                }
                (Some((_, depth, _)), _, "{") => *depth += 1,
                (Some((_, depth, _)), _, "}") => *depth -= 1,
                (_, _, _) => {}
            }
            let shell = match (function, group) {
                (Some((_, _, shell)), _) => shell,
                (None, 0) => OWN,
                (None, group) => before_groups + group,
            };
            let name = function.map(|(name, ..)| name);
            let words = Words { spans, shell, joint, function: name, pattern, is_call: false };
            let list = match name {
                Some(name) => self.functions.entry(self.source.slice(name)).or_default(),
                None => &mut commands,
            };
            list.extend(with_quoted(self.source, words, (is_written, heredoc), &mut self.shells));
            if function.is_some_and(|(_, depth, _)| depth == 0) {
                function = None;
            }
        }
        commands
    }

    /// Puts the commands of each function where it is called first, and those of functions that nothing calls behind.
    fn with_functions(mut self, commands: Vec<Words>) -> Vec<Words> {
        let names: HashSet<&str> = self.functions.keys().copied().collect();
        let mut all = Vec::new();
        let mut open: Vec<Words> = commands.into_iter().rev().collect();
        while let Some(mut words) = open.pop() {
            let first = words.first(self.source).unwrap_or_default();
            words.is_call = names.contains(first);
            let shell = words.shell;
            all.push(words);
            if let Some(body) = self.functions.remove(first) {
                let own = body.first().map(|words| words.shell);
                open.extend(body.into_iter().rev().map(|words| match own == Some(words.shell) {
                    true => Words { shell, ..words },
                    false => words,
                }));
            }
        }
        let mut uncalled: Vec<Vec<Words>> = self.functions.into_values().collect();
        uncalled.sort_by_key(|body| body.first().map(|words| words.spans[0].start));
        all.extend(uncalled.into_iter().flatten());
        all
    }
}

/// A command, or those that a shell is given with it: in quotes, or on the lines behind it.
fn with_quoted(
    source: &Source,
    words: Words,
    (is_written, heredoc): (bool, Option<Span>),
    shells: &mut usize,
) -> Vec<Words> {
    let is_shell = words.begin_with(source, &SHELLS);
    let quoted = words.parted(source).1.last().filter(|_| is_shell).and_then(|last| in_quotes(source, *last));
    let inner = |part: Span, shell: usize, function: Option<Span>| {
        let raws = Cutter::new(source, part).cut().into_iter();
        raws.map(move |raw| Words {
            spans: raw.spans,
            shell,
            joint: raw.joint,
            function,
            pattern: raw.pattern,
            is_call: false,
        })
    };
    let within = words.function;
    let is_printer = words.begin_with(source, &PRINTERS);
    let is_written = is_written || words.is_redirected(source);
    if let Some(quoted) = quoted {
        *shells += 1;
        let shell = if words.shell == OWN { *shells } else { words.shell };
        return inner(quoted, shell, within).collect();
    }
    let behind = match heredoc {
        Some(body) if is_shell => {
            *shells += 1;
            Some((body, *shells))
        }
        Some(body) if is_written || !is_printer => Some((body, TEXT)),
        _ => None,
    };
    let own = match (is_printer, is_written) {
        (false, _) => words,
        (true, true) => Words { shell: TEXT, ..words },
        // What it prints is not looked at.
        (true, false) => {
            let before = words.parted(source).0.len();
            Words { spans: words.spans[..=before].to_vec(), ..words }
        }
    };
    let mut all = vec![own];
    all.extend(behind.into_iter().flat_map(|(body, shell)| inner(body, shell, within)));
    all
}

/// Whether the output of a command goes into a file, or to another command.
fn is_redirected(source: &Source, joint: Joint, words: &[Span]) -> bool {
    let is_into = |word: &Span| {
        let redirected = source.slice(*word).trim_start_matches(['1', '2', '&']);
        redirected.starts_with('>') && !redirected.starts_with(">&")
    };
    joint == Joint::Pipe || words.iter().any(is_into)
}

/// Finds what is written into a file by the block or the parentheses that it is in: `{ echo NAME=value; } >> "$FILE"`.
fn write_blocks(source: &Source, raws: &mut [Raw]) {
    let mut open = Vec::new();
    for number in 0..raws.len() {
        let first = source.slice(raws[number].spans[0]);
        match first {
            "{" => open.push(number),
            "}" => {
                let begin = open.pop();
                let end = &raws[number];
                if let Some(begin) = begin.filter(|_| is_redirected(source, end.joint, &end.spans)) {
                    for raw in &mut raws[begin..number] {
                        raw.is_written = true;
                    }
                }
            }
            // What is behind parentheses has no name of its own.
            first if first.starts_with('>') && number > 0 && raws[number - 1].group > 0 => {
                let group = raws[number - 1].group;
                for raw in raws[..number].iter_mut().rev().take_while(|raw| raw.group == group) {
                    raw.is_written = true;
                }
            }
            _ => {}
        }
    }
}

/// What a word has in its quotes.
fn in_quotes(source: &Source, word: Span) -> Option<Span> {
    let inside = source.slice(word).strip_prefix(['"', '\''])?.trim_end_matches(['"', '\'']);
    let start = word.start as usize + 1;
    Some(Span::new(start, start + inside.len()))
}
