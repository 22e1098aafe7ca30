"""Claims of articles with DuckDB: SQL before and after, Arrow in between.

    python duckdb_claims.py ARTICLES.jsonl CLAIMS.parquet
"""

import sys

import duckdb
import pyarrow as pa

import stance


def main(source: str, target: str) -> None:
    # Two connections: one is read while the other writes.
    reading, writing = duckdb.connect(), duckdb.connect()
    articles = reading.sql(
        "SELECT id, text FROM read_json($file, format = 'newline_delimited', "
        "columns = {id: 'VARCHAR', text: 'VARCHAR'})",
        params={"file": source},
    )
    # A stream on both sides: batch by batch, however many articles there are.
    claims = stance.Classifier.default().claims_arrow(articles.to_arrow_reader(1024))
    writing.from_arrow(pa.RecordBatchReader.from_stream(claims)).write_parquet(target)
    print(writing.sql("SELECT stance, count(*) AS claims FROM read_parquet($file) GROUP BY 1 ORDER BY 1",
                      params={"file": target}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
