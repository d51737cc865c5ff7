//! What is said of the project of a client, and which of it counts.

use std::cmp::Reverse;

use super::context::Constructions;
use crate::client::{Doubt, Form, Naming};
use crate::finding::Location;
use crate::source::Span;

/// What overrides what: the later ones those before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Layer {
    /// What carries the requests.
    Carrier,
    /// Of a client, what gives way to the other: the argument to headers, or headers to the argument.
    Lower,
    Upper,
    /// A request.
    Request,
}

/// How much something counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rank {
    layer: Layer,
    /// Whether others of this rank are said of other requests, rather than overridden by it.
    is_apart: bool,
}

impl Rank {
    pub(super) const CARRIER: Rank = Rank { layer: Layer::Carrier, is_apart: false };
    pub(super) const REQUEST: Rank = Rank { layer: Layer::Request, is_apart: true };

    /// The rank of an argument that names a project. Only in Java it overrides headers; in Go, what is given last counts.
    pub(super) fn of_argument(form: Form) -> Self {
        let layer = match form {
            Form::Builder | Form::Functions => Layer::Upper,
            Form::Keywords | Form::Object | Form::Environment => Layer::Lower,
        };
        Rank { layer, is_apart: false }
    }

    /// The rank of the headers of a client.
    pub(super) fn of_headers(form: Form) -> Self {
        let layer = match form {
            Form::Builder => Layer::Lower,
            Form::Functions | Form::Keywords | Form::Object | Form::Environment => Layer::Upper,
        };
        Rank { layer, is_apart: false }
    }

    /// The rank of what is given to another client that is made of the first.
    pub(super) fn apart(self) -> Self {
        Rank { is_apart: true, ..self }
    }
}

/// What is said of a project.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Word {
    /// The default project, or an empty one.
    Default,
    /// One of several, and the default project is among them.
    Mixed,
    /// The default project, or nothing: then what it overrides counts.
    Lapse,
    Named,
    /// One, or nothing: then what it overrides counts.
    Maybe,
    /// Nobody knows; if it names none, what it overrides counts.
    Open,
}

/// What is said in some cases, of which one holds.
#[derive(Default)]
pub(super) struct Cases {
    pub(super) named: bool,
    pub(super) default: bool,
    pub(super) nothing: bool,
    pub(super) open: bool,
}

impl Cases {
    pub(super) fn word(&self) -> Option<Word> {
        match (self.default, self.open, self.named) {
            (true, true, _) | (true, _, true) => Some(Word::Mixed),
            (false, true, _) => Some(Word::Open),
            (true, false, false) if self.nothing => Some(Word::Lapse),
            (true, false, false) => Some(Word::Default),
            (false, false, true) if self.nothing => Some(Word::Maybe),
            (false, false, true) => Some(Word::Named),
            (false, false, false) => None,
        }
    }
}

struct Voice {
    rank: Rank,
    word: Word,
    at: Span,
    ids: Vec<(String, Location)>,
}

/// All that is said of the project of a client.
#[derive(Default)]
pub(super) struct Said {
    voices: Vec<Voice>,
    misspelled: Option<(Span, &'static str)>,
    /// Whether a request that is paid for says nothing, so that what its client says counts.
    has_silent_request: bool,
    /// A request of this kind that may be on the client or on another one.
    likely_silent_request: Option<Span>,
    /// Whether one of these is on the client itself, and not on another one that is made of it with options.
    has_original_request: bool,
}

impl Said {
    pub(super) fn say(&mut self, rank: Rank, word: Word, at: Span, ids: Vec<(String, Location)>) {
        self.voices.push(Voice { rank, word, at, ids });
    }

    pub(super) fn leave_open(&mut self, rank: Rank, at: Span) {
        self.say(rank, Word::Open, at, Vec::new());
    }

    /// How much was said so far.
    pub(super) fn voices(&self) -> usize {
        self.voices.len()
    }

    pub(super) fn note_silent_request(&mut self) {
        self.has_silent_request = true;
    }

    pub(super) fn note_likely_request(&mut self, at: Span) {
        self.likely_silent_request.get_or_insert(at);
    }

    pub(super) fn note_original_request(&mut self) {
        self.has_original_request = true;
    }

    pub(super) fn misspell(&mut self, header: Span, right: &'static str) {
        self.misspelled.get_or_insert((header, right));
    }
}

impl Constructions<'_> {
    /// How a client names a project, and the ids that it may be.
    pub(super) fn naming(&self, said: Said) -> (Naming, Vec<(String, Location)>) {
        let mut voices = said.voices;
        // What is said last overrides; of what is said apart, the worst counts first.
        voices.reverse();
        voices.sort_by_key(|voice| (Reverse(voice.rank), voice.rank.is_apart.then_some(voice.word)));
        let (mut doubt, mut lapse, mut decided, mut ids) = (None, None, None, Vec::new());
        for voice in voices {
            for id in voice.ids {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            let at = self.locate(voice.at);
            let naming = match voice.word {
                // What one request names is no project of another.
                Word::Named if voice.rank == Rank::REQUEST && said.has_silent_request => continue,
                Word::Named
                    if voice.rank == Rank::REQUEST
                        && let Some(at) = said.likely_silent_request =>
                {
                    doubt.get_or_insert(Doubt::Elsewhere(self.locate(at)));
                    continue;
                }
                // Nor is what names one copy a project of its original.
                Word::Named if voice.rank.is_apart && said.has_original_request => continue,
                Word::Named => match lapse.take() {
                    Some(at) => Naming::Unresolved(Doubt::Fallback(at)),
                    None => Naming::Named,
                },
                Word::Lapse => {
                    lapse.get_or_insert(at);
                    continue;
                }
                Word::Default => match doubt.take() {
                    Some(doubt) => Naming::Unresolved(doubt),
                    None => Naming::Default(at),
                },
                Word::Mixed => Naming::Unresolved(doubt.take().unwrap_or(Doubt::Fallback(at))),
                Word::Maybe => {
                    doubt.get_or_insert(Doubt::Fallback(at));
                    continue;
                }
                Word::Open => {
                    doubt.get_or_insert(Doubt::Elsewhere(at));
                    continue;
                }
            };
            decided.get_or_insert(naming);
            // What is said apart leaves other requests to what is below it.
            if !voice.rank.is_apart {
                break;
            }
        }
        let naming = match (decided, doubt, lapse, said.misspelled) {
            (Some(naming), ..) => naming,
            (None, Some(doubt), ..) => Naming::Unresolved(doubt),
            (None, None, Some(at), _) => Naming::Default(at),
            (None, None, None, Some((at, right))) => Naming::Misspelled { header: self.locate(at), right },
            (None, None, None, None) => Naming::Missing,
        };
        (naming, ids)
    }
}
