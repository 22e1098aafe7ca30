"""Claims of many articles, by Ray Data (pip install "stance[ray]").

    python ray_claims.py ARTICLES.jsonl CLAIMS
"""

import sys

import pyarrow as pa
import ray

import stance


def claims_of(articles: pa.Table) -> pa.Table:
    # Ray runs a process a core, which stays for later tasks.
    stance.set_threads(1)
    # Loaded by the first task of a process and kept for all others.
    batches = articles.select(["id", "text"]).to_reader()
    return pa.table(stance.shared().claims_arrow(batches))


def main(source: str, target: str) -> None:
    articles = ray.data.read_json(source, lines=True)
    # Tasks and no actors: these would hold their cores, and where they hold all of them
    # nothing is left to read the articles with, and the job never ends.
    claims = articles.map_batches(claims_of, batch_format="pyarrow")
    claims.write_parquet(target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
