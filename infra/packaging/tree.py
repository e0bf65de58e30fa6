"""The clean copy of the source that goes to Chalice, which ships every file it finds under `chalicelib`."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from chalicelib.terms import tables
from infra.tables import read_all

ROOT = Path(__file__).resolve().parents[2]
FIXED_TIME = 315_532_800 + 86_400  # in 1980, where the times of a zip begin: the same source gives the same bytes
_SHIPPED = ("app.py", "chalicelib", ".chalice/config.json")
_PACKAGED_WITH = (
    "infra/packaging",
    "infra/layers",
    "infra/package.py",
    "infra/tables.py",
    "requirements.txt",
    "tests/constraints.txt",
)


def grow(folder: Path) -> None:
    """Make the copy in a folder: code, policies, requirements without Chalice, and every table checked and packed.

    Earlier deployment packages in it stay; Chalice finds them by their content.

    Raises: DataFileError for a table that breaks its own rules.
    """
    _clear(folder)
    read_all()
    shutil.copy2(ROOT / "app.py", folder)
    shutil.copytree(ROOT / "chalicelib", folder / "chalicelib", ignore=_not_shipped)
    packed = json.dumps(tables.everything(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (folder / "chalicelib" / tables.PACKED).write_text(packed, "utf-8")
    for policy in (ROOT / ".chalice").glob("*.json"):
        shutil.copy2(policy, folder / ".chalice")
    (folder / "requirements.txt").write_text(_requirements(), "utf-8")
    for path in (folder / "app.py", *(folder / "chalicelib").rglob("*")):
        os.utime(path, (FIXED_TIME, FIXED_TIME))


def fingerprint() -> str:
    """Return a hash of everything that what is packaged depends on."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in (*_SHIPPED, *_PACKAGED_WITH):
        path = ROOT / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (each for each in found if each.is_file() and each.suffix != ".pyc")
    yield from sorted((ROOT / "infra").glob("*.yaml"))
    yield from sorted((ROOT / ".chalice").glob("policy-*.json"))


def _clear(folder: Path) -> None:
    shutil.rmtree(folder / "chalicelib", ignore_errors=True)
    (folder / ".chalice").mkdir(parents=True, exist_ok=True)
    for path in (folder / ".chalice").glob("*.json"):
        path.unlink()


def _not_shipped(_: str, names: list[str]) -> set[str]:
    return {
        name for name in names if name == "__pycache__" or name.endswith((".toml", ".pyc")) or name == tables.PACKED
    }


def _requirements() -> str:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    # Chalice's own two run-time modules are put in by its packager; as a requirement it would bring pip along.
    return "\n".join(line for line in lines if not line.startswith("chalice==")) + "\n"
