"""What the tests share: the seeds, and the command line built from the same crate."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

import stance

ROOT = Path(__file__).resolve().parents[2]


def pytest_report_header():
    return f"stance from {Path(stance.__file__).parent}"


@pytest.fixture(scope="session")
def classifier():
    return stance.Classifier.default()


@pytest.fixture(scope="session")
def seeds():
    """The five articles, named as the command line names them."""
    paths = sorted((ROOT / "seeds").glob("*.txt"))
    assert len(paths) == 5
    return [
        # Bytes, since reading as text would change line ends.
        {"id": f"seeds/{path.name}", "text": path.read_bytes().decode("utf-8-sig")}
        for path in paths
    ]


@pytest.fixture(scope="session")
def news():
    """A thousand other articles, which are not part of the repository."""
    path = ROOT.parent / "shared/data/news/news_ar.jsonl.gz"
    if not path.exists():
        pytest.skip("the articles of other outlets are not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def command():
    """Runs the command line, and gives what it writes on standard output."""
    built = [ROOT / "target" / profile / "stance" for profile in ("release", "debug")]
    named = os.environ.get("STANCE_COMMAND")
    program = Path(named) if named else next((path for path in built if path.exists()), None)
    if program is None:
        pytest.skip("the command line is not built; run: cargo build --release")

    def run(*arguments, given=None):
        done = subprocess.run(
            [program, *map(str, arguments)], cwd=ROOT, input=given, check=True, capture_output=True
        )
        return done.stdout.decode()

    run.program = program
    return run
