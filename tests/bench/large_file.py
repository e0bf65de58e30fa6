"""A file of a million rows, fanned out: what the longest of its functions takes, and how much the split holds.

What is waited for a store is not in the seconds of CPU. It is reckoned: so many calls, at ten milliseconds each, which
is more than a table or a bucket of the same region takes. Both together are to stay within a third of the fifteen
minutes that a function may run, so that a machine of half the speed, or a table that throttles, is no matter.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from chalicelib.catalogue.items import catalogue
from infra.local.demonstration.organisations import companies
from tests.bench.measuring import ROOT, WORK, Line, plain_environment
from tests.bench.rows_checked import columns_of, row_of
from tests.factories import BODY_NAME
from tests.unit.intake.standing import SOURCE_CODE

ROWS, FIRMS, PORTIONS_PUT = 1_000_000, 5_000, 3
FUNCTION_SECONDS, CALL_SECONDS = 900, 0.01
_DAY = "2026-01-02"
_MOST_MIB = "<=512"


def lines() -> Iterator[Line]:
    """Take one file through all its functions, and yield what the longest of them took."""
    path = _written()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.our_large_file", str(path), str(PORTIONS_PUT)],
        env=plain_environment(),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    path.unlink()
    every = [json.loads(line) for line in done.stdout.splitlines()]
    waited = {one["kind"]: one["seconds"] + one["calls"] * CALL_SECONDS for one in every}
    told = "; ".join(
        f"{one['functions']}x {one['kind']} {one['seconds']:.1f}s+{one['calls']}calls {one['peak']:.0f}MiB"
        for one in every
    ).replace(" ", "_")
    longest = max(waited.values())
    yield Line("large_file_longest_function", longest / FUNCTION_SECONDS, "<=0.33", told, f"{FUNCTION_SECONDS}s")
    yield Line("large_file_memory", max(one["peak"] for one in every), _MOST_MIB, f"{ROWS}rows", "-")


def _written() -> Path:
    WORK.mkdir(parents=True, exist_ok=True)
    columns, firms = columns_of(catalogue().get("administrative_penalty")), companies(FIRMS)
    path = WORK / "a_million.csv"
    named = {"source_name": BODY_NAME, "source_credit_code": SOURCE_CODE}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.zh for column in columns])
        for number in range(ROWS):
            row = row_of(number, firms[number % FIRMS], _DAY) | named
            writer.writerow([row.get(column.id, "") for column in columns])
    return path
