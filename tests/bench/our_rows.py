"""Every check that needs nothing but the file, down to typed values and written findings; prints memory, CPU seconds.

`python -m tests.bench.our_rows FILE SOUND FINDINGS`: how many rows of the file are sound, how many errors it holds.

Units: the last line but one is the peak of resident memory in MiB, the last CPU seconds.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.checks import checked_rows_in
from chalicelib.intake.quotes import Quotes
from chalicelib.intake.reading.sheets import sheet_in
from chalicelib.intake.receipts import Parts, part_of
from chalicelib.intake.rulebook import rulebook
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Severity


class _Kept(dict[str, bytes]):
    """A bucket of receipts in memory."""

    def put(self, batch: str, receipt: bytes) -> None:
        """Keep what is put."""
        self[batch] = receipt

    def find(self, batch: str) -> bytes | None:
        """Return what was put."""
        return self.get(batch)


def main() -> None:
    """Check the file once; what it holds is known, so that nothing is saved by refusing early."""
    path, expected = Path(sys.argv[1]), (int(sys.argv[2]), int(sys.argv[3]))
    every, item, today = catalogue().items, catalogue().get("administrative_penalty"), beijing_date(datetime.now(UTC))
    rulebook()  # read once a container, as the catalogue is
    before = time.process_time()
    file = path.open("rb")
    sheet, faults = sheet_in(file, item=item, items=every)
    if sheet is None:
        sys.exit(f"the file was refused: {faults}")
    sound, name, parts = 0, None, Parts("bench", _Kept())
    for rows in checked_rows_in(sheet, item=item, today=today):
        sound += len(list(rows.sound))
        quoting, room = Quotes(rows, sheet.name).of, parts.room_behind(name)
        name = parts.add(part_of(rows.findings, previous=name, quoting=quoting, room=room))
    kept = parts.up_to(name)
    seconds = time.process_time() - before
    errors = kept[-1].severities.get(Severity.ERROR.value, 0) if kept else 0
    if (sound, errors) != expected:
        sys.exit(f"{sound} sound rows and {errors} errors, not {expected}")
    print(_peak())
    print(seconds)


def _peak() -> float:
    """Return the most memory held since the program began; `ru_maxrss` would count what its parent held before."""
    said = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in said.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


if __name__ == "__main__":
    main()
