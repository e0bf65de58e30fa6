"""A workbook of 100,000 rows read and checked, against openpyxl that merely reads it, and the memory that it takes.

The file is as a list with borders is saved: each of the 28 official columns has a cell in every row, filled or not;
days and amounts are numbers, texts are shared.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chalicelib.catalogue.items import catalogue
from chalicelib.terms.dates import beijing_date
from infra.local.demonstration.organisations import companies
from tests.bench.measuring import ROOT, ROUNDS, WORK, Line, RivalMissingError, reported_peak_and_seconds_of
from tests.bench.rows_checked import FIRMS, columns_of, row_of
from tests.factories_books import Blank, Cell, Day, an_xlsx

ROWS = 100_000
TARGET, MOST_MIB = ">=4", "<=512"
RIVAL = ROOT / "tests" / "bench" / "rivals" / "openpyxl_rows.py"
PYTHON = ROOT / ".venv-rivals" / "bin" / "python"
_DAYS, _AMOUNTS = {"decision_date", "penalty_valid_to"}, {"fine_amount_wan"}


def lines() -> Iterator[Line]:
    """Measure both on the same file by turns."""
    if not PYTHON.exists():
        message = "openpyxl is not installed; make bench installs it"
        raise RivalMissingError(message)
    path = _written()
    ours = [sys.executable, "-m", "tests.bench.our_rows", str(path), str(ROWS)]
    theirs = [str(PYTHON), str(RIVAL), str(path)]
    pairs = [(reported_peak_and_seconds_of(ours), reported_peak_and_seconds_of(theirs)) for _ in range(ROUNDS)]
    seconds = [min(pair[side][1] for pair in pairs) for side in (0, 1)]
    peaks = [max(pair[side][0] for pair in pairs) for side in (0, 1)]
    told = [f"{ROWS / one:.0f}rows/s" for one in seconds]
    yield Line("xlsx_read", seconds[1] / seconds[0], TARGET, *told)
    yield Line("xlsx_read_memory", peaks[0], MOST_MIB, f"{peaks[0]:.0f}MiB", f"{peaks[1]:.0f}MiB")


def _written() -> Path:
    WORK.mkdir(parents=True, exist_ok=True)
    columns, firms = columns_of(catalogue().get("administrative_penalty")), companies(FIRMS)
    today = beijing_date(datetime.now(UTC))
    rows: list[list[Cell]] = [[column.zh for column in columns]]
    for number in range(ROWS):
        row = row_of(number, firms[number % FIRMS], (today - timedelta(days=number % 1000)).isoformat())
        rows.append([_cell_of(column.id, row.get(column.id)) for column in columns])
    path = WORK / "penalties.xlsx"
    path.write_bytes(an_xlsx({"行政处罚": rows}))
    return path


def _cell_of(name: str, text: str | None) -> Cell:
    if text is None:
        return Blank()
    if name in _DAYS:
        return Day(text)
    return float(text) if name in _AMOUNTS else text
