"""A bulk check of 500 subjects with ten records each, from event to answer, against 500 bare Queries.

Ours: token, limit, 500 Queries, what the department may see of 5,500 records, four megabytes of JSON at most, and one
entry in the ledger that names every version. Theirs: botocore, decoding the same ten records stored as 18 attributes
each, as many at once.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice

from infra.local.tokens import Mint
from tests.bench.measuring import ROOT, WORK, Line, Side, best_by_slices
from tests.bench.report_json import event_for
from tests.bench.setting import CALLERS, FIRM, environment, page_of_records, replay
from tests.factories import a_credit_code

SUBJECTS, RECORDS = 500, 10
LOOPS, SLICES = 1, 3
TARGET = "<=1.2"
ATTRIBUTES = 18
RIVAL = ROOT / "tests" / "bench" / "rivals" / "bare_bulk_check.py"


def lines() -> Iterator[Line]:
    """Measure both sides, each on a replay of its own layout."""
    page, mint = page_of_records(RECORDS), Mint.new()
    events = WORK / "event-bulk.json"
    with replay(page, name="bulk.json") as ours_at, replay(spread_out(page), name="bulk-spread.json") as theirs_at:
        events.write_text(json.dumps([_event(mint, clerk) for clerk in range(CALLERS)]))
        command = [sys.executable, "-m", "tests.bench.our_bulk_check", str(events)]
        with (
            Side(command, environment=environment(ours_at, mint)) as ours,
            Side([sys.executable, str(RIVAL)], environment=environment(theirs_at)) as theirs,
        ):
            best = best_by_slices(ours, theirs, loops=LOOPS, slices=SLICES)
    yield Line("bulk_check", best[0] / best[1], TARGET, f"{best[0]:.3f}s", f"{best[1]:.3f}s")


def spread_out(page: bytes) -> bytes:
    """Return the records of a page as a table without our layout holds them: 18 attributes each, and no profile."""
    items = [_spread(item) for item in json.loads(page)["Items"] if item["place"]["S"].startswith("C#")]
    return json.dumps({"Items": items, "Count": len(items), "ScannedCount": len(items)}, ensure_ascii=False).encode()


def _spread(item: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    keys = {name: item[name] for name in ("subject", "place", "version")}
    fields = json.loads(item["body"]["S"])["fields"]
    spread = {name: {"S": value} for name, value in fields.items() if isinstance(value, str)}
    return keys | dict(islice(spread.items(), ATTRIBUTES - len(keys)))


def _event(mint: Mint, clerk: int) -> dict[str, object]:
    subjects = [FIRM.code, *(a_credit_code(number) for number in range(1, SUBJECTS))]
    event = event_for("department", mint, clerk=clerk)
    called = {"resource": "/v1/bulk-checks", "path": "/v1/bulk-checks", "body": json.dumps({"subjects": subjects})}
    context = {"resourcePath": "/v1/bulk-checks", "path": "/v1/bulk-checks"}
    return {**event, **called, "requestContext": {**event["requestContext"], **context}}  # type: ignore[dict-item]
