"""What the largest files of each kind take at most while all is checked: a million rows, an XLS near its limit."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from chalicelib.catalogue.items import catalogue
from infra.local.demonstration.organisations import companies
from tests.bench.measuring import WORK, Line, reported_peak_and_seconds_of
from tests.bench.rows_checked import FIRMS, columns_of, row_of
from tests.factories_books import an_xls

ROWS, ROWS_OF_AN_XLS = 1_000_000, 50_000
MOST_OF_A_TEXT, MOST_OF_A_BOOK = "<=200", "<=512"
_DAY = "2026-01-02"


def lines() -> Iterator[Line]:
    """Write each file, have its rows checked in a process of its own, and yield the peak. Units: MiB."""
    WORK.mkdir(parents=True, exist_ok=True)
    for name, path, rows, most in (
        ("csv_read_memory", _csv(), ROWS, MOST_OF_A_TEXT),
        ("json_lines_read_memory", _json_lines(), ROWS, MOST_OF_A_TEXT),
        ("xls_read_memory", _xls(), ROWS_OF_AN_XLS, MOST_OF_A_BOOK),
    ):
        peak, seconds = reported_peak_and_seconds_of(
            [sys.executable, "-m", "tests.bench.our_rows", str(path), str(rows), "0"]
        )
        told = f"{peak:.0f}MiB of {path.stat().st_size >> 20}MiB, {rows / seconds:.0f}rows/s"
        path.unlink()
        yield Line(name, peak, most, told, "-")


def _csv() -> Path:
    headers, rows = _table(ROWS)
    path = WORK / "large.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers])
        csv.writer(file).writerows(rows)
    return path


def _json_lines() -> Path:
    headers, rows = _table(ROWS)
    path = WORK / "large.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            filled = {header: cell for header, cell in zip(headers, row, strict=True) if cell}
            file.write(json.dumps(filled, ensure_ascii=False) + "\n")
    return path


def _xls() -> Path:
    headers, rows = _table(ROWS_OF_AN_XLS)
    path = WORK / "large.xls"
    path.write_bytes(an_xls({"行政处罚": [headers, *([cell or None for cell in row] for row in rows)]}))
    return path


def _table(count: int) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    columns, firms = columns_of(catalogue().get("administrative_penalty")), companies(FIRMS)
    made = (row_of(number, firms[number % FIRMS], _DAY) for number in range(count))
    return [column.zh for column in columns], ([row.get(column.id, "") for column in columns] for row in made)
