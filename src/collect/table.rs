//! Tables of resource types: sorted lines, each a type and, behind a separator, what is known of it.
//!
//! A table is a text that is searched as it is, so that it costs nothing before a type is asked for.

use std::cmp::Ordering;

use memchr::{memchr, memrchr};

/// What a table says of a type. Its head is no type: it begins with `#`, which is before every letter.
pub(super) fn find(table: &'static str, separator: char, kind: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low.midpoint(high);
        let before = memrchr(b'\n', &table.as_bytes()[low..middle]);
        let start = if let Some(newline) = before { low + newline + 1 } else { low };
        let behind = memchr(b'\n', &table.as_bytes()[start..high]);
        let end = if let Some(newline) = behind { start + newline } else { high };
        let (name, rest) = table[start..end].split_once(separator).unwrap_or((&table[start..end], ""));
        match name.cmp(kind) {
            Ordering::Less => low = end + 1,
            Ordering::Equal => return Some(rest),
            Ordering::Greater => high = start,
        }
    }
    None
}

pub(super) fn types(table: &'static str, separator: char) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| line.split(separator).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_else() {
        let table = "# a head\n# of two lines\nAWS::A::B x\nAWS::A::BC\nAWS::é y z\naws_a -\n";
        let wanted = [("AWS::A::B", "x"), ("AWS::A::BC", ""), ("AWS::é", "y z"), ("aws_a", "-")];
        for (kind, rest) in wanted {
            assert_eq!(find(table, ' ', kind), Some(rest), "{kind}");
        }
        for kind in ["", "A", "AWS::A", "AWS::A::B~", "AWS::A::BCD", "aws_", "aws_aa", "~"] {
            assert_eq!(find(table, ' ', kind), None, "{kind}");
        }
        assert_eq!(find("", ' ', "a"), None);
    }
}
