//! The ways in which one resource may turn out.

use std::collections::HashSet;

use super::draft::Draft;
use super::facts::{Fact, Outcome, VARIANTS};
use super::reader::{Binding, Reader};
use super::resource::{Resource, bedrock_kind};
use super::said::Said;
use super::spot::Spot;
use super::syntax::{Call, LOOP, call};
use super::template::{TRANSFORM, Template};
use super::types::Form;
use super::{existence, globals, misplaced, vacancy};
use crate::collect::nameless;
use crate::project::{Place, Reading, Tag, Value};
use crate::tree::{Entry, Kind, NodeRef};

/// One way in which a resource may turn out.
pub(super) struct Variant<'t> {
    pub(crate) name: Reading<'t>,
    /// The tags.
    pub(crate) draft: Draft<'t>,
}

/// What becomes of the condition of a resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Existence {
    /// Under facts that deny it, there is no variant.
    Asked,
    /// It is taken to hold.
    Assumed,
}

/// The ways in which a resource may turn out, at least one.
pub(super) fn of<'t>(
    template: &Template<'t>,
    resource: Resource<'t>,
    bindings: &[Binding<'t>],
) -> Vec<Variant<'t>> {
    let mut found = all(template, resource, bindings, Existence::Asked);
    if found.is_empty() {
        // So many variants that none was read in which it exists: what it would be is judged all the same.
        found = all(template, resource, bindings, Existence::Assumed);
    }
    let mut kept: Vec<Variant<'t>> = Vec::with_capacity(found.len());
    for variant in found {
        if !kept.iter().any(|other| is_same(other, &variant)) {
            kept.push(variant);
        }
    }
    place_orphans(&mut kept);
    kept
}

fn all<'t>(
    template: &Template<'t>,
    resource: Resource<'t>,
    bindings: &[Binding<'t>],
    existence: Existence,
) -> Vec<Variant<'t>> {
    let mut found = Vec::new();
    let mut open: Vec<Vec<Fact<'t>>> = vec![Vec::new()];
    while let Some(mut facts) = open.pop() {
        let question = match read(template, resource, bindings, &facts, existence) {
            Ok(Some(variant)) => {
                found.push(variant);
                continue;
            }
            Ok(None) => continue,
            Err(undecided) => undecided.0,
        };
        let answers: &[Option<bool>] = match found.len() + open.len() + 2 > VARIANTS {
            true => &[None],
            // The one that is pushed last is read first: that the condition holds.
            false => &[Some(false), Some(true)],
        };
        let Some((last, others)) = answers.split_last() else { continue };
        for &answer in others {
            let mut facts = facts.clone();
            facts.push(Fact { question: question.clone(), answer });
            open.push(facts);
        }
        facts.push(Fact { question, answer: *last });
        open.push(facts);
    }
    found
}

/// Reads a resource under some facts; `None` where it does not exist under them.
fn read<'t>(
    template: &Template<'t>,
    resource: Resource<'t>,
    bindings: &[Binding<'t>],
    facts: &[Fact<'t>],
    existence: Existence,
) -> Outcome<'t, Option<Variant<'t>>> {
    let mut reader = Reader::new(template, facts, bindings);
    reader.rewritten = resource.rewriter.is_some();
    let is_conditional = resource.properties.is_some_and(|properties| call(properties).is_some());
    let resource = Resource { properties: properties(&mut reader, resource)?, ..resource };
    let mut draft = Draft::default();
    let tags = held_tags(template, resource, &mut draft);
    if let Some(entry) = tags {
        let spot = Spot { kind: resource.kind, key: entry.key, form: resource.bearing.form, direct: true };
        reader.tags(entry.value, spot, &mut draft)?;
    }
    if let Some(below) = globals::below(template, resource, tags.map(|entry| entry.value), &mut reader)? {
        draft.lay_over(below);
    }
    if draft.tags.all_known() {
        draft.tags.unknown.extend(rewritten(template, resource, tags.is_some()).map(Some));
    }
    // What is written into one branch is missing in the others.
    if tags.is_none() && !is_conditional {
        draft.tags.vacancy = vacancy::of(template, resource);
    }
    let name = name(&mut reader, resource)?;
    let condition = existence::condition(resource.body);
    if let (Existence::Asked, Some(condition)) = (existence, condition) {
        // Asked last, and only of what is decided already: it makes no variants of its own.
        if matches!(reader.holds(condition), Ok(Some(false))) {
            return Ok(None);
        }
    }
    Ok(Some(Variant { name, draft }))
}

/// The properties of a resource, in the branch that is taken where they are conditional.
fn properties<'t>(reader: &mut Reader<'_, 't>, resource: Resource<'t>) -> Outcome<'t, Option<NodeRef<'t>>> {
    let mut properties = resource.properties;
    while let Some(Call { name, argument }) = properties.and_then(call) {
        match (name, argument.text()) {
            ("Ref", Some("AWS::NoValue")) => return Ok(None),
            ("If", None) if reader.step() => match reader.taken(argument)? {
                Some((branch, asks)) => {
                    reader.branches.push(asks);
                    properties = Some(branch);
                }
                None => break,
            },
            _ => break,
        }
    }
    Ok(properties)
}

/// The property that holds the tags, or what was meant to be it.
fn held_tags<'t>(
    template: &Template<'t>,
    resource: Resource<'t>,
    draft: &mut Draft<'t>,
) -> Option<Entry<'t>> {
    let right = resource.bearing.property;
    let form = resource.bearing.form;
    let found = resource.properties.and_then(|properties| properties.entry(right));
    if found.is_some() || form == Form::Any {
        return found;
    }
    let is_meant = |entry: &Entry<'t>| {
        let key = entry.key.text().unwrap_or_default();
        key.eq_ignore_ascii_case(right) || key.eq_ignore_ascii_case("Tags")
    };
    let mut entries = resource.properties.into_iter().flat_map(NodeRef::entries);
    if let Some(entry) = entries.find(is_meant) {
        let fits = match (entry.value.kind(), form) {
            _ if call(entry.value).is_some() => true,
            (Kind::List, Form::List) => {
                let mut items = entry.value.items();
                items.all(|item| item.entry("Key").is_some() || call(item).is_some())
            }
            (Kind::Map, Form::Map) => true,
            _ => false,
        };
        draft.misplaced.push(misplaced::property(template, entry, resource.kind, right, fits));
        return Some(entry);
    }
    let beside = resource.body.entry(right)?;
    draft.misplaced.push(misplaced::beside(template, beside, resource.kind, right));
    Some(beside)
}

/// What may put further tags to a resource before it is created, or other ones.
fn rewritten<'t>(template: &Template<'t>, resource: Resource<'t>, has_tags: bool) -> Option<Place<'t>> {
    let is_directive = |entry: &Entry<'t>| entry.key.text().is_some_and(|key| key.starts_with(TRANSFORM));
    let is_loop = |entry: &Entry<'t>| entry.key.text().is_some_and(|key| key.starts_with(LOOP));
    let of_body = || resource.body.entries().find(is_directive);
    let of_properties = || {
        let mut entries = resource.properties.into_iter().flat_map(NodeRef::entries);
        entries.find(|entry| is_directive(entry) || (!has_tags && is_loop(entry)))
    };
    let expression =
        resource.properties.filter(|properties| call(*properties).is_some() || properties.text().is_some());
    let expression = expression.filter(|properties| !properties.is_null());
    let found = expression.map(|node| template.expression(node));
    let found = found.or_else(|| of_body().or_else(of_properties).map(|entry| template.place(entry.key)));
    found.or_else(|| resource.rewriter.map(|rewriter| template.place(rewriter)))
}

fn name<'t>(reader: &mut Reader<'_, 't>, resource: Resource<'t>) -> Outcome<'t, Reading<'t>> {
    let Some((_, property)) = bedrock_kind(resource.kind) else { return Ok(nameless()) };
    let Some(node) = resource.properties.and_then(|properties| properties.get(property)) else {
        return Ok(nameless());
    };
    reader.single = true;
    let said = reader.value(node)?;
    reader.single = false;
    let expression = reader.template.expression(node);
    let place = Some(if call(node).is_some() { expression } else { reader.template.place(node) });
    Ok(match &said[..] {
        [Said::Text { text, place: written, secret, .. }] => {
            // `!Sub` of a text without variables is that text.
            let is_text =
                call(node).is_some_and(|call| call.name == "Sub") && written.span != expression.span;
            let place =
                if is_text && expression.span.contains(written.span) { Some(*written) } else { place };
            Reading { value: Value::Text(text.clone()), place, secret: *secret }
        }
        [Said::Null(place)] => Reading { value: Value::Null, place: Some(*place), secret: false },
        [Said::Nested(place)] => Reading { value: Value::Nested, place: Some(*place), secret: false },
        [Said::Removed] => nameless(),
        _ => Reading::unknown(place),
    })
}

fn is_same(left: &Variant<'_>, right: &Variant<'_>) -> bool {
    let reading = |left: &Reading<'_>, right: &Reading<'_>| {
        left.value == right.value && left.place.map(|place| place.span) == right.place.map(|place| place.span)
    };
    let tag = |(left, right): (&Tag<'_>, &Tag<'_>)| {
        let (mut left_readings, mut right_readings) = (left.readings(), right.readings());
        left.key == right.key
            && left.key_place.map(|place| place.span) == right.key_place.map(|place| place.span)
            && left.alternatives.len() == right.alternatives.len()
            && left_readings.all(|left| right_readings.next().is_some_and(|right| reading(left, right)))
    };
    let unknown = |variant: &Variant<'_>| -> Vec<_> {
        variant.draft.tags.unknown.iter().map(|place| place.map(|place| place.span)).collect()
    };
    let (tags, others) = (&left.draft.tags.list, &right.draft.tags.list);
    reading(&left.name, &right.name)
        && tags.len() == others.len()
        && tags.iter().zip(others).all(tag)
        && unknown(left) == unknown(right)
        && left.draft.garbled == right.draft.garbled
}

/// Of a value that this variant leaves to another, another must speak: where none does, this one says that it is
/// unknown.
fn place_orphans(variants: &mut [Variant<'_>]) {
    let mut told: HashSet<u32> = HashSet::new();
    for variant in variants.iter() {
        let tags = variant.draft.tags.list.iter().zip(&variant.draft.values);
        let is_known = |tag: &Tag<'_>| tag.readings().all(|reading| !reading.value.is_open());
        told.extend(tags.filter(|(tag, _)| is_known(tag)).map(|(_, value)| value));
    }
    for Variant { draft, .. } in variants {
        for &(tag, number, place) in &draft.elsewhere {
            if told.contains(&draft.values[tag]) {
                continue;
            }
            let tag = &mut draft.tags.list[tag];
            let reading = match number.checked_sub(1) {
                None => Some(&mut tag.value),
                Some(number) => tag.alternatives.get_mut(number),
            };
            if let Some(reading) = reading {
                reading.place = Some(place);
            }
        }
    }
}
