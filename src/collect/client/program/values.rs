//! What expressions of a program come to, as far as the file shows it.

use std::cell::Cell;

use super::super::HOLE;
use super::{Argument, Entry, Function, Id, Kind, Program, ScopeId, Takes};
use crate::source::Span;

/// How many steps are taken to find out what one expression comes to, and how many texts it may come to.
const STEPS: usize = 2000;
const TEXTS: usize = 16;
/// How deep texts may be put together of texts, and maps of maps.
const DEPTH: usize = 16;

/// Answers what expressions come to.
pub(crate) struct Values<'p> {
    program: &'p Program<'p>,
    /// The calls of the file.
    calls: Vec<Id>,
    left: Cell<usize>,
}

/// Whether the default of a variable is what it is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Defaults {
    Known,
    Unknown,
}

/// A variable of the environment that is read.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) default: Option<Id>,
}

/// An entry of a map, or of arguments.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The name, with [`HOLE`] where it is not known.
    pub(crate) name: String,
    /// The name alone, where it is written as a string.
    pub(crate) at: Option<Span>,
    pub(crate) values: Vec<Id>,
}

/// The entries of a map, and what stands for others that are not here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Items {
    pub(crate) list: Vec<Item>,
    pub(crate) open: Vec<Span>,
}

impl Items {
    /// The values of those that have one of some names.
    pub(crate) fn given(&self, names: &[&str]) -> Vec<Id> {
        let of_name = self.list.iter().filter(|item| names.contains(&item.name.as_str()));
        of_name.filter_map(|item| item.values.first().copied()).collect()
    }
}

impl<'p> Values<'p> {
    pub(crate) fn new(program: &'p Program<'p>) -> Self {
        let is_call = |id: &Id| matches!(program.kind(*id), Kind::Call { .. });
        Values { program, calls: (0..program.exprs.len()).filter(is_call).collect(), left: Cell::new(0) }
    }

    /// All calls, in the order of the text.
    pub(crate) fn calls(&self) -> &[Id] {
        &self.calls
    }

    /// What an expression may come to: expressions that lead no further.
    pub(crate) fn leaves(&self, id: Id) -> Vec<Id> {
        self.left.set(STEPS);
        self.leaves_of(id)
    }

    /// The same, where a variable of the environment leads no further, though it has a default.
    pub(crate) fn leaves_and_variables(&self, id: Id) -> Vec<Id> {
        self.left.set(STEPS);
        let mut leaves = Vec::new();
        self.follow(id, Defaults::Unknown, &mut Vec::new(), &mut leaves);
        leaves
    }

    /// What an expression may come to, in the steps that are left.
    fn leaves_of(&self, id: Id) -> Vec<Id> {
        let mut leaves = Vec::new();
        self.follow(id, Defaults::Known, &mut Vec::new(), &mut leaves);
        leaves
    }

    fn follow(&self, id: Id, defaults: Defaults, way: &mut Vec<Id>, leaves: &mut Vec<Id>) {
        if way.contains(&id) {
            return;
        }
        if self.left.get() == 0 {
            leaves.push(id);
            return;
        }
        self.left.set(self.left.get() - 1);
        way.push(id);
        let next = self.next(id, defaults);
        if next.is_empty() {
            leaves.push(id);
        }
        for id in next {
            self.follow(id, defaults, way, leaves);
        }
        way.pop();
    }

    /// What an expression stands for; nothing for a leaf.
    fn next(&self, id: Id, defaults: Defaults) -> Vec<Id> {
        let program = self.program;
        match program.kind(id) {
            Kind::Choice(parts) if defaults == Defaults::Unknown => parts.clone(),
            Kind::Choice(parts) => {
                // `os.environ.get("X") or "…"`: the default is what is known.
                let known =
                    |part: &&Id| self.variable(**part).is_none_or(|variable| variable.default.is_some());
                let known: Vec<Id> = parts.iter().filter(known).copied().collect();
                if known.is_empty() { parts.clone() } else { known }
            }
            _ if self.variable(id).is_some() => match self.variable(id).and_then(|variable| variable.default)
            {
                Some(default) if defaults == Defaults::Known => vec![default],
                _ => Vec::new(),
            },
            Kind::Name(name) => self.named(name, program.exprs[id].scope, defaults),
            Kind::Member { of, name } => match program.kind(*of) {
                Kind::Name(own) if matches!(own.as_str(), "self" | "this" | "cls") => {
                    let bound = self.bound(&format!("self.{name}"), None);
                    if bound.is_empty() { self.bound(name, None) } else { bound }
                }
                _ => self.member_of(*of, name),
            },
            Kind::Index { of, key } => match program.kind(*key) {
                Kind::Text(key) => self.member_of(*of, key),
                _ => Vec::new(),
            },
            Kind::Call { callee, arguments } => match program.kind(*callee) {
                Kind::Name(name) => match self.function(name) {
                    Some(function) => function.returns.clone(),
                    None => self.passed_through(name, arguments),
                },
                Kind::Member { of, name } => match program.kind(*of) {
                    Kind::Name(own) if matches!(own.as_str(), "self" | "this" | "cls") => {
                        match self.function(name) {
                            Some(function) => function.returns.clone(),
                            None => Vec::new(),
                        }
                    }
                    _ => self.passed_through(name, arguments),
                },
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// What only another form of its argument is: `str(url)`, `new URL(url)`, `openai.String(url)`.
    fn passed_through(&self, name: &str, arguments: &[Argument]) -> Vec<Id> {
        match (name, arguments) {
            ("str" | "String" | "URL" | "SecretStr" | "of" | "ofNullable", [one]) => vec![one.value],
            _ => Vec::new(),
        }
    }

    /// The values of a key of a map that is in the file.
    fn member_of(&self, of: Id, name: &str) -> Vec<Id> {
        let program = self.program;
        if !matches!(program.kind(of), Kind::Name(_) | Kind::Map(_)) {
            return Vec::new();
        }
        let maps = self.next(of, Defaults::Known);
        let maps = if maps.is_empty() { vec![of] } else { maps };
        let mut values = Vec::new();
        for map in maps {
            let Kind::Map(entries) = program.kind(map) else { return Vec::new() };
            for entry in entries {
                if let Entry::Pair { key, value } = entry
                    && matches!(program.kind(*key), Kind::Text(key) if key == name)
                {
                    values.push(*value);
                }
            }
        }
        values
    }

    fn function(&self, name: &str) -> Option<&'p Function> {
        let mut of_name = self.program.functions.iter().filter(|function| function.name == name);
        of_name.next().filter(|function| !function.returns.is_empty())
    }

    /// What a name is bound to where it is used: in the nearest scope that binds it.
    fn named(&self, name: &str, scope: ScopeId, defaults: Defaults) -> Vec<Id> {
        let mut scope = Some(scope);
        while let Some(here) = scope {
            let bound = self.bound(name, Some(here));
            if !bound.is_empty() {
                return bound;
            }
            let function = self.program.functions.iter().find(|function| function.scope == here);
            if let Some(function) = function
                && let Some(position) =
                    function.parameters.iter().position(|parameter| parameter.name == name)
            {
                return self.passed(function, position, defaults);
            }
            scope = self.program.around[here];
        }
        Vec::new()
    }

    fn bound(&self, name: &str, scope: Option<ScopeId>) -> Vec<Id> {
        let is_here = |here: ScopeId| scope.is_none_or(|scope| scope == here);
        let bindings = self.program.bindings.iter();
        bindings.filter(|it| it.name == name && is_here(it.scope)).map(|it| it.value).collect()
    }

    /// What the calls of the file pass for a parameter, and its default, which says nothing of calls from elsewhere.
    fn passed(&self, function: &Function, position: usize, defaults: Defaults) -> Vec<Id> {
        let parameter = &function.parameters[position];
        let is_called = self.calls_of(function).next().is_some();
        if parameter.takes != Takes::One || (defaults == Defaults::Unknown && !is_called) {
            return Vec::new();
        }
        let mut values: Vec<Id> = parameter.default.into_iter().collect();
        for arguments in self.calls_of(function) {
            values.extend(argument_for(function, position, arguments));
        }
        values
    }

    /// The calls of a function of the file, with their arguments; of a constructor those of its class.
    fn calls_of<'f>(&'f self, function: &'f Function) -> impl Iterator<Item = &'p [Argument]> + 'f {
        let of_function = |id: &Id| match self.program.kind(*id) {
            Kind::Call { callee, arguments } => match self.program.kind(*callee) {
                Kind::Name(name) | Kind::Member { name, .. } if *name == function.name => {
                    Some(arguments.as_slice())
                }
                _ => None,
            },
            _ => None,
        };
        self.calls.iter().filter_map(of_function)
    }

    /// The variable of the environment that an expression reads.
    pub(crate) fn variable(&self, id: Id) -> Option<Variable> {
        let program = self.program;
        let is_environment = |id: Id| {
            let path = program.path(id).unwrap_or_default();
            matches!(
                path[..],
                ["os", "environ"]
                    | ["environ"]
                    | ["process", "env"]
                    | ["import", "meta", "env"]
                    | ["Bun", "env"]
                    | ["Deno", "env"]
                    | ["System", "getenv"]
                    | ["env"]
            )
        };
        match program.kind(id) {
            Kind::Index { of, .. } if is_environment(*of) => Some(Variable { default: None }),
            Kind::Member { of, name } if is_environment(*of) && name != "get" => {
                Some(Variable { default: None })
            }
            Kind::Call { callee, arguments } => {
                let path = program.path(*callee)?;
                let reads = match path[..] {
                    ["os", "getenv"]
                    | ["getenv"]
                    | ["os", "Getenv"]
                    | ["os", "LookupEnv"]
                    | ["System", "getenv"]
                    | ["System", "getProperty"]
                    | ["System", "getenv", "getOrDefault" | "get"] => true,
                    [.., "get"] => match program.kind(*callee) {
                        Kind::Member { of, .. } => is_environment(*of),
                        _ => false,
                    },
                    _ => false,
                };
                if !reads || arguments.is_empty() {
                    return None;
                }
                let default = arguments.get(1).map(|argument| argument.value);
                Some(Variable { default })
            }
            _ => None,
        }
    }

    /// The texts that an expression may come to, with [`HOLE`] for what is not known of them.
    pub(crate) fn texts(&self, id: Id) -> Vec<String> {
        self.left.set(STEPS);
        self.texts_of(id, 0)
    }

    /// The same, in the steps that are left, so many texts deep.
    fn texts_of(&self, id: Id, depth: usize) -> Vec<String> {
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

    /// The entries of a map that an expression comes to, wherever in the file they are given.
    pub(crate) fn items(&self, id: Id) -> Items {
        self.left.set(STEPS);
        let mut items = Items::default();
        self.add_items(id, &mut items, 0);
        items
    }

    fn add_items(&self, id: Id, items: &mut Items, depth: usize) {
        let program = self.program;
        let span = program.exprs[id].span;
        if depth == DEPTH || self.left.get() == 0 {
            items.open.push(span);
            return;
        }
        self.add_sets(id, items, depth);
        let mut leaves = Vec::new();
        self.follow(id, Defaults::Unknown, &mut Vec::new(), &mut leaves);
        for leaf in leaves {
            match program.kind(leaf) {
                Kind::Nothing => {}
                Kind::Map(entries) => {
                    for entry in entries {
                        match entry {
                            Entry::Pair { key, value } => items.list.push(self.item(*key, vec![*value])),
                            Entry::Spread(of) => self.add_items(*of, items, depth + 1),
                        }
                    }
                }
                Kind::Call { callee, arguments } => self.add_made(*callee, arguments, items, depth),
                Kind::Name(name) if self.takes_named(name, program.exprs[leaf].scope).is_some() => {
                    self.add_passed(name, program.exprs[leaf].scope, items, depth);
                }
                _ => items.open.push(program.exprs[leaf].span),
            }
        }
    }

    /// What a call that makes a map puts into it.
    fn add_made(&self, callee: Id, arguments: &[Argument], items: &mut Items, depth: usize) {
        let path = self.program.path(callee).unwrap_or_default();
        let values: Vec<Id> = arguments.iter().map(|argument| argument.value).collect();
        match (path.last().copied().unwrap_or_default(), &values[..]) {
            ("dict" | "Headers" | "assign" | "HashMap" | "TreeMap" | "LinkedHashMap", _) => {
                for argument in arguments {
                    match &argument.name {
                        Some(name) => items.list.push(Item {
                            name: name.clone(),
                            at: None,
                            values: vec![argument.value],
                        }),
                        None => self.add_items(argument.value, items, depth + 1),
                    }
                }
            }
            ("of" | "singletonMap" | "entry", pairs) if pairs.len() % 2 == 0 => {
                items.list.extend(pairs.chunks(2).map(|pair| self.item(pair[0], vec![pair[1]])));
            }
            ("copy" | "copyOf" | "deepcopy", [of]) => self.add_items(*of, items, depth + 1),
            _ => items.open.push(self.program.exprs[callee].span),
        }
    }

    /// What is put into a map that has a name: `headers["X"] = y`, `headers.set("X", y)`, `headers.update(more)`.
    fn add_sets(&self, id: Id, items: &mut Items, depth: usize) {
        let program = self.program;
        let Some(name) = self.name_of(id) else { return };
        for set in program.sets.iter().filter(|set| self.name_of(set.of).as_deref() == Some(&name)) {
            items.list.push(Item { name: set.key.clone(), at: Some(set.key_span), values: vec![set.value] });
        }
        for call in &self.calls {
            let Kind::Call { callee, arguments } = program.kind(*call) else { continue };
            let Kind::Member { of, name: method } = program.kind(*callee) else { continue };
            if self.name_of(*of).as_deref() != Some(&name) {
                continue;
            }
            match (method.as_str(), &arguments[..]) {
                ("set" | "append" | "put" | "setdefault" | "Set" | "Add", [key, value]) => {
                    items.list.push(self.item(key.value, vec![value.value]));
                }
                ("update" | "putAll", [more]) if more.value != id => {
                    match &more.name {
                        Some(name) => {
                            items.list.push(Item { name: name.clone(), at: None, values: vec![more.value] })
                        }
                        None => self.add_items(more.value, items, depth + 1),
                    };
                }
                _ => {}
            }
        }
    }

    /// The name that something is known by in all of the file.
    pub(crate) fn name_of(&self, id: Id) -> Option<String> {
        match self.program.kind(id) {
            Kind::Name(name) => Some(name.clone()),
            Kind::Member { of, name } => match self.program.kind(*of) {
                Kind::Name(own) if matches!(own.as_str(), "self" | "this" | "cls") => {
                    Some(format!("self.{name}"))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn item(&self, key: Id, values: Vec<Id>) -> Item {
        let at = match self.program.kind(key) {
            Kind::Text(_) => Some(self.program.exprs[key].span),
            _ => None,
        };
        let name = self.texts_of(key, 0).into_iter().next().unwrap_or_else(|| HOLE.to_string());
        Item { name, at, values }
    }

    /// The function whose parameter of a name takes all named arguments.
    fn takes_named(&self, name: &str, scope: ScopeId) -> Option<&'p Function> {
        let mut scope = Some(scope);
        while let Some(here) = scope {
            let function = self.program.functions.iter().find(|function| function.scope == here);
            if let Some(function) = function
                && function.parameters.iter().any(|it| it.name == name && it.takes == Takes::Named)
            {
                return Some(function);
            }
            scope = self.program.around[here];
        }
        None
    }

    /// What the calls of the file pass by names to a function that takes them all; open where nobody calls it.
    fn add_passed(&self, name: &str, scope: ScopeId, items: &mut Items, depth: usize) {
        let Some(function) = self.takes_named(name, scope) else { return };
        let mut is_called = false;
        for arguments in self.calls_of(function) {
            is_called = true;
            for argument in arguments {
                match &argument.name {
                    Some(name) if !function.parameters.iter().any(|it| it.name == *name) => {
                        items.list.push(Item { name: name.clone(), at: None, values: vec![argument.value] });
                    }
                    None if argument.is_spread => self.add_items(argument.value, items, depth + 1),
                    _ => {}
                }
            }
        }
        if !is_called {
            items.open.push(self.program.exprs[0].span);
        }
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
