"""The schedule of publication."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from chalicelib import wiring
from chalicelib.publication.pages import MANIFEST, key_of
from chalicelib.settings import Settings
from chalicelib.workers.publishing import EVERY, publish, published
from tests.factories import NOW, a_record
from tests.unit.publication.press import LIST, City

CONTEXT: Any = SimpleNamespace(function_name="publish")


def test_a_run_writes_what_is_due_and_says_how_much(settings: Settings) -> None:
    city = City()
    city.put(a_record())

    told = published(wiring.Services(settings, press=city.press), now=NOW)

    assert told == {"pages": 1, "records": 1}
    assert set(city.site.files) == {key_of(LIST, "2026-03-02"), MANIFEST}


def test_a_file_lasts_longer_than_the_time_between_two_runs(settings: Settings) -> None:
    city = City()
    city.put(a_record())
    services = wiring.Services(settings, press=city.press)
    published(services, now=NOW)
    written = city.site.files[key_of(LIST, "2026-03-02")]

    published(services, now=NOW + EVERY)

    assert city.site.files[key_of(LIST, "2026-03-02")] == written
    assert timedelta(0) < EVERY < timedelta(hours=24)


def test_the_trigger_uses_the_services_of_its_container(settings: Settings) -> None:
    city = City()

    with wiring.using(wiring.Services(settings, press=city.press)):
        assert publish({}, CONTEXT) == {"pages": 0, "records": 0}
