"""The clocks of a case: defaults of the platform, marked as proposals, and how they are counted."""

from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import Deadline, State
from chalicelib.objections.clocks import deadlines_from, due_in, rules, rules_in
from chalicelib.objections.moves import MoveName
from chalicelib.terms.working_days import calendar

MONDAY = date(2026, 11, 23)
ROW: dict[str, Any] = {
    "act": "reply",
    "zh": "信源单位答复",
    "length": 5,
    "unit": "working_days",
    "start": "refer",
    "binds_in": ["referred"],
    "basis": "P",
    "valid_from": "2023-12-01",
    "proposal": True,
    "after": "虚构",
}


def _due(act: str, *, started_on: date) -> Deadline:
    (start,) = {rule.start for rule in rules().rules if rule.act == act}
    started = deadlines_from(start, started_on=started_on, calendar=calendar())
    return next(deadline for deadline in started if deadline.act == act)


def _rules(*rows: dict[str, Any]) -> Any:
    return rules_in({"deadlines": list(rows)})


@pytest.mark.parametrize(
    ("act", "last"),
    [
        ("acceptance", date(2026, 11, 24)),
        ("mark", date(2026, 11, 24)),
        ("own_check", date(2026, 11, 26)),
        ("referral", date(2026, 11, 24)),
        ("reply", date(2026, 11, 30)),
        ("answer", date(2026, 11, 24)),
        ("closing", date(2026, 12, 2)),
        ("absolute", date(2026, 12, 14)),
    ],
)
def test_each_act_is_due_on_the_last_day_of_its_period(act: str, last: date) -> None:
    deadline = _due(act, started_on=MONDAY)

    assert (deadline.act, deadline.on, deadline.provisional) == (act, last, False)


def test_a_holiday_between_moves_the_day() -> None:
    assert _due("reply", started_on=date(2026, 9, 29)).on > date(2026, 10, 7)


def test_a_period_into_a_year_not_announced_is_provisional_and_says_so() -> None:
    deadline = _due("absolute", started_on=date(2026, 12, 21))

    assert (deadline.on, deadline.provisional) == (date(2027, 1, 11), True)


def test_every_rule_is_a_proposal_of_the_platform_and_its_basis_says_so() -> None:
    assert rules().rules
    for rule in rules().rules:
        assert rule.proposal
        assert _due(rule.act, started_on=MONDAY).proposal
        assert bases().get(rule.basis).rank_here == "platform_proposal"
        assert not bases().get(rule.basis).confirmed


def test_the_only_extension_of_a_reply_is_to_eight_working_days() -> None:
    assert [rule.may_extend_to for rule in rules().rules if rule.act == "reply"] == [8]


def test_submitting_starts_the_clock_of_acceptance_and_the_absolute_cap() -> None:
    started = deadlines_from(MoveName.SUBMIT, started_on=MONDAY, calendar=calendar())

    assert [deadline.act for deadline in started] == ["acceptance", "absolute"]
    assert due_in(State.SUBMITTED, started) == date(2026, 11, 24)
    assert due_in(State.ACCEPTED, started) == date(2026, 12, 14)
    assert due_in(State.CLOSED, started) is None


@pytest.mark.parametrize("later", [[], [ROW | {"valid_from": "2026-07-02"}]], ids=["ended", "gap"])
def test_days_that_have_no_rule_are_refused(later: list[dict[str, Any]]) -> None:
    with pytest.raises(DataFileError, match="reply: has no rule from 2026-07-01 on"):
        _rules(ROW | {"valid_to": "2026-06-30"}, *later)


def test_of_two_rules_for_one_act_the_one_in_force_on_the_first_day_counts() -> None:
    former = ROW | {"valid_to": "2026-06-30"}
    found = _rules(former, ROW | {"valid_from": "2026-07-01", "length": 2})

    assert [rule.length for rule in found.started_by(MoveName.REFER, on=date(2026, 6, 30))] == [5]
    assert [rule.length for rule in found.started_by(MoveName.REFER, on=date(2026, 7, 1))] == [2]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"extra": 1}, "deadlines.extra"),
        ({"length": 0}, "reply.length"),
        ({"length": True}, "reply.length"),
        ({"length": "5"}, "reply.length"),
        ({"unit": "fortnights"}, "reply"),
        ({"start": "forget"}, "reply"),
        ({"binds_in": ["lost"]}, "reply"),
        ({"binds_in": 3}, "reply"),
        ({"may_extend_to": 5}, "reply.may_extend_to"),
        ({"basis": "NO_SUCH"}, "reply.basis"),
        ({"basis": "O36_DRAFT"}, "reply.basis"),
        ({"proposal": False}, "reply.proposal"),
        ({"basis": "ZXR"}, "reply.proposal"),
        ({"valid_from": "soon"}, "reply.valid_from"),
    ],
    ids=str,
)
def test_a_rule_with_a_fault_is_refused_by_file_and_key(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as refused:
        _rules(ROW | changes)

    assert (refused.value.file, refused.value.key) == ("objections/deadlines", key)


@pytest.mark.parametrize("other", [ROW, ROW | {"valid_from": "2022-01-01"}, ROW | {"valid_from": "2026-01-01"}])
def test_two_rules_for_one_act_on_one_day_are_refused(other: dict[str, Any]) -> None:
    with pytest.raises(DataFileError, match="has two rules for the same days"):
        _rules(ROW, other)


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(DataFileError, match=r"deadlines\.after: is missing"):
        _rules({key: value for key, value in ROW.items() if key != "after"})
