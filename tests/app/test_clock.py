"""The clocks of an objection and the open figures, through the door."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib import wiring
from chalicelib.terms.working_days import Calendar
from chalicelib.workers.reckoning import reckon
from tests.app.prepared import prepared_for
from tests.app.world import World, token_for
from tests.unit.objections.years import with_2027

REFERRED, SUBMITTED = "YY20261123-ffffffff", "YY20261123-aaaaaaaa"
YEARS_END = datetime(2027, 1, 4, 2, tzinfo=UTC)


def _clocks(world: World, number: str, role: str) -> dict[str, Any]:
    answer = world.ask("GET", f"/v1/objections/{number}/clock", token=token_for(role))
    assert answer.status == 200
    told: dict[str, Any] = answer.json
    return told


def test_a_subject_is_shown_every_day_and_why_it_counts_and_who_must_act() -> None:
    world = prepared_for("representative")
    told = _clocks(world, REFERRED, "representative")
    [reply] = told["clocks"]

    assert (told["regime"], told["held_by"]["who"], reply["standing"]) == ("sichuan", "source", "running")
    assert "lease" not in told["held_by"]
    assert [(day["on"], day["why"], day.get("number")) for day in reply["days"]] == [
        ("2026-11-23", "start_day", None),
        ("2026-11-24", "working_day", 1),
        ("2026-11-25", "working_day", 2),
        ("2026-11-26", "working_day", 3),
        ("2026-11-27", "working_day", 4),
        ("2026-11-28", "weekend", None),
        ("2026-11-29", "weekend", None),
        ("2026-11-30", "working_day", 5),
    ]
    assert (reply["proposal"], reply["confirmed"], reply["citation"]) == (True, False, "信用资阳平台规则（建议稿）")
    assert all(day["zh"] and day["en"] for day in reply["days"])


def test_staff_see_who_works_on_it() -> None:
    lease = _clocks(prepared_for("desk"), SUBMITTED, "desk")["held_by"]["lease"]

    assert lease["holder"] == "desk-1"


def test_the_figures_are_there_for_everybody_and_of_a_year_without_any_there_are_none() -> None:
    world = prepared_for(None)
    told = world.ask("GET", "/v1/statistics/objections").json

    assert (told["year"], told["through"], told["smallest_cell"], told["proposal"]) == (2026, "2026-10-31", 5, True)
    assert [quarter["period"] for quarter in told["quarters"]] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    third = told["quarters"][2]["total"]
    assert (third["filed"], third["closed"], third["median_days"], third["p90_days"]) == (7, 7, 26.0, 29)
    assert world.ask("GET", "/v1/statistics/objections?year=2026").json["months"] == told["months"]
    assert world.ask("GET", "/v1/statistics/objections?year=2020").status == 404
    assert world.ask("GET", "/v1/statistics/objections?year=1").status == 400


def test_the_schedule_makes_the_figures_that_are_read(services: wiring.Services) -> None:
    vars(services)["calendar"] = _known()

    assert reckon(services, now=YEARS_END) == {"recounted": 0, "months": 12}
    assert reckon(services, now=YEARS_END + timedelta(days=60)) == {"recounted": 0, "months": 2}


def _known() -> Calendar:
    return with_2027()
