"""The import rule: what points where within the house, and what each floor may bring in from outside."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

DOORS = frozenset({"chalice", "aws_lambda_powertools"})
OUTSIDE = {
    "app": DOORS,
    "api": DOORS | {"msgspec", "jwt", "cryptography"},
    "workers": DOORS | {"msgspec"},
    "logs": frozenset({"aws_lambda_powertools"}),
    "stores": frozenset({"pynamodb", "boto3", "botocore", "msgspec", "cryptography", "aws_lambda_powertools"}),
    "intake": frozenset({"msgspec", "python_calamine"}),
    "search": frozenset({"msgspec"}),
    "reports": frozenset(
        {
            "msgspec",
            "cryptography",
            "typst",
            "pikepdf",
            "manimgx_fonts_cjk",
            "segno",
            "pyhanko",
            "pyhanko_certvalidator",
            "asn1crypto",
        }
    ),
    "grants": frozenset({"msgspec", "cryptography"}),
    "objections": frozenset({"msgspec"}),
    "publication": frozenset({"msgspec"}),
    "notices": frozenset({"msgspec"}),
    "ledger": frozenset({"msgspec", "cryptography"}),
    "library": frozenset({"msgspec", "cryptography"}),
}
OURS = frozenset({"chalicelib", "app"})
SOURCES = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]


def test_imports_point_down_the_river() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_floor_brings_in_only_its_own_libraries(path: Path) -> None:
    allowed = OUTSIDE.get(_floor_of(path), frozenset())

    brought_in = set(_top_names_imported_in(path)) - OURS - sys.stdlib_module_names

    assert brought_in <= allowed


def test_nothing_that_ships_knows_what_never_ships() -> None:
    known = {name for path in SOURCES for name in _top_names_imported_in(path)}

    assert known.isdisjoint({"infra", "tests"})


def _floor_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if len(parts) > 2 else path.stem


def _top_names_imported_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    tree.body = [node for node in tree.body if not _is_for_type_checkers(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield str(node.module).split(".")[0]


def _is_for_type_checkers(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
