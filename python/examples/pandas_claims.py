"""Claims of articles with pandas, and the stance of each of its own rows.

    python pandas_claims.py ARTICLES.jsonl CLAIMS.csv
"""

import sys

import pandas as pd

import stance


def main(source: str, target: str) -> None:
    articles = pd.read_json(source, lines=True, dtype={"id": str})
    classifier = stance.Classifier.default()
    found = classifier.claims(articles[["id", "text"]].to_dict("records"))
    claims = pd.json_normalize([claim for article in found for claim in article])
    # A column of texts gives a column of stances.
    claims["stance_again"] = classifier.predict(claims["text"])
    claims.to_csv(target, index=False)
    print(claims["stance"].value_counts())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
