"""No table of the platform goes unread: one that is missing, or says what nobody knows, is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.terms import tables
from tests.servers import ROOT

# Of these a folder is read.
ONE_OF_EACH = ("terms/calendar/2026", "catalogue/items/administrative_penalty")
FOLDERS = {name.rpartition("/")[0] for name in ONE_OF_EACH}
TABLES = [name for name in tables.shelf().every_name() if name.rpartition("/")[0] not in FOLDERS]
_READ = (sys.executable, "-c", "from infra.tables import read_all; read_all()")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("chalicelib", "infra"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_table_that_is_missing_is_named(checkout: Path) -> None:
    (checkout / "chalicelib" / "reports" / "wording.toml").unlink()

    assert "DataFileError: reports/wording: -: there is no such table" in _said_in(checkout)


@pytest.mark.parametrize("name", [*TABLES, *ONE_OF_EACH])
def test_a_key_that_nobody_knows_is_refused_in_every_table(checkout: Path, name: str) -> None:
    path = checkout / "chalicelib" / f"{name}.toml"
    path.write_text(f'colour_of_nothing = "red"\n{path.read_text("utf-8")}', "utf-8")

    assert f"DataFileError: {name}:" in _said_in(checkout)


def _said_in(checkout: Path) -> str:
    done = subprocess.run(_READ, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr
