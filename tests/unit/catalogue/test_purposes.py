"""Purposes and grounds: a closed list, and who may name what."""

from dataclasses import replace

from chalicelib.catalogue.purposes import Purposes, purposes


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
    assert "public" not in {reader for named in readers.values() for reader in named}
