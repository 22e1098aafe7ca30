"""stance among scikit-learn's estimators: cross-validation and a grid search.

    python sklearn_pipeline.py LABELS.csv

LABELS.csv has the columns text, label and group.
"""

import csv
import sys

from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from stance.sklearn import StanceClassifier


def without_links(texts):
    return [" ".join(w for w in text.split() if not w.startswith("http")) for text in texts]


def main(source: str) -> None:
    with open(source, encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts, labels, groups = ([row[name] for row in rows] for name in ("text", "label", "group"))
    pipeline = make_pipeline(
        FunctionTransformer(without_links), StanceClassifier(preset="general")
    )
    folds = StratifiedGroupKFold(n_splits=3)
    scores = cross_val_score(
        pipeline, texts, labels, groups=groups, cv=folds, scoring="f1_macro"
    )
    print(f"macro-F1 {scores.mean():.3f}, in folds {', '.join(f'{s:.3f}' for s in scores)}")
    search = GridSearchCV(
        pipeline, {"stanceclassifier__alpha": [0.2, 1.0]}, cv=folds, scoring="f1_macro"
    )
    search.fit(texts, labels, groups=groups)
    print(f"best alpha {search.best_params_['stanceclassifier__alpha']}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
