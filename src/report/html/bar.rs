//! Bars: parts of a whole, drawn beside each other.

use askama::Template;
use askama::filters::HtmlSafe;

/// A bar. Without a label the numbers are beside it, and a screen reader passes over the drawing.
#[derive(Template)]
#[template(path = "bar.html")]
pub(super) struct Bar {
    label: Option<String>,
    parts: Vec<Part>,
}

struct Part {
    /// The class of the style sheet that gives its colour.
    kind: &'static str,
    start: String,
    width: String,
}

impl HtmlSafe for Bar {}

impl Bar {
    /// One part of a whole.
    pub(super) fn of(kind: &'static str, part: i128, whole: i128) -> Self {
        Bar::stacked(&[(kind, part)], whole)
    }

    /// Several parts of a whole. One that is negative cannot be drawn.
    pub(super) fn stacked(amounts: &[(&'static str, i128)], whole: i128) -> Self {
        let (mut parts, mut end) = (Vec::new(), 0);
        for (kind, amount) in amounts {
            let start = end;
            end = (end + amount.max(&0)).min(whole.max(0));
            if end > start {
                parts.push(Part { kind, start: percent(start, whole), width: percent(end - start, whole) });
            }
        }
        Bar { label: None, parts }
    }

    /// The same where nothing beside it says what it shows.
    pub(super) fn labelled(self, label: String) -> Self {
        Bar { label: Some(label), ..self }
    }
}

/// A length in hundredths of a percent.
fn percent(part: i128, whole: i128) -> String {
    let length = part.saturating_mul(10_000) / whole;
    format!("{}.{:02}%", length / 100, length % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_within_the_whole() {
        let drawn = |amounts: &[i128], whole| {
            let amounts: Vec<_> = amounts.iter().map(|amount| ("a", *amount)).collect();
            let parts = Bar::stacked(&amounts, whole).parts.into_iter();
            parts.map(|part| format!("{}+{}", part.start, part.width)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(drawn(&[1, 1], 3), "0.00%+33.33% 33.33%+33.33%");
        assert_eq!(drawn(&[0, 3, -1], 3), "0.00%+100.00%");
        assert_eq!(drawn(&[2, 5, 5], 4), "0.00%+50.00% 50.00%+50.00%");
        assert_eq!(drawn(&[1], 0), "");
        assert_eq!(drawn(&[1], -3), "");
    }
}
