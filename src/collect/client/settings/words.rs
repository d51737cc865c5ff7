//! The commands of a script in words, and which shell runs them.

use crate::source::{Source, Span};

/// What may stand before the first word of a command.
const BEFORE: [&str; 14] = [
    "if", "then", "elif", "else", "do", "while", "until", "!", "{", "time", "sudo", "exec", "nohup",
    "command",
];

/// What runs the commands that it is given in quotes.
const SHELLS: [&str; 9] =
    ["sh", "bash", "dash", "zsh", "ksh", "/bin/sh", "/bin/bash", "/usr/bin/bash", "ssh"];

/// The shell of the script itself.
pub(super) const OWN: usize = 0;

/// The words of one command, of which there are some.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) spans: Vec<Span>,
    /// The number of the shell that runs it: parentheses and `bash -c "…"` have one of their own, the outermost counts.
    pub(super) shell: usize,
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

    /// Whether the first word that is the command's own is one of some.
    pub(super) fn begin_with(&self, source: &Source, firsts: &[&str]) -> bool {
        self.parted(source).1.first().is_some_and(|first| firsts.contains(&source.slice(*first)))
    }
}

/// The commands of a script in several parts, and those that a shell is given in quotes: `bash -c "…"`, `ssh host "…"`.
pub(super) fn commands(source: &Source, parts: &[Span]) -> Vec<Words> {
    let mut commands = Vec::new();
    let mut shells = OWN;
    for part in parts {
        for words in split(source, *part, &mut shells) {
            let quoted = match words.parted(source).1.last() {
                Some(last) if words.begin_with(source, &SHELLS) => in_quotes(source, *last),
                _ => None,
            };
            let Some(quoted) = quoted else {
                commands.push(words);
                continue;
            };
            shells += 1;
            let shell = if words.shell == OWN { shells } else { words.shell };
            let inner = split(source, quoted, &mut shells);
            commands.extend(inner.into_iter().map(|words| Words { shell, ..words }));
        }
    }
    commands
}

/// What a word has in its quotes.
fn in_quotes(source: &Source, word: Span) -> Option<Span> {
    let text = source.slice(word);
    let inside = text.strip_prefix(['"', '\''])?.trim_end_matches(['"', '\'']);
    let start = word.start as usize + 1;
    Some(Span::new(start, start + inside.len()))
}

/// The commands of a part of a script. A quote ends with its line, so that an apostrophe in a text hides no command.
fn split(source: &Source, part: Span, shells: &mut usize) -> Vec<Words> {
    let text = source.slice(part);
    let mut splitter = Splitter::new(part.start as usize, shells);
    let (mut quote, mut depth, mut before) = (None, 0_usize, ' ');
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (_, '\n') => {
                splitter.end_command(at);
                (quote, depth) = (None, 0);
            }
            (Some('\''), '\'') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => match chars.next() {
                Some((_, '\n')) => splitter.end_word(at),
                Some((_, '\r')) => {
                    splitter.end_word(at);
                    chars.next_if(|(_, next)| *next == '\n');
                }
                _ => splitter.begin_word(at),
            },
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                splitter.begin_word(at);
                quote = Some(c);
            }
            (None, '(' | '{') if depth > 0 || before == '$' => depth += 1,
            (None, ')' | '}') if depth > 0 => depth -= 1,
            (None, _) if depth > 0 => {}
            (None, '#') if splitter.word.is_none() => {
                while chars.next_if(|(_, next)| *next != '\n').is_some() {}
            }
            (None, '&') if before == '>' => {}
            (None, '(') => splitter.open(at),
            (None, ')') => splitter.close(at),
            (None, ';' | '&' | '|' | '`') => splitter.end_command(at),
            (None, c) if c.is_whitespace() => splitter.end_word(at),
            (None, _) => splitter.begin_word(at),
        }
        before = c;
    }
    splitter.end_command(text.len());
    splitter.commands
}

/// What is split so far, in bytes from the start of a part.
struct Splitter<'s> {
    start: usize,
    /// Where the word that is read begins.
    word: Option<usize>,
    words: Vec<Span>,
    commands: Vec<Words>,
    /// How many parentheses are open.
    depth: usize,
    /// How many shells there are besides the script's own.
    shells: &'s mut usize,
}

impl<'s> Splitter<'s> {
    fn new(start: usize, shells: &'s mut usize) -> Self {
        Splitter { start, word: None, words: Vec::new(), commands: Vec::new(), depth: 0, shells }
    }

    fn begin_word(&mut self, at: usize) {
        self.word.get_or_insert(at);
    }

    fn end_word(&mut self, at: usize) {
        if let Some(begin) = self.word.take() {
            self.words.push(Span::new(self.start + begin, self.start + at));
        }
    }

    fn end_command(&mut self, at: usize) {
        self.end_word(at);
        if !self.words.is_empty() {
            let shell = if self.depth == 0 { OWN } else { *self.shells };
            self.commands.push(Words { spans: std::mem::take(&mut self.words), shell });
        }
    }

    fn open(&mut self, at: usize) {
        self.end_command(at);
        if self.depth == 0 {
            *self.shells += 1;
        }
        self.depth += 1;
    }

    fn close(&mut self, at: usize) {
        self.end_command(at);
        self.depth = self.depth.saturating_sub(1);
    }
}
