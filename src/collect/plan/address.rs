//! Addresses of resources.

/// The names of the calls that lead to the module of an address: `module.a["x"].module.b.aws_s3_bucket.c` is in `a`
/// and then `b`.
pub(super) fn modules(address: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = address;
    while let Some(call) = rest.strip_prefix("module.") {
        let end = call.find(['.', '[']).unwrap_or(call.len());
        names.push(&call[..end]);
        rest = behind_key(&call[end..]);
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    names
}

/// What is behind `[0]` or `["key"]`, if an address goes on with it.
fn behind_key(rest: &str) -> &str {
    let Some(key) = rest.strip_prefix('[') else { return rest };
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, c) in key.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ']' if !is_quoted => return &key[at + 1..],
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_named_without_the_keys_of_their_instances() {
        let none: [&str; 0] = [];
        assert_eq!(modules("aws_s3_bucket.b"), none);
        assert_eq!(modules("module.a.aws_s3_bucket.b[0]"), ["a"]);
        assert_eq!(modules(r#"module.a["x].module.y"].module.b[1].aws_s3_bucket.c"#), ["a", "b"]);
        assert_eq!(modules(r#"module.a["\"]"].module.b.aws_s3_bucket.c["module.d"]"#), ["a", "b"]);
        assert_eq!(modules("module.a[\"torn"), ["a"]);
        assert_eq!(modules("module."), [""]);
    }
}
