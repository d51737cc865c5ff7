//! What the blocks of a configuration use: each kind hands on some of its arguments and uses the others.

use std::rc::Rc;

use super::super::dynamic::makes;
use super::super::expr::{Data, Each, Mode, Scope};
use super::super::file::File;
use super::super::module::Section;
use super::super::program::{Env, Instance};
use super::super::types::Bears;
use super::expressions::named;
use super::walker::Walker;
use crate::collect::uses::Fate::{self, HandedOn, Used};
use crate::text::code;
use crate::tree::hcl::{Attribute, Block, Body};

impl<'t> Walker<'_, 't> {
    /// A block that is neither a resource nor a call.
    pub(super) fn block<'p>(
        &mut self,
        instance: &Rc<Instance<'p, 't>>,
        file: &'p File<'t>,
        block: &'p Block,
    ) {
        let (each, mode) = (Each::Single, Mode::default());
        let env = Env::new(instance, file, &each, &mode);
        match &*block.kind.text {
            "locals" => self.arguments(&env, &block.body.attributes, |_| HandedOn),
            "variable" => self.variable(&env, block),
            "output" => {
                let is_read = instance.caller.is_some();
                self.arguments(&env, &block.body.attributes, |name| {
                    HandedOn.only_if(is_read && name == "value")
                });
                self.blocks(&env, &block.body);
            }
            "provider" => self.provider(&env, block),
            _ => {
                // `data` and its like: no more than a resource that has no tags.
                self.repeated(instance, &[(file, block)], &mut |walker, env, block| {
                    walker.arguments(env, own(&block.body), |_| Used);
                    walker.blocks(env, &block.body);
                });
            }
        }
    }

    fn variable(&mut self, env: &Env<'_, '_, 't>, block: &Block) {
        let is_other = |attribute: &&Attribute| !matches!(&*attribute.name.text, "default" | "type");
        for attribute in block.body.attributes.iter().filter(is_other) {
            self.walk(env, &attribute.value, Used);
            // In JSON it is a text, which is not taken apart.
            if &*attribute.name.text == "validation"
                && let Some(name) = block.labels.first()
            {
                let user = format!("the validation of {}", code(&format!("var.{}", name.text)));
                let by = (user, env.file.name_place(&attribute.name));
                self.mark_all(&env.scope.variable(&name.text, env.mode), &by);
            }
        }
        self.blocks(env, &block.body);
    }

    fn provider(&mut self, env: &Env<'_, '_, 't>, block: &Block) {
        self.arguments(env, &block.body.attributes, |_| Used);
        for inner in &block.body.blocks {
            let is_default = &*inner.kind.text == "default_tags";
            self.arguments(env, &inner.body.attributes, |name| {
                HandedOn.only_if(is_default && name == "tags")
            });
            self.blocks(env, &inner.body);
        }
    }

    /// A resource: what is in its tags is no other use where these are judged.
    pub(super) fn resource<'p>(
        &mut self,
        instance: &Rc<Instance<'p, 't>>,
        section: &Section<'p, 't>,
        bears: Bears,
    ) {
        let argument = bears.argument();
        let bears_tags = bears != Bears::Nothing;
        self.repeated(instance, &section.parts, &mut |walker, env, block| {
            walker.arguments(env, own(&block.body), |name| HandedOn.only_if(bears_tags && name == argument));
            for inner in &block.body.blocks {
                match (&*inner.kind.text, bears) {
                    ("tag", Bears::Blocks) => walker.tag_block(env, &inner.body),
                    ("dynamic", Bears::Blocks) if makes(inner, "tag") => walker.dynamic_tags(env, inner),
                    (kind, Bears::Map { .. }) if kind == argument => {
                        walker.arguments(env, &inner.body.attributes, |_| HandedOn);
                    }
                    _ => walker.body(env, &inner.body),
                }
            }
        });
    }

    /// The call of a module: what it is given is used where the module uses it, if that is at hand.
    pub(super) fn call<'p>(
        &mut self,
        instance: &Rc<Instance<'p, 't>>,
        call: &Section<'p, 't>,
        arguments: Fate,
    ) {
        self.repeated(instance, &call.parts, &mut |walker, env, block| {
            walker.arguments(env, own(&block.body), |_| arguments);
        });
    }

    /// Goes through blocks once for each instance that `count` or `for_each` makes.
    fn repeated<'p>(
        &mut self,
        instance: &Rc<Instance<'p, 't>>,
        parts: &[(&'p File<'t>, &'p Block)],
        then: &mut dyn FnMut(&mut Self, &Env<'_, 'p, 't>, &'p Block),
    ) {
        let mode = Mode::default();
        let section = Section { parts: parts.to_vec() };
        if instance.program.work.is_spent() {
            return;
        }
        let mut instances = instance.instances(&section);
        instance.program.work.spend(instances.len() as u64);
        if let Some(code) = section.attribute("count") {
            self.walk(&Env::new(instance, code.file, &Each::Single, &mode), code.expr, Used);
        }
        if let Some(code) = section.attribute("for_each") {
            let env = Env::new(instance, code.file, &Each::Single, &mode);
            self.walk(&env, code.expr, HandedOn);
            let (value, by) = (env.eval(code.expr), named(&env, code.expr));
            let is_known = |each: &Each<'t>| matches!(each, Each::Entry(key, _) if !key.is_unknown());
            // The keys of what is gone through are those of the instances.
            match &value.data {
                Data::Map(_) if instances.iter().all(is_known) => self.mark_keys(&value, None, &by),
                _ => self.mark_all(&value, &by),
            }
        }
        if instances.is_empty() {
            instances.push(Each::Single);
        }
        for each in instances.iter().take_while(|_| !instance.program.work.is_spent()) {
            for (file, block) in parts {
                then(self, &Env::new(instance, file, each, &mode), block);
            }
        }
    }

    /// Arguments, each with what becomes of it by its name.
    fn arguments<'b>(
        &mut self,
        env: &Env<'_, '_, 't>,
        arguments: impl IntoIterator<Item = &'b Attribute>,
        fate: impl Fn(&str) -> Fate,
    ) {
        for argument in arguments {
            self.walk(env, &argument.value, fate(&argument.name.text));
        }
    }

    /// Arguments and blocks that have nothing to do with tags.
    fn body(&mut self, env: &Env<'_, '_, 't>, body: &Body) {
        self.arguments(env, &body.attributes, |_| Used);
        self.blocks(env, body);
    }

    fn blocks(&mut self, env: &Env<'_, '_, 't>, body: &Body) {
        for block in &body.blocks {
            self.body(env, &block.body);
        }
    }

    fn tag_block(&mut self, env: &Env<'_, '_, 't>, body: &Body) {
        self.arguments(env, &body.attributes, |name| HandedOn.only_if(matches!(name, "key" | "value")));
    }

    fn dynamic_tags(&mut self, env: &Env<'_, '_, 't>, block: &Block) {
        let Some(for_each) = block.body.attribute("for_each") else { return };
        self.walk(env, &for_each.value, HandedOn);
        env.each_made(block, &env.eval(&for_each.value), |env| {
            for content in block.body.blocks("content") {
                self.tag_block(env, &content.body);
            }
        });
    }
}

/// The arguments of a block without those that make its instances, which are gone through with them.
fn own(body: &Body) -> impl Iterator<Item = &Attribute> {
    body.attributes.iter().filter(|argument| !matches!(&*argument.name.text, "count" | "for_each"))
}
