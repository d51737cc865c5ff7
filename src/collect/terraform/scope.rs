//! What names stand for: variables, locals, modules that are called, within one instance of a module.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::eval::{Env, Mode};
use super::module::{Code, Module, Section};
use super::typing;
use super::value::{Data, Val, same};
use crate::source::{Source, Span};
use crate::tree::Style;
use crate::tree::hcl::Expr;

/// How deep modules may call each other.
const MOST_CALLS: usize = 64;
/// How many instances `count` or `for_each` may make before they count as one of which nothing is known.
const MOST_INSTANCES: usize = 1000;
/// How many locals and variables may stand behind each other.
const MOST_CHAIN: usize = 50;
/// What an instance of a module costs of the work that is allowed.
const INSTANCE_COST: u64 = 100;

/// All modules that were read, by their folder.
#[derive(Debug)]
pub(super) struct Program<'p, 't> {
    pub(super) modules: HashMap<&'p str, Module<'p, 't>>,
    /// What work is left before all that remains is unknown: no configuration may keep taglint busy for ever.
    pub(super) fuel: Cell<u64>,
    /// How deep expressions are being evaluated.
    pub(super) depth: Cell<usize>,
    /// How many locals and variables stand behind each other in what was read since the innermost one began.
    pub(super) chain: Cell<usize>,
    /// Variables whose default was read since the innermost condition began.
    pub(super) reads: RefCell<BTreeSet<Arc<str>>>,
    /// Calls that are not followed, because they go too deep or take too much work.
    pub(super) cut: RefCell<Vec<(&'t Arc<Source>, Span)>>,
}

impl<'p, 't> Program<'p, 't> {
    /// Notes that a call is not followed.
    fn cut(&self, call: &Section<'p, 't>) {
        let block = call.block();
        let span = block.labels.first().map_or(block.kind.span, |label| label.span);
        let cut = (call.file().source, span);
        let mut known = self.cut.borrow_mut();
        if !known.iter().any(|(source, span)| Arc::ptr_eq(source, cut.0) && *span == cut.1) {
            known.push(cut);
        }
    }

    /// Takes from the work that is left.
    pub(super) fn spend(&self, work: u64) {
        self.fuel.set(self.fuel.get().saturating_sub(work));
    }
}

/// One use of a module: the root, or one instance of a call.
#[derive(Debug)]
pub(super) struct Instance<'p, 't> {
    pub(super) program: &'p Program<'p, 't>,
    pub(super) module: &'p Module<'p, 't>,
    /// What stands before the addresses of its resources: nothing, or `module.a.`.
    pub(super) prefix: String,
    pub(super) caller: Option<Caller<'p, 't>>,
    memo: RefCell<HashMap<Key, Memo<'t>>>,
    children: RefCell<HashMap<&'p str, Rc<Vec<Child<'p, 't>>>>>,
    level: usize,
}

/// Who called a module, and how.
#[derive(Debug)]
pub(super) struct Caller<'p, 't> {
    pub(super) instance: Rc<Instance<'p, 't>>,
    pub(super) call: &'p Section<'p, 't>,
    pub(super) each: Each<'t>,
}

/// An instance of a call, and the key it goes by where the call makes several.
#[derive(Debug)]
pub(super) struct Child<'p, 't> {
    pub(super) each: Each<'t>,
    pub(super) instance: Rc<Instance<'p, 't>>,
}

/// What `each` and `count` say in one instance of a resource or call.
#[derive(Clone, Debug, Default)]
pub(super) enum Each<'t> {
    /// There is one, and neither is known.
    #[default]
    Single,
    /// `count.index`
    Count(Val<'t>),
    /// `each.key`, `each.value`
    Entry(Val<'t>, Val<'t>),
}

impl Each<'_> {
    /// With a key that no fix may touch: another key would be another resource, and the old one destroyed.
    fn with_fixed_key(mut self) -> Self {
        if let Each::Entry(key, value) = &mut self {
            let is_key = value.entry == key.entry && same(key.place, value.place);
            for fixed in [Some(&mut *key), Some(value).filter(|_| is_key)].into_iter().flatten() {
                if let Some(place) = &mut fixed.place {
                    place.style = Style::Flow;
                }
            }
        }
        self
    }

    /// What stands behind an address: `["a"]`, `[0]`, nothing where it is not known.
    pub(super) fn suffix(&self) -> String {
        match self {
            Each::Single => String::new(),
            Each::Count(index) => index.as_text().map_or(String::new(), |index| format!("[{index}]")),
            Each::Entry(key, _) => key.as_text().map_or(String::new(), |key| format!("[{key:?}]")),
        }
    }
}

#[derive(PartialEq, Eq, Hash, Debug)]
struct Key {
    local: bool,
    name: Arc<str>,
    mode: Mode,
}

#[derive(Debug)]
enum Memo<'t> {
    /// It is being worked out: who asks again goes in a circle.
    Pending,
    Done(Rc<Done<'t>>),
}

#[derive(Debug)]
struct Done<'t> {
    value: Val<'t>,
    reads: BTreeSet<Arc<str>>,
    chain: usize,
}

impl<'p, 't> Instance<'p, 't> {
    pub(super) fn root(program: &'p Program<'p, 't>, module: &'p Module<'p, 't>) -> Rc<Self> {
        Rc::new(Instance::new(program, module, String::new(), None, 0))
    }

    fn new(
        program: &'p Program<'p, 't>,
        module: &'p Module<'p, 't>,
        prefix: String,
        caller: Option<Caller<'p, 't>>,
        level: usize,
    ) -> Self {
        let (memo, children) = Default::default();
        Instance { program, module, prefix, caller, memo, children, level }
    }

    /// The value of a local or variable, worked out once for each way of asking.
    pub(super) fn named(self: &Rc<Self>, local: bool, name: &str, mode: &Mode) -> Val<'t> {
        let key = || Key { local, name: name.into(), mode: mode.clone() };
        let known = match self.memo.borrow().get(&key()) {
            Some(Memo::Pending) => return Val::unknown(None),
            Some(Memo::Done(done)) => Some(done.clone()),
            None => None,
        };
        let done = known.unwrap_or_else(|| {
            self.memo.borrow_mut().insert(key(), Memo::Pending);
            let done = Rc::new(self.work_out(local, name, mode));
            self.memo.borrow_mut().insert(key(), Memo::Done(done.clone()));
            done
        });
        let program = self.program;
        program.reads.borrow_mut().extend(done.reads.iter().cloned());
        program.chain.set(program.chain.get().max(done.chain));
        done.value.clone()
    }

    fn work_out(self: &Rc<Self>, local: bool, name: &str, mode: &Mode) -> Done<'t> {
        let program = self.program;
        let (reads, chain) = (program.reads.take(), program.chain.take());
        let value = if local { self.local(name, mode) } else { self.variable(name, mode) };
        let (reads, chain) = (program.reads.replace(reads), program.chain.replace(chain) + 1);
        // Values that nest without end would exhaust the stack when they are dropped.
        let value = if chain > MOST_CHAIN { Val::unknown(None) } else { value };
        Done { value, reads, chain }
    }

    fn local(self: &Rc<Self>, name: &str, mode: &Mode) -> Val<'t> {
        match self.module.locals.get(name) {
            Some(&code) => Env::new(self, code.file, &Each::Single, mode).eval(code.expr),
            None => Val::unknown(None),
        }
    }

    fn variable(self: &Rc<Self>, name: &str, mode: &Mode) -> Val<'t> {
        let Some(section) = self.module.variables.get(name) else { return Val::unknown(None) };
        let flag = |name: &str| {
            section.attribute(name).and_then(|code| match &code.expr.bare().kind {
                crate::tree::hcl::ExprKind::Bool(yes) => Some(*yes),
                _ => None,
            })
        };
        let nullable = flag("nullable") != Some(false);
        let given = self.argument(name, mode).filter(|given| nullable || !given.is_null());
        let value = match given {
            Some(given) => given,
            None => self.default(section, name, mode),
        };
        let typed = match section.attribute("type") {
            Some(code) => typing::convert(value, code, &Env::new(self, code.file, &Each::Single, mode)),
            None => value,
        };
        typed.hidden(flag("sensitive") == Some(true) || flag("ephemeral") == Some(true))
    }

    /// What the caller, or a file of values, gives for a variable.
    fn argument(self: &Rc<Self>, name: &str, mode: &Mode) -> Option<Val<'t>> {
        match &self.caller {
            Some(caller) => {
                let code = caller.call.attribute(name)?;
                Some(Env::new(&caller.instance, code.file, &caller.each, mode).eval(code.expr))
            }
            None if self.module.broken_values => Some(Val::unknown(None)),
            None => {
                let code = self.module.values.get(name)?;
                Some(Env::new(self, code.file, &Each::Single, mode).eval(code.expr))
            }
        }
    }

    /// The default of a variable. In a root module another value may be given instead, which is why a condition
    /// that asks for it decides nothing.
    fn default(self: &Rc<Self>, section: &Section<'p, 't>, name: &str, mode: &Mode) -> Val<'t> {
        let Some(code) = section.attribute("default") else { return Val::unknown(None) };
        if self.caller.is_none() {
            if mode.blind.iter().any(|blind| **blind == *name) {
                return Val::unknown(None);
            }
            self.program.reads.borrow_mut().insert(name.into());
        }
        Env::new(self, code.file, &Each::Single, mode).eval(code.expr)
    }

    /// The instances that a call of a module makes; none where it makes none or the module is not at hand.
    pub(super) fn children(self: &Rc<Self>, call: &'p Section<'p, 't>) -> Rc<Vec<Child<'p, 't>>> {
        let Some(name) = call.block().labels.first().map(|label| &*label.text) else { return Rc::default() };
        if let Some(children) = self.children.borrow().get(name) {
            return children.clone();
        }
        // Who asks again while the call is being worked out goes in a circle, and finds nothing.
        self.children.borrow_mut().insert(name, Rc::default());
        let children = Rc::new(self.make_children(call, name));
        self.children.borrow_mut().insert(name, children.clone());
        children
    }

    fn make_children(self: &Rc<Self>, call: &'p Section<'p, 't>, name: &str) -> Vec<Child<'p, 't>> {
        let Some(module) = self.called(call) else { return Vec::new() };
        // A module that calls itself, over however many others, is no configuration.
        if self.is_within(module) {
            return Vec::new();
        }
        if self.level >= MOST_CALLS {
            self.program.cut(call);
            return Vec::new();
        }
        let affordable = |_: &Each<'t>| {
            self.program.spend(INSTANCE_COST);
            let is_affordable = self.program.fuel.get() > 0;
            if !is_affordable {
                self.program.cut(call);
            }
            is_affordable
        };
        let instances = self.instances(call).into_iter().take_while(affordable).map(|each| {
            let prefix = format!("{}module.{name}{}.", self.prefix, each.suffix());
            let caller = Caller { instance: self.clone(), call, each: each.clone() };
            let instance = Instance::new(self.program, module, prefix, Some(caller), self.level + 1);
            Child { each, instance: Rc::new(instance) }
        });
        instances.collect()
    }

    /// Whether this is an instance of a module, or was called by one.
    fn is_within(&self, module: &Module<'p, 't>) -> bool {
        let caller = self.caller.as_ref().map(|caller| &caller.instance);
        std::ptr::eq(self.module, module) || caller.is_some_and(|caller| caller.is_within(module))
    }

    /// The module that a call names, where it is at hand.
    pub(super) fn called(&self, call: &Section<'p, 't>) -> Option<&'p Module<'p, 't>> {
        let folder = local_source(call.attribute("source")?.expr, self.module.folder)?;
        self.program.modules.get(&*folder)
    }

    /// The instances of a resource or call after its `count` or `for_each`.
    pub(super) fn instances(self: &Rc<Self>, section: &Section<'p, 't>) -> Vec<Each<'t>> {
        let ask =
            |code: Code<'p, 't>, mode: &Mode| Env::new(self, code.file, &Each::Single, mode).eval(code.expr);
        let evaluate = |code: Code<'p, 't>| ask(code, &Mode::deciding());
        if let Some(code) = section.attribute("count") {
            let count = evaluate(code);
            return match count.as_index() {
                Some(count) if count <= MOST_INSTANCES => (0..count)
                    .map(|index| Each::Count(Val::new(Data::Number(index.to_string().into()), None)))
                    .collect(),
                // `count` of null is one instance, which goes by no index.
                _ => vec![Each::Count(Val::unknown(None))],
            };
        }
        if let Some(code) = section.attribute("for_each") {
            // What there is goes by the defaults; what it says does not, where it need not.
            let asked = ask(code, &Mode::default());
            let known = !matches!(asked.data, Data::Unknown | Data::Failed | Data::OneOf(_));
            let value = if known { asked } else { evaluate(code) };
            return entries_of(&value).into_iter().map(Each::with_fixed_key).collect();
        }
        // OpenTofu's `lifecycle { enabled = … }`.
        let mut lifecycles = section.blocks("lifecycle").into_iter();
        let disabled = lifecycles.any(|(file, block)| {
            let enabled = block.body.attribute("enabled");
            enabled
                .is_some_and(|enabled| evaluate(Code { expr: &enabled.value, file }).as_bool() == Some(false))
        });
        if disabled {
            return Vec::new();
        }
        vec![Each::Single]
    }

    /// `module.name`, with its outputs, and with its instances where it makes several.
    pub(super) fn module_output(
        self: &Rc<Self>,
        name: &str,
        key: Option<&Val<'t>>,
        output: &str,
        mode: &Mode,
    ) -> Val<'t> {
        let named = |call: &&'p Section<'p, 't>| {
            call.block().labels.first().is_some_and(|label| *label.text == *name)
        };
        let Some(call) = self.module.calls.iter().find(named) else { return Val::unknown(None) };
        let children = self.children(call);
        let wanted = key.map(Val::as_text);
        let child = match &wanted {
            None => children.iter().find(|child| matches!(child.each, Each::Single)),
            Some(None) => None,
            Some(Some(key)) => children.iter().find(|child| match &child.each {
                Each::Single => false,
                Each::Count(index) => index.as_text().as_ref() == Some(key),
                Each::Entry(entry, _) => entry.as_text().as_ref() == Some(key),
            }),
        };
        let Some(child) = child else { return Val::unknown(None) };
        let Some(section) = child.instance.module.outputs.get(output) else { return Val::unknown(None) };
        let Some(code) = section.attribute("value") else { return Val::unknown(None) };
        if self.program.depth.get() > super::eval::MOST_DEPTH {
            return Val::unknown(None);
        }
        Env::new(&child.instance, code.file, &Each::Single, mode).eval(code.expr)
    }
}

/// The entries that `for_each` goes through; one of which nothing is known where they are not known.
pub(super) fn entries_of<'t>(value: &Val<'t>) -> Vec<Each<'t>> {
    let unknown = || Each::Entry(Val::unknown(None), Val::unknown(None));
    let mut entries: Vec<Each<'t>> = match &value.data {
        Data::Map(map) => map
            .sorted()
            .into_iter()
            .map(|entry| Each::Entry(entry.key.clone(), entry.value.clone()))
            .chain(map.unknown.iter().take(1).map(|_| unknown()))
            .collect(),
        Data::List(list) => list
            .items
            .iter()
            .map(|item| Each::Entry(item.clone(), item.clone()))
            .chain(list.unknown.iter().take(1).map(|_| unknown()))
            .collect(),
        Data::Null => Vec::new(),
        _ => vec![unknown()],
    };
    if entries.len() > MOST_INSTANCES {
        entries = vec![unknown()];
    }
    if value.secret {
        for entry in &mut entries {
            if let Each::Entry(key, value) = entry {
                (key.secret, value.secret) = (true, true);
            }
        }
    }
    entries
}

/// The name that a call of a module goes by.
pub(super) fn call_name<'p>(call: &Section<'p, '_>) -> &'p str {
    call.block().labels.first().map_or("", |label| &*label.text)
}

/// The folder that a call of a local module names.
pub(super) fn local_source(source: &Expr, folder: &str) -> Option<String> {
    source.literal().filter(|_| is_local(source)).map(|source| join(folder, source))
}

/// Whether a call names a folder beside its own, rather than a registry or a repository.
pub(super) fn is_local(source: &Expr) -> bool {
    source.literal().is_some_and(|source| {
        source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
    })
}

/// A path below or beside a folder, without `.` and, where it can be, without `..`.
fn join(folder: &str, path: &str) -> String {
    let absolute = folder.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// The folder in the one form in which modules are looked up.
pub(super) fn normal(folder: &str) -> String {
    join(folder, "")
}
