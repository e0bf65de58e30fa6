"""Our whole handler, from event to answer, in a loop; prints CPU seconds.

`python -m tests.bench.our_report EVENTS`, asked by turns: no one caller may ask for so many.
"""

import json
import sys
import time
from itertools import cycle, islice
from pathlib import Path

import app
from infra.local.pump import Context
from tests.bench.setting import CALLERS


def main() -> None:
    """Warm up, check the answer, then loop as often as each line of standard input says."""
    events = cycle(json.loads(Path(sys.argv[1]).read_bytes()))
    for event in islice(events, CALLERS):
        _once(event)
    for line in sys.stdin:
        before = time.process_time()
        for event in islice(events, int(line)):
            _once(event)
        print(time.process_time() - before, flush=True)


def _once(event: dict[str, object]) -> None:
    answer = app.app(event, Context("api_handler"))
    if answer["statusCode"] != 200 or answer["body"].count('"record":') < 100:
        sys.exit(f"our side answered {answer['statusCode']}: {answer['body'][:300]}")


if __name__ == "__main__":
    main()
