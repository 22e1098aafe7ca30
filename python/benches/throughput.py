"""Articles per second: the command line, the wheel, Spark, and a scikit-learn UDF.

    python benches/throughput.py ARTICLES.jsonl [--repeat N]

ARTICLES.jsonl has the columns id and text. Each way does the whole job, from JSON
Lines to Parquet, CSV or JSON Lines, and is warm before it is measured: program start,
JVM start and model loading are measured on one article and told apart. CPU seconds are those of
all processes of the way, from /proc; on a machine that does other things beside they
say more than the clock. The scikit-learn UDF does what one would do with these tools:
it cuts articles at stops and line ends and gives every piece a label; it finds no claims,
speakers and targets.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python/examples"))
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds():
    """Of this process, of all below it, and of those that have ended."""
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(path.parent.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    own = {os.getpid()}
    while more := {pid for pid, (parent, _) in stats.items() if parent in own} - own:
        own |= more
    return sum(stats[pid][1] for pid in own) / TICK


def measure(way, start, job, articles, cores):
    """Prints the line of one way. `start` and `job` take nothing."""
    began, cpu = time.perf_counter(), cpu_seconds()
    start()
    started, cpu_started = time.perf_counter() - began, cpu_seconds() - cpu
    began, cpu = time.perf_counter(), cpu_seconds()
    job()
    wall, used = time.perf_counter() - began, cpu_seconds() - cpu
    print(
        f"| {way} | {cores} | {wall:.1f} | {used:.1f} | {articles / wall:.0f} "
        f"| {articles / used:.0f} | {started:.1f} | {cpu_started:.1f} |",
        flush=True,
    )


def command_line(source, one, folder, threads):
    program = os.environ.get("STANCE_COMMAND", ROOT / "target/release/stance")

    def run(path):
        out = folder / f"command-{threads}.csv"
        arguments = [program, "predict", path, "--format", "csv", "-o", out]
        subprocess.run([*arguments, "--threads", str(threads)], check=True)

    return lambda: run(one), lambda: run(source)


def wheel(source, one, folder, threads):
    import pyarrow as pa
    import pyarrow.json
    import pyarrow.parquet as pq

    import stance

    def run(path):
        stance.set_threads(threads)
        articles = pa.json.read_json(path).select(["id", "text"])
        claims = stance.shared().claims_arrow(articles.to_reader(512))
        claims = pa.RecordBatchReader.from_stream(claims)
        with pq.ParquetWriter(folder / f"wheel-{threads}.parquet", claims.schema) as out:
            for batch in claims:
                out.write_batch(batch)

    return lambda: run(one), lambda: run(source)


def spark_session(cores):
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
    return (
        builder.config("spark.sql.execution.arrow.maxBytesPerBatch", 4 << 20)
        .config("spark.sql.files.maxPartitionBytes", 4 << 20)
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )


def spark(source, one, folder, cores):
    from spark_claims import claims_of

    def run(path):
        session = spark_session(cores)
        articles = session.read.schema("id string, text string").json(str(path))
        claims_of(articles).write.mode("overwrite").parquet(str(folder / "spark"))

    return lambda: run(one), lambda: run(source)


def scikit_learn(source, one, folder, cores):
    import joblib
    import pandas as pd
    from pyspark.sql.functions import pandas_udf
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    with open(ROOT / "labels/train.csv", encoding="utf-8", newline="") as rows:
        rows = list(csv.DictReader(rows))
    pipeline = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True),
            TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 5), max_features=15_000, sublinear_tf=True
            ),
        ),
        LogisticRegression(max_iter=1000),
    )
    pipeline.fit([row["text"] for row in rows], [row["label"] for row in rows])
    saved = str(folder / "sklearn.joblib")
    joblib.dump(pipeline, saved)
    loaded = {}

    @pandas_udf("array<string>")
    def stances(texts: pd.Series) -> pd.Series:
        if saved not in loaded:
            loaded[saved] = joblib.load(saved)
        pieces = [[p for p in re.split(r"[.!?؟\n]+", text) if p.strip()] for text in texts]
        found = iter(loaded[saved].predict([p for of in pieces for p in of] or [""]))
        return pd.Series([[next(found) for _ in of] for of in pieces])

    def run(path):
        session = spark_session(cores)
        articles = session.read.schema("id string, text string").json(str(path))
        found = articles.select("id", stances("text").alias("stances"))
        found.write.mode("overwrite").parquet(str(folder / "sklearn"))

    return lambda: run(one), lambda: run(source)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("articles")
    parser.add_argument("--repeat", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="stance-throughput-"))
    try:
        with open(arguments.articles, encoding="utf-8") as lines:
            lines = [json.loads(line) for line in lines]
        lines = [json.dumps({"id": line["id"], "text": line["text"]}) for line in lines]
        source, one = folder / "articles.jsonl", folder / "one.jsonl"
        source.write_text("\n".join(lines * arguments.repeat) + "\n", "utf-8")
        one.write_text(lines[0] + "\n", "utf-8")
        number = len(lines) * arguments.repeat
        print(f"{number} articles, {source.stat().st_size / 1e6:.1f} MB, {os.cpu_count()} cores\n")
        print(
            "| way | cores | seconds | CPU seconds | articles/s | articles/CPU s "
            "| start, s | start, CPU s |\n|---|---:|---:|---:|---:|---:|---:|---:|"
        )
        for way, of, cores in [
            ("command line", command_line, 1),
            ("command line", command_line, 2),
            ("wheel over Arrow", wheel, 1),
            ("wheel over Arrow", wheel, 2),
            ("Spark local[2], mapInArrow", spark, 2),
            ("Spark local[2], scikit-learn pandas UDF", scikit_learn, 2),
        ]:
            measure(way, *of(source, one, folder, cores), number, cores)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
