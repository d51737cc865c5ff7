//! What expressions of a program come to, as far as the file shows it.

pub(super) mod attributes;
mod changes;
mod index;
pub(super) mod items;
mod made;
mod memory;
mod parts;
mod passed;
pub(super) mod tables;
mod texts;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::classes::Lineages;
use super::{Argument, Function, Id, Kind, Lacking, Place, Program, ScopeId};

use memory::Parts;
use tables::{Attribute, Changes, Known, Made, Variable};

/// How many steps are taken to find out what one expression comes to.
const STEPS: usize = 2000;
/// How deep texts may be put together of texts, and maps of maps.
const DEPTH: usize = 16;

/// Answers what expressions come to.
pub(crate) struct Values<'p> {
    program: &'p Program<'p>,
    /// The calls of the file.
    calls: Vec<Id>,
    /// The names that are bound to other names.
    aliases: HashSet<&'p str>,
    /// What each name is bound to in each scope.
    bindings: HashMap<&'p str, HashMap<ScopeId, Vec<Id>>>,
    /// The calls by the last name of what they call.
    calls_by_name: HashMap<&'p str, Vec<Id>>,
    /// The functions of each name.
    functions: HashMap<&'p str, Vec<&'p Function>>,
    lineages: Lineages,
    /// The classes that bind each attribute, by what they bind it as.
    binders: HashMap<&'p str, BTreeSet<ScopeId>>,
    /// What was found out of how the attributes are bound that each class has.
    attributes: RefCell<HashMap<Known, Rc<Attribute>>>,
    /// What was found out of what members are known by.
    known_members: RefCell<HashMap<Id, Option<Known>>>,
    /// The fields that each class declares.
    fields: HashSet<(ScopeId, &'p str)>,
    /// What the objects of each class are made with.
    made: HashMap<ScopeId, Made<'p>>,
    /// What is set of objects of each class outside of its methods, by the attribute.
    set_outside: HashMap<ScopeId, HashMap<&'p str, Vec<Id>>>,
    /// What is set of each variable, and the calls on it.
    changes: HashMap<Variable, Changes<'p>>,
    /// Of objects that are not the one whose method it is in, the attributes whose parts are changed.
    changed_attributes: HashSet<&'p str>,
    left: Cell<usize>,
    /// What was found out of the parts of maps and objects.
    parts: Parts,
}

/// Whether the default of a variable is what it is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Defaults {
    Known,
    Unknown,
}

/// A variable of the environment that is read.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) default: Option<Id>,
}

impl<'p> Values<'p> {
    pub(crate) fn new(program: &'p Program<'p>) -> Self {
        let is_call = |id: &Id| matches!(program.kind(*id), Kind::Call { .. });
        let calls = (0..program.exprs.len()).filter(is_call).collect();
        let is_name =
            |id: Id| matches!(program.kind(id), Kind::Name(_) | Kind::Member { .. } | Kind::Choice(_));
        let aliases = program.bindings.iter().filter(|binding| is_name(binding.value));
        let mut aliases: HashSet<&str> =
            aliases.map(|binding| binding.name.trim_start_matches("self.")).collect();
        let parameters = program.functions.iter().flat_map(|function| &function.parameters);
        let by_default = parameters.filter(|parameter| parameter.default.is_some_and(is_name));
        aliases.extend(by_default.map(|parameter| parameter.name.as_str()));
        let mut bindings: HashMap<&str, HashMap<ScopeId, Vec<Id>>> = HashMap::new();
        let mut binders: HashMap<&str, BTreeSet<ScopeId>> = HashMap::new();
        for binding in &program.bindings {
            let scopes = bindings.entry(&binding.name).or_default();
            scopes.entry(binding.scope).or_default().push(binding.value);
            if program.is_class(binding.scope) {
                binders.entry(&binding.name).or_default().insert(binding.scope);
            }
        }
        let mut functions: HashMap<&str, Vec<&Function>> = HashMap::new();
        for function in &program.functions {
            functions.entry(&function.name).or_default().push(function);
        }
        let lineages = Lineages::new(program);
        let classes = program.classes.iter();
        let fields = classes.flat_map(|class| class.fields.iter().map(|name| (class.scope, name.as_str())));
        let fields = fields.collect();
        let (calls_by_name, changes, left) = (HashMap::new(), HashMap::new(), Cell::new(0));
        let mut values = Values {
            program,
            calls,
            aliases,
            bindings,
            calls_by_name,
            functions,
            lineages,
            binders,
            attributes: RefCell::default(),
            known_members: RefCell::default(),
            fields,
            made: HashMap::new(),
            set_outside: HashMap::new(),
            changes,
            changed_attributes: HashSet::new(),
            left,
            parts: Parts::new(),
        };
        values.index();
        values.made = values.all_made();
        values.set_outside = values.all_set_outside();
        // What was found out before all of these were there may lack some of it.
        values.parts = Parts::new();
        values
    }

    /// All calls, in the order of the text.
    pub(crate) fn all_calls(&self) -> &[Id] {
        &self.calls
    }

    /// The calls of what has a name, alone or at the end of a path.
    pub(crate) fn calls_named(&self, name: &str) -> &[Id] {
        self.calls_by_name.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What an expression may come to: expressions that lead no further.
    pub(crate) fn leaves(&self, id: Id) -> Vec<Id> {
        self.left.set(STEPS);
        self.leaves_of(id)
    }

    /// The same, where a variable of the environment leads no further, though it has a default; and what each cannot be.
    /// Besides, whether these are all: parts that are too much to follow are left out.
    pub(crate) fn leaves_and_variables(&self, id: Id) -> (Vec<(Id, Lacking)>, bool) {
        self.left.set(STEPS);
        self.parts.begin();
        let mut leaves = Vec::new();
        self.follow(id, Defaults::Unknown, &mut Vec::new(), &mut |leaf, way| {
            let mut lacking = Lacking::default();
            for id in way {
                lacking = lacking.and(self.program.lacking(*id));
            }
            leaves.push((leaf, lacking));
        });
        (leaves, self.left.get() > 0 && self.parts.are_whole())
    }

    /// What an expression may come to, in the steps that are left.
    fn leaves_of(&self, id: Id) -> Vec<Id> {
        let mut leaves = Vec::new();
        self.follow(id, Defaults::Known, &mut Vec::new(), &mut |leaf, _| leaves.push(leaf));
        leaves
    }

    /// Follows an expression to its leaves, and tells each with the way to it.
    fn follow(&self, id: Id, defaults: Defaults, way: &mut Vec<Id>, tell: &mut dyn FnMut(Id, &[Id])) {
        if way.contains(&id) {
            return;
        }
        if self.left.get() == 0 {
            tell(id, way);
            return;
        }
        self.left.set(self.left.get() - 1);
        way.push(id);
        let next = self.next(id, defaults);
        if next.is_empty() {
            tell(id, way);
        }
        for id in next {
            self.follow(id, defaults, way, tell);
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
            Kind::Name(name) => self.named(name, id, defaults),
            Kind::Member { of, name } if program.is_self(*of) => self.attribute(*of, name),
            Kind::Member { of, name } => self.part(*of, name),
            Kind::Index { of, key } => match program.kind(*key) {
                Kind::Text(key) => self.part(*of, key),
                _ => self.entries_of(*of),
            },
            Kind::Call { callee, arguments } => match program.kind(*callee) {
                Kind::Name(name) => match self.function(name) {
                    Some(function) => function.returns.clone(),
                    None => self.passed_through(name, arguments),
                },
                Kind::Member { of, name } if program.is_self(*of) => {
                    let methods = self.methods(*of, name).into_iter();
                    methods.flat_map(|function| function.returns.iter().copied()).collect()
                }
                Kind::Member { of, name } => match (name.as_str(), &arguments[..]) {
                    // What an optional value falls back on.
                    ("orElse", [other]) => vec![*of, other.value],
                    ("get", [key]) => match self.program.kind(key.value) {
                        Kind::Text(key) => self.part(*of, key),
                        _ => Vec::new(),
                    },
                    ("get" | "getOrDefault", [key, other]) => self.entry_or(*of, key.value, other.value),
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
            // A field of a class with more than its default: `project: str = Field(default=None, …)`.
            ("Field" | "field", _) => {
                let is_default = |it: &&Argument| matches!(it.name.as_deref(), None | Some("default"));
                arguments.iter().find(is_default).iter().map(|default| default.value).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The function that is called by its name alone.
    fn function(&self, name: &str) -> Option<&'p Function> {
        let functions = self.functions.get(name)?;
        let mut plain = functions.iter().filter(|it| self.program.class_of_method(it.scope).is_none());
        plain.next().copied().filter(|function| !function.returns.is_empty())
    }

    /// What a name is bound to where it is used: in the nearest scope that binds it.
    fn named(&self, name: &str, id: Id, defaults: Defaults) -> Vec<Id> {
        for here in self.program.scopes(self.program.exprs[id].scope) {
            let bound = self.reaching(name, here, id);
            if !bound.is_empty() {
                return bound;
            }
            if let Some(function) = self.program.function_in(here)
                && let Some(position) =
                    function.parameters.iter().position(|parameter| parameter.name == name)
            {
                return self.passed(function, position, defaults);
            }
        }
        Vec::new()
    }

    /// What a name is bound to in a scope, as far as that may reach where the name is used.
    fn reaching(&self, name: &str, scope: ScopeId, used: Id) -> Vec<Id> {
        let exprs = &self.program.exprs;
        let mut bound = self.bound(name, scope).to_vec();
        // What is made of itself is made of what it was before.
        bound.retain(|value| !exprs[*value].span.contains(exprs[used].span));
        if exprs[used].scope == scope && bound.iter().any(|value| *value < used) {
            bound.retain(|value| *value < used);
        }
        let (grown, mut made): (Vec<Id>, Vec<Id>) = bound.into_iter().partition(|it| self.grows(name, *it));
        let places: Vec<Place> = made.iter().map(|value| exprs[*value].place).collect();
        if let Some(since) = self.program.surely_since(&places, exprs[used].place) {
            made.drain(..since);
        }
        made.extend(grown);
        made
    }

    /// Whether a value is what a name was bound to before, with more at its end: `options = append(options, …)`.
    pub(crate) fn grows(&self, name: &str, value: Id) -> bool {
        let Kind::Call { arguments, .. } = self.program.kind(value) else { return false };
        match (self.program.callee_name(value), arguments.first()) {
            (Some("append"), Some(first)) => {
                matches!(self.program.kind(first.value), Kind::Name(first) if first == name)
            }
            _ => false,
        }
    }

    fn bound(&self, name: &str, scope: ScopeId) -> &[Id] {
        let bound = self.bindings.get(name).and_then(|scopes| scopes.get(&scope));
        bound.map(Vec::as_slice).unwrap_or_default()
    }

    /// The variable of the environment that an expression reads.
    pub(crate) fn variable(&self, id: Id) -> Option<Setting> {
        let program = self.program;
        match program.kind(id) {
            Kind::Index { of, .. } if program.is_environment(*of) => Some(Setting { default: None }),
            Kind::Member { of, name } if program.is_environment(*of) && name != "get" => {
                Some(Setting { default: None })
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
                        Kind::Member { of, .. } => program.is_environment(*of),
                        _ => false,
                    },
                    _ => false,
                };
                if !reads || arguments.is_empty() {
                    return None;
                }
                let default = arguments.get(1).map(|argument| argument.value);
                Some(Setting { default })
            }
            _ => None,
        }
    }

    /// The variable that an expression is, or a part of one: `settings.openai`, `CONFIG["openai"]`.
    fn variable_of(&self, id: Id) -> Option<Variable> {
        let part = match self.program.kind(id) {
            Kind::Member { of, name } if !self.program.is_self(*of) => Some((*of, name)),
            Kind::Index { of, key } => match self.program.kind(*key) {
                Kind::Text(name) => Some((*of, name)),
                _ => return None,
            },
            _ => None,
        };
        if let Some((of, part)) = part {
            let (name, scope) = self.variable_of(of)?;
            return Some((format!("{name}.{part}"), scope));
        }
        let (name, scope) = (self.name_of(id)?, self.program.exprs[id].scope);
        let scope = match name.starts_with("self.") {
            true => self.program.class_around(scope).map(|class| class.scope),
            false => self.program.scopes(scope).find(|scope| self.binds(&name, *scope)),
        };
        Some((name, scope))
    }

    /// Whether a name is bound in some scope or in one around it, or is a parameter there.
    pub(crate) fn is_bound(&self, name: &str, scope: ScopeId) -> bool {
        self.program.scopes(scope).any(|here| self.binds(name, here))
    }

    fn binds(&self, name: &str, scope: ScopeId) -> bool {
        let is_parameter = |function: &Function| function.parameters.iter().any(|it| it.name == name);
        !self.bound(name, scope).is_empty() || self.program.function_in(scope).is_some_and(is_parameter)
    }

    /// Whether a name is bound to another one.
    pub(crate) fn is_alias(&self, name: &str) -> bool {
        self.aliases.contains(name.trim_start_matches("self."))
    }

    /// The name that something is known by in all of the file.
    pub(crate) fn name_of(&self, id: Id) -> Option<String> {
        match self.program.kind(id) {
            Kind::Name(name) => Some(name.clone()),
            Kind::Member { of, name } if self.program.is_self(*of) => Some(format!("self.{name}")),
            _ => None,
        }
    }
}
