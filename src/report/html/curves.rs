//! Which curves the report of an evaluation has.

use super::chart::{Axis, Chart};
use super::colour;
use crate::evaluate::{CurvePoint, Interval, LearningPoint, Run};

/// How many labels have a precision-recall curve: more cannot be told apart.
const CURVES: usize = 8;

/// Precision over recall for the labels of the most rows; none if no label has
/// rows.
pub(super) fn precision_recall(run: &Run) -> Option<Chart> {
    let mut chart = Chart {
        id: "precision-recall",
        title: "Precision over recall, by label",
        x: Axis::shares("recall", 1.0),
        y: Axis::shares("precision", 1.0),
        curves: Vec::new(),
        diagonal: false,
    };
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
    for label in chosen {
        chart.curve(labels.name(label), colour(label), &steps(&curves[label]));
    }
    (!chart.curves.is_empty()).then_some(chart)
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
pub(super) fn reliability(run: &Run) -> Chart {
    let mut chart = Chart {
        id: "reliability",
        title: "Accuracy over the highest probability",
        x: Axis::shares("mean of the highest probability", 1.0),
        y: Axis::shares("accuracy", 1.0),
        curves: Vec::new(),
        diagonal: true,
    };
    let bins = run.evaluation.calibration.bins.iter();
    let bins: Vec<(f64, f64, String)> = bins
        .filter_map(|bin| {
            let (x, y) = (bin.confidence?, bin.accuracy?);
            let hint = format!("{} rows: probability {x:.3}, accuracy {y:.3}", bin.n);
            Some((x, y, hint))
        })
        .collect();
    add(&mut chart, "rows by probability", 3, bins);
    chart
}

/// How often the model errs if it answers only where it is sure.
pub(super) fn risk(run: &Run) -> Chart {
    let points = &run.evaluation.risk_at_coverage;
    let highest = points.iter().map(|point| point.error_rate);
    let mut chart = Chart {
        id: "risk",
        title: "Errors over coverage",
        x: Axis::shares("coverage: rows that are answered", 1.0),
        y: Axis::shares("error rate", highest.fold(0.01, f64::max)),
        curves: Vec::new(),
        diagonal: false,
    };
    let points = points.iter().rev().map(|point| {
        let hint = format!(
            "{} rows of confidence {:.3} and more: {:.1} % errors",
            point.n,
            point.threshold,
            100.0 * point.error_rate
        );
        (point.coverage, point.error_rate, hint)
    });
    add(&mut chart, "errors", 0, points.collect());
    chart
}

/// Scores over the size of the training set; none if they were not asked for.
pub(super) fn learning(points: &[LearningPoint]) -> Option<Chart> {
    let bounds = points.iter().flat_map(|point| {
        let bounds = |value, interval: Option<Interval>| match interval {
            Some(interval) => [interval.low, interval.high],
            None => [value, value],
        };
        let accuracy = bounds(point.accuracy, point.accuracy_interval);
        let macro_f1 = bounds(point.macro_f1, point.macro_f1_interval);
        accuracy.into_iter().chain(macro_f1)
    });
    let (low, high) = bounds.fold((1.0, 0.0), |(low, high): (f64, f64), bound| {
        (low.min(bound), high.max(bound))
    });
    let most = points.last()?.trained_rows as f64;
    let mut chart = Chart {
        id: "learning",
        title: "Scores over training rows, with 95 % intervals",
        x: Axis::numbers("training rows", 0.0, most),
        y: Axis::numbers("score", low, high),
        curves: Vec::new(),
        diagonal: false,
    };
    type Score = fn(&LearningPoint) -> (f64, Option<Interval>);
    let scores: [(&str, usize, Score); 2] = [
        ("macro-F1", 3, |own| (own.macro_f1, own.macro_f1_interval)),
        ("accuracy", 4, |own| (own.accuracy, own.accuracy_interval)),
    ];
    for (name, colour, score) in scores {
        let of = |point| {
            let (y, _) = score(point);
            let hint = format!("{} rows: {name} {y:.3}", point.trained_rows);
            (point.trained_rows as f64, y, hint)
        };
        let intervals: Option<Vec<(f64, f64, f64)>> = (points.iter())
            .map(|point| {
                let interval = score(point).1?;
                Some((point.trained_rows as f64, interval.low, interval.high))
            })
            .collect();
        let band = intervals.map(|intervals| chart.band(&intervals));
        add(&mut chart, name, colour, points.iter().map(of).collect());
        if let Some(curve) = chart.curves.last_mut() {
            curve.band = band;
        }
    }
    Some(chart)
}

/// Adds a line whose points say what they are.
fn add(chart: &mut Chart, name: &str, colour: usize, points: Vec<(f64, f64, String)>) {
    let line: Vec<(f64, f64)> = points.iter().map(|&(x, y, _)| (x, y)).collect();
    let dots = chart.dots(points);
    chart.curve(name, colour, &line).dots = dots;
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
