"""The ladder as data: which steps, on which days, and what no table may say."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.cases import Escalation, State
from chalicelib.objections.clocks import deadlines_from, reminder_on
from chalicelib.objections.ladder import Ladder, ladder, ladder_in
from chalicelib.objections.moves import MoveName
from chalicelib.terms.tables import table
from chalicelib.terms.working_days import calendar
from tests.factories import NOW, a_case

FRIDAY, MONDAY, TUESDAY, THURSDAY = (date(2026, 12, day) for day in (4, 7, 8, 10))
CENTRE, LEAD, COMMISSION = (
    ("reminder", "centre"),
    ("escalated_to_lead", "lead"),
    ("escalated_to_commission", "body:development_reform"),
)


# Due on Monday, and by its rule reminded of a working day before.
OWN_CHECK = deadlines_from(MoveName.ACCEPT, started_on=date(2026, 12, 2), calendar=calendar())


def _due(today: date, *, own: Ladder | None = None, **changes: Any) -> list[tuple[str, str]]:
    case = a_case(**{"queue": "centre", "due_on": MONDAY, "state": State.ACCEPTED, "deadlines": OWN_CHECK, **changes})
    return [(due.step.value, due.told) for due in (own or ladder()).due_for(case, today=today, calendar=calendar())]


@pytest.mark.parametrize(
    ("today", "steps"),
    [
        (date(2026, 12, 3), []),
        (FRIDAY, [CENTRE]),
        (MONDAY, [CENTRE]),
        (TUESDAY, [CENTRE, LEAD]),
        (date(2026, 12, 9), [CENTRE, LEAD]),
        (THURSDAY, [CENTRE, LEAD, COMMISSION]),
    ],
    ids=str,
)
def test_who_must_act_is_reminded_a_working_day_before_then_the_lead_is_told_then_the_commission(
    today: date, steps: list[tuple[str, str]]
) -> None:
    assert _due(today) == steps


def test_a_step_is_taken_once_for_each_day_that_binds() -> None:
    taken = (
        Escalation(step="reminder", due_on=MONDAY, at=NOW),
        Escalation(step="escalated_to_lead", due_on=FRIDAY, at=NOW),
    )

    assert _due(TUESDAY, escalations=taken) == [LEAD]


@pytest.mark.parametrize("changes", [{"due_on": None}, {"queue": None}], ids=["no day", "nobody must act"])
def test_where_no_day_binds_or_nobody_must_act_no_step_is_taken(changes: dict[str, Any]) -> None:
    assert _due(THURSDAY, **changes) == []


def test_a_source_is_reminded_itself_and_a_subject_is_reminded_and_nothing_else() -> None:
    assert _due(MONDAY, queue="body:shili-jgj") == [("reminder", "body:shili-jgj")]
    assert _due(THURSDAY, queue="subject") == [("reminder", "subject")]


def test_a_reminder_falls_on_the_day_that_the_clock_tells_of_it() -> None:
    reply = deadlines_from(MoveName.REFER, started_on=date(2026, 11, 30), calendar=calendar())
    case = a_case(queue="body:shili-jgj", due_on=MONDAY, state=State.REFERRED, deadlines=reply)
    told = reminder_on(reply[0], case, calendar=calendar())

    assert (reply[0].on, told) == (MONDAY, date(2026, 12, 3))
    for today, steps in ((told - timedelta(days=1), []), (told, ["reminder"])):
        assert [due.step for due in ladder().due_for(case, today=today, calendar=calendar())] == steps
        assert (ladder().horizon(today, calendar=calendar()) >= MONDAY) or not steps


def test_a_day_that_its_rule_names_no_reminder_for_is_reminded_of_on_itself() -> None:
    bare: dict[str, Any] = {"due_on": MONDAY, "deadlines": ()}

    assert (_due(FRIDAY, **bare), _due(MONDAY, **bare)) == ([], [CENTRE])


def test_nothing_is_due_for_a_day_behind_the_horizon() -> None:
    assert ladder().horizon(FRIDAY, calendar=calendar()) == date(2026, 12, 9)
    assert ladder_in(_raw(steps=[])).horizon(FRIDAY, calendar=calendar()) == FRIDAY
    assert _due(FRIDAY, due_on=TUESDAY) == []


def test_a_year_that_is_not_announced_counts_by_its_weekdays() -> None:
    assert _due(date(2027, 3, 5), due_on=date(2027, 3, 4)) == [CENTRE, LEAD]


def _raw(**changes: Any) -> dict[str, Any]:
    raw = table("objections/escalation")
    return {**raw, "steps": [dict(one) for one in raw["steps"]], **changes}


def _with_step(**changes: Any) -> dict[str, Any]:
    raw = _raw()
    raw["steps"][1] |= changes
    return raw


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (_raw(more=1), "more"),
        (_raw(proposal=False), "proposal"),
        (_raw(commission="nobody"), "commission"),
        (_raw(centre="nobody"), "centre"),
        (_raw(basis="nothing"), "basis"),
        (_raw(steps=[*_raw()["steps"], _raw()["steps"][0]]), "reminder"),
        (_with_step(step="unheard_of"), "steps.step"),
        (_with_step(step="transfer"), "transfer"),
        (_with_step(working_days=0), "escalated_to_lead.working_days"),
        (_with_step(working_days=True), "escalated_to_lead.working_days"),
        (_with_step(working_days="1"), "escalated_to_lead.working_days"),
        (_with_step(when="before"), "when"),
        (_with_step(tells="everybody"), "escalated_to_lead.tells"),
        (_with_step(subjects="yes"), "escalated_to_lead.subjects"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_that_makes_no_ladder_is_refused(raw: dict[str, Any], fault: str) -> None:
    with pytest.raises(DataFileError, match=fault.replace(".", r"\.")):
        ladder_in(raw)
