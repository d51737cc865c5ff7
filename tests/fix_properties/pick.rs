//! Choices of what is generated.

/// Choices taken from a tape of numbers; behind its end, the first choice is taken, which is always the simplest.
pub struct Pick<'t> {
    tape: std::slice::Iter<'t, u16>,
}

impl<'t> Pick<'t> {
    pub fn new(tape: &'t [u16]) -> Self {
        Pick { tape: tape.iter() }
    }

    /// A number below `count`.
    pub fn of(&mut self, count: usize) -> usize {
        if let Some(&number) = self.tape.next() { usize::from(number) % count } else { 0 }
    }

    pub fn one<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.of(from.len())]
    }

    /// Yes, once in `times`; the first choice is no.
    pub fn rarely(&mut self, times: usize) -> bool {
        self.of(times) == times - 1
    }
}
