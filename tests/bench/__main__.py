"""Runs the benches: all, or the one named; exits 1 when a line misses its target."""

import os
import sys
from collections.abc import Callable, Iterable
from subprocess import CalledProcessError

from tests.bench import cold_start, report_json, rows_checked
from tests.bench.measuring import Line, RivalMissingError

BENCHES: dict[str, Callable[[], Iterable[Line]]] = {
    "cold_start": cold_start.lines,
    "report_json": report_json.lines,
    "rows_checked": rows_checked.lines,
}


def main(only: str = "") -> int:
    """Run, print, and say with the exit code whether all targets are met."""
    if only and only not in BENCHES:
        print(f"there is no bench {only}; there are {', '.join(BENCHES)}")
        return 2
    missed = False
    for name, lines in BENCHES.items():
        if only in ("", name):
            missed |= not _all_hold(name, lines)
    return int(missed)


def _all_hold(name: str, lines: Callable[[], Iterable[Line]]) -> bool:
    try:
        results = list(lines())
    except (RivalMissingError, CalledProcessError) as error:
        print(f"BENCH name={name} failed: {error}", flush=True)
        return False
    for line in results:
        print(f"{line}{'' if line.holds else '  MISSED'}", flush=True)
    return all(line.holds for line in results)


if __name__ == "__main__":
    sys.exit(main(os.environ.get("ONLY", "")))
