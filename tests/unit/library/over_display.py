"""The whole comparison of disclosure with the rules: a million random records, readers and days, no scheduler anywhere.

    .venv/bin/python -m tests.unit.library.over_display 1000000

Prints how many cases of each class there were and how many differed; fails if one did, or if a class was rare.
"""

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.unit.library.disclosure_cases import cases_from, compared, rare_in

SEED, PART = 20261127, 10_000


def main(count: int) -> int:
    """Compare so many cases; return the exit status."""
    began, parts = time.monotonic(), -(-count // PART)
    classes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for met, differing in pool.map(_part, range(parts)):
            classes.update(met)
            faults.update(differing)
    drawn = parts * PART
    for name, times in sorted(classes.items(), key=lambda one: one[1]):
        print(f"{times:>9}  {times / drawn:6.2%}  {name}")
    rare = rare_in(classes, count=drawn)
    print(f"OVER-DISPLAY cases={drawn} seed={SEED} over_display={faults['over-display']} ", end="")
    print(f"under_display={faults['under-display']} other={_other(faults)} rare={rare} {time.monotonic() - began:.0f}s")
    return 1 if faults or rare else 0


def _part(number: int) -> tuple[Counter[str], Counter[str]]:
    return compared(cases_from(SEED + number, PART))


def _other(faults: Counter[str]) -> dict[str, int]:
    return {name: met for name, met in faults.items() if name not in {"over-display", "under-display"}}


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
