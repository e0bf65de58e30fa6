"""A package's docstring is its documentation: it names every module, and none that is not there."""

import ast
import re
from pathlib import Path

import pytest

from tests.servers import ROOT

PACKAGES = sorted(
    path.parent for top in ("chalicelib", "infra", "tests/bench") for path in (ROOT / top).rglob("__init__.py")
)
WITH_A_PAGE = [package for package in PACKAGES if package.name != "rivals"]
_DOTTED = re.compile(r"`([a-z_]+)\.([a-z_]+)`")


def _page_of(package: Path) -> str:
    return ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""


def _modules_in(package: Path) -> set[str]:
    return {path.stem for path in package.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("package", WITH_A_PAGE, ids=lambda package: str(package.relative_to(ROOT)))
def test_a_package_s_page_names_each_of_its_modules(package: Path) -> None:
    words = set(re.findall(r"[a-z_]+", _page_of(package)))

    assert _modules_in(package) - words == set()


@pytest.mark.parametrize("package", WITH_A_PAGE, ids=lambda package: str(package.relative_to(ROOT)))
def test_a_module_that_a_page_names_with_its_package_exists(package: Path) -> None:
    for folder, module in _DOTTED.findall(_page_of(package)):
        if (ROOT / "chalicelib" / folder).is_dir():
            assert module in _modules_in(ROOT / "chalicelib" / folder), f"{folder}.{module}"


def test_a_package_holds_its_page_and_nothing_else() -> None:
    for package in PACKAGES:
        tree = ast.parse((package / "__init__.py").read_text("utf-8"))
        assert len(tree.body) == 1, package
        assert ast.get_docstring(tree), package
