//! Clients that are made of others by further options, and on which of them a request is.

use std::collections::HashMap;

use super::super::program::{Id, Items};
use super::context::{Candidate, Constructions};
use crate::client::{Form, Sdk};

/// On what a client and its copies are asked.
#[derive(Default)]
pub(super) struct Copies {
    /// The calls that make what each call is on, by their numbers.
    made_by: HashMap<Id, Vec<usize>>,
    /// Which of them make a copy that something is said of, or are made of such a copy.
    speak: Vec<bool>,
}

impl Constructions<'_> {
    /// The calls on what each of some calls gives that make a client; none where no copy has options of its own.
    pub(super) fn requests_of_ways(&self, sdk: &Sdk, ways: &[Id], options: &[Items]) -> Vec<Vec<Id>> {
        let has_copies = options.iter().skip(1).any(|options| !options.list.is_empty());
        if sdk.form == Form::Builder || !has_copies {
            return Vec::new();
        }
        let mut requests = Vec::new();
        for way in ways {
            if self.left.get() == 0 {
                break;
            }
            let uses = self.uses(&[*way]);
            self.pay(uses.len());
            requests.push(uses);
        }
        requests
    }

    /// What is asked of which copy, by the calls of which something is said.
    pub(super) fn copies(&self, client: &Candidate, mut speak: Vec<bool>) -> Copies {
        let numbered = client.ways.iter().enumerate();
        let numbers: HashMap<Id, usize> = numbered.map(|(number, way)| (*way, number)).collect();
        let mut made_by: HashMap<Id, Vec<usize>> = HashMap::new();
        for (number, requests) in client.requests_of_ways.iter().enumerate() {
            for request in requests {
                made_by.entry(*request).or_default().push(number);
                if let Some(further) = numbers.get(request) {
                    speak[*further] |= speak[number];
                }
            }
        }
        Copies { made_by, speak }
    }

    /// Whether a request is on the client itself, or on a copy that nothing is said of.
    pub(super) fn is_on_original(&self, client: &Candidate, copies: &Copies, request: Id) -> bool {
        let mut is_known = false;
        for number in copies.made_by.get(&request).into_iter().flatten() {
            // A request before a copy takes the name of its original is on the original.
            if self.is_before(request, client.ways[*number]) {
                continue;
            }
            if copies.speak[*number] {
                return false;
            }
            is_known = true;
        }
        is_known
    }

    /// Whether a call is surely made before another one.
    fn is_before(&self, call: Id, other: Id) -> bool {
        let exprs = &self.program.exprs;
        exprs[call].scope == exprs[other].scope && call < other
    }
}
