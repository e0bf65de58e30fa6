"""frictionless validating a CSV with a schema; prints version, rows, CPU seconds.

`python frictionless_rows.py FILE SCHEMA`
"""

import sys
import time

import frictionless


def main() -> None:
    """Validate the file; frictionless runs all its checks in one call."""
    path, schema = sys.argv[1:]
    before = time.process_time()
    report = frictionless.validate(frictionless.Resource(path=path, schema=frictionless.Schema(schema)))
    seconds = time.process_time() - before
    rows = report.tasks[0].stats["rows"]
    print(f"frictionless {frictionless.__version__}: {rows} rows, valid={report.valid}", file=sys.stderr)
    print(seconds)


if __name__ == "__main__":
    main()
