"""Our whole handler, from event to answer, in a loop; prints CPU seconds.

`python -m tests.bench.our_report EVENT`
"""

import json
import sys
import time
from pathlib import Path

import app
from infra.local.pump import Context


def main() -> None:
    """Warm up, check the answer, then loop as often as each line of standard input says."""
    event = json.loads(Path(sys.argv[1]).read_bytes())
    for _ in range(5):
        _once(event)
    for line in sys.stdin:
        before = time.process_time()
        for _ in range(int(line)):
            _once(event)
        print(time.process_time() - before, flush=True)


def _once(event: dict[str, object]) -> None:
    answer = app.app(event, Context("api_handler"))
    if answer["statusCode"] != 200 or answer["body"].count('"record":') < 100:
        sys.exit(f"our side answered {answer['statusCode']}: {answer['body'][:300]}")


if __name__ == "__main__":
    main()
