"""Purposes and grounds: a closed list, and who may name what."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue.bases import Basis, bases
from chalicelib.catalogue.purposes import STANDINGS, Purposes, purposes
from chalicelib.library.readers import Level

TODAY = date(2026, 11, 23)
APPOINTMENT = "appointment_of_public_servants"


def test_a_department_may_name_a_purpose_of_its_duty() -> None:
    assert purposes().may_use("licensing", body="any")


def test_a_purpose_that_needs_the_subject_s_leave_is_not_a_department_s_to_name() -> None:
    assert not purposes().may_use("commercial_loan", body="any")


def test_a_purpose_that_is_not_in_the_list_does_not_exist() -> None:
    assert purposes().find("curiosity") is None
    assert not purposes().may_use("curiosity", body="any")


def test_a_purpose_may_be_one_body_s_alone() -> None:
    own = replace(purposes().purposes["licensing"], bodies=("shili-jgj",))
    narrowed = Purposes(purposes().grounds, {"licensing": own})

    assert narrowed.may_use("licensing", body="shili-jgj")
    assert not narrowed.may_use("licensing", body="shili-other")


def test_each_ground_says_who_may_stand_on_it() -> None:
    readers = {ground.id: ground.readers for ground in purposes().grounds.values()}

    assert readers["own_record"] == ("subject",)
    assert readers["authorisation"] == ("authorised",)
    assert [ground for ground, named in readers.items() if "public" in named] == ["publication"]


def test_the_standings_are_those_of_the_readers() -> None:
    assert set(STANDINGS) == set(Level)


@pytest.mark.parametrize(
    ("ground", "reader"),
    [
        ("publication", "public"),
        ("publication", "agency"),
        ("own_record", "subject"),
        ("authorisation", "authorised"),
        ("statutory_duty", "department"),
        ("statutory_duty", "desk"),
    ],
)
def test_each_standing_has_a_ground_that_holds(ground: str, reader: str) -> None:
    held = purposes().held(ground, by=reader, bases=bases(), on=TODAY)

    assert held is not None
    assert held.id == ground


def test_a_ground_is_held_by_none_but_those_it_names() -> None:
    assert purposes().held("statutory_duty", by="public", bases=bases(), on=TODAY) is None
    assert purposes().held("curiosity", by="department", bases=bases(), on=TODAY) is None


def test_appointing_public_servants_waits_for_a_basis_that_carries_it() -> None:
    assert purposes().held(APPOINTMENT, by="department", bases=bases(), on=TODAY) is None
    assert purposes().may_use("appointment", body="organisation_department")
    assert not purposes().may_use("appointment", body="commerce")


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        pytest.param({}, True, id="a_law_in_force"),
        pytest.param({"rank": "local_regulation"}, True, id="a_local_regulation"),
        pytest.param({"rank": "rule"}, False, id="ranks_too_low"),
        pytest.param({"valid_from": date(2026, 11, 24)}, False, id="not_yet_in_force"),
        pytest.param({"valid_to": TODAY}, False, id="lapsed"),
        pytest.param({"status": "not_read"}, False, id="not_read"),
        pytest.param({"elsewhere": True}, False, id="of_another_place"),
    ],
)
def test_a_basis_that_carries_it_opens_a_ground(changes: dict[str, Any], *, holds: bool) -> None:
    law = Basis(key="X", title="虚构的法律", issuer="示例", rank="law", status="in_force", confirmed=True)
    register = replace(bases(), by_key={**bases().by_key, "X": replace(law, **changes)})
    named = replace(purposes().grounds[APPOINTMENT], basis="X")
    opened = Purposes({**purposes().grounds, APPOINTMENT: named}, purposes().purposes)

    held = opened.held(APPOINTMENT, by="department", bases=register, on=TODAY)

    assert (held is not None) is holds


def test_a_purpose_says_on_which_ground_a_department_names_it() -> None:
    assert purposes().departments_ground("supervision") == "statutory_duty"
    assert purposes().departments_ground("appointment") == APPOINTMENT
    assert purposes().departments_ground("commercial_loan") is None
    assert purposes().departments_ground("curiosity") is None


def test_a_purpose_rests_on_its_own_grounds_alone() -> None:
    duty = purposes().grounds["statutory_duty"]

    assert purposes().rests_on("supervision", duty)
    assert not purposes().rests_on("commercial_loan", duty)
    assert not purposes().rests_on(None, duty)
