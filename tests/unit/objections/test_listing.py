"""What waits: listed page by page and counted, each within one's scope."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import NotFoundError
from chalicelib.library.readers import Reader
from chalicelib.objections.cases import Case, Lease, State
from chalicelib.objections.listing import Asked, Counts, counts_for, waiting_for
from tests.factories import BODY, NOW, a_case
from tests.unit.objections.standing import CLERK, MINUTE, OTHER_SOURCE, PUBLIC, SOURCE, SUBJECT, FakeMeans

TODAY = date(2026, 11, 23)


def _put(means: FakeMeans, number: int, *, due_in: int | None, state: State = State.SUBMITTED, **changes: Any) -> None:
    due_on = TODAY + timedelta(days=due_in) if due_in is not None else None
    named = {"case": f"YY-{number}", "queue": "centre", "due_on": due_on, "state": state, **changes}
    means.cases.put(a_case(**named), over=None)


@pytest.fixture
def means() -> FakeMeans:
    means = FakeMeans()
    for number in range(6):
        _put(means, number, due_in=number - 1, state=State.REPLIED if number % 2 else State.SUBMITTED)
    _put(means, 6, due_in=None, state=State.ACCEPTED, lease=Lease(holder="x", until=NOW + MINUTE))
    _put(means, 7, due_in=0, state=State.REFERRED, queue=f"body:{BODY}", lease=Lease(holder="x", until=NOW))
    return means


def _numbers(cases: Sequence[Case]) -> list[str]:
    return [case.case for case in cases]


def test_what_waits_is_listed_most_urgent_first_and_page_by_page(means: FakeMeans) -> None:
    first = waiting_for(CLERK, Asked(), limit=4, means=means)
    rest = waiting_for(CLERK, Asked(), limit=4, means=means, after=first.after)

    assert _numbers([*first.cases, *rest.cases]) == [f"YY-{number}" for number in range(7)]
    assert (first.after, rest.after) == ("YY-3", None)


def test_the_centre_asks_for_what_awaits_a_supplement_and_nobody_else_does(means: FakeMeans) -> None:
    _put(means, 8, due_in=3, state=State.SUPPLEMENT_REQUIRED, queue="subject")
    asked = Asked(state=State.SUPPLEMENT_REQUIRED)

    assert _numbers(waiting_for(CLERK, asked, limit=9, means=means).cases) == ["YY-8"]
    assert _numbers(waiting_for(SOURCE, asked, limit=9, means=means).cases) == []


def test_a_page_of_cases_in_one_state_is_full_and_goes_on_where_it_ended(means: FakeMeans) -> None:
    first = waiting_for(CLERK, Asked(state=State.REPLIED), limit=2, means=means)
    rest = waiting_for(CLERK, Asked(state=State.REPLIED), limit=2, means=means, after=first.after)

    assert (_numbers(first.cases), _numbers(rest.cases)) == (["YY-1", "YY-3"], ["YY-5"])
    assert rest.after is None


def test_cases_due_before_a_day_are_those_and_no_others(means: FakeMeans) -> None:
    found = waiting_for(CLERK, Asked(due_before=TODAY + timedelta(days=1)), limit=9, means=means)

    assert _numbers(found.cases) == ["YY-0", "YY-1"]


def test_a_search_for_what_is_rare_ends_after_some_pages_and_can_be_gone_on_with() -> None:
    means = FakeMeans()
    for number in range(30):
        _put(means, number, due_in=number, state=State.ACCEPTED if number == 29 else State.SUBMITTED)
    asked = Asked(state=State.ACCEPTED)

    found = waiting_for(CLERK, asked, limit=1, means=means)

    assert (found.cases, found.after) == ([], "YY-19")
    assert _numbers(waiting_for(CLERK, asked, limit=1, means=means, after=found.after).cases) == ["YY-29"]


@pytest.mark.parametrize(
    ("by", "body", "numbers"),
    [(CLERK, BODY, ["YY-7"]), (SOURCE, None, ["YY-7"]), (SOURCE, BODY, ["YY-7"]), (OTHER_SOURCE, None, [])],
    ids=["the centre", "the body", "the body by name", "another body"],
)
def test_a_body_s_queue_is_shown_to_the_centre_and_to_itself(by: Reader, body: str | None, numbers: list[str]) -> None:
    means = FakeMeans()
    _put(means, 7, due_in=0, state=State.REFERRED, queue=f"body:{BODY}")

    assert _numbers(waiting_for(by, Asked(body=body), limit=9, means=means).cases) == numbers


@pytest.mark.parametrize(
    ("by", "body"), [(OTHER_SOURCE, BODY), (SUBJECT, None), (SUBJECT, BODY), (PUBLIC, None)], ids=str
)
def test_anothers_queue_is_not_there(by: Reader, body: str | None, means: FakeMeans) -> None:
    with pytest.raises(NotFoundError):
        waiting_for(by, Asked(body=body), limit=9, means=means)
    with pytest.raises(NotFoundError):
        counts_for(by, Asked(body=body), means=means, now=NOW)


def test_what_waits_is_counted_by_state_and_due_day(means: FakeMeans) -> None:
    counts = counts_for(CLERK, Asked(), means=means, now=NOW)

    assert counts == Counts(
        waiting=7,
        held=1,
        overdue=1,
        by_state={"accepted": 1, "replied": 3, "submitted": 3},
        by_due_day={
            "2026-11-22": 1,
            "2026-11-23": 1,
            "2026-11-24": 1,
            "2026-11-25": 1,
            "2026-11-26": 1,
            "2026-11-27": 1,
            "none": 1,
        },
    )


def test_counts_keep_to_what_is_asked_for_and_a_lease_that_ran_out_holds_nothing(means: FakeMeans) -> None:
    replied = counts_for(CLERK, Asked(state=State.REPLIED, due_before=date(2026, 11, 24)), means=means, now=NOW)
    referred = counts_for(SOURCE, Asked(), means=means, now=NOW)

    assert (replied.waiting, replied.by_state, replied.overdue) == (1, {"replied": 1}, 0)
    assert (referred.waiting, referred.held) == (1, 0)


@pytest.mark.parametrize(("most", "is_partial"), [(6, True), (7, False)])
def test_what_is_too_many_to_count_says_so(means: FakeMeans, most: int, is_partial: bool) -> None:  # noqa: FBT001
    counts = counts_for(CLERK, Asked(), means=means, now=NOW, at_most=most)

    assert (counts.waiting, counts.is_partial) == (most, is_partial)
