"""Each example runs and finds what the command line finds."""

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys

import pytest

from conftest import ROOT

EXAMPLES = ROOT / "python/examples"
ENVIRONMENT = {
    "PYTHONUTF8": "1",
    "SPARK_LOCAL_IP": "127.0.0.1",
    "PYSPARK_PYTHON": sys.executable,
    "RAY_ADDRESS": "local",
    "RAY_USAGE_STATS_ENABLED": "0",
}
# How long an example may take, in seconds; on a quiet machine none takes a tenth of it.
PATIENCE = 300


def need(*packages):
    for package in packages:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")


def run(example, *arguments, **environment):
    process = subprocess.Popen(
        [sys.executable, EXAMPLES / example, *map(str, arguments)],
        env=os.environ | ENVIRONMENT | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A group of its own, so that what the example starts can be ended with it.
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=PATIENCE)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            _, errors = process.communicate(timeout=20)
        except subprocess.TimeoutExpired as left:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            errors = (left.stderr or b"").decode(errors="replace")
        if isinstance(error, subprocess.TimeoutExpired):
            pytest.fail(f"{example} did not end in {PATIENCE} s:\n{errors[-4000:]}")
        raise
    assert process.returncode == 0, errors[-4000:]
    return out


@pytest.fixture(scope="module")
def articles(tmp_path_factory, seeds):
    path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in seeds), "utf-8")
    return path


@pytest.fixture(scope="module")
def expected(classifier, seeds):
    """Article, place and stance of each claim."""
    found = classifier.claims(seeds)
    return sorted((c["article"], c["start"], c["stance"]) for of in found for c in of)


def of_parquet(path):
    import pyarrow.parquet

    rows = pyarrow.parquet.read_table(path).to_pylist()
    return sorted((row["article"], row["start"], row["stance"]) for row in rows)


@pytest.mark.parametrize("name", ["polars", "duckdb"])
def test_tables(name, articles, expected, tmp_path):
    need(name, "pyarrow")
    run(f"{name}_claims.py", articles, tmp_path / "claims.parquet")
    assert of_parquet(tmp_path / "claims.parquet") == expected


def test_pandas(articles, expected, tmp_path):
    need("pandas")
    import pandas

    run("pandas_claims.py", articles, tmp_path / "claims.csv")
    claims = pandas.read_csv(tmp_path / "claims.csv", keep_default_na=False)
    assert sorted(zip(claims["article"], claims["start"], claims["stance"])) == expected
    assert list(claims["stance"]) == list(claims["stance_again"])


def test_ray(articles, expected, tmp_path):
    need("ray", "pyarrow")
    run("ray_claims.py", articles, tmp_path / "claims")
    assert of_parquet(tmp_path / "claims") == expected


def test_sklearn():
    need("sklearn")
    assert "best alpha" in run("sklearn_pipeline.py", ROOT / "labels/seeds.csv")


@pytest.fixture
def spark():
    need("pyspark", "pyarrow")
    if os.environ.get("STANCE_TEST_SPARK") != "1":
        pytest.skip("Spark takes minutes; set STANCE_TEST_SPARK=1 (Java 17 is needed)")


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_spark(spark, form, classifier, articles, expected, tmp_path):
    source = articles
    if form == "parquet":
        import pyarrow.json
        import pyarrow.parquet

        source = tmp_path / "articles.parquet"
        pyarrow.parquet.write_table(pyarrow.json.read_json(articles), source)
    model = tmp_path / "own.model"
    classifier.save(model)
    run("spark_claims.py", source, tmp_path / "claims", *([model] if form == "parquet" else []))
    assert of_parquet(tmp_path / "claims") == expected


def test_spark_pipe(spark, command, articles, expected, tmp_path):
    run(
        "spark_pipe.py", articles, tmp_path / "claims", STANCE_COMMAND=str(command.program)
    )
    lines = [
        json.loads(line)
        for part in (tmp_path / "claims").glob("part-*")
        for line in part.read_text("utf-8").splitlines()
    ]
    found = ((c["article"], c["start"], c["stance"]) for line in lines for c in line["claims"])
    assert sorted(found) == expected
