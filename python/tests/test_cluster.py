"""A standalone cluster on loopback finds what one machine finds, also without a worker.

Set STANCE_TEST_SPARK=1 to run it, and STANCE_TEST_CLAIMS to the number of claims.
"""

import importlib.util
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from conftest import ROOT

if os.environ.get("STANCE_TEST_SPARK") != "1":
    pytest.skip("Spark takes minutes; set STANCE_TEST_SPARK=1", allow_module_level=True)
if importlib.util.find_spec("pyspark") is None:
    pytest.skip("pyspark is not installed", allow_module_level=True)

import pyarrow as pa
import pyarrow.csv

sys.path.insert(0, str(ROOT / "python/examples"))
from spark_claims import claims_of
from standalone_cluster import HOST, Cluster

CLAIMS = int(os.environ.get("STANCE_TEST_CLAIMS", "20000"))
PARTITIONS = 48


@pytest.fixture(scope="module")
def articles(tmp_path_factory, classifier, seeds):
    """Articles with at least CLAIMS claims: the seeds, their lines turned round."""
    path = tmp_path_factory.mktemp("cluster") / "articles.jsonl"
    claims = sum(len(claims) for claims in classifier.claims(seeds))
    rounds = CLAIMS // claims + 1
    with open(path, "w", encoding="utf-8") as out:
        for turn in range(rounds):
            for place, seed in enumerate(seeds):
                lines = seed["text"].splitlines()
                turned = lines[turn % len(lines) :] + lines[: turn % len(lines)]
                article = {"id": f"{turn:06}-{place}", "text": "\n".join(turned)}
                out.write(json.dumps(article) + "\n")
    return path


@pytest.fixture(scope="module")
def single(articles, command):
    """The claims by the command line on one machine."""
    path = articles.with_name("single.csv")
    command("predict", articles, "--format", "csv", "-o", path)
    return path


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster
    assert cluster.processes() == set()


@pytest.fixture
def session(cluster, monkeypatch):
    from pyspark.sql import SparkSession

    monkeypatch.setenv("SPARK_LOCAL_IP", HOST)
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("test")
    for name, value in cluster.options().items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    yield spark
    spark.stop()


def listeners(processes):
    """The addresses on which these processes listen."""
    sockets = {}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                sockets[fields[9]] = fields[1].split(":")[0]
    found = {}
    for pid in processes:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                target = os.readlink(link)
            except OSError:
                continue
            if target.startswith("socket:[") and target[8:-1] in sockets:
                found[pid, target] = sockets[target[8:-1]]
    return found


def in_order(table):
    keys = ["article", "field", "start", "end", "sentence_start"]
    return table.sort_by([(key, "ascending") for key in keys]).combine_chunks()


def compare(spark_rows, single):
    """The rows are those of the command line, each once."""
    options = pa.csv.ConvertOptions(
        column_types=spark_rows.schema,
        strings_can_be_null=True,
        null_values=[""],
        true_values=["true"],
        false_values=["false"],
    )
    parse = pa.csv.ParseOptions(newlines_in_values=True)
    expected = pa.csv.read_csv(single, convert_options=options, parse_options=parse)
    assert spark_rows.num_rows == expected.num_rows >= CLAIMS
    assert spark_rows.schema.names == expected.schema.names
    own, other = in_order(spark_rows), in_order(expected)
    for name in other.schema.names:
        assert own[name].equals(other[name]), name


def read(session, articles):
    schema = "id string, title string, text string"
    # Pieces of the file, so that nothing is shuffled.
    piece = articles.stat().st_size // PARTITIONS
    session.conf.set("spark.sql.files.maxPartitionBytes", piece)
    return session.read.schema(schema).json(str(articles))


def test_the_cluster_gives_what_one_machine_gives(session, cluster, articles, single):
    claims = claims_of(read(session, articles)).toArrow()
    compare(claims, single)
    # Master, workers, executors; those of the driver are this process's children.
    found = listeners(cluster.processes())
    assert len(found) >= 5 and set(found.values()) <= {"0100007F"}


def test_the_command_line_as_a_filter(session, articles, command):
    lines = session.sparkContext.textFile(str(articles), PARTITIONS)
    pipe = f"{command.program} predict - --by article --threads 1"
    found = sorted(lines.pipe(pipe, checkCode=True).collect())
    expected = command("predict", articles, "--by", "article").splitlines()
    assert found == sorted(expected)


def test_a_failed_filter_fails_the_job(session, articles, command):
    lines = session.sparkContext.parallelize(["no JSON"], 1)
    with pytest.raises(Exception, match="exited with error code 1"):
        lines.pipe(f"{command.program} predict - --by article", checkCode=True).collect()


def test_a_lost_worker_costs_no_row(session, cluster, articles, single):
    """The last test of the cluster: it kills one of the two workers in mid-job."""
    victim = cluster.workers[0]
    own, done = set(), []

    def kill():
        status = session.sparkContext.statusTracker()
        while True:
            stages = [status.getStageInfo(stage) for stage in status.getActiveStageIds()]
            begun = any(s.numTasks >= PARTITIONS and s.numCompletedTasks >= 4 for s in stages if s)
            # Its executor may start late, after tasks of the other one.
            if begun and len(cluster.processes([victim])) >= 2:
                own.update(cluster.processes([victim]))
                done.extend(s.numCompletedTasks for s in stages if s)
                os.kill(victim.pid, signal.SIGKILL)
                return
            time.sleep(0.02)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    claims = claims_of(read(session, articles)).toArrow()
    killer.join(10)
    assert done and max(done) < PARTITIONS, "the worker was not killed in mid-job"
    assert victim.wait(10) == -signal.SIGKILL
    assert not own & cluster.processes(), "the executor outlived its worker"
    compare(claims, single)
