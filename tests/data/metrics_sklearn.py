"""Writes metrics_sklearn.json, the numbers that tests/evaluate.rs expects.

To make it anew: pip install scikit-learn==1.9.1 && python tests/data/metrics_sklearn.py

Labels are "a", "b", … and stand as indices. A metric that scikit-learn calls
undefined (NaN with zero_division=nan, or a warning and a number of its choice)
is null, and so is a weighted mean of which all weights are zero (scikit-learn
takes the mean without weights there). The expected calibration error, which
scikit-learn does not have, is computed here with numpy from its definition.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

assert sklearn.__version__ == "1.9.1", sklearn.__version__


def number(value):
    return None if value is None or np.isnan(value) else float(value)


def expected_calibration_error(truth, probabilities):
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == truth
    edges = np.linspace(0, 1, 16)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            gap = abs(correct[inside].mean() - confidence[inside].mean())
            error += inside.mean() * gap
    return error


def expectation(truth, probabilities):
    labels = list(range(probabilities.shape[1]))
    predicted = probabilities.argmax(axis=1)
    options = {"labels": labels, "zero_division": np.nan}
    scores = {}
    for average in [None, "macro", "micro", "weighted"]:
        precision, recall, f1, support = metrics.precision_recall_fscore_support(
            truth, predicted, average=average, **options
        )
        scores[average] = {"precision": precision, "recall": recall, "f1": f1}
    if not set(truth) & set(predicted):
        scores["weighted"]["precision"] = None
    one_truth, one_prediction = len(set(truth)) == 1, len(set(predicted)) == 1
    same = one_truth and one_prediction and truth[0] == predicted[0]
    onehot = np.eye(len(labels))[truth]
    return {
        "confusion": metrics.confusion_matrix(truth, predicted, labels=labels).tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "labels": {
            name: [number(value) for value in scores[None][name]]
            for name in ["precision", "recall", "f1"]
        },
        "average_precision": [
            number(metrics.average_precision_score(onehot[:, k], probabilities[:, k]))
            if onehot[:, k].any()
            else None
            for k in labels
        ],
        **{
            f"{average}_average": {n: number(v) for n, v in scores[average].items()}
            for average in ["macro", "micro", "weighted"]
        },
        "matthews": None
        if one_truth or one_prediction
        else metrics.matthews_corrcoef(truth, predicted),
        "cohen_kappa": None if same else metrics.cohen_kappa_score(truth, predicted),
        "log_loss": metrics.log_loss(truth, probabilities, labels=labels),
        "brier": metrics.brier_score_loss(truth, probabilities, labels=labels),
        "expected_calibration_error": expected_calibration_error(truth, probabilities),
    }


def cases():
    rng = np.random.default_rng(20)
    truth = rng.choice(4, size=120, p=[0.5, 0.3, 0.15, 0.05])
    logits = rng.normal(size=(120, 4)) + 1.5 * np.eye(4)[truth]
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    yield "four labels", truth, softmax

    truth = rng.integers(2, size=60)
    positive = np.clip(rng.beta(2, 2, size=60) * 0.6 + 0.4 * truth, 0, 1)
    yield "two labels", truth, np.column_stack([1 - positive, positive])

    truth = rng.integers(3, size=40)
    probabilities = rng.dirichlet([1, 1, 1], size=40)
    probabilities[:, 2] *= 0.1
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    yield "a label never predicted", truth, probabilities

    truth = rng.integers(2, size=40)
    yield "a label in no row", truth, rng.dirichlet([2, 2, 1], size=40)

    truth = rng.integers(2, size=40)
    probabilities = rng.dirichlet([2, 2, 2], size=40)
    probabilities[:, 2] *= 0.01
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    yield "a label neither in the rows nor predicted", truth, probabilities

    truth = rng.integers(3, size=50)
    tenths = rng.multinomial(10, [0.4, 0.3, 0.3], size=50) / 10
    yield "ties and probabilities of zero", truth, tenths

    yield "one row", np.array([1]), np.array([[0.3, 0.45, 0.25]])
    yield "one row, wrong", np.array([0]), np.array([[0.3, 0.45, 0.25]])

    truth = rng.integers(3, size=30)
    yield "one label for all rows", truth, np.tile([0.2, 0.5, 0.3], (30, 1))

    truth = np.full(30, 2)
    yield "rows of one label", truth, rng.dirichlet([1, 1, 2], size=30)

    truth = rng.integers(4, size=20)
    yield "all right", truth, 0.6 * np.eye(4)[truth] + 0.1


def main():
    table = []
    for name, truth, probabilities in cases():
        table.append(
            {
                "name": name,
                "truth": truth.tolist(),
                "probabilities": probabilities.tolist(),
                "expected": expectation(truth, probabilities),
            }
        )
    lines = ",\n".join(json.dumps(case) for case in table)
    path = Path(__file__).with_suffix(".json")
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


main()
