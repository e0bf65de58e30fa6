"""What is demanded is data, and a role that the data does not have is never known well enough."""

import copy
from typing import Any

import pytest

from chalicelib.api.audiences import Role
from chalicelib.api.tokens import IdentifiedBy
from chalicelib.errors import DataFileError, ForbiddenError
from chalicelib.grants.rules import FILE, rules, rules_in
from chalicelib.terms.tables import table

STRONG = {
    ("citizen", "real-name"),
    ("citizen", "counter"),
    ("representative", "business licence"),
    ("representative", "counter"),
    ("agency", "business licence"),
    ("department", "real-name"),
    ("desk", "real-name"),
    ("lead", "real-name"),
    ("counter", "real-name"),
}


@pytest.mark.parametrize("role", [*Role, "public"])
@pytest.mark.parametrize("by", [*IdentifiedBy, None])
def test_who_is_known_well_enough(role: str, by: str | None) -> None:
    if (role, by) in STRONG:
        rules().must_be_identified(role, by)
        return
    with pytest.raises(ForbiddenError, match=r"identification\.too_weak"):
        rules().must_be_identified(role, by)


def test_the_periods_are_those_of_the_file() -> None:
    found = rules()

    assert (found.validity_days, found.repeat_minutes, found.handle_minutes, found.session_minutes) == (365, 15, 15, 15)


def _changed(**changes: Any) -> dict[str, Any]:
    raw = copy.deepcopy(table(FILE))
    for name, change in changes.items():
        raw[name] = {**raw[name], **change}
    return raw


@pytest.mark.parametrize(
    "raw",
    [
        _changed(validity={"most_days": 0}),
        _changed(validity={"most_days": True}),
        _changed(session={"minutes": "15"}),
        _changed(session={"hours": 1}),
        _changed(handle={"confirmed": True}),
        _changed(handle={"basis": "nowhere"}),
        {**table(FILE), "identified": [*table(FILE)["identified"], table(FILE)["identified"][0]]},
        {**table(FILE), "identified": [{**table(FILE)["identified"][0], "by": [""]}]},
        {**table(FILE), "further": {}},
    ],
)
def test_a_file_that_breaks_its_rules_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        rules_in(raw)


def test_what_a_document_obliges_us_to_may_be_confirmed() -> None:
    assert rules_in(_changed(session={"basis": "ZXR", "confirmed": True})).session_minutes == 15
