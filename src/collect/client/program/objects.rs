//! Reads classes, and attributes of the objects of classes.

use tree_sitter::Node;

use super::reader::{Reader, span_of};
use super::{Binding, Class, Id, Kind, ScopeId};
use crate::source::Span;

impl Reader<'_> {
    /// Binds an attribute of the object whose method is read, or of what no class is known of.
    pub(super) fn bind_attribute(&mut self, name: &str, value: Id) {
        let scope = match self.program.class_around(self.scope) {
            Some(class) => class.scope,
            None => 0,
        };
        self.program.bindings.push(Binding { name: attribute(name), value, scope });
    }

    /// Binds an attribute of the objects of a class.
    pub(super) fn bind_attribute_of(&mut self, class: usize, name: &str, value: Id) {
        let scope = self.program.classes[class].scope;
        self.program.bindings.push(Binding { name: attribute(name), value, scope });
    }

    /// The class of a name, which may be declared further down, or in another file.
    pub(super) fn class_named(&mut self, name: &str, span: Span) -> usize {
        if let Some(number) = self.program.class_numbers.get(name) {
            return *number;
        }
        let scope = self.program.around.len();
        self.program.around.push(Some(0));
        self.add_class(Class::new(name.to_owned(), span, scope))
    }

    fn add_class(&mut self, class: Class) -> usize {
        let number = self.program.classes.len();
        self.program.class_of.insert(class.scope, number);
        self.program.class_numbers.entry(class.name.clone()).or_insert(number);
        self.program.classes.push(class);
        number
    }

    /// Declares an attribute with its type, where the body of a class is read.
    pub(super) fn declare_field(&mut self, name: String) {
        if self.program.is_class(self.scope)
            && let Some(class) = self.program.class_of.get(&self.scope)
        {
            self.program.classes[*class].fields.push(name);
        }
    }

    /// Makes the scope that is read one of a method of a class.
    pub(super) fn is_method_of(&mut self, class: usize) {
        self.program.class_of.insert(self.scope, class);
    }

    /// Reads what is within an object that has methods, as within a class without a name.
    pub(super) fn within_object<T>(&mut self, span: Span, read: impl FnOnce(&mut Self) -> T) -> T {
        self.within_class(|scope| Class::new(String::new(), span, scope), read)
    }

    fn within_class<T>(
        &mut self,
        class: impl FnOnce(ScopeId) -> Class,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.within(|reader| {
            reader.add_class(class(reader.scope));
            read(reader)
        })
    }

    /// Reads the body of a class.
    pub(super) fn class(&mut self, node: Node<'_>, bases: Vec<Id>) -> Id {
        let name = match node.child_by_field_name("name") {
            Some(name) => self.text_of(name),
            None => String::new(),
        };
        let span = span_of(node);
        let decorators = std::mem::take(&mut self.decorators);
        let class = |scope| Class { bases, decorators, ..Class::new(name, span, scope) };
        self.within_class(class, |reader| reader.field(node, "body"));
        self.add(Kind::Other, span)
    }
}

/// What an attribute is bound as.
fn attribute(name: &str) -> String {
    format!("self.{name}")
}
