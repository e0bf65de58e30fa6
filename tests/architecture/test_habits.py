"""Habits that a reviewer would else have to look for: who may catch everything, read the clock or the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.servers import ROOT

SOURCES = sorted((ROOT / "chalicelib").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
WHOLE = frozenset({"Exception", "BaseException"})
CLOCKS = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"})
PATCHES = frozenset({"monkeypatch.setattr", "monkeypatch.setitem", "mock.patch", "mocker.patch", "unittest.mock"})


def _dotted_in(path: Path) -> Iterator[str]:
    """Return every name with a dot that a file uses or imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _naming(paths: list[Path], names: frozenset[str]) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in paths if names.intersection(_dotted_in(path))}


def _catches_everything(path: Path) -> bool:
    handlers = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ExceptHandler))
    return any(one.type is None or (isinstance(one.type, ast.Name) and one.type.id in WHOLE) for one in handlers)


def test_only_the_view_wrapper_and_the_loops_of_workers_catch_everything() -> None:
    catching = {path.relative_to(ROOT).as_posix() for path in SOURCES if _catches_everything(path)}

    assert "chalicelib/api/routing.py" in catching
    assert all(name.startswith("chalicelib/workers/") for name in catching - {"chalicelib/api/routing.py"}), catching


def test_only_the_edges_read_the_clock() -> None:
    reading = _naming(SOURCES, CLOCKS)

    assert "chalicelib/api/routing.py" in reading
    assert all(name.startswith(("chalicelib/api/", "chalicelib/workers/")) for name in reading), reading


def test_only_wiring_reads_the_environment() -> None:
    assert _naming(SOURCES, frozenset({"os.environ", "os.getenv"})) == {"chalicelib/wiring.py"}


def test_no_test_patches_what_it_can_pass() -> None:
    assert _naming(TESTS, PATCHES) == set()
