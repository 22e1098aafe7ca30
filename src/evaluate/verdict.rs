//! What may be concluded from a comparison.

use serde::Serialize;

use super::compare::Comparison;
use super::paired::{FEWEST, Unit};
use super::resampling::Interval;

/// What may be concluded from a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Each row was given the same label by both.
    Same,
    /// The interval of the difference lies above 0, its p-value is below 0.05, and
    /// predictions changed in six or more of the groups or rows that are drawn.
    Better,
    /// The interval lies below 0, and predictions changed likewise.
    Worse,
    /// The difference may be chance, or there was too little to tell by.
    Unclear,
}

impl Outcome {
    pub(super) fn of(changed: usize, interval: Option<Interval>, p_value: Option<f64>) -> Self {
        // Of few replicates the interval alone would be too narrow.
        let told = changed >= FEWEST && p_value.is_some_and(|p| p < 0.05);
        match interval {
            _ if changed == 0 => Self::Same,
            Some(interval) if told && interval.low > 0.0 => Self::Better,
            Some(interval) if told && interval.high < 0.0 => Self::Worse,
            _ => Self::Unclear,
        }
    }
}

impl Comparison {
    /// The conclusion in one sentence, without a full stop.
    #[must_use]
    pub fn verdict(&self) -> String {
        let (n, groups) = (self.n, self.groups);
        let (unit, units) = match self.unit {
            Unit::Groups => ("groups", groups),
            Unit::Rows => ("rows", n),
        };
        let head = match self.outcome {
            Outcome::Same => {
                return format!("both models give each of the {n} rows the same label");
            }
            Outcome::Better => "the new model is better".to_owned(),
            Outcome::Worse => "the new model is worse".to_owned(),
            Outcome::Unclear if self.resampling.replicates == 0 => {
                "the bootstrap did not run, so it cannot tell".to_owned()
            }
            Outcome::Unclear if self.changed < FEWEST => {
                format!("fewer than {FEWEST} {unit} changed, too few to tell")
            }
            Outcome::Unclear => "the difference may be chance".to_owned(),
        };
        let difference = &self.macro_f1_difference;
        let chance = match (difference.interval, difference.p_value) {
            (Some(interval), Some(p)) => format!(
                "95 % interval {:+.3} to {:+.3}, {}",
                interval.low,
                interval.high,
                p_value(p)
            ),
            _ if n < 2 => "no interval, for there is one row".to_owned(),
            _ => "no interval, for no replicates were asked for".to_owned(),
        };
        let caveat = match self.unit {
            Unit::Rows if groups < n => format!(
                ", which were drawn because {groups} {} too few, so of other groups this says \
                 nothing",
                if groups == 1 {
                    "group is"
                } else {
                    "groups are"
                },
            ),
            _ => String::new(),
        };
        format!(
            "{head}: macro-F1 {:.3} against {:.3} ({:+.3}; {chance}); rows won {}, lost {} \
             (McNemar {}); predictions changed in {} of {units} {unit}{caveat}",
            self.new.macro_f1,
            self.old.macro_f1,
            difference.value,
            self.mcnemar.won,
            self.mcnemar.lost,
            p_value(self.mcnemar.p_value),
            self.changed,
        )
    }
}

/// "p = 0.031", or "p < 0.001" where three digits would say 0.
fn p_value(p: f64) -> String {
    if p < 0.001 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p:.3}")
    }
}
