//! What an expression asks of where it is.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use super::value::Val;
use super::work::Work;

/// How an expression is asked.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(in crate::collect::terraform) struct Mode {
    /// The variables whose default does not hold here: a condition asked about them.
    pub(crate) blind: Rc<BTreeSet<Arc<str>>>,
    /// Whether a condition that the defaults decide is decided. It is for what exists at all (`count`, `for_each`),
    /// and not for what texts say.
    pub(super) deciding: bool,
}

impl Mode {
    pub(crate) fn deciding() -> Self {
        Mode { deciding: true, ..Mode::default() }
    }
}

/// What names stand for where an expression is, and what work is left for it.
pub(in crate::collect::terraform) trait Scope<'t> {
    fn work(&self) -> &Work;

    /// `local.name`
    fn local(&self, name: &str, mode: &Mode) -> Val<'t>;

    /// `var.name`
    fn variable(&self, name: &str, mode: &Mode) -> Val<'t>;

    /// `module.name.output`, with the key of one of its instances where it makes several.
    fn output(&self, module: &str, key: Option<&Val<'t>>, output: &str, mode: &Mode) -> Val<'t>;
}
