//! What expressions use of what they mention.

use super::super::expr::{Data, Scope, Val, pairs};
use super::super::program::Env;
use super::walker::Walker;
use crate::collect::uses::{
    Fate::{self, HandedOn, Used},
    Use,
};
use crate::text::code;
use crate::tree::Style;
use crate::tree::hcl::{Call, Expr, ExprKind, For, Operator, Part, Step};

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

impl<'t> Walker<'_, 't> {
    /// Goes through an expression. What it hands on as it is, is no use yet; all else that it mentions is used by it.
    pub(super) fn walk(&mut self, env: &Env<'_, '_, 't>, expr: &Expr, fate: Fate) {
        if !env.scope.work().step(None) {
            return;
        }
        match &expr.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) => {}
            ExprKind::Variable(_) => self.reference(env, expr, &env.eval(expr), &[], fate),
            ExprKind::Template(template) => match template.parts.as_slice() {
                [Part::Interpolation(inner)] => self.walk(env, inner, fate),
                parts => self.parts(env, parts),
            },
            ExprKind::List(items) => {
                for item in items {
                    self.walk(env, item, fate);
                }
            }
            ExprKind::Object(items) => {
                for item in items {
                    if !matches!(item.key.kind, ExprKind::Variable(_)) {
                        self.walk(env, &item.key, fate);
                    }
                    self.walk(env, &item.value, fate);
                }
            }
            ExprKind::For(made) => self.for_expression(env, made, fate),
            ExprKind::Call(call) => self.function(env, call, fate),
            ExprKind::Traversal(root, steps) => self.traversal(env, expr, root, steps, fate),
            ExprKind::Unary(_, operand) => self.walk(env, operand, Used),
            ExprKind::Operation(first, rest) => self.operation(env, first, rest),
            ExprKind::Conditional(arms, otherwise) => {
                for (condition, then) in arms {
                    self.walk(env, condition, Used);
                    self.walk(env, then, fate);
                }
                self.walk(env, otherwise, fate);
            }
            ExprKind::Parentheses(inner) => self.walk(env, inner, fate),
        }
    }

    /// A text that is put together.
    fn parts(&mut self, env: &Env<'_, '_, 't>, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Literal(_) => {}
                Part::Interpolation(expr) => self.walk(env, expr, Used),
                Part::If(condition, then, otherwise) => {
                    self.walk(env, condition, Used);
                    self.parts(env, then);
                    self.parts(env, otherwise);
                }
                Part::For(_, _, collection, inner) => {
                    self.walk(env, collection, Used);
                    self.parts(env, inner);
                }
            }
        }
    }

    fn for_expression(&mut self, env: &Env<'_, '_, 't>, made: &For, fate: Fate) {
        let collection = env.eval(&made.collection);
        let pairs = pairs(&collection).filter(|_| fate == HandedOn);
        self.walk(env, &made.collection, HandedOn.only_if(pairs.is_some()));
        let mut body = |env: &Env<'_, '_, 't>| {
            if let Some(key) = &made.key {
                self.walk(env, key, fate);
            }
            self.walk(env, &made.value, fate);
            if let Some(condition) = &made.condition {
                self.walk(env, condition, Used);
            }
        };
        let names = (made.key_name.as_deref(), &*made.value_name);
        match pairs {
            Some((pairs, _)) => {
                for pair in pairs {
                    env.with_pair(names, pair, &mut body);
                }
            }
            None => body(env),
        }
    }

    fn function(&mut self, env: &Env<'_, '_, 't>, call: &Call, fate: Fate) {
        let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
        match (name, call.arguments.as_slice()) {
            ("lookup", [map, key, default @ ..]) if fate == HandedOn => {
                self.walk(env, map, HandedOn);
                self.walk(env, key, Used);
                let name = env.eval(key).as_text();
                self.mark_keys(&env.eval(map), name.as_deref(), &named(env, map));
                for default in default {
                    self.walk(env, default, HandedOn);
                }
            }
            // How many items there are does not depend on what they say.
            ("length", [list]) if matches!(env.eval(list).data, Data::List(_)) => {
                self.walk(env, list, HandedOn);
                if let Data::List(counted) = &env.eval(list).data {
                    self.mark(counted.container.map(|container| container.place), &named(env, list));
                }
            }
            (name, arguments) => {
                let fate = fate.only_if(HANDING_ON.contains(&name));
                for argument in arguments {
                    self.walk(env, argument, fate);
                }
            }
        }
    }

    /// What operators make of their operands is another value, which uses them.
    fn operation(&mut self, env: &Env<'_, '_, 't>, first: &Expr, rest: &[(Operator, Expr)]) {
        let is_nothing = |expr: &Expr| matches!(expr.kind, ExprKind::Null) || expr.literal() == Some("");
        // No fix makes something of nothing, or nothing of something.
        let asks_for_any = match rest {
            [(Operator::Equal | Operator::NotEqual, second)] => is_nothing(first) || is_nothing(second),
            _ => false,
        };
        let fate = HandedOn.only_if(asks_for_any);
        self.walk(env, first, fate);
        for (_, operand) in rest {
            self.walk(env, operand, fate);
        }
    }

    fn traversal(&mut self, env: &Env<'_, '_, 't>, expr: &Expr, root: &Expr, steps: &[Step], fate: Fate) {
        for step in steps {
            if let Step::Index(key) | Step::LegacyIndex(key) = step {
                self.walk(env, key, Used);
            }
        }
        let ExprKind::Variable(name) = &root.kind else { return self.walk(env, root, Used) };
        match &**name {
            "module" => self.outputs(env, expr, steps),
            kind => self.resource_tags(env, expr, kind, steps),
        }
        let (value, steps) = env.beginning(name, steps);
        self.reference(env, expr, &value, steps, fate);
    }

    /// A name and the steps from there: the keys on the way are used by it, and, where it is not handed on, all of
    /// what it leads to.
    fn reference(&mut self, env: &Env<'_, '_, 't>, expr: &Expr, value: &Val<'t>, steps: &[Step], fate: Fate) {
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
        if fate == Used {
            env.scope.work().spend(value.size() * 4);
            self.mark_all(&value, &by);
        }
    }
}

/// What a use is called, and where it is.
pub(super) fn named<'t>(env: &Env<'_, '_, 't>, expr: &Expr) -> Use<'t> {
    let names = expr.bare().names();
    let words = if names.is_empty() { "an expression".to_owned() } else { code(&names.join(".")) };
    (words, env.file.place(expr.span, Style::Flow))
}
