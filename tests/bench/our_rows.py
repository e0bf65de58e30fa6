"""Every check that needs nothing but the file, down to typed values; prints its peak memory in MiB, then CPU seconds.

`python -m tests.bench.our_rows FILE ROWS`
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.checks import checked_rows_in
from chalicelib.intake.reading.sheets import sheet_in
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Severity


def main() -> None:
    """Check the file once; it must be sound, so that nothing is saved by refusing early."""
    path, expected = Path(sys.argv[1]), int(sys.argv[2])
    every, item, today = catalogue().items, catalogue().get("administrative_penalty"), beijing_date(datetime.now(UTC))
    before = time.process_time()
    file = path.open("rb")
    sheet, faults = sheet_in(file, item=item, items=every)
    if sheet is None:
        sys.exit(f"the file was refused: {faults}")
    sound, errors = 0, 0
    for rows in checked_rows_in(sheet, item=item, today=today):
        sound += len(list(rows.sound))
        errors += sum(one.severity is Severity.ERROR for one in rows.findings)
    seconds = time.process_time() - before
    if (sound, errors) != (expected, 0):
        sys.exit(f"{sound} sound rows and {errors} errors in a sound file of {expected}")
    print(_peak_mib())
    print(seconds)


def _peak_mib() -> float:
    """Return the peak of this program's own memory; what `getrusage` says holds its parent's before it began."""
    (line,) = [one for one in Path("/proc/self/status").read_text("ascii").splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
