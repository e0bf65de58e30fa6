"""The report of a subject with 100 records, from event to answer, against bare botocore decoding the same bytes.

For a public reader one Query; for a department a token besides, a limit, and one PutItem, its entry in the ledger.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.tokens import Mint
from tests.bench.measuring import ROOT, WORK, Line, Side, best_by_slices
from tests.bench.setting import CALLERS, FIRM, environment, replay
from tests.stores.capacity import units_of

LOOPS, SLICES = 20, 12
TARGET = "<=1.25"
RIVAL = ROOT / "tests" / "bench" / "rivals" / "bare_report.py"


def lines() -> Iterator[Line]:
    """Measure both readers."""
    mint = Mint.new()
    with replay() as endpoint:
        for name, reader in (("report_json", "public"), ("report_json_department", "department")):
            event, env = _written(reader, mint), environment(endpoint, mint)
            with Side([sys.executable, "-m", "tests.bench.our_report", str(event)], environment=env) as ours:
                ours.seconds_for(1)  # so that what the replay keeps is ours
                with Side([sys.executable, str(RIVAL), reader], environment=env) as theirs:
                    best = best_by_slices(ours, theirs, loops=LOOPS, slices=SLICES)
            yield Line(name, best[0] / best[1], TARGET, f"{best[0]:.3f}s", f"{best[1]:.3f}s")
    print(_capacity(), flush=True)


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
    kind = "full" if reader == "department" else "public"
    return {
        "resource": "/v1/reports",
        "path": "/v1/reports",
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": json.dumps({"subject": FIRM.code, "kind": kind}),
        "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": "/v1/reports",
            "httpMethod": "POST",
            "path": "/v1/reports",
            "stage": "api",
            "requestId": "bench",
            "identity": {"sourceIp": "127.0.0.1"},
        },
    }


def _written(reader: str, mint: Mint) -> Path:
    path = WORK / f"event-{reader}.json"
    path.write_text(json.dumps([event_for(reader, mint, clerk=clerk) for clerk in range(CALLERS)]))
    return path
