"""What who looks at many records takes of one while a batch is under way, and what led to a version."""

from typing import Any

import pytest

from chalicelib.library import versions
from chalicelib.library.records import Announced, Record
from chalicelib.library.settled import settled
from tests.factories import NOW, a_record

BEFORE, UNDER_WAY = "shili-jgj-20261120-aaaaaaaa", "shili-jgj-20261123-bbbbbbbb"


class UnderWay(set[str]):
    """The batches that are being applied."""

    def is_under_way(self, act: str) -> bool:
        return act in self


def _supplied(record: Record, act: str) -> Record:
    changed = a_record(act=act, fields={"legal_rep_name": act})
    return versions.supplied_again(record, changed.content)


def test_a_batch_that_is_under_way_is_not_taken_and_one_that_is_at_its_end_is() -> None:
    first = a_record()
    second = _supplied(first, UNDER_WAY)

    assert settled(second, acts=UnderWay({UNDER_WAY}), history=lambda _: [first]) == first
    assert settled(second, acts=UnderWay(), history=lambda _: []) == second
    assert settled(a_record(act=UNDER_WAY), acts=UnderWay({UNDER_WAY}), history=lambda _: []) is None


def test_what_a_case_did_since_counts_at_once() -> None:
    first = a_record()
    marked = versions.marked(_supplied(first, UNDER_WAY), case="YY1", at=NOW)

    assert settled(marked, acts=UnderWay({UNDER_WAY}), history=lambda _: [first]) == marked


def test_an_undo_that_is_under_way_is_not_taken_either() -> None:
    first = a_record()
    second = _supplied(first, BEFORE)
    undone = versions.put_back(second, first, act=UNDER_WAY, at=NOW)

    assert settled(undone, acts=UnderWay({UNDER_WAY}), history=lambda _: [first, second]) == second


@pytest.mark.parametrize(
    "new",
    [
        lambda one, told: versions.annulled(one, told, act=UNDER_WAY, at=NOW),
        lambda one, told: versions.announced(one, {}, told, act=UNDER_WAY, at=NOW),
        lambda one, told: versions.repaired_elsewhere(one, {}, told, act=UNDER_WAY, at=NOW),
        lambda one, told: versions.left_out(one, told, act=UNDER_WAY, at=NOW),
    ],
    ids=["annulled", "announced", "repaired", "left out"],
)
def test_a_message_that_is_under_way_is_not_taken_and_what_a_case_did_over_it_is(new: Any) -> None:
    told = Announced(message="m", on=NOW.date(), reason="r", batch=UNDER_WAY, row=2, at=NOW, certifier="c")
    first = a_record()
    second = new(first, told)
    third = versions.marked(second, case="YY1", at=NOW)

    assert settled(second, acts=UnderWay({UNDER_WAY}), history=lambda _: [first]) == first
    assert settled(third, acts=UnderWay({UNDER_WAY}), history=lambda _: [first, second]) == third


def test_the_lineage_of_a_version_leaves_out_what_was_taken_back() -> None:
    first = a_record()
    second = _supplied(first, BEFORE)
    third = versions.put_back(second, first, act="u1", at=NOW)
    fourth = versions.put_back(third, second, act="u2", at=NOW)
    fifth = _supplied(third, "other")

    assert versions.lineage_of([]) == []
    assert versions.lineage_of([first, second]) == [first, second]
    assert versions.lineage_of([first, second, third]) == [first, third]
    assert versions.lineage_of([first, second, third, fourth]) == [first, second, fourth]
    after = Record(subject=fifth.subject, place=fifth.place, version=4, content=fifth.content)
    assert versions.lineage_of([first, second, third, after]) == [first, after]


def test_what_was_added_and_taken_back_has_no_lineage_but_itself() -> None:
    first = a_record()
    gone = versions.put_back(first, None, act="u1", at=NOW)

    assert versions.lineage_of([first, gone]) == [gone]


@pytest.mark.parametrize("salts", [("a", "b")])
def test_the_hash_of_what_was_erased_depends_on_its_salt_and_stays(salts: tuple[str, str]) -> None:
    first = a_record()
    one, other = (versions.erased(first, act="e", at=NOW, salt=salt) for salt in salts)

    assert one.content.erased != other.content.erased
    assert versions.erased(one, act="f", at=NOW, salt="c").content.erased == one.content.erased
