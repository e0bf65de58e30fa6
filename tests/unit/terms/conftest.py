"""Public tables beside the repository: read where they are, never copied, skipped by name where they are not."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"

Rows = list[dict[str, str]]


@pytest.fixture
def public_rows() -> Callable[[str], Rows]:
    """Return a reader of one public table by file name."""

    def read(name: str) -> Rows:
        path = _BESIDE / name
        if not path.is_file():
            pytest.skip(f"real data absent: {name}")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))

    return read
