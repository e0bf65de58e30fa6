"""The environment first, then what most tests start from."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

os.environ |= {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "cn-north-1",
    "AWS_REGION": "cn-north-1",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_SERVICE_NAME": "ziyang",
}
for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
    os.environ.pop(name, None)

import pytest  # noqa: E402 -- after the environment
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.factories import NOW  # noqa: E402

if TYPE_CHECKING:
    from chalicelib.wiring import Services

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

TESTS = Path(__file__).resolve().parent
REAL_DATA = TESTS.parents[1] / "shared" / "data"
UNTRACED = frozenset(
    {
        *("architecture", "deployment", "faults", "journeys", "stores"),
        # What asks every route, in many ways each.
        *(
            f"app/test_{name}.py"
            for name in ("canary", "contract", "conventions", "fuzzed", "ledger", "matrix", "samples")
        ),
    }
)


@pytest.fixture
def now() -> datetime:
    """Return the instant at which tests look: a Monday morning in Beijing."""
    return NOW


@pytest.fixture
def services() -> Iterator["Services"]:
    """Yield the services of a deployment on empty fakes, in place for the test."""
    from chalicelib import wiring
    from tests.app.world import a_world

    with wiring.using(a_world().services) as made:
        yield made


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real public data; read only, and no row of it is ever copied here."""
    if not REAL_DATA.is_dir():
        pytest.skip("real data absent: ../shared/data is not beside the project")
    return REAL_DATA


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what walks much of the platform many times, for `tests/check` to run it apart and without tracing."""
    for item in items:
        below = item.path.relative_to(TESTS)
        if below.parts[0] in UNTRACED or below.as_posix() in UNTRACED:
            item.add_marker("untraced")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what the journeys counted: how often a run was killed, how many orders were walked."""
    for report in terminalreporter.getreports("passed"):
        if "/journeys/" in report.nodeid and report.capstdout:
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {report.capstdout.strip()}")
