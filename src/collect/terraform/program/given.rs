//! Values that are given to root modules besides those of their own files.

use std::collections::HashMap;

use super::super::environment::Environment;
use super::super::file::File;
use super::super::module::Code;

/// What is given to every root module.
#[derive(Debug)]
pub(in crate::collect::terraform) struct Given<'p, 't> {
    /// The values of files that are named for it, which win over those of its own.
    pub(super) values: HashMap<&'p str, Code<'p, 't>>,
    /// Whether one of these files could not be read.
    pub(super) is_broken: bool,
    pub(crate) environment: &'p Environment,
}

impl<'p, 't> Given<'p, 't> {
    /// Nothing.
    pub(crate) fn none() -> Self {
        Given::of(&[], false, Environment::EMPTY)
    }

    /// The values of some files, later ones winning.
    pub(crate) fn of(files: &'p [File<'t>], has_unopened: bool, environment: &'p Environment) -> Self {
        let mut given = Given { values: HashMap::new(), is_broken: has_unopened, environment };
        for file in files {
            match &file.hcl {
                Ok(hcl) => given.values.extend(hcl.body.attributes.iter().map(|attribute| {
                    let code = Code { expr: &attribute.value, file };
                    (&*attribute.name.text, code)
                })),
                Err(_) => given.is_broken = true,
            }
        }
        given
    }
}
