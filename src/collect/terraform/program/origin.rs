//! Where a called module comes from, as far as its `source` can be worked out.

use std::rc::Rc;

use super::super::expr::{Each, Mode};
use super::super::module::Code;
use super::instance::{Env, Instance};
use crate::tree::hcl::{Expr, ExprKind, Part};

/// What is in a text for a part that is not known. No source can hold it.
const GAP: char = '\0';
/// How many locals may lead to each other.
const MOST_LOCALS: usize = 10;

/// Where a called module comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::collect::terraform) enum Origin {
    /// A folder, as a path from the one that calls.
    Folder(String),
    /// A registry or a repository; its address, where it is known as a whole.
    Remote(Option<String>),
    /// Perhaps a folder.
    Unknown(Hint),
}

/// What is known of a folder.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(in crate::collect::terraform) struct Hint {
    /// The folder that it is below, as a path from the one that calls.
    pub(crate) below: Option<String>,
    /// How its path ends.
    pub(crate) end: Vec<String>,
}

impl Hint {
    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.below.is_none() && self.end.is_empty()
    }

    /// The folders at the end of a path, whatever is before them.
    pub(crate) fn ending(path: &str) -> Self {
        let names = match path.rsplit_once(GAP) {
            Some((_, known)) => known.split_once('/').unwrap_or_default().1,
            None => path,
        };
        let names = names.split('/').filter(|name| !matches!(*name, "" | "." | ".."));
        Hint { below: None, end: names.map(str::to_owned).collect() }
    }

    /// Whether a path may be that of the folder.
    pub(crate) fn admits(&self, path: &str, below: Option<&str>) -> bool {
        let is_below = below.is_none_or(|below| {
            let rest = if below.is_empty() { Some(path) } else { path.strip_prefix(below) };
            rest.is_some_and(|rest| below.is_empty() || rest.starts_with('/'))
        });
        let mut names = path.rsplit('/');
        is_below && self.end.iter().rev().all(|name| names.next() == Some(name))
    }
}

impl Origin {
    /// The origin that the `source` of a `module` block names.
    pub(crate) fn of_module(text: &str) -> Self {
        match text.find(GAP) {
            None if is_local(text) => Origin::Folder(text.to_owned()),
            None => Origin::Remote(Some(text.to_owned())),
            Some(0) => Origin::Unknown(Hint::ending(text)),
            Some(gap) if text.starts_with("./") || text.starts_with("../") => {
                Origin::below(&text[..gap], text)
            }
            Some(_) => Origin::Remote(None),
        }
    }

    /// The origin that the `source` of another tool names: what is behind a double slash is a folder within.
    pub(crate) fn of_unit(text: &str) -> Self {
        let text = text.split('?').next().unwrap_or_default();
        let (scheme, path) = match text.split_once("://") {
            Some((scheme, path)) => (Some(scheme), path),
            None => (None, text),
        };
        let is_repository =
            scheme.is_some_and(|scheme| scheme != "file") || path.contains("::") || path.contains('@');
        if is_repository {
            // It may be a copy of this one.
            return match path.rsplit_once("//") {
                Some((_, folder)) if !folder.is_empty() => Origin::Unknown(Hint::ending(folder)),
                _ if path.contains(GAP) => Origin::Remote(None),
                _ => Origin::Remote(Some(text.to_owned())),
            };
        }
        let path = path.replace("//", "/");
        match path.find(GAP) {
            None => Origin::Folder(path),
            Some(gap) if is_local(&path[..gap]) || path.starts_with("./") || path.starts_with("../") => {
                Origin::below(&path[..gap], &path)
            }
            Some(_) => Origin::Unknown(Hint::ending(&path)),
        }
    }

    fn below(known: &str, text: &str) -> Self {
        let folder = if let Some((folder, _)) = known.rsplit_once('/') { folder } else { known };
        Origin::Unknown(Hint { below: Some(folder.to_owned()), ..Hint::ending(text) })
    }
}

/// The text of an expression, with gaps for what is not known.
pub(in crate::collect::terraform) fn text<'p, 't>(
    instance: &Rc<Instance<'p, 't>>,
    code: Code<'p, 't>,
) -> String {
    let mut text = String::new();
    add(instance, code, MOST_LOCALS, &mut text);
    text
}

fn add<'p, 't>(instance: &Rc<Instance<'p, 't>>, code: Code<'p, 't>, locals: usize, text: &mut String) {
    let mode = Mode::deciding();
    let env = Env::new(instance, code.file, &Each::Single, &mode);
    if let Some(known) = env.eval(code.expr).as_text() {
        return text.push_str(&known);
    }
    match (&code.expr.bare().kind, local(code.expr)) {
        (ExprKind::Template(template), _) => {
            for part in &template.parts {
                match part {
                    Part::Literal(known) => text.push_str(known),
                    Part::Interpolation(expr) => add(instance, Code { expr, file: code.file }, locals, text),
                    Part::If(..) | Part::For(..) => text.push(GAP),
                }
            }
        }
        (_, Some(name)) if locals > 0 => match instance.module.locals.get(name) {
            Some(&code) => add(instance, code, locals - 1, text),
            None => text.push(GAP),
        },
        _ => text.push(GAP),
    }
}

/// The local that an expression is.
fn local(expr: &Expr) -> Option<&str> {
    match expr.bare().names()[..] {
        ["local", name] => Some(name),
        _ => None,
    }
}

/// Whether a source names a folder beside the calling one, rather than a registry or a repository.
fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(below: Option<&str>, end: &[&str]) -> Origin {
        let end = end.iter().map(|name| (*name).to_owned()).collect();
        Origin::Unknown(Hint { below: below.map(str::to_owned), end })
    }

    #[test]
    fn sources_of_modules_are_folders_or_addresses() {
        let of = Origin::of_module;
        assert_eq!(of("./m"), Origin::Folder("./m".to_owned()));
        assert_eq!(of("a/b/aws"), Origin::Remote(Some("a/b/aws".to_owned())));
        assert_eq!(of("a/\0/aws"), Origin::Remote(None));
        assert_eq!(of("\0/m/n"), hint(None, &["m", "n"]));
        assert_eq!(of("./modules/\0"), hint(Some("./modules"), &[]));
        assert_eq!(of("./modules/a-\0-b/c"), hint(Some("./modules"), &["c"]));
        assert_eq!(of("\0"), hint(None, &[]));
    }

    #[test]
    fn sources_of_units_lead_into_repositories() {
        let of = Origin::of_unit;
        assert_eq!(of("../..//modules/q"), Origin::Folder("../../modules/q".to_owned()));
        assert_eq!(of("\0//modules/q?ref=v1"), hint(None, &["modules", "q"]));
        assert_eq!(of("\0/../modules/q"), hint(None, &["modules", "q"]));
        assert_eq!(of("git::git@github.com:acme/m.git//q?ref=\0"), hint(None, &["q"]));
        assert_eq!(of("git::https://example.com/m.git//a/q?ref=v1"), hint(None, &["a", "q"]));
        let registry = "tfr:///terraform-aws-modules/vpc/aws";
        assert_eq!(of(&format!("{registry}?version=3.3.0")), Origin::Remote(Some(registry.to_owned())));
        assert_eq!(of("\0?ref=v1"), hint(None, &[]));
    }

    #[test]
    fn a_hint_admits_what_is_below_and_ends_so() {
        let hint = Hint { below: Some("./modules".to_owned()), end: vec!["q".to_owned()] };
        assert!(hint.admits("modules/a/q", Some("modules")));
        assert!(!hint.admits("modules/a", Some("modules")));
        assert!(!hint.admits("other/q", Some("modules")));
        assert!(hint.admits("a/q", Some("")));
    }
}
