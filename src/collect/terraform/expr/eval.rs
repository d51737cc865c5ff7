//! Expressions: what they are worth, as far as it can be known without running the configuration.

use std::rc::Rc;
use std::sync::Arc;

use super::env::Env;
use super::known::text_within;
use super::limit::{Limit, MOST_ALTERNATIVES, MOST_TEXT};
use super::pairs::pairs;
use super::scope::{Mode, Scope};
use super::value::{Data, Entry, List, Map, Val, combinations, spread};
use super::{functions, operators};
use crate::project::{Container, Place, Shape};
use crate::source::Span;
use crate::tree::Style;
use crate::tree::hcl::{self, Call, Expr, ExprKind, Item, Part, Step, Template};

impl<'p, 't, S: Scope<'t>> Env<'_, 'p, 't, S> {
    /// The value of an expression. What is not known gets the place of the expression that says so.
    pub(crate) fn eval(&self, expr: &Expr) -> Val<'t> {
        let work = self.scope.work();
        let place = self.place_of(expr);
        let may_go_on = work.step(place) || (is_written_out(expr) && work.read());
        if !may_go_on {
            return Val::unknown(place);
        }
        let value = self.deeper(place, &|| self.kind(expr, place).at(place));
        work.spend(value.size());
        self.told(value, place)
    }

    fn kind(&self, expr: &Expr, place: Option<Place<'t>>) -> Val<'t> {
        match &expr.kind {
            ExprKind::Null => Val::new(Data::Null, place),
            ExprKind::Bool(yes) => Val::new(Data::Bool(*yes), place),
            ExprKind::Number(text) => Val::number(text, place),
            ExprKind::Template(template) => self.template(template, place),
            ExprKind::Variable(name) => self.variable(name, place),
            ExprKind::List(items) => {
                let items: Vec<Val<'t>> = items.iter().map(|item| self.eval(item)).collect();
                let shape = Shape::List { key: "key", value: "value" };
                let container = Some(Container { place: self.file.place(expr.span, Style::Flow), shape });
                Val::new(Data::List(Rc::new(List { items, container, ..List::default() })), place)
            }
            ExprKind::Object(items) => self.object(items, expr.span, place),
            ExprKind::For(made) => {
                let collection = self.eval(&made.collection);
                spread(&[collection], place, &|collection| self.for_expression(made, &collection[0], place))
            }
            ExprKind::Call(call) => self.call(call, place),
            ExprKind::Traversal(root, steps) => self.traversal(root, steps, place),
            ExprKind::Unary(signs, operand) => {
                let operand = self.eval(operand);
                spread(&[operand], place, &|operand| operators::signed(signs, &operand[0], place))
            }
            ExprKind::Operation(first, rest) => {
                let operands = std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand));
                let operands: Vec<Val<'t>> = operands.map(|operand| self.eval(operand)).collect();
                spread(&operands, place, &|operands| {
                    operators::operation(operands, rest.iter().map(|(operator, _)| *operator), place)
                })
            }
            ExprKind::Conditional(arms, otherwise) => self.conditional(arms, otherwise, place),
            ExprKind::Parentheses(inner) => self.eval(inner),
        }
    }

    fn variable(&self, name: &str, place: Option<Place<'t>>) -> Val<'t> {
        self.bound(name).unwrap_or_else(|| Val::unknown(place))
    }

    fn object(&self, items: &[Item], span: Span, place: Option<Place<'t>>) -> Val<'t> {
        let container = Some(Container { place: self.file.place(span, Style::Flow), shape: Shape::Map });
        let mut map = Map { entries: Vec::with_capacity(items.len()), unknown: Vec::new(), container };
        for item in items {
            let key = self.item_key(&item.key);
            let value = self.eval(&item.value);
            match key.as_text() {
                Some(name) => {
                    let entry = self.entry_span(self.file.entry(item.key.span, &item.value), key.place);
                    map.entries.push(Entry { key: Val { entry, ..key }, name, value });
                }
                None => map.unknown.push(self.computed(item.key.span)),
            }
        }
        Val::map(map, place)
    }

    /// The span of an entry, where its key is in it; what takes its key from elsewhere is no entry to remove.
    fn entry_span(&self, span: Span, key: Option<Place<'t>>) -> Span {
        let inside = |key: Place<'t>| Arc::ptr_eq(key.source, self.file.source) && span.contains(key.span);
        if key.is_some_and(inside) { span } else { Span::default() }
    }

    /// The key of an item: a bare name means itself.
    fn item_key(&self, key: &Expr) -> Val<'t> {
        let bare = |text: &str| Val::text(text, Some(self.file.place(key.span, Style::Bare)));
        match &key.kind {
            ExprKind::Variable(name) => bare(&hcl::normalized(name)),
            ExprKind::Null => bare("null"),
            ExprKind::Bool(yes) => bare(if *yes { "true" } else { "false" }),
            _ => self.eval(key),
        }
    }

    fn template(&self, template: &Template, place: Option<Place<'t>>) -> Val<'t> {
        match template.parts.as_slice() {
            [] => Val::text("", place),
            [Part::Literal(text)] => Val::text(text.clone(), place),
            // A text that is one interpolation is that value, of whatever type.
            [Part::Interpolation(expr)] => self.eval(expr).at(place),
            parts => self.parts(parts, place),
        }
    }

    fn parts(&self, parts: &[Part], place: Option<Place<'t>>) -> Val<'t> {
        let values: Vec<Val<'t>> = parts.iter().map(|part| self.part(part, place)).collect();
        spread(&values, place, &|values| concatenated(values, place))
    }

    fn part(&self, part: &Part, place: Option<Place<'t>>) -> Val<'t> {
        match part {
            Part::Literal(text) => Val::text(text.clone(), place),
            Part::Interpolation(expr) => self.eval(expr),
            Part::If(condition, then, otherwise) => {
                self.choose(condition, place, &|env| env.parts(then, place), &|env| {
                    env.parts(otherwise, place)
                })
            }
            Part::For(key, value, collection, inner) => {
                let collection = self.eval(collection);
                let names = (key.as_deref(), &**value);
                spread(&[collection], place, &|collection| {
                    let Some((pairs, [])) = pairs(&collection[0]) else { return Val::unknown(place) };
                    let rounds = pairs
                        .into_iter()
                        .map(|pair| self.with_pair(names, pair, |env| env.parts(inner, place)));
                    let rounds: Vec<Val<'t>> = rounds.collect();
                    spread(&rounds, place, &|rounds| concatenated(rounds, place))
                })
            }
        }
    }

    fn conditional(&self, arms: &[(Expr, Expr)], otherwise: &Expr, place: Option<Place<'t>>) -> Val<'t> {
        match arms {
            [] => self.eval(otherwise),
            [(condition, then), rest @ ..] => self.choose(condition, place, &|env| env.eval(then), &|env| {
                env.conditional(rest, otherwise, place)
            }),
        }
    }

    /// One of two, after a condition. Where defaults decide it, either may come true, and what was asked is not
    /// known in either.
    fn choose(
        &self,
        condition: &Expr,
        place: Option<Place<'t>>,
        then: &dyn Fn(&Env<'_, 'p, 't, S>) -> Val<'t>,
        otherwise: &dyn Fn(&Env<'_, 'p, 't, S>) -> Val<'t>,
    ) -> Val<'t> {
        let work = self.scope.work();
        if work.is_spent() {
            return Val::unknown(place);
        }
        let outer = work.reads.take();
        let asked = self.eval(condition);
        let reads = work.reads.replace(outer);
        work.reads.borrow_mut().extend(reads.iter().cloned());
        if matches!(asked.data, Data::Failed) {
            return Val::new(Data::Failed, place);
        }
        let answer = asked.as_bool();
        let decided = reads.is_empty() || self.mode.deciding;
        match answer {
            Some(true) if decided => return then(self).hidden(asked.secret),
            Some(false) if decided => return otherwise(self).hidden(asked.secret),
            _ => {}
        }
        let mode = Mode {
            blind: match reads.is_subset(&self.mode.blind) {
                true => self.mode.blind.clone(),
                false => Rc::new(self.mode.blind.union(&reads).cloned().collect()),
            },
            deciding: self.mode.deciding,
        };
        let env = self.in_mode(&mode);
        let values = match answer {
            Some(false) => vec![otherwise(&env), then(&env)],
            _ => vec![then(&env), otherwise(&env)],
        };
        Val::one_of(values, answer.is_some(), place).hidden(asked.secret)
    }

    fn call(&self, call: &Call, place: Option<Place<'t>>) -> Val<'t> {
        if matches!(&*call.name, "try" | "can") {
            return self.attempt(call, place);
        }
        let mut arguments: Vec<Val<'t>> = call.arguments.iter().map(|argument| self.eval(argument)).collect();
        if call.expand
            && let Some(last) = arguments.pop()
        {
            match &last.data {
                Data::List(list) if list.unknown.is_empty() => arguments.extend(list.items.iter().cloned()),
                // Maps in a list that is not known may still be above those that are.
                _ if &*call.name == "merge" => arguments.push(Val::unknown(last.place)),
                _ => return Val::unknown(place),
            }
        }
        let items: u64 = arguments.iter().map(Val::size).sum();
        self.scope.work().spend(items * 4 + functions::cost(&call.name, &arguments));
        if self.scope.work().is_spent() && &*call.name != "merge" {
            return Val::unknown(place);
        }
        let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
        if name == "merge" && combinations(&arguments) > MOST_ALTERNATIVES {
            // What is written out above the maps that turn out in too many ways is known all the same.
            for argument in arguments.iter_mut().filter(|argument| argument.is_open()) {
                (argument.data, argument.place) = (Data::Unknown, place);
            }
            let merged = spread(&arguments, place, &|arguments| functions::call(name, arguments, place));
            return Val { limit: Some(Limit::Alternatives), ..merged };
        }
        spread(&arguments, place, &|arguments| functions::call(name, arguments, place))
    }

    /// `try` and `can`: the first argument that does not fail.
    fn attempt(&self, call: &Call, place: Option<Place<'t>>) -> Val<'t> {
        let can = &*call.name == "can";
        for argument in &call.arguments {
            let value = self.eval(argument);
            match value.data {
                Data::Failed if can => return Val::new(Data::Bool(false), place),
                Data::Failed => {}
                // Whether something unknown fails is not known either.
                Data::Unknown | Data::OneOf(_) if can => return Val::unknown(place),
                _ if can => return Val::new(Data::Bool(true), place),
                _ => return value,
            }
        }
        Val::new(Data::Failed, place)
    }
}

/// Whether an expression says what it is where it is, or leads to what is known already: that costs no more than to
/// read it, and is known even where no more may be worked out.
fn is_written_out(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::Variable(_)
        | ExprKind::List(_)
        | ExprKind::Object(_)
        | ExprKind::Parentheses(_) => true,
        ExprKind::Template(template) => template.literal().is_some(),
        ExprKind::Call(call) => &*call.name == "merge",
        ExprKind::Traversal(root, steps) => {
            let is_plain = |step: &Step| matches!(step, Step::Attribute(_) | Step::Index(_));
            matches!(root.kind, ExprKind::Variable(_)) && steps.iter().all(is_plain)
        }
        ExprKind::For(_) | ExprKind::Unary(..) | ExprKind::Operation(..) | ExprKind::Conditional(..) => false,
    }
}

/// Texts one after the other.
fn concatenated<'t>(values: &[Val<'t>], place: Option<Place<'t>>) -> Val<'t> {
    let mut text = String::new();
    for value in values {
        match value.as_text() {
            Some(part) if text.len() <= MOST_TEXT => text.push_str(&part),
            Some(_) => return Val::beyond(Limit::Text, place),
            None => {
                let filled = values.iter().any(Val::is_filled);
                return Val { filled, ..Val::without_answer(values, place) };
            }
        }
    }
    text_within(text, place)
}
