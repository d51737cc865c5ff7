//! Which SDK a client is of that a call constructs.

use super::super::program::{Class, Id, Kind};
use super::context::Constructions;
use crate::client::{Form, Sdk};

/// How far a class may be derived from a client by way of other classes.
const DEPTH: usize = 8;

/// The functions of test frameworks that replace what they are given by something that sends nothing.
const REPLACING: [&str; 10] = [
    "patch",
    "object",
    "start",
    "Mock",
    "MagicMock",
    "AsyncMock",
    "NonCallableMock",
    "create_autospec",
    "fn",
    "mocked",
];

/// An SDK, and whether a client is surely of it and not only called so.
pub(super) type Known = (&'static Sdk, bool);

impl Constructions<'_> {
    /// The SDK whose client a call constructs.
    pub(super) fn sdk_of(&self, call: Id) -> Option<Known> {
        let Kind::Call { callee, arguments } = self.program.kind(call) else { return None };
        if let Some(class) = self.class_that_constructs(call) {
            return self.sdk_of_bases(class, 0);
        }
        match (self.program.callee_name(call), &arguments[..]) {
            (Some("partial"), [of, ..]) => self.sdk_constructed_by(of.value),
            _ => self.sdk_constructed_by(*callee),
        }
    }

    /// The class whose constructor constructs what it is derived from by this call: `super().__init__(…)`, `super(…)`.
    pub(super) fn class_that_constructs(&self, call: Id) -> Option<&Class> {
        let Kind::Call { callee, .. } = self.program.kind(call) else { return None };
        match self.program.path(*callee)?[..] {
            ["super"] if matches!(self.program.kind(*callee), Kind::Name(_)) => {}
            ["super", "__init__"] => {}
            _ => return None,
        }
        let class = self.program.class_around(self.program.exprs[call].scope)?;
        // `super()` alone is no construction in Python.
        class.has_constructor.then_some(class)
    }

    /// The class that is derived from a client which a call constructs.
    pub(super) fn class_of(&self, call: Id) -> Option<&Class> {
        self.class_that_constructs(call)
            .or_else(|| self.program.class_of_name(self.program.callee_name(call)?))
    }

    /// The SDK by what is called: by its own name, another one, or that of a class that is derived from a client.
    fn sdk_constructed_by(&self, callee: Id) -> Option<Known> {
        if let Some(known) = self.sdk_named(callee) {
            return Some(known);
        }
        let name = self.values.name_of(callee)?;
        if let Some(class) = self.program.class_of_name(&name) {
            return self.sdk_of_class(class, 0);
        }
        let is_called_so = self.sdks.iter().any(|sdk| sdk.constructors.contains(&name.as_str()));
        if !is_called_so && !self.values.is_alias(&name) {
            return None;
        }
        self.values.leaves(callee).into_iter().find_map(|leaf| self.sdk_given(leaf))
    }

    /// The SDK that a value is: by its name, or by what a call is given that gives it back.
    fn sdk_given(&self, value: Id) -> Option<Known> {
        let Kind::Call { arguments, .. } = self.program.kind(value) else { return self.sdk_named(value) };
        let replaces = REPLACING.contains(&self.program.callee_name(value)?);
        // What takes the place of another one calls what it wraps, and nothing else that it is given.
        let passed = arguments.iter().filter(|it| !replaces || it.name.as_deref() == Some("wraps"));
        passed.into_iter().find_map(|argument| self.sdk_named(argument.value))
    }

    /// The SDK of a class that is constructed as what it is derived from; one with a constructor of its own is not.
    fn sdk_of_class(&self, class: &Class, depth: usize) -> Option<Known> {
        match class.has_constructor {
            true => None,
            false => self.sdk_of_bases(class, depth),
        }
    }

    fn sdk_of_bases(&self, class: &Class, depth: usize) -> Option<Known> {
        if depth == DEPTH {
            return None;
        }
        class.bases.iter().find_map(|base| {
            if let Some(known) = self.sdk_named(*base) {
                return Some(known);
            }
            let name = self.values.name_of(*base)?;
            let class = self.program.class_of_name(&name)?;
            self.sdk_of_class(class, depth + 1)
        })
    }

    fn sdk_named(&self, callee: Id) -> Option<Known> {
        let mut path = self.program.path(callee)?;
        if path.len() > 1 && matches!(path.last(), Some(&("builder" | "fromEnv"))) {
            path.pop();
        }
        let (first, last) = (*path.first()?, *path.last()?);
        let import = self.program.imports.get(first);
        // What the file itself makes is of no SDK: `with patch("openai.OpenAI") as OpenAI`.
        if import.is_none()
            && path.len() == 1
            && self.values.is_bound(first, self.program.exprs[callee].scope)
        {
            return None;
        }
        let name = match (&path[..], import.and_then(|import| import.name.as_deref())) {
            // What a module gives by default is its client, whatever it is called here.
            ([_], Some("default")) => {
                self.default_of(import.map(|import| import.module.as_str())).unwrap_or(last)
            }
            ([_], Some(name)) => name,
            _ => last,
        };
        let module = import.map(|import| import.module.as_str());
        // A client of another library may be called so, too.
        let is_any = matches!(name, "Client" | "AsyncClient");
        let of_name = self.sdks.iter().filter(|sdk| sdk.constructors.contains(&name));
        let is_of = |sdk: &&Sdk, module: &str| sdk.modules.iter().any(|known| is_within(module, known));
        match module {
            Some(module) => {
                let known = of_name.clone().filter(|sdk| is_of(sdk, module));
                // The longest name of a module that fits counts.
                let best = known.max_by_key(|sdk| sdk.modules[0].len());
                match best {
                    Some(sdk) => Some((sdk, true)),
                    None if is_any || path.len() > 1 => None,
                    None => of_name.into_iter().next().map(|sdk| (sdk, false)),
                }
            }
            None if is_any => None,
            None => {
                of_name.into_iter().next().filter(|sdk| sdk.form != Form::Functions).map(|sdk| (sdk, false))
            }
        }
    }

    /// The constructor that a module gives by default.
    fn default_of(&self, module: Option<&str>) -> Option<&'static str> {
        let module = module?;
        let sdk = self.sdks.iter().find(|sdk| sdk.modules.contains(&module))?;
        sdk.constructors.first().copied()
    }
}

/// Whether a module is one of this name, or within it.
fn is_within(module: &str, known: &str) -> bool {
    match module.strip_prefix(known) {
        Some(rest) => rest.is_empty() || rest.starts_with(['.', '/']),
        None => false,
    }
}
