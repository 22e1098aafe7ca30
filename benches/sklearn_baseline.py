"""scikit-learn's tuned pipeline on the same rows, to compare with.

    python benches/sklearn_baseline.py TRAIN.csv FOLDER GOLD.csv...
    stance compare FOLDER/GOLD.csv models/stance.model GOLD.csv

Folds Arabic letters, takes words 1-2 and characters 2-5 within words (TF-IDF,
sublinear) and chooses C of a multinomial logistic regression by five-fold
cross-validation over groups. Writes the predictions of each gold file into
FOLDER under the same name. Written for scikit-learn 1.9.1.
"""

import csv
import re
import sys
from pathlib import Path

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


def vectorize(texts, others):
    """The matrices of the texts and of the others, with the vocabulary of the texts."""
    both = vectorizers()
    own = sparse.hstack([v.fit_transform(texts) for v in both]).tocsr()
    return own, [sparse.hstack([v.transform(part) for v in both]).tocsr() for part in others]


def regression(c):
    return LogisticRegression(C=c, max_iter=1000, solver="newton-cg")


def best_c(texts, labels, groups):
    scores = {c: [] for c in (0.3, 1, 3, 10)}
    for kept, left in GroupKFold(5).split(texts, labels, groups):
        matrix, [rest] = vectorize([texts[i] for i in kept], [[texts[i] for i in left]])
        truth = [labels[i] for i in left]
        for c, own in scores.items():
            model = regression(c).fit(matrix, [labels[i] for i in kept])
            own.append(f1_score(truth, model.predict(rest), average="macro"))
    for c, own in scores.items():
        print(f"C={c}: macro-F1 {sum(own) / len(own):.3f} in cross-validation", flush=True)
    return max(scores, key=lambda c: sum(scores[c]))


def main(train, folder, *golds):
    rows, texts, labels = read(train)
    groups = [row.get("group") or str(nth) for nth, row in enumerate(rows)]
    c = best_c(texts, labels, groups)
    read_golds = [read(gold) for gold in golds]
    matrix, others = vectorize(texts, [texts for _, texts, _ in read_golds])
    model = regression(c).fit(matrix, labels)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for gold, (gold_rows, _, gold_labels), other in zip(golds, read_golds, others):
        table = model.predict_proba(other)
        predicted = [model.classes_[i] for i in table.argmax(1)]
        score = f1_score(gold_labels, predicted, average="macro")
        print(f"C={c}: macro-F1 {score:.3f} on {Path(gold).name}", flush=True)
        with open(Path(folder) / Path(gold).name, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["text", "stance", *(f"p_{name}" for name in model.classes_)])
            for row, label, own in zip(gold_rows, predicted, table):
                writer.writerow([row["text"], label, *(f"{p:.6f}" for p in own)])


if __name__ == "__main__":
    main(*sys.argv[1:])
