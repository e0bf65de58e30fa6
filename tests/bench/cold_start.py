"""A fresh interpreter imports the app and answers its first report through the handler.

Against one that imports chalice, boto3 and pynamodb and makes the same Query. Ours is the packaged tree, as deployed.
"""

import json
import sys
from collections.abc import Iterator

from infra.local.tokens import Mint
from infra.packaging import tree
from tests.bench.measuring import ROOT, WORK, Line, best_by_turns, cpu_seconds_of
from tests.bench.report_json import event_for
from tests.bench.setting import environment, replay

TARGET = "<=1.3"
STARTS = 5
RIVAL = ROOT / "tests" / "bench" / "rivals" / "bare_cold_start.py"
FIRST_REPORT = """
import json, sys
import app
answer = app.app(json.load(open(sys.argv[1])), None)
sys.exit(0 if answer["statusCode"] == 200 and answer["body"].count('"record":') >= 100 else answer["body"][:300])
"""


def lines() -> Iterator[Line]:
    """Measure a handful of starts a round on each side."""
    shipped = WORK / "tree"
    tree.grow(shipped)
    event = WORK / "event-cold.json"
    with replay() as endpoint:
        event.write_text(json.dumps(event_for("public", Mint.new())))
        env = {**environment(endpoint), "AREAS": "open"}
        ours = [sys.executable, "-c", FIRST_REPORT, str(event)]
        theirs = [sys.executable, str(RIVAL)]
        best = best_by_turns(
            lambda: min(cpu_seconds_of(ours, environment=env, cwd=shipped) for _ in range(STARTS)),
            lambda: min(cpu_seconds_of(theirs, environment=env) for _ in range(STARTS)),
        )
    yield Line("cold_start", best[0] / best[1], TARGET, f"{best[0]:.3f}s", f"{best[1]:.3f}s")
