"""The schedule of the clocks: reckons anew what the calendar changed, and makes the open figures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from chalicelib import wiring
from chalicelib.objections import figures
from chalicelib.objections.cases import Case, State
from chalicelib.settings import Settings
from chalicelib.terms.working_days import Calendar, calendar
from chalicelib.wiring import Services
from chalicelib.workers.reckoning import ReckoningError, reckon, work
from tests.fakes import MemoryCases, MemorySite
from tests.unit.objections.standing import FakeMeans, case_in, means_with
from tests.unit.objections.years import with_2027

CONTEXT: Any = SimpleNamespace(function_name="reckon")
FILED = datetime(2026, 12, 29, 2, tzinfo=UTC)
LOADED = datetime(2027, 1, 4, 2, tzinfo=UTC)


def _services(settings: Settings, means: FakeMeans, site: MemorySite, *, known: Calendar) -> Services:
    return Services(settings, cases=means.cases, bodies=means.bodies, site=site, calendar=known)


def test_a_loaded_notice_moves_what_rested_on_it_and_the_figures_of_the_year_are_made(settings: Settings) -> None:
    means, site = means_with(), MemorySite()
    number = case_in(State.REFERRED, means, now=FILED).case
    services = _services(settings, means, site, known=with_2027())

    assert reckon(services, now=LOADED) == {"recounted": 1, "months": 12}
    case = means.cases.find(number)
    assert case is not None
    assert case.recounts
    told = figures.get(2026, kept_in=site)
    assert (told.through, told.months[11].total.filed) == (date(2026, 12, 31), None)
    assert reckon(services, now=LOADED) == {"recounted": 0, "months": 12}
    assert means.cases.find(number) == case


class _Broken(MemoryCases):
    """Cases of which the first cannot be put."""

    def __init__(self, cases: Sequence[Case]) -> None:
        super().__init__()
        self._broken = cases[0].case
        for case in cases:
            super().put(msgspec.structs.replace(case, version=1), over=None)

    def put(self, new: Case, *, over: Case | None) -> None:
        if new.case == self._broken:
            message = "broken"
            raise RuntimeError(message)
        super().put(new, over=over)


def test_a_case_that_cannot_be_reckoned_keeps_no_other_waiting_nor_the_figures(settings: Settings) -> None:
    means, site = means_with(), MemorySite()
    cases = [case_in(State.WITHDRAWN, means, now=FILED - timedelta(hours=1)), case_in(State.REFERRED, means, now=FILED)]
    means.cases = _Broken(cases)

    with pytest.raises(ReckoningError, match="1 cases"):
        reckon(_services(settings, means, site, known=with_2027()), now=LOADED)
    other = means.cases.find(cases[1].case)
    assert other is not None
    assert other.recounts
    assert figures.get(2026, kept_in=site).months


def test_the_trigger_uses_the_services_of_its_container(settings: Settings) -> None:
    with wiring.using(_services(settings, means_with(), MemorySite(), known=calendar())):
        assert work({}, CONTEXT)["recounted"] == 0
