"""The report of a subject with 100 records read, from event to answer, against bare botocore decoding those records.

For a public reader one Query; for a department a token besides, a limit, and one PutItem, its entry in the ledger. The
rival decodes the same bytes, and on the lines named `_spread` the records as a table without our layout holds them: 18
attributes each, and no profile.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.local.tokens import Mint
from tests.bench.measuring import ROOT, WORK, Line, Side, best_by_slices
from tests.bench.setting import CALLERS, FIRM, environment, page_of_records, replay, spread_out
from tests.stores.capacity import units_of

LOOPS, SLICES = 20, 12
TARGET = "<=1.25"
SPREAD_TARGETS = {"public": "<=0.6", "department": "<=0.9"}
REPORT = "/v1/subjects/{credit_code}/report"
RIVAL = ROOT / "tests" / "bench" / "rivals" / "bare_report.py"


def lines() -> Iterator[Line]:
    """Measure both readers."""
    mint, page = Mint.new(), page_of_records()
    with replay(page) as same, replay(spread_out(page), name="page-spread.json") as spread:
        for name, reader in (("report_json", "public"), ("report_json_department", "department")):
            event, env = _written(reader, mint), environment(same, mint)
            with Side([sys.executable, "-m", "tests.bench.our_report", str(event)], environment=env) as ours:
                ours.seconds_for(1)  # so that what the replay keeps is ours
                yield _beside(ours, reader, env, name=name, target=TARGET)
                elsewhere = environment(spread, mint)
                yield _beside(ours, reader, elsewhere, name=f"{name}_spread", target=SPREAD_TARGETS[reader])
    print(_capacity(), flush=True)


def _beside(ours: Side, reader: str, environment: Mapping[str, str], *, name: str, target: str) -> Line:
    with Side([sys.executable, str(RIVAL), reader], environment=environment) as theirs:
        best = best_by_slices(ours, theirs, loops=LOOPS, slices=SLICES)
    return Line(name, best[0] / best[1], target, f"{best[0]:.3f}s", f"{best[1]:.3f}s")


def _capacity() -> str:
    page, query, put = (json.loads((WORK / name).read_bytes()) for name in ("page.json", "query.json", "put.json"))
    costs = {"Query": units_of("Query", query, page), "PutItem": units_of("PutItem", put, {})}
    told = " ".join(f"{operation}={units:g}" for operation, units in costs.items())
    return f"CAPACITY name=report_json {told} (units, computed from the bytes)"


def event_for(reader: str, mint: Mint, *, clerk: int = 1) -> dict[str, object]:
    """Return the API Gateway event of a report asked for by a reader: "public" or "department"."""
    headers = {"content-type": "application/json", "accept": "application/json"}
    if reader == "department":
        token = mint.token(sub=f"clerk-{clerk}", role="department", body="market_supervision", division="512000")
        headers |= {"authorization": f"Bearer {token}", "x-purpose": "supervision", "x-matter-number": "bench-1"}
    path = f"/v1/subjects/{FIRM.code}/report"
    return {
        "resource": REPORT,
        "path": path,
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"credit_code": FIRM.code},
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": REPORT,
            "httpMethod": "GET",
            "path": path,
            "stage": "api",
            "requestId": "bench",
            "identity": {"sourceIp": "127.0.0.1"},
        },
    }


def _written(reader: str, mint: Mint) -> Path:
    path = WORK / f"event-{reader}.json"
    path.write_text(json.dumps([event_for(reader, mint, clerk=clerk) for clerk in range(CALLERS)]))
    return path
