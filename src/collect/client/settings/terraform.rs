//! Terraform as a plain document: blocks and arguments as maps, with what locals and variables of the file say.

use std::collections::HashMap;

use super::super::endpoint;
use super::super::known::{DEFAULT, HOLE, is_default};
use super::plain::Plain;
use crate::source::Span;
use crate::tree::hcl::{Body, Expr, ExprKind, Hcl, Part, Step};

/// How deep locals are followed.
const DEPTH: usize = 8;

/// The blocks of a file, each a document of its own.
pub(crate) fn of_file(hcl: &Hcl) -> Vec<Plain> {
    let mut names = HashMap::new();
    for block in hcl.body.blocks("locals") {
        for attribute in &block.body.attributes {
            names.insert(format!("local.{}", attribute.name.text), &attribute.value);
        }
    }
    for block in hcl.body.blocks("variable") {
        if let (Some(label), Some(default)) = (block.labels.first(), block.body.attribute("default")) {
            names.insert(format!("var.{}", label.text), &default.value);
        }
    }
    let file = File { names };
    let is_document = |kind: &str| !matches!(kind, "locals" | "variable" | "output");
    let blocks = hcl.body.blocks.iter().filter(|block| is_document(&block.kind.text));
    blocks.map(|block| file.body(&block.body, block.span)).collect()
}

struct File<'h> {
    names: HashMap<String, &'h Expr>,
}

impl File<'_> {
    fn body(&self, body: &Body, span: Span) -> Plain {
        let mut entries: Vec<(String, Plain)> = Vec::new();
        for attribute in &body.attributes {
            entries.push((attribute.name.text.to_string(), self.expr(&attribute.value, 0)));
        }
        for block in &body.blocks {
            // What a dynamic block makes is in its content.
            let inner = match block.body.blocks("content").next() {
                Some(content) if &*block.kind.text == "dynamic" => &content.body,
                _ => &block.body,
            };
            let name = match block.labels.first() {
                Some(label) if &*block.kind.text == "dynamic" => &label.text,
                _ => &block.kind.text,
            };
            let plain = self.body(inner, block.span);
            // Blocks with names and values are a list of variables.
            let is_pair = plain.get("name").is_some();
            match entries.iter_mut().find(|(known, _)| **known == **name) {
                Some((_, Plain::List(items, _))) => items.push(plain),
                _ if is_pair => entries.push((name.to_string(), Plain::List(vec![plain], block.span))),
                _ => entries.push((name.to_string(), plain)),
            }
        }
        Plain::Map(entries, span)
    }

    fn expr(&self, expr: &Expr, depth: usize) -> Plain {
        let expr = expr.bare();
        let span = expr.span;
        let unknown = || Plain::Text(HOLE.to_string(), span);
        match &expr.kind {
            ExprKind::Null => Plain::Null(span),
            ExprKind::Template(template) => Plain::Text(self.parts(&template.parts, depth), template.inner),
            ExprKind::List(items) => {
                Plain::List(items.iter().map(|item| self.expr(item, depth)).collect(), span)
            }
            ExprKind::Object(items) => {
                let entries =
                    items.iter().map(|item| (self.key(&item.key, depth), self.expr(&item.value, depth)));
                Plain::Map(entries.collect(), span)
            }
            ExprKind::Call(call) => match (&*call.name, &call.arguments[..]) {
                ("jsonencode" | "yamlencode" | "tomap" | "tolist" | "tostring" | "sensitive", [one]) => {
                    self.expr(one, depth)
                }
                ("merge", maps) => self.merged(maps, span, depth),
                ("concat", lists) => {
                    let lists = lists.iter().map(|list| self.expr(list, depth));
                    let items = lists.flat_map(|list| match list {
                        Plain::List(items, _) => items,
                        other => vec![other],
                    });
                    Plain::List(items.collect(), span)
                }
                _ => unknown(),
            },
            ExprKind::Conditional(branches, rest) => {
                let branches = branches.iter().map(|(_, branch)| branch).chain([&**rest]);
                one_of(branches.map(|branch| self.expr(branch, depth)).collect())
            }
            ExprKind::Traversal(of, steps) => match (&of.bare().kind, &steps[..]) {
                (ExprKind::Variable(root), [Step::Attribute(name), ..]) if depth < DEPTH => {
                    let name = format!("{root}.{}", name.text);
                    match self.names.get(&name) {
                        // The place is where it is used, unless it is a text of its own.
                        Some(value) if &**root == "var" => as_default(self.expr(value, depth + 1)),
                        Some(value) => self.expr(value, depth + 1),
                        None => unknown(),
                    }
                }
                _ => unknown(),
            },
            _ => unknown(),
        }
    }

    /// Maps in one; what is not known of them may be anything.
    fn merged(&self, maps: &[Expr], span: Span, depth: usize) -> Plain {
        let mut all = Vec::new();
        for map in maps {
            match self.expr(map, depth) {
                Plain::Map(entries, _) => all.extend(entries),
                other => all.push(("envFrom".to_owned(), other)),
            }
        }
        Plain::Map(all, span)
    }

    fn key(&self, key: &Expr, depth: usize) -> String {
        match &key.kind {
            ExprKind::Variable(name) => name.to_string(),
            _ => match self.expr(key, depth) {
                Plain::Text(text, _) => text,
                _ => HOLE.to_string(),
            },
        }
    }

    fn parts(&self, parts: &[Part], depth: usize) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Interpolation(expr) => match self.expr(expr, depth) {
                    Plain::Text(known, _) => text.push_str(&known),
                    _ => text.push(HOLE),
                },
                Part::If(..) | Part::For(..) => text.push(HOLE),
            }
        }
        text
    }
}

/// What a variable comes to that has a default.
fn as_default(default: Plain) -> Plain {
    match default {
        Plain::Text(text, span) => Plain::Text(format!("{text}{DEFAULT}"), span),
        Plain::Null(span) => Plain::Text(HOLE.to_string(), span),
        other => other,
    }
}

/// What stands for the branches of a condition: the one that says most of a client; the default project as a fallback,
/// where one branch names a project and another does not.
fn one_of(mut branches: Vec<Plain>) -> Plain {
    let is_mantle = |it: &Plain| it.text().and_then(endpoint::of_url) == Some(true);
    let says = |it: &Plain| !matches!(it, Plain::Null(_)) && !it.text().is_some_and(is_default);
    let most = branches.iter().position(is_mantle).or_else(|| branches.iter().position(says));
    let nothing = branches.iter().find(|branch| !says(branch)).cloned();
    let said = branches.swap_remove(most.unwrap_or_default());
    match (&said, nothing) {
        (Plain::Text(..), Some(nothing)) if says(&said) && !is_mantle(&said) => {
            Plain::Text(format!("{}{DEFAULT}", nothing.text().unwrap_or_default()), nothing.span())
        }
        _ => said,
    }
}
