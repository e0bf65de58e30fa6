"""Every check that needs nothing but the file, down to typed values and written findings; prints memory, CPU seconds.

`python -m tests.bench.our_rows FILE SOUND FINDINGS`: how many rows of the file are sound, how many errors it holds.

Units: the first line is the peak of resident memory in bytes, the last CPU seconds.
"""

import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.checks import checked_rows_in
from chalicelib.intake.receipts import part_of
from chalicelib.intake.sheets import sheet_in
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Severity


def main() -> None:
    """Check the file once; what it holds is known, so that nothing is saved by refusing early."""
    path, expected = Path(sys.argv[1]), (int(sys.argv[2]), int(sys.argv[3]))
    every, item, today = catalogue().items, catalogue().get("administrative_penalty"), beijing_date(datetime.now(UTC))
    before = time.process_time()
    sheet, faults = sheet_in(path.read_bytes(), item=item, items=every)
    if sheet is None:
        sys.exit(f"the file was refused: {faults}")
    sound, errors, previous = 0, 0, None
    for rows in checked_rows_in(sheet, item=item, today=today):
        sound += len(list(rows.sound))
        part = part_of(rows.findings, previous=previous)
        errors += part.severities.get(Severity.ERROR.value, 0)
    seconds = time.process_time() - before
    if (sound, errors) != expected:
        sys.exit(f"{sound} sound rows and {errors} errors, not {expected}")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    print(seconds)


if __name__ == "__main__":
    main()
