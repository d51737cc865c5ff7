//! The client that a module is itself: `openai.base_url = "…"`.

use super::super::program::{Id, Item, Items, Kind, Set};
use super::context::{Candidate, Constructions};
use crate::client::Sdk;

impl Constructions<'_> {
    /// The clients that modules are whose base URL the program sets.
    pub(super) fn modules(&self) -> Vec<Candidate> {
        let mut clients = Vec::new();
        for sdk in self.sdks.iter().filter(|sdk| sdk.is_module) {
            let sets: Vec<&Set> =
                self.program.sets.iter().filter(|set| self.is_module(sdk, set.of)).collect();
            let of_url = sets.iter().find(|set| sdk.base_url.contains(&set.key.as_str()));
            let Some(of_url) = of_url else { continue };
            let list = sets.iter().map(|set| Item::of(&set.key, vec![set.value])).collect();
            clients.push(Candidate {
                sdk,
                is_sure: true,
                at: of_url.key_span,
                ways: Vec::new(),
                options: vec![Items { list }],
                requests: self.calls_of_module(sdk),
                likely_requests: Vec::new(),
                requests_of_ways: Vec::new(),
                is_followed: true,
            });
        }
        clients
    }

    /// The calls of functions of a module that construct no client of their own.
    fn calls_of_module(&self, sdk: &Sdk) -> Vec<Id> {
        let is_of_module = |call: &&Id| {
            let mut id = **call;
            loop {
                match self.program.kind(id) {
                    Kind::Member { of, .. } => id = *of,
                    Kind::Call { callee, .. } => id = *callee,
                    _ => return self.is_module(sdk, id),
                }
            }
        };
        let calls = self.values.all_calls().iter().filter(is_of_module);
        calls.filter(|call| self.sdk_of(**call).is_none()).copied().collect()
    }

    fn is_module(&self, sdk: &Sdk, id: Id) -> bool {
        let Kind::Name(name) = self.program.kind(id) else { return false };
        match self.program.imports.get(name) {
            Some(import) => import.name.is_none() && sdk.modules.contains(&import.module.as_str()),
            None => false,
        }
    }
}
