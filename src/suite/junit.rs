//! The outcome of tests as JUnit's XML: a file is a suite, a test a case.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use super::outcome::Proof;
use super::text::details;
use super::trial::Trial;
use crate::report::escape::xml;
use crate::report::junit::{Counts, Xml, attribute, case, outcome};
use crate::text::{count, shown};

/// Writes the document.
///
/// # Errors
/// What the writer says.
pub(super) fn render(proof: &Proof, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = writer.create_element("testsuites").with_attribute(("name", "taglint"));
    let counts = counts(&proof.trials);
    suites.with_attributes(counts.attributes().iter().map(attribute)).write_inner_content(|writer| {
        for trials in proof.trials.chunk_by(|left, right| left.place.path() == right.place.path()) {
            write_suite(writer, trials)?;
        }
        Ok(())
    })?;
    writeln!(writer.get_mut())
}

fn counts(trials: &[Trial]) -> Counts {
    let failures = trials.iter().filter(|trial| !trial.passed()).count();
    Counts { tests: trials.len(), failures, ..Counts::default() }
}

fn write_suite(writer: &mut Xml<'_>, trials: &[Trial]) -> io::Result<()> {
    let Some(first) = trials.first() else { return Ok(()) };
    let path = first.place.path();
    let name = xml(&shown(path));
    let suite = writer.create_element("testsuite").with_attribute(("name", name.as_str()));
    suite.with_attributes(counts(trials).attributes().iter().map(attribute)).write_inner_content(
        |writer| {
            for trial in trials {
                case(writer, &name, &trial.name, Some(path), |writer| write_outcome(writer, trial))?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

fn write_outcome(writer: &mut Xml<'_>, trial: &Trial) -> io::Result<()> {
    if trial.passed() {
        return Ok(());
    }
    let details = details(trial);
    let message = count(details.len(), "difference");
    outcome(writer, "failure", "difference", &message, &details.join("\n"))
}
