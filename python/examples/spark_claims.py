"""Claims of many articles, by PySpark.

    python spark_claims.py ARTICLES CLAIMS [MODEL]

ARTICLES is JSON Lines or Parquet with the columns id, text and perhaps title;
CLAIMS a folder of Parquet that must not be there yet; MODEL a file that
`stance train` wrote. Where it runs is Spark's matter: spark-submit --master ….
"""

import sys
from pathlib import Path

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession

import stance


def claims_of(articles: DataFrame, model: str | None = None) -> DataFrame:
    """A row a claim, in the columns of `stance predict --format csv`. No shuffle."""
    spark = articles.sparkSession
    name = None
    if model is not None:
        # Each machine gets the file once.
        spark.sparkContext.addFile(model)
        name = Path(model).name

    def claims(batches):
        # Spark runs a process a core, and a task in each.
        stance.set_threads(1)
        # Loaded by the first task of a process and kept for all others.
        classifier = stance.shared(name and SparkFiles.get(name))
        for batch in batches:
            yield pa.record_batch(classifier.claims_arrow(batch))

    classifier = stance.shared(model)
    nothing = pa.record_batch({"text": pa.array([], pa.string())})
    columns = pa.Table.from_batches([pa.record_batch(classifier.claims_arrow(nothing))])
    return articles.mapInArrow(claims, spark.createDataFrame(columns).schema)


def main(source: str, target: str, model: str | None = None) -> None:
    spark = (
        SparkSession.builder.appName("claims")
        # Articles differ in length: a batch is full at 4 MB, however many they are.
        .config("spark.sql.execution.arrow.maxBytesPerBatch", 4 << 20)
        .getOrCreate()
    )
    try:
        if source.endswith(".parquet"):
            articles = spark.read.parquet(source)
        else:
            articles = spark.read.schema("id string, title string, text string").json(source)
        claims_of(articles, model).write.parquet(target)
    finally:
        spark.stop()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
