"""A bulk check of 500 subjects with ten records each, from event to answer, against 500 bare Queries.

Ours: token, limit, 500 Queries, what the department may see of 5,500 records, four megabytes of JSON at most, and one
entry in the ledger that names every version. Theirs: botocore, decoding the same ten records stored as 18 attributes
each, as many at once.
"""

import json
import sys
from collections.abc import Iterator

from infra.local.tokens import Mint
from tests.bench.measuring import ROOT, WORK, Line, Side, best_by_slices
from tests.bench.report_json import event_for
from tests.bench.setting import CALLERS, FIRM, environment, page_of_records, replay, spread_out
from tests.factories import a_credit_code

SUBJECTS, RECORDS = 500, 10
LOOPS, SLICES = 1, 3
TARGET = "<=1.2"
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


def _event(mint: Mint, clerk: int) -> dict[str, object]:
    subjects = [FIRM.code, *(a_credit_code(number) for number in range(1, SUBJECTS))]
    event = event_for("department", mint, clerk=clerk)
    where = {"path": "/v1/bulk-checks", "httpMethod": "POST"}
    called = {"resource": where["path"], "pathParameters": None, "body": json.dumps({"subjects": subjects})}
    context = {"resourcePath": where["path"], **where}
    return {**event, **where, **called, "requestContext": {**event["requestContext"], **context}}  # type: ignore[dict-item]
