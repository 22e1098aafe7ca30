"""Labelled rows of any number, made from sentences at hand.

A shuffled row mixes the words of a labelled sentence (`authored/*.jsonl`) with those
of a sentence of news (`news/*.jsonl.gz`), keeps 25 of them and shuffles them.
One label in ten is drawn at random, so that no solver finds the rows separable.
Letters are folded as stance does it, so that all programs see the same words and
their objectives can be compared. The same seed gives the same rows.
"""

import csv
import gzip
import itertools
import json
import random
import re
import unicodedata

WORDS_A_ROW = 25
WRONG_LABELS = 0.1
MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\ufeff]")
LETTERS = str.maketrans("أإآٱىیةک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايي" + "هك" + 2 * "0123456789")

# The letters that are left, each as one of ASCII.
ASCII = str.maketrans("ءؤئابتثجحخدذرزسشصضطظعغفقكلمنهوىية", "abcdefghijklmnopqrstuvwxyz0123456")


def fold(text):
    return MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(LETTERS).lower()


def authored(folder):
    rows = []
    for path in sorted((folder / "authored").glob("*.jsonl")):
        with open(path, encoding="utf-8") as file:
            rows += [json.loads(line) for line in file]
    return [(fold(row["text"]).split(), row["label"]) for row in rows]


def news(folder):
    sentences = []
    for path in sorted((folder / "news").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                sentences += re.split(r"[.؟!\n]+", fold(json.loads(line)["text"]))
    return [words for words in map(str.split, sentences) if len(words) >= 5]


def shuffled(folder, draw):
    labelled, others = authored(folder), news(folder)
    labels = sorted({label for _, label in labelled})
    while True:
        own, label = draw.choice(labelled)
        # At most half of the words tell the label.
        kept = draw.sample(own, min(len(own), WORDS_A_ROW // 2))
        kept += draw.choices(draw.choice(others), k=WORDS_A_ROW - len(kept))
        draw.shuffle(kept)
        if draw.random() < WRONG_LABELS:
            label = draw.choice(labels)
        yield " ".join(kept), label


def sentences(folder, draw):
    """Sentences of news as they stand, again and again, with labels of no meaning."""
    found = news(folder)
    while True:
        draw.shuffle(found)
        for words in found:
            yield " ".join(words), draw.choice("abcd")


def in_ascii(text):
    """The text letter for letter in ASCII: as many words and pairs, in half the bytes."""
    return text.translate(ASCII).encode("ascii", "replace").decode()


def write(folder, rows, path, kind=shuffled, seed=1, ascii=False):
    """Writes a CSV with the columns text and label."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["text", "label"])
        made = itertools.islice(kind(folder, random.Random(seed)), rows)
        writer.writerows((in_ascii(text) if ascii else text, label) for text, label in made)
