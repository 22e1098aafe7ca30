"""Claims of articles with Polars: who makes which kind of claim.

    python polars_claims.py ARTICLES.jsonl CLAIMS.parquet
"""

import sys

import polars as pl

import stance


def main(source: str, target: str) -> None:
    articles = pl.read_ndjson(source).select("id", "text")
    claims = pl.DataFrame(stance.Classifier.default().claims_arrow(articles))
    claims.write_parquet(target)
    named = claims.drop_nulls(["speaker_name", "stance"])
    counts = named.group_by("speaker_name", "stance").len().sort("len", "speaker_name", "stance")
    print(counts.tail(10))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
