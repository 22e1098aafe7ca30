use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::dataset::{Example, Weights};
use crate::label::Labels;
use crate::matrix::CsrMatrix;

/// Optima of scikit-learn; `tests/data/logistic_sklearn.py` makes them.
const OPTIMA: &str = include_str!("../../../tests/data/logistic_sklearn.json");

#[derive(Deserialize)]
struct Case {
    name: String,
    rows: Vec<Vec<(u32, f32)>>,
    columns: usize,
    truth: Vec<usize>,
    alpha: f64,
    class_weight: Option<ClassWeight>,
    sample_weight: Option<Vec<f64>>,
    /// Features × labels.
    weights: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
    objective: f64,
}

impl Case {
    fn matrix(&self) -> FactoredMatrix {
        let mut matrix = CsrMatrix::new(self.columns);
        for row in &self.rows {
            matrix.push_row(row.iter().copied());
        }
        matrix.into()
    }

    fn solve(&self, solver: Solver) -> Result<(Optimum, Confirmation)> {
        let matrix = self.matrix();
        let labels = Labels::new((0..self.intercepts.len()).map(|label| label.to_string()))?;
        let example = |&label: &usize| Example {
            text: String::new(),
            label,
            group: None,
            line: 0,
        };
        let dataset = Dataset {
            labels,
            examples: self.truth.iter().map(example).collect(),
            sha256: None,
            weights: self.sample_weight.clone().map(|values| Weights {
                column: "weight".into(),
                values,
            }),
        };
        let how = self.class_weight.clone().unwrap_or_default();
        let weights = row_weights(&how, &dataset)?;
        let rows = LabelledRows {
            truth: &self.truth,
            labels: self.intercepts.len(),
            weights: weights.as_deref(),
        };
        let options = TrainOptions {
            alpha: self.alpha,
            solver,
            ..TrainOptions::default()
        };
        optimum(&matrix, rows, &options, &|_| ())
    }

    fn assert_found(&self, optimum: &Optimum, by: &str) {
        let apart = (optimum.value - self.objective).abs() / self.objective;
        assert!(
            apart < 1e-6,
            "{}, {by}: objective {apart:.1e} apart",
            self.name
        );
        let expected = self.weights.iter().flatten().chain(&self.intercepts);
        for (own, expected) in optimum.parameters.iter().zip(expected) {
            let apart = (own - expected).abs();
            assert!(apart < 1e-3, "{}, {by}: {own} for {expected}", self.name);
        }
        let count = (self.columns + 1) * self.intercepts.len();
        assert_eq!(optimum.parameters.len(), count);
    }
}

#[test]
fn sparse_solver_linfa_and_scikit_learn_find_the_same_optimum() {
    let cases: Vec<Case> = serde_json::from_str(OPTIMA).unwrap();
    assert_eq!(cases.len(), 9);
    let mut by_linfa = 0;
    for case in &cases {
        let weighted = case.class_weight.is_some() || case.sample_weight.is_some();
        let (optimum, linfa) = case.solve(Solver::Auto).unwrap();
        case.assert_found(&optimum, "sparse");
        let expected = match weighted {
            true => Confirmation::RowsWeighted,
            false => Confirmation::Confirmed,
        };
        assert_eq!(linfa, expected, "{}", case.name);
        match case.solve(Solver::Linfa) {
            Ok((optimum, linfa)) => {
                case.assert_found(&optimum, "linfa");
                assert_eq!(linfa, Confirmation::Solved);
                by_linfa += 1;
            }
            Err(error) => {
                assert!(weighted, "{}: {error}", case.name);
                let error = error.to_string();
                assert!(error.contains("linfa-logistic has no weights"), "{error}");
            }
        }
    }
    assert_eq!(by_linfa, 4);
}

#[test]
fn what_linfa_cannot_do_is_said() {
    let cases: Vec<Case> = serde_json::from_str(OPTIMA).unwrap();
    let matrix = cases[0].matrix();
    let rows = LabelledRows {
        truth: &cases[0].truth,
        labels: 3,
        weights: None,
    };
    let options = TrainOptions {
        solver: Solver::Linfa,
        dense_bytes: 60 * 12 * 8 - 1,
        ..TrainOptions::default()
    };
    let error = optimum(&matrix, rows, &options, &|_| ()).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("60 rows × 12 features would take 5760 bytes"),
        "{error}"
    );
    assert!(error.contains("--solver sparse"), "{error}");
}

/// The step at which the sparse solver stops is the one that was asked for.
#[test]
fn a_loose_tolerance_takes_fewer_steps() {
    let cases: Vec<Case> = serde_json::from_str(OPTIMA).unwrap();
    let case = &cases[2];
    let (tight, _) = case.solve(Solver::Sparse).unwrap();
    let matrix = case.matrix();
    let objective = Objective::new(&matrix, &case.truth, 4, None, case.alpha);
    let mut told = Vec::new();
    let loose = minimise(&objective, 1e-2, |passes| told.push(passes)).unwrap();
    // A first point, and for each step a product or more and a point.
    assert!(told.len() > 2 * loose.steps && told.iter().copied().eq(0..told.len()));
    assert!(loose.steps < tight.steps);
    for (a, b) in loose.parameters.iter().zip(&tight.parameters) {
        assert!((a - b).abs() < 1e-2);
    }
}

/// Numbering the columns by frequency does not move the optimum.
#[test]
fn the_order_of_columns_changes_nothing() {
    let cases: Vec<Case> = serde_json::from_str(OPTIMA).unwrap();
    for case in &cases {
        let labels = case.intercepts.len();
        let matrix = case.matrix();
        let objective = Objective::new(&matrix, &case.truth, labels, None, case.alpha);
        let plain = minimise(&objective, TOLERANCE, |_| ()).unwrap();
        let mut renumbered = case.matrix();
        let places = renumbered.renumber_by_frequency();
        let objective = Objective::new(&renumbered, &case.truth, labels, None, case.alpha);
        let own = minimise(&objective, TOLERANCE, |_| ()).unwrap();
        assert!((own.value / plain.value - 1.0).abs() < 1e-12);
        for (column, weights) in plain.parameters.chunks(labels).enumerate() {
            let place = places.get(column).map_or(column, |&place| place as usize);
            let own = &own.parameters[place * labels..(place + 1) * labels];
            for (own, weight) in own.iter().zip(weights) {
                assert!(
                    (own - weight).abs() < 1e-5,
                    "{}, column {column}",
                    case.name
                );
            }
        }
    }
}

/// However far apart the curvatures of the features and the penalty are: where
/// products of 32 bits do not lead to the optimum, those of 64 bits do.
#[test]
fn an_ill_conditioned_optimum_is_found() {
    let cases: Vec<Case> = serde_json::from_str(OPTIMA).unwrap();
    let case = &cases[2];
    for alpha in [1e-6, 1e-3, 1e3] {
        let mut matrix = case.matrix();
        let scales: Vec<f32> = (0..case.columns)
            .map(|n| 10_f32.powi(n as i32 % 7 - 3))
            .collect();
        matrix.scale_columns(&scales);
        let labels = case.intercepts.len();
        let objective = Objective::new(&matrix, &case.truth, labels, None, alpha);
        let found = minimise(&objective, TOLERANCE, |_| ()).unwrap();
        let gradient = objective.at(&found.parameters).gradient;
        let norm = gradient.iter().map(|own| own * own).sum::<f64>().sqrt();
        // Margins made anew round otherwise: features of 1,000 show it in the last bits.
        assert!(norm <= TOLERANCE * alpha + 1e-11, "{alpha}: {norm}");
    }
}

/// There is one optimum, so no average over seeds or starts is needed: the objective
/// is strongly convex in the weights, f(W, b) ≥ f(W*, b*) + α/2 · ‖W − W*‖², for any
/// other parameters, near or far.
#[test]
fn the_optimum_is_the_only_one() {
    let cases: Vec<Case> = serde_json::from_str(OPTIMA).unwrap();
    for case in cases.iter().filter(|case| case.sample_weight.is_none()) {
        let labels = case.intercepts.len();
        let matrix = case.matrix();
        let objective = Objective::new(&matrix, &case.truth, labels, None, case.alpha);
        let best = minimise(&objective, TOLERANCE, |_| ()).unwrap();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for reach in [0.01, 0.1, 1.0, 10.0] {
            let other: Vec<f64> = (best.parameters.iter())
                .map(|own| own + reach * random.random_range(-1.0..1.0))
                .collect();
            let value = objective.at(&other).value;
            let moved: f64 = (other.iter().zip(&best.parameters))
                .take(case.columns * labels)
                .map(|(other, own)| (other - own).powi(2))
                .sum();
            let least = best.value + case.alpha / 2.0 * moved;
            assert!(
                value >= least * (1.0 - 1e-9),
                "{}: {value} < {least}",
                case.name
            );
        }
    }
}
