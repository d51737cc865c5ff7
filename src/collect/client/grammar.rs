//! The languages of source code.

/// A language that programs are read in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grammar {
    /// `.py`
    Python,
    /// `.js` and its variants, with elements between the code
    JavaScript,
    /// `.ts`
    TypeScript,
    /// `.tsx`, TypeScript with elements between the code
    Tsx,
    /// `.go`
    Go,
    /// `.java`
    Java,
}
