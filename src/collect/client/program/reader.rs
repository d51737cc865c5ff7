//! From the syntax tree of a language to a program.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::super::known::{EVERY, HOLE};
use super::classes::is_constructor;
use super::lacking::Lacking;
use super::{
    Argument, Binding, Entry, Expr, Function, Id, Import, Kind, Parameter, Place, Program, ScopeId, Set,
    Takes,
};
use crate::source::Span;

/// How deep expressions and statements may be nested.
const MAX_DEPTH: usize = 256;

/// Reads a node of a language: an expression, or a statement that binds something; `None` for what is only looked through.
pub(super) type ReadNode = fn(&mut Reader<'_>, Node<'_>) -> Option<Id>;

/// A program while it is read.
pub(super) struct Reader<'s> {
    pub(super) program: Program<'s>,
    read_node: ReadNode,
    pub(super) scope: ScopeId,
    /// The branch that is read.
    pub(super) place: Place,
    /// The function whose body is read.
    function: Option<usize>,
    depth: usize,
    /// Whether what is read runs at the end of the function around it.
    is_put_off: bool,
    /// Where names and attributes are known to have a value, by how they are written.
    pub(super) guards: HashMap<String, Vec<(Span, Lacking)>>,
    /// The decorators of the function or the class that is read next.
    pub(super) decorators: Vec<Id>,
    /// What a method of Go calls the object that it is of.
    pub(super) receiver: Option<String>,
    /// The names that are declared so far, with their scopes.
    declared: HashSet<(ScopeId, String)>,
    /// The names of functions that are names around them, and where.
    outer: HashMap<(ScopeId, String), ScopeId>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(program: Program<'s>, read_node: ReadNode) -> Self {
        Reader {
            program,
            read_node,
            scope: 0,
            place: None,
            function: None,
            depth: 0,
            is_put_off: false,
            guards: HashMap::new(),
            decorators: Vec::new(),
            receiver: None,
            declared: HashSet::new(),
            outer: HashMap::new(),
        }
    }

    /// Reads a node with all that is in it.
    pub(super) fn read(&mut self, node: Node<'_>) -> Id {
        let span = span_of(node);
        if node.is_error() || node.is_missing() {
            self.program.broken.push(span);
        }
        if node.kind().contains("comment") {
            // Some grammars take the first character of `\r\n` for a part of it.
            let text = self.program.source.slice(span).trim_end();
            self.program.comments.push(Span { end: span.start + text.len() as u32, ..span });
            return self.add(Kind::Other, span);
        }
        if self.depth == MAX_DEPTH {
            self.program.too_deep.get_or_insert(span);
            return self.add(Kind::Other, span);
        }
        self.depth += 1;
        let id = match (self.read_node)(self, node) {
            Some(id) => id,
            None => {
                if !self.read_branches(node) {
                    self.read_children(node);
                }
                self.add(Kind::Other, span)
            }
        };
        self.depth -= 1;
        id
    }

    /// Reads what runs only at the end of a function: what it takes away is there until then.
    pub(super) fn put_off(&mut self, node: Node<'_>) -> Vec<Id> {
        let outer = std::mem::replace(&mut self.is_put_off, true);
        let read = self.read_children(node);
        self.is_put_off = outer;
        read
    }

    /// Reads all that is in a node.
    pub(super) fn read_children(&mut self, node: Node<'_>) -> Vec<Id> {
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> = node.children(&mut cursor).collect();
        let named = children.into_iter().filter(|child| child.is_named() || child.is_missing());
        named.map(|child| self.read(child)).collect()
    }

    /// Adds an expression, and makes it the parent of its parts.
    pub(super) fn add(&mut self, kind: Kind, span: Span) -> Id {
        let id = self.program.exprs.len();
        let mut parts: Vec<Id> = Vec::new();
        match &kind {
            Kind::Text(_) | Kind::Name(_) | Kind::Nothing | Kind::Other => {}
            Kind::Template(list) | Kind::List(list) | Kind::Choice(list) => parts.extend(list),
            Kind::Member { of, .. } => parts.push(*of),
            Kind::Index { of, key } => parts.extend([of, key]),
            Kind::Call { callee, arguments } => {
                parts.push(*callee);
                parts.extend(arguments.iter().map(|argument| argument.value));
            }
            Kind::Map(entries) => {
                for entry in entries {
                    match entry {
                        Entry::Pair { key, value } => parts.extend([key, value]),
                        Entry::Spread(of) => parts.push(*of),
                    }
                }
            }
        }
        for part in parts {
            self.program.exprs[part].parent = Some(id);
        }
        self.program.exprs.push(Expr { kind, span, parent: None, scope: self.scope, place: self.place });
        id
    }

    pub(super) fn text_of(&self, node: Node<'_>) -> String {
        self.program.source.slice(span_of(node)).to_owned()
    }

    pub(super) fn name(&mut self, node: Node<'_>) -> Id {
        let name = self.text_of(node);
        self.add(Kind::Name(name), span_of(node))
    }

    pub(super) fn text(&mut self, text: impl Into<String>, span: Span) -> Id {
        self.add(Kind::Text(text.into()), span)
    }

    /// The expression of a field of a node.
    pub(super) fn field(&mut self, node: Node<'_>, field: &str) -> Option<Id> {
        let node = node.child_by_field_name(field)?;
        Some(self.read(node))
    }

    /// A member of something: `of.name`.
    pub(super) fn member(&mut self, of: Node<'_>, name: Node<'_>, span: Span) -> Id {
        let of = self.read(of);
        let name = self.text_of(name);
        self.add(Kind::Member { of, name }, span)
    }

    /// A call whose arguments are the children of a node.
    pub(super) fn call(&mut self, callee: Id, arguments: Option<Node<'_>>, span: Span) -> Id {
        let mut list = Vec::new();
        if let Some(arguments) = arguments {
            for node in named_children(arguments) {
                list.extend(self.argument(node));
            }
        }
        let removed = match (self.program.kind(callee), &list[..]) {
            _ if self.is_put_off => None,
            (Kind::Member { of, name }, [key, ..]) => match name.as_str() {
                "pop" | "delete" | "remove" | "Del" => Some((*of, Some(key.value))),
                "unsetenv" | "Unsetenv" | "delenv" => Some((callee, Some(key.value))),
                _ => None,
            },
            (Kind::Member { of, name }, []) => match name.as_str() {
                "clear" => Some((*of, None)),
                "Clearenv" => Some((callee, None)),
                _ => None,
            },
            // Of Go: `delete(headers, "X")`.
            (Kind::Name(name), [of, key]) if name == "delete" => Some((of.value, Some(key.value))),
            _ => None,
        };
        // Of Python: `setattr(settings, "project", value)`.
        let given = match (self.program.kind(callee), &list[..]) {
            (Kind::Name(name), [of, key, value]) if name == "setattr" => {
                Some((of.value, key.value, value.value))
            }
            _ => None,
        };
        let call = self.add(Kind::Call { callee, arguments: list }, span);
        if let Some((of, key, value)) = given {
            let part = match self.program.kind(key) {
                Kind::Text(name) => Kind::Member { of, name: name.clone() },
                _ => Kind::Index { of, key },
            };
            let part = self.add(part, span);
            self.assign(part, value);
        }
        if let Some((of, key)) = removed {
            let (key, key_span) = match key {
                Some(key) => self.key(key),
                None => (EVERY.to_owned(), span),
            };
            let value = self.add(Kind::Nothing, span);
            self.program.sets.push(Set { of, key, key_span, value });
        }
        call
    }

    /// A key, as far as it is known.
    fn key(&self, key: Id) -> (String, Span) {
        let text = match self.program.kind(key) {
            Kind::Text(text) => text.clone(),
            _ => HOLE.to_string(),
        };
        (text, self.program.exprs[key].span)
    }

    fn argument(&mut self, node: Node<'_>) -> Option<Argument> {
        let spread = |reader: &mut Self| {
            let value = named_children(node).first().map(|inner| reader.read(*inner))?;
            Some(Argument { name: None, value, is_spread: true })
        };
        match node.kind() {
            kind if kind.contains("comment") => {
                self.read(node);
                None
            }
            "keyword_argument" => {
                let name = self.text_of(node.child_by_field_name("name")?);
                let value = self.field(node, "value")?;
                Some(Argument { name: Some(name), value, is_spread: false })
            }
            "dictionary_splat" | "spread_element" | "variadic_argument" => spread(self),
            _ => Some(Argument { name: None, value: self.read(node), is_spread: false }),
        }
    }

    /// Binds a name to a value.
    pub(super) fn bind(&mut self, name: impl Into<String>, value: Id) {
        self.bind_in(self.scope, name.into(), value);
    }

    fn bind_in(&mut self, scope: ScopeId, name: String, value: Id) {
        self.declared.insert((scope, name.clone()));
        self.program.bindings.push(Binding { name, value, scope });
    }

    /// Says that a name is one of the scope that is read, whatever it is given.
    pub(super) fn declare(&mut self, name: String) {
        self.declared.insert((self.scope, name));
    }

    /// Says that a name of the function that is read is one around it: in all of the file, or in the nearest function.
    pub(super) fn declare_outer(&mut self, name: String, is_of_file: bool) {
        let outer = match is_of_file {
            true => 0,
            false => self.scope_around(&name, 1),
        };
        self.outer.insert((self.scope, name), outer);
    }

    /// The nearest scope in which a name is declared, so many of the innermost left out; without one, that which is read.
    fn scope_around(&self, name: &str, but: usize) -> ScopeId {
        let is_declared = |scope: &ScopeId| self.declared.contains(&(*scope, name.to_owned()));
        self.program.scopes(self.scope).skip(but).find(is_declared).unwrap_or(self.scope)
    }

    /// Binds a name in all of the file.
    pub(super) fn bind_in_file(&mut self, name: impl Into<String>, value: Id) {
        self.bind_in(0, name.into(), value);
    }

    /// Reads what is undone again: what its calls do holds for a part of the file only.
    pub(super) fn read_held(&mut self, node: Node<'_>, part: Span) -> Id {
        let first = self.program.exprs.len();
        let read = self.read(node);
        for id in first..self.program.exprs.len() {
            if matches!(self.program.kind(id), Kind::Call { .. }) {
                self.program.held_for.insert(id, part);
            }
        }
        read
    }

    /// Takes away a part of something: `del a[key]`, `delete a.key`.
    pub(super) fn remove(&mut self, part: Id, span: Span) {
        if !matches!(self.program.kind(part), Kind::Name(_)) {
            let nothing = self.add(Kind::Nothing, span);
            self.assign(part, nothing);
        }
    }

    /// Gives a value to what stands on the left of an assignment.
    pub(super) fn assign(&mut self, left: Id, value: Id) {
        let (of, key, key_span) = match self.program.kind(left) {
            Kind::Name(name) => {
                let name = name.clone();
                let scope = match self.outer.get(&(self.scope, name.clone())) {
                    Some(outer) => *outer,
                    None => self.scope,
                };
                return self.bind_in(scope, name, value);
            }
            Kind::Member { of, name } => (*of, name.clone(), self.program.exprs[left].span),
            Kind::Index { of, key } => {
                let of = *of;
                let (key, span) = self.key(*key);
                (of, key, span)
            }
            _ => return,
        };
        if self.program.is_self(of) {
            self.bind_attribute(&key, value);
        }
        self.program.sets.push(Set { of, key, key_span, value });
    }

    /// Gives a value to what stands on the left of an assignment that declares no name: one around is given it.
    pub(super) fn assign_declared(&mut self, left: Id, value: Id) {
        match self.program.kind(left) {
            Kind::Name(name) => {
                let name = name.clone();
                self.bind_in(self.scope_around(&name, 0), name, value);
            }
            _ => self.assign(left, value),
        }
    }

    pub(super) fn import(
        &mut self,
        local: impl Into<String>,
        module: impl Into<String>,
        name: Option<String>,
    ) {
        let import = Import { module: module.into(), name };
        self.program.imports.insert(local.into(), import);
    }

    /// Reads what is in a scope of its own.
    pub(super) fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let scope = self.program.around.len();
        self.program.around.push(Some(self.scope));
        let outer = std::mem::replace(&mut self.scope, scope);
        let result = read(self);
        self.scope = outer;
        result
    }

    /// Reads a function; the parameters are read within its scope.
    pub(super) fn function(
        &mut self,
        name: String,
        span: Span,
        parameters: impl FnOnce(&mut Self) -> Vec<Parameter>,
        body: impl FnOnce(&mut Self),
    ) {
        let number = self.program.functions.len();
        let is_registered = !std::mem::take(&mut self.decorators).is_empty();
        if is_constructor(&name)
            && let Some(class) = self.program.class_of.get(&self.scope)
        {
            self.program.classes[*class].has_constructor = true;
        }
        let (parameters_read, returns) = (Vec::new(), Vec::new());
        self.program.functions.push(Function {
            name,
            span,
            scope: 0,
            parameters: parameters_read,
            returns,
            is_registered,
        });
        let outer = self.function.replace(number);
        self.within(|reader| {
            let parameters = parameters(reader);
            let names = parameters.iter().map(|parameter| (reader.scope, parameter.name.clone()));
            reader.declared.extend(names);
            reader.program.functions[number].parameters = parameters;
            reader.program.functions[number].scope = reader.scope;
            reader.program.function_of.insert(reader.scope, number);
            let place = reader.place;
            reader.place = Some(reader.function_branch(span));
            body(reader);
            reader.place = place;
        });
        self.function = outer;
    }

    /// What the function that is read gives back.
    pub(super) fn returns(&mut self, value: Id) {
        if let Some(function) = self.function {
            self.program.functions[function].returns.push(value);
        }
    }

    /// A parameter that takes one argument.
    pub(super) fn parameter(&self, name: Node<'_>, default: Option<Id>) -> Parameter {
        Parameter { name: self.text_of(name), of: None, default, takes: Takes::One }
    }
}

pub(super) fn span_of(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

pub(super) fn named_children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}
