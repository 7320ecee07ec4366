"""The shape of the project: imports go one way, and no name hides another."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("index", "qa", "eval")
MAY_IMPORT = {"index": {"index"}, "qa": {"qa", "index"}, "eval": {"eval", "qa", "index"}}
FILES = [ROOT / "app.py", *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield node.lineno, node.module or ""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_from_app_and_eval_to_qa_to_index() -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {name}"
        for path in FILES
        if (room := path.relative_to(ROOT).parts[0]) in MAY_IMPORT
        for line, name in imported(path)
        if name.split(".")[0] in {*ROOMS, "app", "tests"} - MAY_IMPORT[room]
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", ["app.py", *ROOMS, "tests", "benchmarks"])
def test_nothing_imports_index_or_eval_bare(folder: str) -> None:
    """`import index` finds whatever folder of that name comes first; the long form says what is meant."""
    place = ROOT / folder
    paths = [place] if place.is_file() else sorted(place.rglob("*.py"))
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] in ROOMS for alias in node.names)
    ]
    assert wrong == []


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    stems = {path.stem if path.stem != "__init__" else path.parent.name for path in FILES}
    assert sorted(stems & sys.stdlib_module_names) == []


def test_tests_are_flat_files() -> None:
    """A package tests/eval would hide the real one."""
    assert not list((ROOT / "tests").rglob("__init__.py"))
    assert [path.parent.name for path in (ROOT / "tests").rglob("test_*.py") if path.parent != ROOT / "tests"] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_opens_with_a_sentence_of_purpose(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert text
    assert text.split("\n\n")[0].rstrip().endswith((".", ":"))


@pytest.mark.parametrize("module", ["app", "index.store", "index.build", "index.corpus", "index.verify", "qa.commands"])
def test_what_every_command_needs_does_not_load_heavy_libraries(module: str) -> None:
    """Asking must not pay for torch, nor a list of documents for gradio: they are imported where they are used."""
    heavy = {"torch", "sentence_transformers", "transformers", "openvino", "gradio", "pandas", "scipy.stats"}
    code = f"import sys, {module.split('.')[0]}; __import__({module!r}); print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == []
