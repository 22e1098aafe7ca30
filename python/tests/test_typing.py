"""The types say what is there."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import stance

CONFIG = """
[mypy]
strict = True
[mypy-sklearn.*]
ignore_missing_imports = True
"""


@pytest.fixture
def mypy(tmp_path):
    pytest.importorskip("mypy")
    config = tmp_path / "mypy.ini"
    config.write_text(CONFIG)

    def check(*arguments):
        # Outside of the checkout, so that it sees the package that is installed.
        command = [sys.executable, "-m", *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr

    check.config = config
    return check


def test_the_package_says_that_it_is_typed():
    assert (Path(stance.__file__).parent / "py.typed").exists()


def test_stubs_and_module_agree(mypy):
    mypy("mypy.stubtest", "stance._stance", "--mypy-config-file", mypy.config)


def test_a_type_checker_finds_what_comes_out(mypy):
    mypy("mypy", "--config-file", mypy.config, Path(__file__).with_name("typed.py"))


@pytest.mark.parametrize("name", ["Classifier", "ArrowArray", "ArrowStream"])
def test_all_is_documented(name):
    own = getattr(stance, name)
    assert inspect.getdoc(own)
    for method in (n for n in vars(own) if not n.startswith("_")):
        assert inspect.getdoc(getattr(own, method)), f"{name}.{method} has no docstring"
