"""openpyxl reading the rows of a workbook, as fast as it can; prints the peak of its memory in MiB, then CPU seconds.

`python openpyxl_rows.py FILE`
"""

import resource
import sys
import time

import openpyxl


def main() -> None:
    """Read every row as values."""
    before = time.process_time()
    book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
    rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    seconds = time.process_time() - before
    print(f"openpyxl {openpyxl.__version__}: {rows} rows", file=sys.stderr)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(seconds)


if __name__ == "__main__":
    main()
