//! How lines of any language are laid out: how deep they are, and which brackets they open and close.

use std::cmp::Ordering;

use regex::Regex;

use super::line::closing_quote;

/// Whether a line says nothing: it is blank, or a comment.
pub(super) fn is_aside(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#') || line.starts_with("//")
}

/// Whether a line of YAML begins another document.
pub(super) fn begins_document(line: &str) -> bool {
    line == "---" || line.starts_with("--- ")
}

/// Whether a line begins an item of a list, or a key that is as large as one.
pub(super) fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("- ") || line.starts_with("? ")
}

/// How deep a line is: an item is below what is in the same column.
pub(super) fn level(line: &str) -> usize {
    2 * indentation(line) + usize::from(is_item(line))
}

/// Where what a line says begins, behind the sign of an item.
pub(super) fn column(line: &str) -> usize {
    let line_behind = line.trim_start();
    match line_behind.strip_prefix(['-', '?', ':']) {
        Some(behind) if behind.starts_with(' ') => line.len() - behind.trim_start().len(),
        _ => line.len() - line_behind.len(),
    }
}

pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether another line of the same map has a form.
pub(super) fn has_sibling(form: &Regex, lines: &[&str], number: usize) -> bool {
    let column = column(lines[number]);
    if !is_item(lines[number]) {
        for above in lines[..number].iter().rev().filter(|above| !is_aside(above)) {
            match self::column(above).cmp(&column) {
                Ordering::Less => break,
                Ordering::Equal if begins_document(above) => break,
                Ordering::Equal if form.is_match(above) => return true,
                Ordering::Equal if is_item(above) => break,
                Ordering::Equal | Ordering::Greater => {}
            }
        }
    }
    for below in lines[number + 1..].iter().filter(|below| !is_aside(below)) {
        match self::column(below).cmp(&column) {
            Ordering::Less => break,
            Ordering::Equal if is_item(below) || begins_document(below) => break,
            Ordering::Equal if form.is_match(below) => return true,
            Ordering::Equal | Ordering::Greater => {}
        }
    }
    false
}

/// A sign that says where things in a line begin and end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Opens,
    Closes,
    Comma,
}

/// The signs of a line that are neither in quotes nor in a comment, each with its place.
pub(super) fn signs(line: &str) -> Vec<(usize, Sign)> {
    let mut signs = Vec::new();
    let (mut at, bytes) = (0, line.as_bytes());
    while let Some(byte) = bytes.get(at) {
        let is_behind = |is: fn(&u8) -> bool| at.checked_sub(1).is_some_and(|before| is(&bytes[before]));
        match byte {
            b'{' | b'[' | b'(' => signs.push((at, Sign::Opens)),
            b'}' | b']' | b')' => signs.push((at, Sign::Closes)),
            b',' => signs.push((at, Sign::Comma)),
            // Behind a letter it is an apostrophe.
            b'"' | b'\'' if !is_behind(u8::is_ascii_alphanumeric) => match closing_quote(&line[at..]) {
                Some(length) => at += length,
                None => return signs,
            },
            b'#' if is_behind(u8::is_ascii_whitespace) => return signs,
            b'/' if is_behind(u8::is_ascii_whitespace) && bytes.get(at + 1) == Some(&b'/') => return signs,
            b'/' if is_behind(u8::is_ascii_whitespace) && bytes.get(at + 1) == Some(&b'*') => {
                match line[at + 2..].find("*/") {
                    Some(length) => at += length + 3,
                    None => return signs,
                }
            }
            _ => {}
        }
        at += 1;
    }
    signs
}
