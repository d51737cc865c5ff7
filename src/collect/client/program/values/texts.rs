//! The texts that expressions come to.

use super::super::super::known::HOLE;
use super::super::{Argument, Id, Kind};
use super::{DEPTH, STEPS, Values};

/// How many texts one expression may come to.
const TEXTS: usize = 16;

impl Values<'_> {
    /// The texts that an expression may come to, with [`HOLE`] for what is not known of them.
    pub(crate) fn texts(&self, id: Id) -> Vec<String> {
        self.left.set(STEPS);
        self.texts_of(id, 0)
    }

    /// The same, in the steps that are left, so many texts deep.
    pub(super) fn texts_of(&self, id: Id, depth: usize) -> Vec<String> {
        let mut texts = Vec::new();
        if depth == DEPTH {
            return vec![HOLE.to_string()];
        }
        for leaf in self.leaves_of(id) {
            match self.program.kind(leaf) {
                Kind::Text(text) => texts.push(text.clone()),
                Kind::Template(parts) => texts.extend(self.joined(parts, depth + 1)),
                Kind::Call { callee, arguments } => {
                    texts.extend(self.formatted(*callee, arguments, depth + 1))
                }
                Kind::Nothing => {}
                _ => texts.push(HOLE.to_string()),
            }
        }
        texts.truncate(TEXTS);
        texts
    }

    fn joined(&self, parts: &[Id], depth: usize) -> Vec<String> {
        let mut texts = vec![String::new()];
        for part in parts {
            let mut endings = self.texts_of(*part, depth);
            if endings.is_empty() {
                endings.push(HOLE.to_string());
            }
            texts = each_with_each(&texts, &endings);
        }
        texts
    }

    /// What a call makes of a format: `"https://{}".format(x)`, `fmt.Sprintf("https://%s", x)`, `String.format(…)`.
    fn formatted(&self, callee: Id, arguments: &[Argument], depth: usize) -> Vec<String> {
        let hole = || vec![HOLE.to_string()];
        let Kind::Member { of, name } = self.program.kind(callee) else { return hole() };
        let values: Vec<Id> = arguments.iter().map(|argument| argument.value).collect();
        let (format, values) = match (name.as_str(), values.as_slice()) {
            ("format", []) => return hole(),
            ("format", [first, rest @ ..])
                if self.program.path(*of).is_some_and(|path| path == ["String"]) =>
            {
                (*first, rest)
            }
            ("format" | "formatted", values) => (*of, values),
            ("Sprintf", [first, rest @ ..]) => (*first, rest),
            ("concat", [one]) => return self.joined(&[*of, *one], depth),
            ("join", _) => return hole(),
            ("rstrip" | "strip" | "trim" | "trimEnd" | "toString" | "String" | "href" | "strip_edges", _) => {
                return self.texts_of(*of, depth);
            }
            _ => return hole(),
        };
        let mut filled = Vec::new();
        for format in self.texts_of(format, depth) {
            let mut values = values.iter();
            let mut texts = vec![String::new()];
            for piece in pieces(&format) {
                let endings = match piece {
                    Piece::Text(text) => vec![text.to_owned()],
                    Piece::Value => match values.next() {
                        Some(value) => self.texts_of(*value, depth),
                        None => hole(),
                    },
                };
                texts = each_with_each(&texts, &endings);
            }
            filled.extend(texts);
        }
        filled
    }
}

/// Every text with every ending.
fn each_with_each(texts: &[String], endings: &[String]) -> Vec<String> {
    let mut joined = Vec::new();
    for text in texts {
        joined.extend(endings.iter().map(|end| format!("{text}{end}")));
    }
    joined.truncate(TEXTS);
    joined
}

/// A piece of a format.
enum Piece<'f> {
    Text(&'f str),
    Value,
}

/// The pieces of a format, in which `{…}`, `%s` and their like stand for values.
fn pieces(format: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '%']) {
        let (text, value) = rest.split_at(at);
        let length = match value.as_bytes() {
            [b'{', ..] => value.find('}').map(|end| end + 1),
            [b'%', b's' | b'v' | b'q' | b'd', ..] => Some(2),
            _ => None,
        };
        match length {
            Some(length) => {
                pieces.extend([Piece::Text(text), Piece::Value]);
                rest = &value[length..];
            }
            None => {
                pieces.push(Piece::Text(&rest[..=at]));
                rest = &rest[at + 1..];
            }
        }
    }
    pieces.push(Piece::Text(rest));
    pieces
}
