//! What kind of charge a line is.

/// What a line is charged for, as far as it decides what is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Charge {
    /// Use, and discounts on it.
    Use,
    /// Use that a savings plan covers.
    CoveredByPlan,
    /// What sets off use that a savings plan covers.
    PlanNegation,
    /// Use that a reservation covers.
    CoveredByReservation,
    /// The recurring fee of a savings plan.
    PlanFee,
    /// The upfront fee of a savings plan.
    PlanUpfront,
    /// The fee of a reservation.
    ReservationFee,
    /// Another fee, which may be the upfront fee of a reservation.
    Fee,
    /// Tax, credits and refunds.
    Other,
}

impl Charge {
    /// By the line item type of a Cost and Usage Report.
    pub(crate) fn of_line_item(kind: &str) -> Self {
        match kind {
            "SavingsPlanCoveredUsage" => Charge::CoveredByPlan,
            "SavingsPlanNegation" => Charge::PlanNegation,
            "DiscountedUsage" => Charge::CoveredByReservation,
            "SavingsPlanRecurringFee" => Charge::PlanFee,
            "SavingsPlanUpfrontFee" => Charge::PlanUpfront,
            "RIFee" => Charge::ReservationFee,
            "Tax" | "Credit" | "Refund" => Charge::Other,
            kind if kind.ends_with("Fee") => Charge::Fee,
            _ => Charge::Use,
        }
    }

    /// By the charge category of FOCUS.
    pub(crate) fn of_category(category: &str) -> Self {
        match category {
            "Purchase" => Charge::Fee,
            "Tax" | "Credit" | "Adjustment" => Charge::Other,
            _ => Charge::Use,
        }
    }

    /// By the charge class of FOCUS: a correction of an earlier period is a refund, or takes one back.
    pub(crate) fn is_correction(class: &str) -> bool {
        class == "Correction"
    }

    /// Whether it is in the total, but in no percentage.
    pub(crate) fn is_outside(self) -> bool {
        match self {
            Charge::Use | Charge::CoveredByPlan | Charge::PlanNegation | Charge::CoveredByReservation => {
                false
            }
            Charge::PlanFee | Charge::PlanUpfront | Charge::ReservationFee | Charge::Fee | Charge::Other => {
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::OUTSIDE;

    #[test]
    fn what_other_services_of_billing_leave_out_is_outside_in_an_export_too() {
        for kind in OUTSIDE {
            assert!(Charge::of_line_item(kind).is_outside(), "{kind}");
        }
    }

    #[test]
    fn what_is_no_use_is_outside() {
        let inside = [
            "Usage",
            "DiscountedUsage",
            "SavingsPlanCoveredUsage",
            "SavingsPlanNegation",
            "FlatRateSubscription",
            "EdpDiscount",
            "PrivateRateDiscount",
            "BundledDiscount",
        ];
        for kind in inside {
            assert!(!Charge::of_line_item(kind).is_outside(), "{kind}");
        }
        let outside =
            ["Tax", "Credit", "Refund", "Fee", "RIFee", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee"];
        for kind in outside {
            assert!(Charge::of_line_item(kind).is_outside(), "{kind}");
        }
        assert!(!Charge::of_category("Usage").is_outside());
        for category in ["Purchase", "Tax", "Credit", "Adjustment"] {
            assert!(Charge::of_category(category).is_outside(), "{category}");
        }
    }
}
