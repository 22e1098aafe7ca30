//! The search for feature groups and the strength of the penalty.
//!
//! Greedy, since a full grid would cost a hundred times as much: the penalty for
//! all groups, then one pass of backward elimination of groups, then the
//! penalty's neighbours once more. Each step keeps the rule of one standard error
//! (L. Breiman et al., "Classification and regression trees", 1984): of the
//! options whose macro-F1 is within one standard error of the best, the simplest.

mod fold;

use ndarray::{Array2, Axis};

use crate::dataset::Dataset;
use crate::error::Result;
use crate::evaluate::{Evaluation, Resampling};

use self::fold::Fold;
use super::train::TrainOptions;

/// The first penalties: the preset's times 1/10, 3/10, 1, 3 and 10.
const FIRST_STEPS: std::ops::RangeInclusive<i32> = -2..=2;

/// What one choice of options gave in cross-validation.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The strength of the L2 penalty.
    pub alpha: f64,
    /// The names of the groups of features.
    pub groups: Vec<String>,
    /// The names of those left out, of all that have a term.
    pub left_out: Vec<String>,
    /// The mean of the folds' macro-F1.
    pub macro_f1: f64,
    /// Its standard error: the standard deviation over the folds / √folds.
    pub standard_error: f64,
    /// The mean of −ln(probability of the true label) over all rows, in nats.
    pub log_loss: f64,
    /// How many factors of about 3 alpha is above that of the preset.
    step: i32,
}

impl Trial {
    /// The options in words: "alpha 1, without content".
    #[must_use]
    pub fn options(&self) -> String {
        let groups = match self.left_out.as_slice() {
            [] => "all groups".to_owned(),
            left_out => format!("without {}", left_out.join(", ")),
        };
        format!("alpha {}, {groups}", self.alpha)
    }

    fn scores(&self) -> String {
        format!("macro-F1 {:.3} ± {:.3}", self.macro_f1, self.standard_error)
    }
}

/// A search and what it chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// What was tried, in order.
    pub trials: Vec<Trial>,
    /// The place of the chosen one.
    pub chosen: usize,
    /// The number of folds.
    pub folds: usize,
}

impl Tuning {
    /// The chosen trial.
    ///
    /// # Panics
    ///
    /// If `chosen` is no place in `trials`.
    #[must_use]
    pub fn chosen(&self) -> &Trial {
        &self.trials[self.chosen]
    }

    /// The options with those that were chosen.
    ///
    /// # Errors
    ///
    /// If they lack a group that was chosen: they are others than those tuned.
    pub fn apply(&self, options: &TrainOptions) -> Result<TrainOptions> {
        let chosen = self.chosen();
        let names = options.features.groups().iter().map(|group| &group.name);
        // A group without a term in any fold was neither tried nor left out.
        let kept: Vec<&String> = names
            .filter(|name| !chosen.left_out.contains(name))
            .collect();
        Ok(TrainOptions {
            features: options.features.only(&kept)?,
            alpha: chosen.alpha,
            ..options.clone()
        })
    }

    /// What was chosen and why, in one sentence.
    #[must_use]
    pub fn reason(&self) -> String {
        let chosen = self.chosen();
        let mut reason = format!("chose {}: {}", chosen.options(), chosen.scores());
        let preset =
            (self.trials.iter()).find(|trial| trial.step == 0 && trial.left_out.is_empty());
        match preset {
            Some(preset) if preset == chosen => reason += ", the preset",
            Some(preset) => {
                reason += &format!("; the preset, {}: {}", preset.options(), preset.scores());
            }
            None => {}
        }
        let best = &self.trials[best(&self.trials)];
        if best.macro_f1 > chosen.macro_f1 {
            reason += &format!(
                "; the best, {}: {}; within one standard error of it the stronger penalty and the \
                 fewer groups were preferred",
                best.options(),
                best.scores()
            );
        }
        reason
    }
}

/// Searches alpha and groups of features by cross-validation, beginning with
/// `options`, of which everything else stays as it is.
///
/// The folds are those of [`cross_validate`](super::cross_validate), and so are
/// the predictions. `done` is told after each fit how many were made, and how
/// many there will be at most.
///
/// # Errors
///
/// As [`cross_validate`](super::cross_validate).
pub fn tune(
    dataset: &Dataset,
    options: &TrainOptions,
    folds: usize,
    seed: u64,
    done: impl FnMut(usize, usize),
) -> Result<Tuning> {
    options.check()?;
    let fold_of = dataset.folds(folds, seed)?;
    let own = (0..folds)
        .map(|fold| Fold::new(dataset, options, &fold_of, fold))
        .collect::<Result<Vec<Fold>>>()?;
    let names = options.features.groups().iter().map(|group| &group.name);
    let groups: Vec<String> = names
        .filter(|name| own.iter().any(|fold| fold.has(name)))
        .cloned()
        .collect();
    let mut search = Search {
        dataset,
        options,
        seed,
        most_fits: folds * (FIRST_STEPS.count() + 2 * groups.len() + 1),
        groups,
        folds: own,
        trials: Vec::new(),
        fits: 0,
        done,
    };
    let chosen = search.run()?;
    Ok(Tuning {
        trials: search.trials,
        chosen,
        folds,
    })
}

struct Search<'d, D> {
    dataset: &'d Dataset,
    options: &'d TrainOptions,
    seed: u64,
    /// All that have a term in some fold.
    groups: Vec<String>,
    folds: Vec<Fold>,
    trials: Vec<Trial>,
    fits: usize,
    most_fits: usize,
    done: D,
}

impl<D: FnMut(usize, usize)> Search<'_, D> {
    /// The place of the chosen trial.
    fn run(&mut self) -> Result<usize> {
        let mut places = Vec::new();
        for step in FIRST_STEPS {
            places.push(self.trial(step, &[])?);
        }
        let mut chosen = self.strongest(&places);
        chosen = self.eliminate(chosen)?;
        let Trial { step, left_out, .. } = self.trials[chosen].clone();
        let weaker = self.trial(step - 1, &left_out)?;
        let stronger = self.trial(step + 1, &left_out)?;
        Ok(self.strongest(&[weaker, chosen, stronger]))
    }

    /// Leaves out each group alone, and then one after the other, from the one
    /// whose loss costs least, those without which the score is good enough.
    fn eliminate(&mut self, mut chosen: usize) -> Result<usize> {
        let step = self.trials[chosen].step;
        let mut alone = Vec::new();
        for group in self.groups.clone() {
            let left_out = vec![group];
            if self.leaves_features(&left_out) {
                alone.push((self.trial(step, &left_out)?, left_out));
            }
        }
        alone.sort_by(|(a, _), (b, _)| {
            let (a, b) = (&self.trials[*a], &self.trials[*b]);
            let by_score = b.macro_f1.total_cmp(&a.macro_f1);
            by_score.then(a.log_loss.total_cmp(&b.log_loss))
        });
        for (_, group) in alone {
            let left_out = [self.trials[chosen].left_out.clone(), group].concat();
            if self.leaves_features(&left_out) {
                let smaller = self.trial(step, &left_out)?;
                if self.good_enough(smaller) {
                    chosen = smaller;
                }
            }
        }
        Ok(chosen)
    }

    /// Whether every fold has a feature without these groups.
    fn leaves_features(&self, left_out: &[String]) -> bool {
        let kept = |group: &&String| !left_out.contains(group);
        self.folds
            .iter()
            .all(|fold| self.groups.iter().filter(kept).any(|group| fold.has(group)))
    }

    /// Whether a trial is within one standard error of the best.
    fn good_enough(&self, trial: usize) -> bool {
        let best = &self.trials[best(&self.trials)];
        self.trials[trial].macro_f1 >= best.macro_f1 - best.standard_error
    }

    /// Of these places, in the order of their alphas, that of the strongest
    /// penalty that is good enough, or of the best if none is.
    fn strongest(&self, places: &[usize]) -> usize {
        let good = places.iter().rev().find(|&&place| self.good_enough(place));
        good.copied().unwrap_or_else(|| best(&self.trials))
    }

    /// The place of the trial of this step and these groups left out, which is
    /// made if it has not been.
    fn trial(&mut self, step: i32, left_out: &[String]) -> Result<usize> {
        let is_left_out = |group: &&String| left_out.contains(group);
        let (left_out, groups): (Vec<String>, Vec<String>) =
            (self.groups.iter().cloned()).partition(|group| is_left_out(&group));
        let made =
            (self.trials.iter()).position(|trial| trial.step == step && trial.left_out == left_out);
        if let Some(place) = made {
            return Ok(place);
        }
        let alpha = alpha_at(self.options.alpha, step);
        let options = TrainOptions {
            alpha,
            ..self.options.without_linfa()
        };
        let truth = self.dataset.truth();
        let mut all = Array2::zeros((truth.len(), self.dataset.labels.len()));
        let mut scores = Vec::new();
        for fold in &self.folds {
            let labels = self.dataset.labels.len();
            let probabilities = fold.probabilities(&groups, labels, &options)?;
            let own: Vec<usize> = fold.rows.iter().map(|&row| truth[row]).collect();
            scores.push(self.evaluate(&own, &probabilities)?.macro_f1);
            for (&row, probabilities) in fold.rows.iter().zip(probabilities.axis_iter(Axis(0))) {
                all.row_mut(row).assign(&probabilities);
            }
            self.fits += 1;
            (self.done)(self.fits, self.most_fits);
        }
        let (macro_f1, standard_error) = mean_and_error(&scores);
        self.trials.push(Trial {
            alpha,
            groups,
            left_out,
            macro_f1,
            standard_error,
            log_loss: self.evaluate(&truth, &all)?.log_loss,
            step,
        });
        Ok(self.trials.len() - 1)
    }

    fn evaluate(&self, truth: &[usize], probabilities: &Array2<f64>) -> Result<Evaluation> {
        let no_intervals = Resampling {
            seed: self.seed,
            replicates: 0,
        };
        let labels = &self.dataset.labels;
        Evaluation::new(labels, truth, probabilities, None, &no_intervals)
    }
}

/// The place of the highest macro-F1, of equals the first.
fn best(trials: &[Trial]) -> usize {
    let score = |place: &usize| trials[*place].macro_f1;
    let places = (0..trials.len()).rev();
    let best = places.max_by(|a, b| score(a).total_cmp(&score(b)));
    best.unwrap_or_default()
}

/// `alpha` times 10 for each two steps, and 3 for the odd one, without the digits
/// of rounding.
fn alpha_at(alpha: f64, step: i32) -> f64 {
    let odd = if step.rem_euclid(2) == 1 { 3.0 } else { 1.0 };
    let exact = alpha * odd * 10_f64.powi(step.div_euclid(2));
    match step {
        0 => alpha,
        _ => format!("{exact:.6e}").parse().unwrap_or(exact),
    }
}

/// The mean, and the standard deviation / √n.
fn mean_and_error(scores: &[f64]) -> (f64, f64) {
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let squares: f64 = scores.iter().map(|score| (score - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

#[cfg(test)]
mod tests;
