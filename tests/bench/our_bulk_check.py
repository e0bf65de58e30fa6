"""Our whole handler, from event to the answer about 500 subjects, in a loop; prints CPU seconds.

`python -m tests.bench.our_bulk_check EVENTS`, asked by turns: no one caller may ask for so many.
"""

import json
import sys
import time
from itertools import cycle, islice
from pathlib import Path

import app
from infra.local.pump import Context

SUBJECTS, RECORDS = 500, 10


def main() -> None:
    """Warm up, check the answer, then loop as often as each line of standard input says."""
    events = cycle(json.loads(Path(sys.argv[1]).read_bytes()))
    for event in islice(events, 2):
        _once(event)
    for line in sys.stdin:
        before = time.process_time()
        for event in islice(events, int(line)):
            _once(event)
        print(time.process_time() - before, flush=True)


def _once(event: dict[str, object]) -> None:
    answer = app.app(event, Context("api_handler"))
    told = answer["body"].count('"record":')
    if answer["statusCode"] != 200 or told < SUBJECTS * RECORDS:
        told_of = f"{told} records in {len(answer['body'].encode())} bytes"
        sys.exit(f"our side answered {answer['statusCode']}, {told_of}: {answer['body'][:300]}")


if __name__ == "__main__":
    main()
