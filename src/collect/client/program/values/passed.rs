//! What the calls of a function of the file pass to it.

use super::super::classes::is_constructor;
use super::super::{Argument, Function, Id, Kind, Takes};
use super::{Defaults, Values};

impl<'p> Values<'p> {
    /// What the calls of the file pass for a parameter, and its default, which says nothing of calls from elsewhere.
    pub(super) fn passed(&self, function: &Function, position: usize, defaults: Defaults) -> Vec<Id> {
        let parameter = &function.parameters[position];
        let is_called = self.calls_of(function).next().is_some();
        if parameter.takes != Takes::One || (defaults == Defaults::Unknown && !is_called) {
            return Vec::new();
        }
        let mut values = Vec::new();
        let mut is_left_out = defaults == Defaults::Known;
        for arguments in self.calls_of(function) {
            match argument_for(function, position, arguments) {
                Some(value) => values.push(value),
                None => is_left_out = true,
            }
        }
        // What a function passes on to its like is what it got.
        values.retain(|value| match self.program.kind(*value) {
            Kind::Name(name) => *name != parameter.name || self.program.exprs[*value].scope != function.scope,
            _ => true,
        });
        values.extend(parameter.default.filter(|_| is_left_out));
        values
    }

    /// The calls of a function of the file, with their arguments; of a constructor those of its class.
    pub(super) fn calls_of<'f>(
        &'f self,
        function: &'f Function,
    ) -> impl Iterator<Item = &'p [Argument]> + 'f {
        let name = match self.program.class_around(function.scope) {
            Some(class) if is_constructor(&function.name) => class.name.as_str(),
            _ => function.name.as_str(),
        };
        self.calls_named(name).iter().filter_map(|id| match self.program.kind(*id) {
            Kind::Call { arguments, .. } => Some(arguments.as_slice()),
            _ => None,
        })
    }
}

/// The argument that a call has for a parameter.
fn argument_for(function: &Function, position: usize, arguments: &[Argument]) -> Option<Id> {
    let parameter = &function.parameters[position];
    let named = arguments.iter().find(|argument| argument.name.as_deref() == Some(&parameter.name));
    if let Some(named) = named {
        return Some(named.value);
    }
    let is_method =
        function.parameters.first().is_some_and(|first| matches!(first.name.as_str(), "self" | "cls"));
    let position = position.checked_sub(usize::from(is_method))?;
    let unnamed = arguments.iter().filter(|argument| argument.name.is_none() && !argument.is_spread);
    unnamed.map(|argument| argument.value).nth(position)
}
