"""One run of one peer, in a process of its own.

    python peer.py train sklearn:SOLVER:TOLERANCE words|characters ROWS.csv MODEL
    python peer.py train fasttext words|characters ROWS.csv MODEL
    python peer.py predict sklearn|fasttext words|characters ROWS.csv MODEL OUT.csv
    python peer.py score sklearn|fasttext words|characters ROWS.csv MODEL

Prints JSON: seconds of CPU time and of the clock from the file to the model (or
to the predictions; when it scores, from texts in memory to probabilities in
memory), without the start of Python and its imports; the peak of memory in MB; and after a training of scikit-learn its objective, which is
computed when the clock has stopped.
"""

import csv
import json
import pickle
import resource
import sys
import tempfile
import time
import warnings

MIN_DF = 3
WORDS = {"token_pattern": r"\w\w+", "ngram_range": (1, 2), "min_df": MIN_DF}
CHARACTERS = {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": MIN_DF}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def usage():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime, time.monotonic()


def stop(start):
    cpu, clock = usage()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": cpu - start[0], "clock": clock - start[1], "mb": peak}


def train_sklearn(solver, tolerance, groups, path, model):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    import numpy
    import scipy.sparse as sparse

    start = usage()
    texts, labels = read(path)
    own = [TfidfVectorizer(**WORDS)]
    if groups == "characters":
        own.append(TfidfVectorizer(**CHARACTERS))
    matrix = sparse.hstack([v.fit_transform(texts) for v in own]).tocsr()
    # For two labels scikit-learn has one row of weights in place of two that are each
    # other's negative, so that the same penalty is half as strong a one.
    strength = 2.0 if len(set(labels)) == 2 else 1.0
    fitted = LogisticRegression(C=strength, solver=solver, tol=float(tolerance), max_iter=5000)
    fitted.fit(matrix, labels)
    with open(model, "wb") as file:
        pickle.dump((own, fitted), file)
    result = stop(start)
    truth = numpy.searchsorted(fitted.classes_, labels)
    losses = -fitted.predict_log_proba(matrix)[numpy.arange(len(labels)), truth]
    result["objective"] = float(losses.sum() + (fitted.coef_**2).sum() / 2 / strength)
    result["features"] = matrix.shape[1]
    return result


def predict_sklearn(_groups, path, model, out):
    import scipy.sparse as sparse
    import sklearn.feature_extraction.text  # noqa: F401
    import sklearn.linear_model  # noqa: F401

    start = usage()
    with open(model, "rb") as file:
        own, fitted = pickle.load(file)
    texts, _ = read(path)
    matrix = sparse.hstack([v.transform(texts) for v in own]).tocsr()
    table = fitted.predict_proba(matrix)
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for text, row in zip(texts, table):
            writer.writerow([text, fitted.classes_[row.argmax()], *row])
    return stop(start)


def score_sklearn(_groups, path, model):
    import scipy.sparse as sparse
    import sklearn.feature_extraction.text  # noqa: F401
    import sklearn.linear_model  # noqa: F401

    with open(model, "rb") as file:
        own, fitted = pickle.load(file)
    texts, _ = read(path)

    def run():
        matrix = sparse.hstack([v.transform(texts) for v in own]).tocsr()
        fitted.predict_proba(matrix)

    # As of stance, the second pass is measured.
    run()
    start = usage()
    run()
    return stop(start)


def train_fasttext(groups, path, model):
    import fasttext

    start = usage()
    texts, labels = read(path)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        for text, label in zip(texts, labels):
            file.write(f"__label__{label} {text}\n")
        file.flush()
        characters = {"minn": 2, "maxn": 5} if groups == "characters" else {}
        fitted = fasttext.train_supervised(
            file.name, dim=10, wordNgrams=2, thread=1, verbose=0, **characters
        )
    fitted.save_model(model)
    return stop(start)


def predict_fasttext(_groups, path, model, out):
    import fasttext

    start = usage()
    fitted = fasttext.load_model(model)
    texts, _ = read(path)
    labels, table = fitted.predict(texts, k=-1)
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for text, label, row in zip(texts, labels, table):
            writer.writerow([text, label[0], *row])
    return stop(start)


def score_fasttext(_groups, path, model):
    import fasttext

    fitted = fasttext.load_model(model)
    texts, _ = read(path)
    fitted.predict(texts, k=-1)
    start = usage()
    fitted.predict(texts, k=-1)
    return stop(start)


def main(task, peer, *rest):
    warnings.filterwarnings("ignore")
    name, *options = peer.split(":")
    work = {
        ("train", "sklearn"): train_sklearn,
        ("predict", "sklearn"): predict_sklearn,
        ("train", "fasttext"): train_fasttext,
        ("predict", "fasttext"): predict_fasttext,
        ("score", "sklearn"): score_sklearn,
        ("score", "fasttext"): score_fasttext,
    }[task, name]
    print(json.dumps(work(*options, *rest)))


main(*sys.argv[1:])
