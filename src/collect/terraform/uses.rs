//! What else uses the texts that tags are made of.
//!
//! A local or a variable may say what a tag says, and be compared, looked up by or put into a name elsewhere. A fix
//! of its text changes that too, and is not safe. So every expression is gone through: what comes to a tag as it
//! stands is no other use, and everything else is one of all that it mentions.

mod read_back;

use std::rc::Rc;
use std::sync::Arc;

use super::eval::{Env, Mode};
use super::loops::pairs;
use super::module::{File, Section};
use super::resource::{self, iterator};
use super::scope::{Each, Instance, entries_of};
use super::tags;
use super::types::Bears;
use super::value::{Data, Entry, Map, Val};
use crate::collect::uses::{Use, Uses, places};
use crate::project::{Place, Project, Shared};
use crate::source::{Source, Span};
use crate::text::code;
use crate::tree::Style;
use crate::tree::hcl::{Attribute, Block, Body, Expr, ExprKind, For, Operator, Part, Step};

/// Functions that hand on what they are given, or parts of it, as it is.
const HANDING_ON: [&str; 16] = [
    "merge",
    "try",
    "coalesce",
    "coalescelist",
    "concat",
    "flatten",
    "values",
    "zipmap",
    "one",
    "compact",
    "tomap",
    "tolist",
    "toset",
    "tostring",
    "sensitive",
    "nonsensitive",
];

/// Where a project is written, which decides whether a text is its own.
pub(super) struct Standing<'t> {
    /// The number of the project.
    pub(super) project: usize,
    /// Its blocks; none where these make several projects.
    pub(super) blocks: Vec<(&'t Arc<Source>, Span)>,
}

impl<'t> Standing<'t> {
    pub(super) fn new(project: usize, section: &Section<'_, 't>) -> Self {
        let blocks = match section.attribute("for_each") {
            None => section.parts.iter().map(|(file, block)| (file.source, block.span)).collect(),
            Some(_) => Vec::new(),
        };
        Standing { project, blocks }
    }

    fn owns(&self, place: Place<'t>) -> bool {
        self.blocks
            .iter()
            .any(|(source, span)| Arc::ptr_eq(source, place.source) && span.contains(place.span))
    }
}

/// Notes in the projects of a root module which of their texts something else uses too.
pub(super) fn note<'t>(
    root: &Rc<Instance<'_, 't>>,
    judged: &dyn Fn(&str) -> bool,
    projects: &mut [Project<'t>],
    standings: &[Standing<'t>],
) {
    let foreign =
        |standing: &Standing<'t>| places(&projects[standing.project]).any(|place| !standing.owns(place));
    let reads_back = || {
        let mut sources = root.module.bodies.iter().map(|(file, _)| file.source.text());
        sources.any(read_back::may_read_tags)
    };
    if !standings.iter().any(foreign) && !reads_back() {
        return;
    }
    let mut walker = Walker { judged, uses: Uses::default(), all: None };
    walker.instance(root);
    walker.uses.mark_keys(standings.iter().map(|standing| &projects[standing.project]));
    for standing in standings {
        let project = &mut projects[standing.project];
        let shared = places(project).filter_map(|place| walker.shared(place, standing)).collect();
        project.shared = shared;
    }
}

/// Goes through a configuration.
struct Walker<'j, 't> {
    judged: &'j dyn Fn(&str) -> bool,
    uses: Uses<'t>,
    /// What may use anything: nobody can tell.
    all: Option<&'static str>,
}

impl<'t> Walker<'_, 't> {
    fn shared(&self, place: Place<'t>, standing: &Standing<'t>) -> Option<Shared<'t>> {
        let any = || {
            let user = self.all.filter(|_| !standing.owns(place))?;
            Some(Shared { place, user: user.to_owned(), at: None })
        };
        self.uses.shared(place).or_else(any)
    }

    fn mark(&mut self, place: Option<Place<'t>>, by: &Use<'t>) {
        if let Some(place) = place {
            self.uses.mark(place, by);
        }
    }

    /// Everything that a value is made of.
    fn mark_all(&mut self, value: &Val<'t>, by: &Use<'t>) {
        match &value.data {
            Data::List(list) => {
                self.mark(list.container.map(|container| container.place), by);
                list.items.iter().for_each(|item| self.mark_all(item, by));
            }
            Data::Map(map) => {
                self.mark(map.container.map(|container| container.place), by);
                for entry in &map.entries {
                    self.mark(entry.key.place, by);
                    self.mark_all(&entry.value, by);
                }
            }
            Data::OneOf(one) => one.values.iter().for_each(|value| self.mark_all(value, by)),
            _ => self.mark(value.place, by),
        }
    }

    /// The keys of a map that are asked for: the one of a name, or any.
    fn mark_keys(&mut self, value: &Val<'t>, name: Option<&str>, by: &Use<'t>) {
        for value in value.alternatives() {
            let Data::Map(map) = &value.data else { continue };
            for entry in map.entries.iter().filter(|entry| name.is_none_or(|name| *entry.name == *name)) {
                self.mark(entry.key.place, by);
            }
        }
    }

    /// Goes through an instance of a module and the modules that it calls.
    fn instance<'p>(&mut self, instance: &Rc<Instance<'p, 't>>) {
        let module = instance.module;
        for (file, body) in &module.bodies {
            for block in &body.blocks {
                match &*block.kind.text {
                    "resource" | "module" => {}
                    kind => self.block(instance, file, block, kind),
                }
            }
        }
        for section in &module.resources {
            let kind = section.block().labels.first().map_or("", |label| &*label.text);
            let bears = resource::judged(kind, self.judged).unwrap_or(Bears::Nothing);
            self.section(instance, section, bears);
        }
        for call in &module.calls {
            let children = instance.children(call);
            let is_read = children.iter().any(|child| !child.instance.module.bodies.is_empty());
            self.call(instance, call, is_read);
            children.iter().for_each(|child| self.instance(&child.instance));
        }
        if module.is_broken {
            self.all.get_or_insert("a file that cannot be read");
        }
        if instance.program.fuel.get() == 0 {
            self.all.get_or_insert("what is too large to be gone through");
        }
    }

    fn block<'p>(
        &mut self,
        instance: &Rc<Instance<'p, 't>>,
        file: &'p File<'t>,
        block: &'p Block,
        kind: &str,
    ) {
        let (each, mode) = (Each::Single, Mode::default());
        let env = Env::new(instance, file, &each, &mode);
        match kind {
            "locals" => block.body.attributes.iter().for_each(|local| self.walk(&env, &local.value, true)),
            "variable" => {
                let is_other = |attribute: &&Attribute| !matches!(&*attribute.name.text, "default" | "type");
                for attribute in block.body.attributes.iter().filter(is_other) {
                    self.walk(&env, &attribute.value, false);
                    // In JSON it is a text, which is not taken apart.
                    if &*attribute.name.text == "validation"
                        && let Some(name) = block.labels.first()
                    {
                        let by = (
                            format!("the validation of {}", code(&format!("var.{}", name.text))),
                            file.name_place(&attribute.name),
                        );
                        self.mark_all(&instance.named(false, &name.text, &mode), &by);
                    }
                }
                block.body.blocks.iter().for_each(|inner| self.body(&env, &inner.body));
            }
            "output" => {
                let is_read = instance.caller.is_some();
                for attribute in &block.body.attributes {
                    self.walk(&env, &attribute.value, is_read && &*attribute.name.text == "value");
                }
                block.body.blocks.iter().for_each(|inner| self.body(&env, &inner.body));
            }
            "provider" => {
                block.body.attributes.iter().for_each(|argument| self.walk(&env, &argument.value, false));
                for inner in &block.body.blocks {
                    let is_default = &*inner.kind.text == "default_tags";
                    for attribute in &inner.body.attributes {
                        self.walk(&env, &attribute.value, is_default && &*attribute.name.text == "tags");
                    }
                    inner.body.blocks.iter().for_each(|deeper| self.body(&env, &deeper.body));
                }
            }
            _ => {
                // `data` and its like: no more than a resource that bears no tags.
                self.repeated(instance, &[(file, block)], &mut |walker, env, block| {
                    let others = block.body.attributes.iter().filter(|attribute| !is_loop(attribute));
                    others.for_each(|attribute| walker.walk(env, &attribute.value, false));
                    block.body.blocks.iter().for_each(|inner| walker.body(env, &inner.body));
                });
            }
        }
    }

    /// A resource: what stands in its tags is no other use where these are judged.
    fn section<'p>(&mut self, instance: &Rc<Instance<'p, 't>>, section: &Section<'p, 't>, bears: Bears) {
        let argument = tags::argument(bears);
        let bears_tags = bears != Bears::Nothing;
        self.repeated(instance, &section.parts, &mut |walker, env, block| {
            for attribute in block.body.attributes.iter().filter(|attribute| !is_loop(attribute)) {
                walker.walk(env, &attribute.value, bears_tags && &*attribute.name.text == argument);
            }
            for inner in &block.body.blocks {
                let label = inner.labels.first().map(|label| &*label.text);
                match (&*inner.kind.text, label, bears) {
                    ("tag", _, Bears::Blocks) => walker.tag_block(env, &inner.body),
                    ("dynamic", Some("tag"), Bears::Blocks) => walker.dynamic_tags(env, inner),
                    (kind, _, Bears::Map { .. }) if kind == argument => {
                        inner.body.attributes.iter().for_each(|tag| walker.walk(env, &tag.value, true));
                    }
                    _ => walker.body(env, &inner.body),
                }
            }
        });
    }

    /// The call of a module: what it is given is used where the module uses it, if that is at hand.
    fn call<'p>(&mut self, instance: &Rc<Instance<'p, 't>>, call: &Section<'p, 't>, is_read: bool) {
        self.repeated(instance, &call.parts, &mut |walker, env, block| {
            for attribute in block.body.attributes.iter().filter(|attribute| !is_loop(attribute)) {
                walker.walk(env, &attribute.value, is_read);
            }
        });
    }

    /// Goes through blocks once for each instance that `count` or `for_each` makes.
    fn repeated<'p>(
        &mut self,
        instance: &Rc<Instance<'p, 't>>,
        parts: &[(&'p File<'t>, &'p Block)],
        then: &mut dyn FnMut(&mut Self, &Env<'_, 'p, 't>, &'p Block),
    ) {
        let mode = Mode::default();
        let section = Section { parts: parts.to_vec() };
        if instance.program.fuel.get() == 0 {
            return;
        }
        let mut instances = instance.instances(&section);
        instance.program.spend(instances.len() as u64);
        if let Some(code) = section.attribute("count") {
            self.walk(&Env::new(instance, code.file, &Each::Single, &mode), code.expr, false);
        }
        if let Some(code) = section.attribute("for_each") {
            let env = Env::new(instance, code.file, &Each::Single, &mode);
            self.walk(&env, code.expr, true);
            let (value, by) = (env.eval(code.expr), named(&env, code.expr));
            let is_known = |each: &Each<'t>| matches!(each, Each::Entry(key, _) if !key.is_unknown());
            // The keys of what is gone through are those of the instances.
            match &value.data {
                Data::Map(_) if instances.iter().all(is_known) => self.mark_keys(&value, None, &by),
                _ => self.mark_all(&value, &by),
            }
        }
        if instances.is_empty() {
            instances.push(Each::Single);
        }
        for each in instances.iter().take_while(|_| instance.program.fuel.get() > 0) {
            for (file, block) in parts {
                then(self, &Env::new(instance, file, each, &mode), block);
            }
        }
    }

    /// Arguments and blocks that have nothing to do with tags.
    fn body(&mut self, env: &Env<'_, '_, 't>, body: &Body) {
        body.attributes.iter().for_each(|attribute| self.walk(env, &attribute.value, false));
        body.blocks.iter().for_each(|block| self.body(env, &block.body));
    }

    fn tag_block(&mut self, env: &Env<'_, '_, 't>, body: &Body) {
        for attribute in &body.attributes {
            self.walk(env, &attribute.value, matches!(&*attribute.name.text, "key" | "value"));
        }
    }

    fn dynamic_tags(&mut self, env: &Env<'_, '_, 't>, block: &Block) {
        let Some(for_each) = block.body.attribute("for_each") else { return };
        self.walk(env, &for_each.value, true);
        for each in entries_of(&env.eval(&for_each.value)) {
            let Each::Entry(key, value) = each else { continue };
            let field =
                |name: &str, value: Val<'t>| Entry { key: Val::text(name, None), name: name.into(), value };
            let entries = vec![field("key", key), field("value", value)];
            let bound = Val::map(Map { entries, ..Map::default() }, None);
            env.with(iterator(block), bound, |env| {
                block.body.blocks("content").for_each(|content| self.tag_block(env, &content.body));
            });
        }
    }

    /// Goes through an expression. What it hands on as it is (`handed`) is no use yet; all else that it mentions is
    /// used by it.
    fn walk(&mut self, env: &Env<'_, '_, 't>, expr: &Expr, handed: bool) {
        let program = env.instance.program;
        if program.fuel.get() == 0 {
            return;
        }
        program.spend(1);
        match &expr.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) => {}
            ExprKind::Variable(_) => self.reference(env, expr, &env.eval(expr), &[], handed),
            ExprKind::Template(template) => match template.parts.as_slice() {
                [Part::Interpolation(inner)] => self.walk(env, inner, handed),
                parts => self.parts(env, parts),
            },
            ExprKind::List(items) => items.iter().for_each(|item| self.walk(env, item, handed)),
            ExprKind::Object(items) => {
                for item in items {
                    if !matches!(item.key.kind, ExprKind::Variable(_)) {
                        self.walk(env, &item.key, handed);
                    }
                    self.walk(env, &item.value, handed);
                }
            }
            ExprKind::For(made) => self.for_expression(env, made, handed),
            ExprKind::Call(call) => {
                let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
                match (name, call.arguments.as_slice()) {
                    ("lookup", [map, key, default @ ..]) if handed => {
                        self.walk(env, map, true);
                        self.walk(env, key, false);
                        let name = env.eval(key).as_text();
                        self.mark_keys(&env.eval(map), name.as_deref(), &named(env, map));
                        default.iter().for_each(|default| self.walk(env, default, true));
                    }
                    // How many items there are does not depend on what they say.
                    ("length", [list]) if matches!(env.eval(list).data, Data::List(_)) => {
                        self.walk(env, list, true);
                        if let Data::List(counted) = &env.eval(list).data {
                            self.mark(counted.container.map(|container| container.place), &named(env, list));
                        }
                    }
                    (name, arguments) => {
                        let handed = handed && HANDING_ON.contains(&name);
                        arguments.iter().for_each(|argument| self.walk(env, argument, handed));
                    }
                }
            }
            ExprKind::Traversal(root, steps) => {
                for step in steps {
                    if let Step::Index(key) | Step::LegacyIndex(key) = step {
                        self.walk(env, key, false);
                    }
                }
                match &root.kind {
                    ExprKind::Variable(name) => {
                        match &**name {
                            "module" => self.outputs(env, expr, steps),
                            kind => self.resource_tags(env, expr, kind, steps),
                        }
                        let (value, steps) = env.beginning(name, steps);
                        self.reference(env, expr, &value, steps, handed);
                    }
                    _ => self.walk(env, root, false),
                }
            }
            ExprKind::Unary(_, operand) => self.walk(env, operand, false),
            ExprKind::Operation(first, rest) => {
                let is_nothing =
                    |expr: &Expr| matches!(expr.kind, ExprKind::Null) || expr.literal() == Some("");
                // No fix makes something of nothing, or nothing of something.
                let asks_for_any = match rest.as_slice() {
                    [(Operator::Equal | Operator::NotEqual, second)] => {
                        is_nothing(first) || is_nothing(second)
                    }
                    _ => false,
                };
                self.walk(env, first, asks_for_any);
                rest.iter().for_each(|(_, operand)| self.walk(env, operand, asks_for_any));
            }
            ExprKind::Conditional(arms, otherwise) => {
                for (condition, then) in arms {
                    self.walk(env, condition, false);
                    self.walk(env, then, handed);
                }
                self.walk(env, otherwise, handed);
            }
            ExprKind::Parentheses(inner) => self.walk(env, inner, handed),
        }
    }

    /// A text that is put together.
    fn parts(&mut self, env: &Env<'_, '_, 't>, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Literal(_) => {}
                Part::Interpolation(expr) => self.walk(env, expr, false),
                Part::If(condition, then, otherwise) => {
                    self.walk(env, condition, false);
                    self.parts(env, then);
                    self.parts(env, otherwise);
                }
                Part::For(_, _, collection, inner) => {
                    self.walk(env, collection, false);
                    self.parts(env, inner);
                }
            }
        }
    }

    fn for_expression(&mut self, env: &Env<'_, '_, 't>, made: &For, handed: bool) {
        let collection = env.eval(&made.collection);
        let pairs = pairs(&collection).filter(|_| handed);
        self.walk(env, &made.collection, pairs.is_some());
        let mut body = |env: &Env<'_, '_, 't>| {
            made.key.iter().for_each(|key| self.walk(env, key, handed));
            self.walk(env, &made.value, handed);
            made.condition.iter().for_each(|condition| self.walk(env, condition, false));
        };
        let names = (made.key_name.as_deref(), &*made.value_name);
        match pairs {
            Some((pairs, _)) => pairs.into_iter().for_each(|pair| env.with_pair(names, pair, &mut body)),
            None => body(env),
        }
    }

    /// A name and the steps from there: the keys on the way are used by it, and, where it is not handed on, all of
    /// what it leads to.
    fn reference(
        &mut self,
        env: &Env<'_, '_, 't>,
        expr: &Expr,
        value: &Val<'t>,
        steps: &[Step],
        handed: bool,
    ) {
        let by = named(env, expr);
        let mut value = value.clone();
        for step in steps {
            let key = match step {
                Step::Attribute(name) => Some(name.text.clone()),
                Step::Index(key) | Step::LegacyIndex(key) => env.eval(key).as_text(),
                Step::AttributeSplat | Step::Splat => return self.mark_all(&value, &by),
            };
            self.mark_keys(&value, key.as_deref(), &by);
            let part = env.step(value.clone(), step);
            if part.is_unknown() {
                return self.mark_all(&value, &by);
            }
            value = part;
        }
        if !handed {
            env.instance.program.spend(value.size() * 4);
            self.mark_all(&value, &by);
        }
    }
}

fn is_loop(attribute: &Attribute) -> bool {
    matches!(&*attribute.name.text, "count" | "for_each")
}

/// What a use is called, and where it stands.
fn named<'t>(env: &Env<'_, '_, 't>, expr: &Expr) -> Use<'t> {
    let names = expr.bare().names();
    let words = if names.is_empty() { "an expression".to_owned() } else { code(&names.join(".")) };
    (words, env.file.place(expr.span, Style::Flow))
}
