//! What costs are made of: exact money, billing periods, and which figure of a bill counts.

pub mod class;
pub mod interval;
pub mod metric;
pub mod money;
pub(crate) mod outside;
pub mod period;
pub mod share;
pub mod spend;

pub use class::Class;
pub use interval::Interval;
pub use metric::Metric;
pub use money::Money;
pub(crate) use outside::OUTSIDE;
pub use period::Period;
pub use share::Share;
pub use spend::Spend;
