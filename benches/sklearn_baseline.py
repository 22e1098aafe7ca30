"""scikit-learn's tuned pipeline on the same rows, to compare with.

    python benches/sklearn_baseline.py TRAIN.csv GOLD.csv PREDICTIONS.csv
    stance compare PREDICTIONS.csv models/stance.model GOLD.csv

Folds Arabic letters, takes words 1-2 and characters 2-5 within words (TF-IDF,
sublinear) and chooses C of a multinomial logistic regression by five-fold
cross-validation over groups. Written for scikit-learn 1.9.1.
"""

import csv
import re
import sys

import scipy.sparse as sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
LETTERS = str.maketrans("أإآٱىة", "اااايه")


def fold(text):
    return MARKS.sub("", text).translate(LETTERS).lower()


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows, [fold(row["text"]) for row in rows], [row["label"] for row in rows]


def vectorizers():
    words = TfidfVectorizer(token_pattern=r"\w\w+", ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return words, characters


def fit(texts, labels, c):
    both = vectorizers()
    matrix = sparse.hstack([v.fit_transform(texts) for v in both]).tocsr()
    return both, LogisticRegression(C=c, max_iter=1000).fit(matrix, labels)


def proba(model, texts):
    both, classifier = model
    return classifier.predict_proba(sparse.hstack([v.transform(texts) for v in both]).tocsr())


def main(train, gold, out):
    rows, texts, labels = read(train)
    groups = [row.get("group") or str(nth) for nth, row in enumerate(rows)]
    scores = {}
    for c in (0.3, 1, 3, 10):
        own = []
        for kept, left in GroupKFold(5).split(texts, labels, groups):
            model = fit([texts[i] for i in kept], [labels[i] for i in kept], c)
            best = proba(model, [texts[i] for i in left]).argmax(1)
            predicted = [model[1].classes_[i] for i in best]
            own.append(f1_score([labels[i] for i in left], predicted, average="macro"))
        scores[c] = sum(own) / len(own)
        print(f"C={c}: macro-F1 {scores[c]:.3f} in cross-validation")
    best = max(scores, key=scores.get)
    model = fit(texts, labels, best)
    gold_rows, gold_texts, gold_labels = read(gold)
    table = proba(model, gold_texts)
    names = list(model[1].classes_)
    predicted = [names[i] for i in table.argmax(1)]
    print(f"C={best}: macro-F1 {f1_score(gold_labels, predicted, average='macro'):.3f} on {gold}")
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["text", "stance", *(f"p_{name}" for name in names)])
        for row, label, own in zip(gold_rows, predicted, table):
            writer.writerow([row["text"], label, *(f"{p:.6f}" for p in own)])


if __name__ == "__main__":
    main(*sys.argv[1:])
