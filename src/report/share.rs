//! Shares in percent.

/// A part of a whole in percent, rounded: only all is 100 %, and only none is 0 %.
pub(super) fn share_of(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "none".to_owned();
    }
    let permille = (part * 2000 + whole) / (whole * 2);
    let permille = permille.clamp(usize::from(part > 0), 1000 - usize::from(part < whole));
    format!("{}.{} %", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::share_of;

    #[test]
    fn shares_are_rounded_but_never_to_all_or_nothing() {
        assert_eq!(share_of(17, 30), "56.7 %");
        assert_eq!(share_of(0, 30), "0.0 %");
        assert_eq!(share_of(1, 100_000), "0.1 %");
        assert_eq!(share_of(99_999, 100_000), "99.9 %");
        assert_eq!(share_of(30, 30), "100.0 %");
        assert_eq!(share_of(0, 0), "none");
    }
}
