//! The elements of a resource or a call, as `count`, `for_each` and `enabled` make them.

use std::rc::Rc;

use super::super::expr::{Data, Each, Mode, Val, entries_of};
use super::super::module::{Code, Section};
use super::instance::Instance;
use super::modules::MOST_ELEMENTS;

impl<'p, 't> Instance<'p, 't> {
    /// The instances of a resource or call after its `count` or `for_each`.
    pub(crate) fn instances(self: &Rc<Self>, section: &Section<'p, 't>) -> Vec<Each<'t>> {
        let decided = |code: Code<'p, 't>| self.eval(code, &Mode::deciding());
        if let Some(code) = section.attribute("count") {
            let count = decided(code);
            if let Some(count) = count.as_index().filter(|count| *count <= MOST_ELEMENTS) {
                let index = |index: usize| Val::new(Data::Number(index.to_string().into()), None);
                return (0..count).map(|at| Each::Count(index(at))).collect();
            }
            let number = count.as_text().and_then(|text| text.parse::<f64>().ok());
            if number.is_some_and(|number| number > MOST_ELEMENTS as f64) {
                self.program.hit_elements(section);
            }
            // `count` of null is one instance, which goes by no index.
            return vec![Each::Count(Val::unknown(None))];
        }
        if let Some(code) = section.attribute("for_each") {
            // What there is goes by the defaults; what it says does not, where it need not.
            let asked = self.eval(code, &Mode::default());
            let known = !matches!(asked.data, Data::Unknown | Data::Failed | Data::OneOf(_));
            let value = if known { asked } else { decided(code) };
            return entries_of(&value).into_iter().map(Each::with_fixed_key).collect();
        }
        // OpenTofu's `lifecycle { enabled = … }`.
        let mut lifecycles = section.blocks("lifecycle").into_iter();
        let disabled = lifecycles.any(|(file, block)| {
            let enabled = block.body.attribute("enabled");
            enabled
                .is_some_and(|enabled| decided(Code { expr: &enabled.value, file }).as_bool() == Some(false))
        });
        if disabled {
            return Vec::new();
        }
        vec![Each::Single]
    }
}
