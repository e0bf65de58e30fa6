"""Runs the benches: all, or the one named; exits 1 when a line misses its target."""

import os
import sys
from collections.abc import Callable, Iterable
from subprocess import CalledProcessError

from tests.bench import (
    bulk_check,
    claims,
    cold_start,
    large_file,
    moves,
    pdf,
    reading_memory,
    report_json,
    rows_checked,
    rows_faulty,
    search_names,
    write_units,
    xlsx_read,
)
from tests.bench.measuring import Line, RivalMissingError

BENCHES: dict[str, Callable[[], Iterable[Line]]] = {
    "bulk_check": bulk_check.lines,
    "claims_at_once": claims.lines,
    "large_file_longest_function": large_file.lines,
    "large_file_memory": large_file.lines,
    "moves": moves.lines,
    "cold_start": cold_start.lines,
    "pdf": pdf.lines,
    "report_json": report_json.lines,
    "report_json_spread": report_json.lines,
    "report_json_department": report_json.lines,
    "report_json_department_spread": report_json.lines,
    "csv_read_memory": reading_memory.lines,
    "json_lines_read_memory": reading_memory.lines,
    "xls_read_memory": reading_memory.lines,
    "rows_checked": rows_checked.lines,
    "rows_checked_beside_reading": rows_checked.lines,
    "rows_faulty": rows_faulty.lines,
    "rows_faulty_memory": rows_faulty.lines,
    "write_units_changed": write_units.lines,
    "write_units_new": write_units.lines,
    "xlsx_read": xlsx_read.lines,
    "xlsx_read_memory": xlsx_read.lines,
    "search_requests": search_names.what_is_found,
    "search_on_ministack": search_names.on_a_server,
    "search_wrong_letter": search_names.what_is_found,
    "search_wrong_letter_beside_pg_trgm": search_names.beside_pg_trgm,
    "search_trade_name": search_names.what_is_found,
    "search_trade_name_beside_pg_trgm": search_names.beside_pg_trgm,
}
# Benches that are asked for by a name of their own and print many lines.
MANY = frozenset({"moves"})


def main(only: str = "") -> int:
    """Run all benches, or the one that has the name or gives the line of it; the exit code says if targets are met."""
    if only and only not in BENCHES:
        print(f"there is no bench {only}; there are {', '.join(BENCHES)}")
        return 2
    chosen = dict.fromkeys([BENCHES[only]] if only else BENCHES.values())
    held = [_all_hold(lines, only) for lines in chosen]
    return int(not all(held))


def _all_hold(lines: Callable[[], Iterable[Line]], only: str) -> bool:
    try:
        results = [line for line in lines() if only in MANY or only in ("", line.name)]
    except (RivalMissingError, CalledProcessError, ValueError) as error:
        print(f"BENCH name={lines.__module__.rpartition('.')[2]} failed: {error}", flush=True)
        return False
    for line in results:
        print(f"{line}{'' if line.holds else '  MISSED'}", flush=True)
    return all(line.holds for line in results)


if __name__ == "__main__":
    sys.exit(main(os.environ.get("ONLY", "")))
