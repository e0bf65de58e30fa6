"""The rules of clients and of chasing as data."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.intake.systems.rules import Tells, rules, rules_in
from chalicelib.objections.ladder import ladder
from chalicelib.terms.tables import table

STEP = {"step": "again", "zh": "再催", "after_working_days": 9, "tells": "owner"}


def test_the_owner_is_told_first_then_the_centre_then_whom_it_answers_to() -> None:
    own = rules()

    assert [(one.after_working_days, own.told_by(one, "shili-jgj")) for one in own.steps] == [
        (1, "shili-jgj"),
        (3, "credit_centre"),
        (5, "development_reform"),
    ]
    assert [one.tells for one in own.steps] == list(Tells)
    assert (own.clients, own.rotation) == (2, timedelta(days=30))


def test_the_centre_and_whom_it_answers_to_are_those_that_cases_go_to() -> None:
    assert (rules().centre, rules().commission) == (ladder().centre, ladder().commission)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"basis": "nowhere"}, "basis"),
        ({"confirmed": "no"}, "confirmed"),
        ({"centre": "nobody"}, "centre"),
        ({"commission": ""}, "commission"),
        ({"rotation": {"clients": 0, "days": 30}}, "rotation.clients"),
        ({"rotation": {"clients": 2, "days": True}}, "rotation.days"),
        ({"rotation": {"clients": 2}}, "rotation.days"),
        ({"colour": 1}, "colour"),
        ({"steps": [STEP, STEP]}, "again"),
        ({"steps": [STEP, STEP | {"step": "earlier", "after_working_days": 8}]}, "earlier"),
        ({"steps": [STEP | {"tells": "everybody"}]}, "again.tells"),
        ({"steps": [STEP | {"after_working_days": "9"}]}, "again.after_working_days"),
        ({"steps": [STEP | {"zh": ""}]}, "again.zh"),
        ({"steps": [STEP | {"step": ""}]}, "steps.step"),
    ],
    ids=str,
)
def test_rules_that_are_unsound_are_refused(change: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as caught:
        rules_in(table("intake/systems/rules") | change)
    assert caught.value.key == key
