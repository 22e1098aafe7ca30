"""Makes tests/data/logistic_sklearn.json: optima of scikit-learn's LogisticRegression.

    python tests/data/logistic_sklearn.py > tests/data/logistic_sklearn.json

Written for scikit-learn 1.9.1. The objective is ours: summed cross-entropy +
alpha/2 · ‖W‖² over one vector of weights a label, the intercepts free. Of two
labels scikit-learn has one vector w; ours are −w/2 and w/2, so that C = 2/alpha.
"""

import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_class_weight


def rows(draw, n, features, labels, density):
    """Sparse rows like those of counted words, and labels that depend on them."""
    matrix = draw.random((n, features)) * (draw.random((n, features)) < density)
    matrix = np.round(matrix, 3)
    true = draw.normal(size=(features, labels)) * 2
    noise = draw.gumbel(size=(n, labels))
    return matrix, (matrix @ true + noise).argmax(1)


def case(name, matrix, truth, alpha, class_weight=None, sample_weight=None):
    labels = len(set(truth))
    c = (2 if labels == 2 else 1) / alpha
    model = LogisticRegression(
        C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000, class_weight=class_weight
    ).fit(matrix, truth, sample_weight=sample_weight)
    weights, intercepts = model.coef_, model.intercept_
    if labels == 2:
        weights, intercepts = np.vstack([-weights, weights]) / 2, np.array([-1, 1]) * intercepts / 2
    intercepts = intercepts - intercepts.mean()
    of_label = compute_class_weight(
        class_weight, classes=np.arange(labels), y=truth, sample_weight=sample_weight
    )
    counts = of_label[truth] * (1 if sample_weight is None else sample_weight)
    margins = matrix @ weights.T + intercepts
    losses = np.logaddexp.reduce(margins, axis=1) - margins[np.arange(len(truth)), truth]
    return {
        "name": name,
        "rows": [[[int(j), row[j]] for j in np.flatnonzero(row)] for row in matrix],
        "columns": matrix.shape[1],
        "truth": truth.tolist(),
        "alpha": alpha,
        "class_weight": class_weight and (
            class_weight if isinstance(class_weight, str)
            else {"labels": {str(k): v for k, v in class_weight.items()}}
        ),
        "sample_weight": None if sample_weight is None else sample_weight.tolist(),
        "weights": weights.T.tolist(),
        "intercepts": intercepts.tolist(),
        "objective": float((counts * losses).sum() + alpha / 2 * (weights**2).sum()),
    }


def main():
    draw = np.random.default_rng(7)
    three = rows(draw, 60, 12, 3, 0.4)
    four = rows(draw, 80, 20, 4, 0.2)
    two = rows(draw, 50, 15, 2, 0.3)
    own = np.round(draw.random(80) * 3 + 0.1, 2)
    cases = [
        case("three labels", *three, 1.0),
        case("three labels, weak penalty", *three, 0.05),
        case("four labels", *four, 0.5),
        case("two labels", *two, 0.3),
        case("balanced", *four, 0.5, class_weight="balanced"),
        case("labels by name", *three, 1.0, class_weight={0: 2.5, 2: 0.4}),
        case("weighted rows", *four, 0.5, sample_weight=own),
        case("two labels, balanced", *two, 0.3, class_weight="balanced"),
        case("balanced weighted rows", *four, 0.5, class_weight="balanced", sample_weight=own),
    ]
    json.dump(cases, sys.stdout, indent=None, separators=(",", ":"))
    print()


main()
