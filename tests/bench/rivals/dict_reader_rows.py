"""The standard library's reader of CSV going through a file as dictionaries; prints CPU seconds.

`python dict_reader_rows.py FILE`
"""

import csv
import sys
import time
from pathlib import Path


def main() -> None:
    """Read every row and do nothing with it."""
    before = time.process_time()
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
        rows = sum(1 for _ in csv.DictReader(file))
    seconds = time.process_time() - before
    print(f"csv.DictReader: {rows} rows", file=sys.stderr)
    print(seconds)


if __name__ == "__main__":
    main()
