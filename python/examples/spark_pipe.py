"""Claims of many articles, by the command line as a filter under Spark.

    python spark_pipe.py ARTICLES.jsonl CLAIMS

Nothing of Python or Arrow is needed for it, only the program `stance` on every
machine (or sent there by addFile). Each partition goes through one process:
JSON Lines in, a line an article out. checkCode makes a failed process a failed
task, which Spark then repeats.
"""

import os
import shlex
import sys

from pyspark.sql import SparkSession


def main(source: str, target: str) -> None:
    program = shlex.quote(os.environ.get("STANCE_COMMAND", "stance"))
    spark = SparkSession.builder.appName("claims by pipe").getOrCreate()
    try:
        lines = spark.sparkContext.textFile(source)
        command = f"{program} predict - --by article --threads 1"
        lines.pipe(command, checkCode=True).saveAsTextFile(target)
    finally:
        spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
