//! Cuts the text of a script into commands: at the ends of lines, `;`, `&&`, `||`, `|`, and around parentheses.

use crate::source::{Source, Span};

/// What may stand before the first word of a command.
pub(super) const BEFORE: [&str; 14] = [
    "if", "then", "elif", "else", "do", "while", "until", "!", "{", "time", "sudo", "exec", "nohup",
    "command",
];

/// How the command behind another one follows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Joint {
    /// Where that succeeds: `&&`.
    And,
    /// Where that fails: `||`.
    Or,
    /// With its output: `|`.
    Pipe,
    Next,
}

/// What an arm of `case` begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pattern {
    /// Whether it takes whatever others leave: `*)`.
    pub(super) is_else: bool,
    /// Whether the arm before it goes on with this one: `;&`.
    pub(super) follows: bool,
}

/// A command as it is cut from the text.
pub(super) struct Raw {
    pub(super) spans: Vec<Span>,
    /// The number of the outermost parentheses around it; 0 where there are none.
    pub(super) group: usize,
    pub(super) joint: Joint,
    /// Whether `()` is behind it: what follows in braces is a function.
    pub(super) ends_header: bool,
    /// Of no command, but the pattern of an arm.
    pub(super) pattern: Option<Pattern>,
    /// Whether what it prints is written into a file by what is around it.
    pub(super) is_written: bool,
    /// The lines behind it that it is given: `<<EOF`.
    pub(super) heredoc: Option<Span>,
}

/// What is cut so far, in bytes from the start of a part.
pub(super) struct Cutter<'s> {
    text: &'s str,
    start: usize,
    /// Where the word that is read begins.
    word: Option<usize>,
    words: Vec<Span>,
    /// How many of the words are before the first that is the command's own.
    before: usize,
    commands: Vec<Raw>,
    /// How many parentheses are open, and how many there were that are in no others.
    depth: usize,
    groups: usize,
    /// The `case`s that are open, each with whether a pattern is read, and not a command.
    cases: Vec<bool>,
    /// Whether the arm before the pattern that is read goes on with it.
    follows: bool,
    /// Whether the words are those of a test: `[[ … || … ]]`.
    is_test: bool,
    /// The line that ends the lines that a command is given, and the number of that command.
    heredoc: Option<(&'s str, usize)>,
}

impl<'s> Cutter<'s> {
    pub(super) fn new(source: &'s Source, part: Span) -> Self {
        Cutter {
            text: source.slice(part),
            start: part.start as usize,
            word: None,
            words: Vec::new(),
            before: 0,
            commands: Vec::new(),
            depth: 0,
            groups: 0,
            cases: Vec::new(),
            follows: false,
            is_test: false,
            heredoc: None,
        }
    }

    /// A quote ends with its line, so that an apostrophe in a text hides no command.
    pub(super) fn cut(mut self) -> Vec<Raw> {
        let text = self.text;
        let (mut quote, mut depth, mut is_list, mut before) = (None, 0_usize, false, ' ');
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = text[at + c.len_utf8()..].chars().next();
            match (quote, c) {
                (_, '\n') if is_list && depth > 0 => quote = None,
                (_, '\n') => {
                    self.end_line(at);
                    (quote, depth) = (None, 0);
                    if let Some(end) = self.end_of_heredoc(at + 1) {
                        while chars.next_if(|(at, _)| *at < end).is_some() {}
                    }
                }
                (Some('\''), '\'') => quote = None,
                (Some('\''), _) => {}
                (_, '\\') => match chars.next() {
                    Some((_, '\n')) => self.end_word(at),
                    Some((_, '\r')) => {
                        self.end_word(at);
                        chars.next_if(|(_, next)| *next == '\n');
                    }
                    _ => self.begin_word(at),
                },
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => {
                    self.begin_word(at);
                    quote = Some(c);
                }
                (None, '(' | '{') if depth > 0 || before == '$' => depth += 1,
                // A list of words: `args=(-e NAME=value)`.
                (None, '(') if before == '=' && self.word.is_some() => (depth, is_list) = (1, true),
                (None, ')' | '}') if depth > 0 => {
                    depth -= 1;
                    is_list &= depth > 0;
                }
                (None, '#') if is_list && before.is_whitespace() => {
                    while chars.next_if(|(_, next)| *next != '\n').is_some() {}
                }
                (None, _) if depth > 0 => {}
                (None, '#') if self.word.is_none() => {
                    while chars.next_if(|(_, next)| *next != '\n').is_some() {}
                }
                (None, '&' | '|') if self.is_within_test(at) && next == Some(c) => {
                    chars.next();
                    self.end_word(at);
                    self.begin_word(at);
                    self.end_word(at + 2);
                }
                (None, '&' | '|' | '(' | ')' | '<' | '>') if self.is_within_test(at) => self.begin_word(at),
                (None, '<') if next == Some('<') && before != '<' && !text[at + 2..].starts_with('<') => {
                    self.end_word(at);
                    let end = self.begin_heredoc(at + 2);
                    while chars.next_if(|(at, _)| *at < end).is_some() {}
                }
                (None, '&') if before == '>' => {}
                (None, ')') if self.is_pattern() => self.end_pattern(at),
                // What is calculated has no commands: `((1 << 3))`.
                (None, '(') if next == Some('(') && self.word.is_none() && !self.is_pattern() => {
                    self.begin_word(at);
                    depth += 1;
                }
                (None, '(' | '|') if self.is_pattern() => self.end_word(at),
                (None, '(') if next == Some(')') => {
                    chars.next();
                    self.end_command(at, Joint::Next);
                    if let Some(header) = self.commands.last_mut() {
                        header.ends_header = true;
                    }
                }
                (None, '(') => {
                    self.end_command(at, Joint::Next);
                    self.groups += usize::from(self.depth == 0);
                    self.depth += 1;
                }
                (None, ')') if self.depth == 0 => {
                    // What opens nothing ends nothing.
                    self.word = None;
                    self.words.clear();
                    self.before = 0;
                }
                (None, ')') => {
                    self.end_command(at, Joint::Next);
                    self.depth -= 1;
                }
                (None, ';') if !self.cases.is_empty() && matches!(next, Some(';' | '&')) => {
                    self.end_command(at, Joint::Next);
                    let is_followed = [chars.next(), chars.next_if(|(_, next)| *next == '&')];
                    self.follows = is_followed.iter().flatten().any(|(_, c)| *c == '&');
                    self.set_pattern(true);
                }
                (None, '&' | '|') if next == Some(c) => {
                    chars.next();
                    self.end_command(at, if c == '&' { Joint::And } else { Joint::Or });
                }
                (None, '|') => self.end_command(at, Joint::Pipe),
                (None, ';' | '&') => self.end_command(at, Joint::Next),
                (None, c) if c.is_whitespace() => self.end_word(at),
                (None, _) => self.begin_word(at),
            }
            before = c;
        }
        self.end_command(text.len(), Joint::Next);
        self.commands
    }

    fn begin_word(&mut self, at: usize) {
        self.word.get_or_insert(at);
    }

    fn end_word(&mut self, at: usize) {
        let Some(begin) = self.word.take() else { return };
        let is_first = self.before == self.words.len();
        let word = &self.text[begin..at];
        self.before += usize::from(is_first && BEFORE.contains(&word));
        self.words.push(Span::new(self.start + begin, self.start + at));
        match word {
            "[[" if is_first => self.is_test = true,
            "]]" => self.is_test = false,
            "esac" if is_first => {
                self.cases.pop();
            }
            "in" => {
                if let [before @ .., case, _, _] = &self.words[..]
                    && self.slice(*case) == "case"
                    && before.len() == self.before
                {
                    self.end_command(at, Joint::Next);
                    self.cases.push(true);
                }
            }
            _ => {}
        }
    }

    fn slice(&self, word: Span) -> &'s str {
        &self.text[word.start as usize - self.start..word.end as usize - self.start]
    }

    /// Whether a test is read that has not ended yet.
    fn is_within_test(&self, at: usize) -> bool {
        self.is_test && self.word.is_none_or(|begin| &self.text[begin..at] != "]]")
    }

    fn is_pattern(&self) -> bool {
        self.cases.last() == Some(&true)
    }

    fn set_pattern(&mut self, is_pattern: bool) {
        if let Some(last) = self.cases.last_mut() {
            *last = is_pattern;
        }
    }

    /// Ends the pattern of an arm, which takes whatever is left where one of its words is `*`.
    fn end_pattern(&mut self, at: usize) {
        self.end_word(at);
        let is_else = self.words.iter().any(|word| self.slice(*word) == "*");
        let follows = std::mem::take(&mut self.follows);
        if self.words.is_empty() {
            self.words.push(Span::new(self.start + at, self.start + at + 1));
        }
        self.end_command(at, Joint::Next);
        if let Some(command) = self.commands.last_mut() {
            command.pattern = Some(Pattern { is_else, follows });
        }
        self.set_pattern(false);
    }

    /// Ends a command with its line. A pattern goes on, and a test behind `||`.
    fn end_line(&mut self, at: usize) {
        self.end_word(at);
        if self.is_test && self.words.last().is_some_and(|word| matches!(self.slice(*word), "||" | "&&")) {
            return;
        }
        let ends_case = self.words.first().is_some_and(|word| self.slice(*word) == "esac");
        if !self.is_pattern() || ends_case {
            self.end_command(at, Joint::Next);
        }
    }

    fn end_command(&mut self, at: usize, joint: Joint) {
        self.end_word(at);
        self.is_test = false;
        if !self.words.is_empty() {
            let spans = std::mem::take(&mut self.words);
            self.before = 0;
            let group = if self.depth == 0 { 0 } else { self.groups };
            let (ends_header, is_written) = (false, false);
            let (pattern, heredoc) = (None, None);
            self.commands.push(Raw { spans, group, joint, ends_header, pattern, is_written, heredoc });
        }
    }

    /// Notes the word behind `<<`, and gives where it ends.
    fn begin_heredoc(&mut self, at: usize) -> usize {
        let rest = self.text[at..].trim_start_matches('-').trim_start_matches([' ', '\t']);
        let length = rest.find(|c: char| c.is_whitespace() || ";|&)<>".contains(c)).unwrap_or(rest.len());
        let word = &rest[..length];
        if !word.is_empty() {
            self.heredoc = Some((word.trim_matches(['"', '\'', '\\']), self.commands.len()));
        }
        self.text.len() - rest.len() + length
    }

    /// Where the lines end that a command before is given, with the line that ends them.
    fn end_of_heredoc(&mut self, at: usize) -> Option<usize> {
        let (word, number) = self.heredoc.take()?;
        let mut end = at;
        let mut body = at;
        for line in self.text[at..].split_inclusive('\n') {
            end += line.len();
            if line.trim() == word {
                break;
            }
            body = end;
        }
        if let Some(command) = self.commands.get_mut(number) {
            command.heredoc = Some(Span::new(self.start + at, self.start + body));
        }
        Some(end)
    }
}
