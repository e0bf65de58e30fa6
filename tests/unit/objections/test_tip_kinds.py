"""What may be reported is data, read strictly."""

import copy
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.tips.kinds import FILE, kinds, kinds_in
from chalicelib.terms.tables import table


def _raw() -> dict[str, Any]:
    return copy.deepcopy(table(FILE))


def test_each_kind_has_a_body_of_today_and_no_rule_on_rewards_is_called_read() -> None:
    for kind in kinds().kinds.values():
        assert kind.body
        assert kind.reward is None or not kind.reward.confirmed


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (("kinds", 0, "body"), "nowhere"),
        (("kinds", 0, "body"), "work_safety"),
        (("kinds", 1, "code"), "false_information"),
        (("kinds", 2, "reward"), {"zh": "规定"}),
        (("tries", "size"), 0),
        (("tries", "seconds"), True),
        (("tries", "seconds"), "60"),
        (("confirmed",), "no"),
        (("basis",), "nowhere"),
    ],
)
def test_what_cannot_be_is_refused_by_place(where: tuple[Any, ...], what: Any) -> None:
    raw = _raw()
    inner: Any = raw
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = what

    with pytest.raises(DataFileError):
        kinds_in(raw)
