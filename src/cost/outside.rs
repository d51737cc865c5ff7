//! Charges that are in the total of a bill and in no share of it.

/// Their kinds, as Cost Explorer and budgets call them
/// (<https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/manage-cost-categories.html#cost-categories-terms>).
pub(crate) const OUTSIDE: [&str; 7] =
    ["Credit", "Fee", "RIFee", "Refund", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee", "Tax"];
