//! What holds for every format, whatever a report says.

use std::sync::Arc;

use proptest::prelude::*;

use super::format::Format;
use super::testing::{drawn, finding, without_ansi};
use super::{Options, Report, problem};
use crate::finding::{
    Concerned, Edit, Effect, Failure, Finding, Fix, Level, Location, Related, Safety, Subject, Suppressed,
    Suppression,
};
use crate::source::{Medium, Source, Span};
use crate::text::is_unprintable;

/// Texts with what is troublesome in them.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\u{1b}[31m"),
        Just("\r\n"),
        Just("\n"),
        Just("\t"),
        Just("\u{feff}"),
        Just("\u{9b}"),
        Just("\u{202e}"),
        Just("::"),
        Just("%"),
        Just("|`<&\"]]>"),
        Just("é"),
        Just("日本"),
        Just("\u{ffff}"),
        Just("\0"),
        Just("a"),
        Just("name: value"),
        Just("👩‍👩‍👧"),
        Just("                                                            "),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

prop_compose! {
    fn location(sources: Vec<Arc<Source>>)(
        source in prop::sample::select(sources), start in 0u32..5_000, len in 0u32..300, beyond in any::<bool>(),
    ) -> Location {
        let start = if beyond { start } else { start % (source.text().len() as u32 + 1) };
        Location::new(&source, Span::new(start as usize, (start + len) as usize))
    }
}

prop_compose! {
    fn any_finding(sources: Vec<Arc<Source>>)(
        words in prop::collection::vec(text(), 6),
        at in prop::option::of(location(sources.clone())),
        because in prop::option::of(location(sources.clone())),
        related in prop::collection::vec(prop::option::of(location(sources.clone())), 0..5),
        edit in prop::option::of(location(sources)),
        level in prop::sample::select(Level::ALL.to_vec()),
        secret in any::<bool>(),
    ) -> Finding {
        let [message, name, tag, value, help, title] = <[String; 6]>::try_from(words).expect("six words");
        let subject = Subject { kind: name.clone(), name: Some(name), id: Some(tag.clone()), account: None, region: Some(value.clone()) };
        let edits = edit.map(|at| vec![Edit { at, text: value.clone() }]);
        Finding {
            project: Some(Arc::new(Concerned::of(subject))), tag: Some(tag), value: Some(value), help: Some(help.clone()),
            related: related.into_iter().map(|location| Related { message: help.clone(), location }).collect(),
            location: at, because, secret,
            fix: edits.map(|edits| Fix { safety: Safety::Unsafe, title, effect: Effect::None, is_alone: true, edits, live: None }),
            ..finding("missing-tag", level, &message)
        }
    }
}

fn report() -> impl Strategy<Value = Report> {
    let source = (text(), text(), 0usize..20)
        .prop_map(|(name, text, times)| Arc::new(Source::new(name, text.repeat(times), Medium::File)));
    let findings = prop::collection::vec(source, 1..3)
        .prop_flat_map(|sources| prop::collection::vec(any_finding(sources), 0..6));
    (findings, text()).prop_map(|(findings, word)| Report {
        suppressed: findings
            .iter()
            .take(1)
            .map(|finding| Suppressed {
                finding: finding.clone(),
                by: Suppression::Ignore,
                reason: Some(word.clone()),
            })
            .collect(),
        failures: vec![Failure { subject: word.clone(), message: word.clone() }],
        policy: word,
        findings,
        ..Report::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_report_makes_a_format_panic_or_control_a_terminal(
        report in report(), unicode in any::<bool>(), width in prop::option::of(0usize..300),
    ) {
        let options = Options { unicode, width, statistics: true, ..Options::default() };
        for format in Format::ALL {
            let mut out = Vec::new();
            format.render(&report, &mut out, &options).expect("a vector takes everything");
            let text = String::from_utf8(out).expect("formats are UTF-8");
            let raw = text.chars().find(|&c| is_unprintable(c) && c != '\n');
            prop_assert_eq!(raw, None, "{}: {:?}", format, text);
            if matches!(format, Format::Json | Format::Sarif | Format::Gitlab) {
                serde_json::from_str::<serde_json::Value>(&text).expect("it is JSON");
            }
        }
    }

    #[test]
    fn colour_changes_no_word(report in report(), width in prop::option::of(0usize..300)) {
        let plain = Options { width, ..Options::default() };
        let coloured = drawn(super::full::render, &report, &Options { color: true, ..plain.clone() });
        prop_assert_eq!(without_ansi(&coloured), drawn(super::full::render, &report, &plain));
    }

    #[test]
    fn xml_can_be_read(report in report()) {
        let text = drawn(super::junit::render, &report, &Options::default());
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            if reader.read_event().expect("it is XML") == quick_xml::events::Event::Eof { break }
        }
    }

    #[test]
    fn no_problem_makes_drawing_panic(name in text(), body in text(), start in 0usize..200, len in 0usize..100) {
        let label = miette::LabeledSpan::at(start..start + len, name.clone());
        let diagnostic = miette::MietteDiagnostic::new(name).with_help(body.clone()).with_label(label);
        let drawn = problem::draw(miette::Report::new(diagnostic).with_source_code(body).as_ref(), &Options::default());
        prop_assert!(!drawn.chars().any(|c| is_unprintable(c) && c != '\n'), "{:?}", drawn);
    }
}
