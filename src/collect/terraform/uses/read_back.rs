//! Reading back: an expression may ask a resource for its tags, or a module for all that it gives out.

use std::collections::HashSet;
use std::rc::Rc;

use super::super::expr::Mode;
use super::super::module::Section;
use super::super::program::{Env, Instance};
use super::super::resource;
use super::expressions::named;
use super::walker::Walker;
use crate::tree::hcl::{Expr, Step};

/// Words of an expression that reads tags of a resource.
const READS: [&str; 2] = [".tags", "[\"tags"];

/// Whether something in a module, or in those that it calls, may read the tags of a resource.
pub(super) fn may_read_tags(root: &Rc<Instance<'_, '_>>) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![root.clone()];
    while let Some(instance) = open.pop() {
        let mut texts = instance.module.bodies.iter().map(|(file, _)| file.source.text());
        // What is called many times has one text.
        if seen.insert(instance.module.folder)
            && texts.any(|text| READS.iter().any(|read| text.contains(read)))
        {
            return true;
        }
        for call in &instance.module.calls {
            open.extend(instance.children(call).iter().map(|child| child.instance.clone()));
        }
    }
    false
}

impl<'t> Walker<'_, 't> {
    /// Marks the tags of a resource of the module where an expression reads them, or all of the resource:
    /// `aws_s3_bucket.b.tags["Team"]`.
    pub(super) fn resource_tags(&mut self, env: &Env<'_, '_, 't>, expr: &Expr, kind: &str, steps: &[Step]) {
        let [Step::Attribute(name), steps @ ..] = steps else { return };
        let is_meant = |section: &&Section<'_, 't>| {
            section.label(0) == Some(kind) && section.label(1) == Some(&*name.text)
        };
        let Some(section) = env.scope.module.resources.iter().find(is_meant) else { return };
        let Some(bears) = resource::judged(kind, self.judged) else { return };
        let argument = bears.argument();
        let asked = steps.iter().find_map(|step| match step {
            Step::Attribute(attribute) => Some(&*attribute.text),
            _ => None,
        });
        let reads_tags = asked.is_none_or(|asked| asked == argument || asked == "tags_all");
        let (true, Some(code)) = (reads_tags, section.attribute(argument)) else { return };
        let (by, mode) = (named(env, expr), Mode::default());
        for each in env.scope.instances(section) {
            let value = Env::new(env.scope, code.file, &each, &mode).eval(code.expr);
            self.mark_all(&value, &by);
        }
    }

    /// Marks all outputs of a module that is mentioned as a whole (`module.a`, `module.a[*].team`), for what is read of
    /// it cannot be followed.
    pub(super) fn outputs(&mut self, env: &Env<'_, '_, 't>, expr: &Expr, steps: &[Step]) {
        let [Step::Attribute(name), steps @ ..] = steps else { return };
        let is_followed = matches!(
            steps,
            [Step::Attribute(_), ..] | [Step::Index(_) | Step::LegacyIndex(_), Step::Attribute(_), ..]
        );
        let call = env.scope.module.call(&name.text);
        let (false, Some(call)) = (is_followed, call) else { return };
        let (by, mode) = (named(env, expr), Mode::default());
        for child in env.scope.children(call).iter() {
            for output in child.instance.module.outputs.values() {
                let Some(code) = output.attribute("value") else { continue };
                self.mark_all(&child.instance.eval(code, &mode), &by);
            }
        }
    }
}
