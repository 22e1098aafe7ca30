"""Articles per second and core: the bare library, the command line, the wheel, Spark.

    cargo build --release && python python/benches/throughput.py ARTICLES.jsonl > table.md

ARTICLES.jsonl, or .jsonl.gz, has the columns id and text. Each way does the whole job,
from JSON Lines to Parquet or CSV, in a process of its own that is warm before it is
measured: program, JVM, worker processes and model are started with one article and told
apart. CPU seconds are those of all processes of the way, from /proc. The bare library
(benches/articles.rs) has its articles in memory and drops its claims. The scikit-learn
UDF does what one would do with these tools: it cuts articles at stops and line ends and
gives every piece a label; it finds no claims, speakers and targets.

It prints the tables of CLUSTER.md. Needs pyarrow, pyspark, pandas and scikit-learn, and
takes some minutes.
"""

import argparse
import csv
import gzip
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python/examples"))
TICK = os.sysconf("SC_CLK_TCK")


class Work(NamedTuple):
    """The articles many times over, and a file with one of them for each core."""

    folder: Path
    source: Path
    one: list[Path]


class Measured(NamedTuple):
    """What a way took: clock and CPU, for the articles and to start."""

    wall: float
    cpu: float
    start_wall: float
    start_cpu: float


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


def measured(way, work, cores):
    """Runs a way on little and on all; to be called in a process of its own."""
    run = way(work.folder, cores)
    times = [(time.perf_counter(), cpu_seconds())]
    for paths in (work.one[:cores], [work.source]):
        run(paths)
        times.append((time.perf_counter(), cpu_seconds()))
    (start, start_cpu), (begun, begun_cpu), (end, end_cpu) = times
    return Measured(end - begun, end_cpu - begun_cpu, begun - start, begun_cpu - start_cpu)


def bare(source):
    """CPU seconds an article of the library alone."""
    command = ["cargo", "bench", "--locked", "--quiet", "--bench", "articles", "--", source]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    articles, seconds = done.stdout.split()
    return float(seconds) / int(articles)


def command_line(folder, threads):
    program = os.environ.get("STANCE_COMMAND", ROOT / "target/release/stance")
    arguments = [program, "predict", "--format", "csv", "-o", folder / "claims.csv"]

    def run(paths):
        subprocess.run([*arguments, "--threads", str(threads), *paths], check=True)

    return run


def wheel(folder, threads):
    def run(paths):
        import pyarrow as pa
        import pyarrow.json
        import pyarrow.parquet as pq

        import stance

        stance.set_threads(threads)
        for path in paths:
            articles = pa.json.read_json(path).select(["id", "text"])
            claims = stance.shared().claims_arrow(articles.to_reader(512))
            claims = pa.RecordBatchReader.from_stream(claims)
            with pq.ParquetWriter(folder / "claims.parquet", claims.schema) as out:
                for batch in claims:
                    out.write_batch(batch)

    return run


def articles_of_spark(paths, cores):
    """The articles in partitions of 4 MB."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.execution.arrow.maxBytesPerBatch", 4 << 20)
        .config("spark.sql.files.maxPartitionBytes", 4 << 20)
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    return session.read.schema("id string, text string").json([str(path) for path in paths])


def spark(folder, cores):
    def run(paths):
        from spark_claims import claims_of

        claims = claims_of(articles_of_spark(paths, cores))
        claims.write.mode("overwrite").parquet(str(folder / "spark"))

    return run


def scikit_learn(folder, cores):
    import joblib
    import pandas as pd
    from pyspark.sql.functions import pandas_udf
    from pyspark.sql.types import ArrayType, StringType
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

    @pandas_udf(ArrayType(StringType()))
    def stances(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
        loaded = joblib.load(saved)
        for texts in batches:
            pieces = [[p for p in re.split(r"[.!?؟\n]+", text) if p.strip()] for text in texts]
            found = iter(loaded.predict([p for of in pieces for p in of] or [""]))
            yield pd.Series([[next(found) for _ in of] for of in pieces])

    def run(paths):
        found = articles_of_spark(paths, cores).select("id", stances("text").alias("stances"))
        found.write.mode("overwrite").parquet(str(folder / "sklearn"))

    return run


WAYS = [
    ("command line, to CSV", command_line, 1),
    ("command line, to CSV", command_line, 2),
    ("wheel over Arrow, to Parquet", wheel, 1),
    ("wheel over Arrow, to Parquet", wheel, 2),
    ("Spark `local[2]`, `mapInArrow`, to Parquet", spark, 2),
    ("Spark `local[2]`, scikit-learn in a pandas UDF", scikit_learn, 2),
]


def write(folder, path, repeat):
    """Writes the articles once, repeated, and one for each core."""
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    lines = [json.dumps({"id": a["id"], "text": a["text"]}) + "\n" for a in articles]
    once, source = folder / "once.jsonl", folder / "articles.jsonl"
    one = [folder / f"one-{core}.jsonl" for core in range(2)]
    once.write_text("".join(lines), "utf-8")
    source.write_text("".join(lines * repeat), "utf-8")
    for path in one:
        path.write_text(lines[0], "utf-8")
    return len(lines) * repeat, once, Work(folder, source, one)


def print_measured(work, number, bare_seconds):
    """The table of all ways; gives what each took on so many cores."""
    print(
        "| way | cores | seconds | CPU s | articles a second and core | articles a CPU second "
        "| over the bare library | to start, s | to start, CPU s |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
        f"| bare library, articles and claims in memory | 1 | | {number * bare_seconds:.1f} | "
        f"| {1 / bare_seconds:.0f} | | | |",
        flush=True,
    )
    found = {}
    for name, way, cores in WAYS:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as process:
            took = process.submit(measured, way, work, cores).result()
        found[way, cores] = took
        # The scikit-learn way does less.
        more = "" if way is scikit_learn else f"{took.cpu / number / bare_seconds - 1:.0%}"
        print(
            f"| {name} | {cores} | {took.wall:.1f} | {took.cpu:.1f} "
            f"| {number / took.wall / cores:.0f} | {number / took.cpu:.0f} "
            f"| {more} | {took.start_wall:.1f} | {took.start_cpu:.1f} |",
            flush=True,
        )
    return found


def duration(seconds):
    """In the largest unit that fits."""
    units = [(86400, "days"), (3600, "h"), (60, "min"), (1, "s")]
    size, name = next((unit for unit in units if seconds >= unit[0]), units[-1])
    count = seconds / size
    return f"{count:.{0 if count >= 10 else 1}f} {name}"


def print_calculated(number, megabytes, of_wheel, of_spark):
    """How long Spark takes on more cores, if nothing else is in its way."""
    rate, overhead = number / of_wheel.cpu, of_spark.cpu / of_wheel.cpu - 1
    each = (1 + overhead) / rate
    print(
        f"\nFrom the CPU seconds of the wheel on one core and of Spark: *r* = {rate:.0f} articles "
        f"a core and second, *o* = {overhead:.2f}. For the {number:,} articles on two cores this "
        f"makes {number * each / 2:.1f} s; the clock said {of_spark.wall:.1f} s. A core of Spark "
        f"takes {megabytes / number / each:.1f} MB of JSON Lines a second.\n\n"
        "| articles | 1 core | 16 cores | 256 cores |\n|---:|---:|---:|---:|"
    )
    for millions in (1, 100, 1000):
        cells = [duration(millions * 1e6 * each / cores) for cores in (1, 16, 256)]
        print(f"| {millions:,} million | {' | '.join(cells)} |")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("articles")
    parser.add_argument("--repeat", type=int, default=8, help="how many times the articles")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="stance-throughput-"))
    try:
        number, once, work = write(folder, arguments.articles, arguments.repeat)
        size = work.source.stat().st_size / 1e6
        print(f"{number:,} articles, {size:.0f} MB, {os.cpu_count()} cores\n", flush=True)
        took = print_measured(work, number, bare(once))
        print_calculated(number, size, took[wheel, 1], took[spark, 2])
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
