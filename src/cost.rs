//! What costs are made of: exact money, billing periods, and which figure of a bill counts.

pub mod metric;
pub mod money;
pub mod period;

pub use metric::Metric;
pub use money::Money;
pub use period::Period;
