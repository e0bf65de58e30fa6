"""Our printing of a report, from its canonical JSON to the PDF, tagged; prints CPU seconds.

`python -m tests.bench.our_pdf REPORT ISSUE PDF`
"""

import sys
import time
from pathlib import Path

import msgspec

from chalicelib.reports.issue import Issue
from chalicelib.reports.printing.documents import rendered


def main() -> None:
    """Print the report once, as the first of its process."""
    report, issue, out = (Path(argument) for argument in sys.argv[1:])
    content, issued = report.read_bytes(), msgspec.json.decode(issue.read_bytes(), type=Issue)
    before = time.process_time()
    rendering = rendered(content, issue=issued, base="https://platform.invalid")
    seconds = time.process_time() - before
    out.write_bytes(rendering.pdf)
    print(seconds)


if __name__ == "__main__":
    main()
