"""No table of the platform goes unread: one that is missing, or says what nobody knows, is named."""

import json
import os
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
TABLES_READ = [*TABLES, *ONE_OF_EACH]
_READ = (sys.executable, "-c", "from infra.tables import read_all; read_all()")
_READ_EACH = (sys.executable, str(Path(__file__).with_name("reading_faulty.py")), *TABLES_READ)


def _checked_out(folder: Path) -> Path:
    for name in ("chalicelib", "infra"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """Return what is said of each table when it has a key that nobody knows."""
    checkout = _checked_out(tmp_path_factory.mktemp("checkout"))
    done = subprocess.run(
        _READ_EACH,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, str | None] = json.loads(done.stdout)
    return told


def test_a_table_that_is_missing_is_named(tmp_path: Path) -> None:
    checkout = _checked_out(tmp_path)
    (checkout / "chalicelib" / "reports" / "wording.toml").unlink()

    done = subprocess.run(_READ, cwd=checkout, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "DataFileError: reports/wording: -: there is no such table" in done.stderr


@pytest.mark.parametrize("name", TABLES_READ)
def test_a_key_that_nobody_knows_is_refused_in_every_table(said: dict[str, str | None], name: str) -> None:
    assert f"{said[name]}".startswith(f"DataFileError: {name}:")
