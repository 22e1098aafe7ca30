//! Which curves the report of an evaluation has.

use super::chart::{Axis, Chart, Line, Plan, percent};
use super::colour;
use crate::error::Result;
use crate::evaluate::{CurvePoint, Interval, LearningPoint, RiskPoint, Run};

/// How many labels have a precision-recall curve: more cannot be told apart.
const CURVES: usize = 8;

/// By how much of its length an axis goes on beyond what it shows.
const MARGIN: f64 = 0.05;

/// Precision over recall for the labels of the most rows; none if no label has
/// rows.
pub(super) fn precision_recall(run: &Run) -> Result<Option<Chart>> {
    let labels = run.evaluation.confusion.labels();
    let curves = run.precision_recall_curves();
    let support = |name: &str| run.evaluation.labels.get(name).map_or(0, |own| own.support);
    let mut chosen: Vec<usize> = (0..labels.len())
        .filter(|&label| !curves[label].is_empty())
        .collect();
    // A stable sort: equals stay in the order of the labels.
    chosen.sort_by_key(|&label| std::cmp::Reverse(support(labels.name(label))));
    chosen.truncate(CURVES);
    chosen.sort_unstable();
    if chosen.is_empty() {
        return Ok(None);
    }
    let line = |label: usize| Line {
        name: labels.name(label).to_owned(),
        colour: colour(label),
        points: steps(&curves[label]),
        hints: Vec::new(),
        band: None,
    };
    let plan = Plan {
        id: "precision-recall",
        title: "Precision over recall, by label",
        x: shares("recall", 1.0),
        y: shares("precision", 1.0),
        lines: chosen.into_iter().map(line).collect(),
        diagonal: false,
    };
    plan.draw().map(Some)
}

/// Shares from 0 to `to`.
fn shares(name: &'static str, to: f64) -> Axis {
    Axis {
        name,
        range: 0.0..to,
        number: percent,
    }
}

/// The curve as steps, the area below which is the average precision.
fn steps(curve: &[CurvePoint]) -> Vec<(f64, f64)> {
    let mut last = 0.0;
    curve
        .iter()
        .flat_map(|point| {
            let step = [(last, point.precision), (point.recall, point.precision)];
            last = point.recall;
            step
        })
        .collect()
}

/// How often the highest probability is right, over the probability.
pub(super) fn reliability(run: &Run) -> Result<Chart> {
    let bins = run.evaluation.calibration.bins.iter();
    let (points, hints) = bins
        .filter_map(|bin| {
            let (x, y) = (bin.confidence?, bin.accuracy?);
            let hint = format!("{} rows: probability {x:.3}, accuracy {y:.3}", bin.n);
            Some(((x, y), hint))
        })
        .unzip();
    let plan = Plan {
        id: "reliability",
        title: "Accuracy over the highest probability",
        x: shares("mean of the highest probability", 1.0),
        y: shares("accuracy", 1.0),
        lines: vec![Line {
            name: "rows by probability".to_owned(),
            colour: 3,
            points,
            hints,
            band: None,
        }],
        diagonal: true,
    };
    plan.draw()
}

/// How often the model errs if it answers only where it is sure.
pub(super) fn risk(run: &Run) -> Result<Chart> {
    let points = &run.evaluation.risk_at_coverage;
    let highest = points.iter().map(|point| point.error_rate);
    let highest = highest.fold(0.01, f64::max);
    let hint = |point: &RiskPoint| {
        format!(
            "{} rows of confidence {:.3} and more: {:.1} % errors",
            point.n,
            point.threshold,
            100.0 * point.error_rate
        )
    };
    let plan = Plan {
        id: "risk",
        title: "Errors over coverage",
        x: shares("coverage: rows that are answered", 1.0),
        y: shares("error rate", (highest * (1.0 + MARGIN)).min(1.0)),
        lines: vec![Line {
            name: "errors".to_owned(),
            colour: 0,
            points: (points.iter().rev())
                .map(|point| (point.coverage, point.error_rate))
                .collect(),
            hints: points.iter().rev().map(hint).collect(),
            band: None,
        }],
        diagonal: false,
    };
    plan.draw()
}

/// A score of a learning curve and its interval.
type Score = fn(&LearningPoint) -> (f64, Option<Interval>);

/// The scores of a learning curve, with their colours.
const SCORES: [(&str, usize, Score); 2] = [
    ("macro-F1", 3, |own| (own.macro_f1, own.macro_f1_interval)),
    ("accuracy", 4, |own| (own.accuracy, own.accuracy_interval)),
];

/// Scores over the size of the training set; none if they were not asked for.
pub(super) fn learning(points: &[LearningPoint]) -> Result<Option<Chart>> {
    let Some(last) = points.last() else {
        return Ok(None);
    };
    let line = |(name, colour, score): (&str, usize, Score)| {
        let hint = |point: &LearningPoint| {
            format!("{} rows: {name} {:.3}", point.trained_rows, score(point).0)
        };
        let ends = |point: &LearningPoint| score(point).1.map(|own| (own.low, own.high));
        Line {
            name: name.to_owned(),
            colour,
            points: (points.iter())
                .map(|point| (point.trained_rows as f64, score(point).0))
                .collect(),
            hints: points.iter().map(hint).collect(),
            band: points.iter().map(ends).collect(),
        }
    };
    let lines: Vec<Line> = SCORES.into_iter().map(line).collect();
    let ends = lines.iter().flat_map(|line| {
        let band = line
            .band
            .iter()
            .flatten()
            .flat_map(|&(low, high)| [low, high]);
        band.chain(line.points.iter().map(|&(_, score)| score))
    });
    let (low, high) = ends.fold((1.0_f64, 0.0_f64), |(low, high), end| {
        (low.min(end), high.max(end))
    });
    let margin = (MARGIN * (high - low)).max(0.01);
    let plan = Plan {
        id: "learning",
        title: "Scores over training rows, with 95 % intervals",
        x: Axis {
            name: "training rows",
            range: 0.0..(1.0 + MARGIN) * last.trained_rows as f64,
            number: |rows| format!("{rows:.0}"),
        },
        y: Axis {
            name: "score",
            range: low - margin..high + margin,
            number: |score| ((1e3 * score).round() / 1e3).to_string(),
        },
        lines,
        diagonal: false,
    };
    plan.draw().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_below_the_steps_is_the_average_precision() {
        let point = |recall, precision| CurvePoint {
            threshold: 0.5,
            precision,
            recall,
        };
        // 0.5 · 1 + 0 · 0.5 + 0.5 · 2/3
        let steps = steps(&[point(0.5, 1.0), point(0.5, 0.5), point(1.0, 2.0 / 3.0)]);
        let area: f64 = (steps.windows(2))
            .map(|pair| (pair[1].0 - pair[0].0) * pair[1].1)
            .sum();
        assert!((area - 5.0 / 6.0).abs() < 1e-12);
    }
}
