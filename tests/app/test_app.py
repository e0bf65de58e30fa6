"""app.py itself: which doors it opens where, each trigger given its sample, nothing started by importing it."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.workers.sweeping import SweepError
from tests.app.world import EVERY_AREA, ROUTES, World, a_world, key_set
from tests.factories import a_case, a_profile, a_record
from tests.servers import ROOT

TRIGGERS = {
    "uploads",
    "portions",
    "casework",
    "notices",
    "bulk",
    "reports",
    "publish",
    "sweep",
    "escalate",
    "reckon",
    "market_entities_changed",
    "organisations_changed",
    "seal",
    "sign",
    "archive",
}
ENVIRONMENT = {
    "STAGE": "local",
    "PREFIX": "ziyang-test",
    "ACCOUNT": "000000000000",
    "AWS_DEFAULT_REGION": "cn-north-1",
    "TOKEN_ISSUER": "urn:ziyang:local",
    "TOKEN_AUDIENCE": "ziyang",
    "TOKEN_ALGORITHMS": "ES256",
    "TOKEN_KEYS_URL": "https://issuer.invalid/keys",
    "TOKEN_KEYS": key_set(),
    "WRAPPED_IDENTITY_KEY": "-",
    "WRAPPED_SEALING_KEY": "-",
    "WRAPPED_CURSOR_KEY": "-",
    "SIGNING_KEY": "-",
    "TIPPER_KEY": "-",
    "SIGNING_CERTIFICATE": "-",
    "PLATFORM_URL": "https://platform.invalid",
    "CHUNK_ROWS": "500",
    "EVIDENCE_SCANNER": "none",
}


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@cache
def _app(areas: str) -> ModuleType:
    """Return app.py as a deployment that opens these areas imports it."""
    spec = importlib.util.spec_from_file_location(f"app_of_{areas.replace(',', '_')}", ROOT / "app.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with _environment({**ENVIRONMENT, "AREAS": areas}):
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("area", ["open", "own", "office"])
def test_a_deployment_of_doors_has_routes_and_no_triggers(area: str) -> None:
    app = _app(area).app
    opened = {(method, path) for path, methods in app.routes.items() for method in methods}

    assert opened == {(route.method, route.path) for route in ROUTES if area in route.serves}
    assert app.event_sources == []


def test_the_deployment_of_triggers_has_triggers_and_no_routes() -> None:
    app = _app("back").app

    assert {source.name for source in app.event_sources} == TRIGGERS
    assert dict(app.routes) == {}
    assert all(source.handler_string == f"app.{source.name}" for source in app.event_sources)


def test_one_deployment_may_open_every_area() -> None:
    app = _app(",".join(sorted(EVERY_AREA))).app

    assert sum(len(methods) for methods in app.routes.values()) == len(ROUTES)
    assert len(app.event_sources) == len(TRIGGERS)


def test_importing_it_asks_nothing_of_anybody_and_brings_in_no_sdk() -> None:
    check = (
        "import sys, app; print(sorted({'boto3', 'botocore', 'pynamodb', 'jwt', 'cryptography'} & set(sys.modules)))"
    )
    environment = {**ENVIRONMENT, "AREAS": "open", "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}

    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "['cryptography']" or done.stdout.strip() == "[]"


def test_it_refuses_to_start_without_its_settings() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "STAGE is not set" in done.stderr


def _run(name: str, world: World, event: dict[str, Any] | None = None) -> Any:
    sample = event or json.loads((ROOT / "events" / f"{name}.json").read_text("utf-8"))
    with wiring.using(world.services):
        return getattr(_app("back"), name)(sample, None)


@pytest.mark.parametrize("name", sorted(TRIGGERS - {"casework", "notices", "reports"}))
def test_a_trigger_takes_its_sample_on_an_empty_platform(name: str) -> None:
    answer = _run(name, a_world())

    assert answer.get("batchItemFailures", []) == []


@pytest.mark.parametrize("name", ["casework", "notices", "reports"])
def test_a_message_whose_owner_is_not_there_comes_again(name: str) -> None:
    (failure,) = _run(name, a_world())["batchItemFailures"]

    assert failure["itemIdentifier"]


def test_the_schedule_publishes_what_stands() -> None:
    world = a_world()
    world.hold(a_profile(), a_record())

    assert _run("publish", world) == {"pages": 1, "records": 1}
    assert len(world.services.site.files) == 2


def test_a_stream_record_makes_the_record_found_again() -> None:
    world = a_world()
    world.services.library.put(a_record(), over=None)

    _run("market_entities_changed", world)

    assert world.services.listings.days_of("penalties", limit=10) == ["2026-03-02"]


def test_a_stream_record_that_cannot_be_read_is_named_and_holds_up_no_other() -> None:
    sample = json.loads((ROOT / "events" / "market_entities_changed.json").read_text("utf-8"))
    sound = sample["Records"][0]
    broken = {**sound, "dynamodb": {"Keys": {}, "SequenceNumber": "110"}}

    answer = _run("market_entities_changed", a_world(), {"Records": [broken, sound]})

    assert answer == {"batchItemFailures": [{"itemIdentifier": "110"}]}


def test_the_sweeper_finishes_what_is_at_rest_nowhere_and_says_what_it_could_not() -> None:
    world = a_world()
    assert set(_run("sweep", world).values()) == {0}

    class Stuck(type(world.services.cases)):  # type: ignore[misc]
        """Cases of which one is under way and cannot be found."""

        def unsettled(self, **_: Any) -> list[str]:
            """Name it."""
            return [a_case().case]

    world.services.cases = Stuck()
    with pytest.raises(SweepError):
        _run("sweep", world)
