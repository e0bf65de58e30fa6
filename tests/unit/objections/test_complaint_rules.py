"""Kinds, grounds, superiors and days of complaints, and kinds of liability, are data, read strictly."""

import copy
from datetime import date
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.complaints import liability_kinds, rules
from chalicelib.terms.bodies import bodies
from chalicelib.terms.tables import table

TODAY = date(2026, 11, 23)


def _changed(file: str, where: tuple[Any, ...], what: Any) -> dict[str, Any]:
    raw: dict[str, Any] = copy.deepcopy(table(file))
    inner: Any = raw
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = what
    return raw


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (("kinds", 1, "code"), "promise_broken"),
        (("kinds",), {"code": "x"}),
        (("grounds", 0, "zh"), ""),
        (("superiors", "levels", "city"), "nowhere"),
        (("superiors", "levels", "moon"), "government_office"),
        (("superiors", "bodies", "nowhere"), "province"),
        (("deadlines", 0, "start"), "wait"),
        (("deadlines", 0, "working_days"), 0),
        (("deadlines", 0, "working_days"), True),
        (("deadlines", 0, "working_days"), "5"),
        (("deadlines", 0, "basis"), "nowhere"),
        (("confirmed",), "no"),
    ],
)
def test_rules_that_cannot_be_are_refused(where: tuple[Any, ...], what: Any) -> None:
    with pytest.raises(DataFileError):
        rules.rules_in(_changed(rules.FILE, where, what))


@pytest.mark.parametrize(
    ("where", "what"), [(("kinds", 1, "code"), "wrong_supply"), (("kinds", 0, "zh"), ""), (("confirmed",), 1)]
)
def test_kinds_of_liability_that_cannot_be_are_refused(where: tuple[Any, ...], what: Any) -> None:
    with pytest.raises(DataFileError):
        liability_kinds.kinds_in(_changed(liability_kinds.FILE, where, what))


@pytest.mark.parametrize(
    ("body", "superior"),
    [
        ("transport", "government_office"),
        ("anyue_county", "government_office"),
        ("high_tech_zone", "government_office"),
        ("government_office", None),
        ("intermediate_court", None),
        ("province", None),
    ],
)
def test_who_is_above_whom(body: str, superior: str | None) -> None:
    register = bodies()

    assert rules.rules().superior_of(register.get(body), of=register, today=TODAY) == superior


def test_every_deadline_is_called_a_proposal() -> None:
    assert all(deadline.proposal for deadline in rules.rules().deadlines)
