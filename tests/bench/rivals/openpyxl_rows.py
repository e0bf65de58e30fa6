"""openpyxl reading the rows of a workbook, as fast as it can; prints the peak of its memory in MiB, then CPU seconds.

`python openpyxl_rows.py FILE`
"""

import sys
import time
from pathlib import Path

import openpyxl


def main() -> None:
    """Read every row as values."""
    before = time.process_time()
    book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
    rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    seconds = time.process_time() - before
    print(f"openpyxl {openpyxl.__version__}: {rows} rows", file=sys.stderr)
    print(_peak_mib())
    print(seconds)


def _peak_mib() -> float:
    """Return the peak of this program's own memory; what `getrusage` says holds its parent's before it began."""
    (line,) = [one for one in Path("/proc/self/status").read_text("ascii").splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
