"""Claims of many articles, by Ray Data (pip install "stance[ray]").

    python ray_claims.py ARTICLES.jsonl CLAIMS
"""

import sys

import pyarrow as pa
import ray

import stance


class Claims:
    """Made once in each of Ray's worker processes."""

    def __init__(self):
        stance.set_threads(1)
        self.classifier = stance.Classifier.default()

    def __call__(self, articles: pa.Table) -> pa.Table:
        batches = articles.select(["id", "text"]).to_reader()
        return pa.table(self.classifier.claims_arrow(batches))


def main(source: str, target: str) -> None:
    articles = ray.data.read_json(source, lines=True)
    claims = articles.map_batches(Claims, batch_format="pyarrow", concurrency=2)
    claims.write_parquet(target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
