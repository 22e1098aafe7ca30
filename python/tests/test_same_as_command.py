"""The wheel and the command line give the same, to the bit."""

import csv
import io
import json

import pytest

import stance
from conftest import ROOT


def claims_of_command(command, *arguments, given=None):
    lines = command("predict", *arguments, "--by", "article", given=given).splitlines()
    return [json.loads(line)["claims"] for line in lines]


def test_claims_of_the_seeds(classifier, seeds, command):
    assert classifier.claims(seeds) == claims_of_command(command, "seeds/")


def test_options_of_claims(classifier, seeds, command):
    expected = claims_of_command(command, "seeds/", "--all", "--min-confidence", "0.6")
    assert classifier.claims(seeds, all=True, min_confidence=0.6) == expected


def test_claims_of_news(classifier, news, command):
    given = "".join(json.dumps(article) + "\n" for article in news)
    expected = claims_of_command(command, "-", given=given.encode())
    found = classifier.claims(news)
    assert len(found) == len(expected) == len(news)
    # Where an article has no id the command names it by its line.
    for own, other in zip(found, expected):
        assert [{**c, "article": ""} for c in own] == [{**c, "article": ""} for c in other]


@pytest.mark.parametrize("name", ["seeds.csv", "train.csv"])
def test_probabilities_of_labelled_rows(classifier, command, name):
    with open(ROOT / "labels" / name, encoding="utf-8", newline="") as rows:
        texts = [row["text"] for row in csv.DictReader(rows)][:3000]
    given = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    output = command("predict", "-", "--by", "row", "--format", "csv", given=given.encode())
    expected = list(csv.DictReader(io.StringIO(output)))
    probabilities = classifier.predict_proba(texts)
    assert list(classifier.predict(texts)) == [row["stance"] for row in expected]
    for place, label in enumerate(classifier.labels):
        # The command writes six digits, rounded as Rust rounds.
        written = [float(row[f"p_{label}"]) for row in expected]
        own = [int(p * 1e6 + 0.5) / 1e6 for p in probabilities[:, place]]
        assert own == written


def test_segments_of_the_seeds(seeds, command):
    lines = command("split", "seeds/", "--format", "jsonl").splitlines()
    expected = [json.loads(line) for line in lines]
    segments = [
        {"article": article["id"], **segment}
        for article in seeds
        for segment in stance.Classifier.split(article["text"])
    ]
    assert segments == expected


def test_an_explanation(classifier, command):
    text = "اتهم المحافظ الشركة بتأخير أعمال الجسر"
    output = command("explain", text, "--against", "none", "--top", "7", "--format", "json")
    assert classifier.explain(text, against="none", top=7) == json.loads(output)


def test_a_trained_model(command, tmp_path):
    path = tmp_path / "of_command.model"
    options = ("--folds", "3", "--seed", "5", "--alpha", "0.5")
    command("train", "labels/seeds.csv", "--preset", "general", *options, "-m", path)
    trained = stance.Classifier.train(
        ROOT / "labels/seeds.csv", preset="general", folds=3, seed=5, alpha=0.5
    )
    assert trained.to_bytes() == path.read_bytes()
