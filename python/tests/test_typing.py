"""The stubs say what is there."""

import ast
import inspect
from pathlib import Path

import stance

FOLDER = Path(stance.__file__).parent


def test_the_package_says_that_it_is_typed():
    assert (FOLDER / "py.typed").exists()


def test_stubs_and_module_have_the_same_names():
    tree = ast.parse((FOLDER / "_stance.pyi").read_text("utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    for name in ("Classifier", "ArrowArray", "ArrowStream"):
        own = getattr(stance, name)
        methods = {n.name: n for n in classes[name].body if isinstance(n, ast.FunctionDef)}
        there = {n for n in vars(own) if not n.startswith("__")}
        assert there == {n for n in methods if not n.startswith("__")}
        for method in there:
            stub, real = methods[method], getattr(own, method)
            assert inspect.getdoc(real), f"{name}.{method} has no docstring"
            if callable(real):
                parameters = [a.arg for a in stub.args.args + stub.args.kwonlyargs]
                assert parameters == list(inspect.signature(real).parameters), method
