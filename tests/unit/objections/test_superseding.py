"""Which cases a change leaves without their record."""

from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.objections.superseding import cases_left_by
from tests.factories import NOW, a_record

MARKED = a_record(mark="YY-1")


def test_a_record_withdrawn_by_another_leaves_its_case() -> None:
    gone = versions.withdrawn(MARKED, act="batch-2", at=NOW)
    change = Change(before=MARKED, after=gone, by="clerk", role="department")

    assert cases_left_by([change, change]) == ["YY-1"]


def test_nothing_else_leaves_a_case() -> None:
    by_the_case = versions.withdrawn(MARKED, act="YY-1", at=NOW)
    unmarked = versions.withdrawn(a_record(), act="batch-2", at=NOW)
    again = versions.supplied_again(MARKED, MARKED.content)

    for before, after in ((MARKED, by_the_case), (a_record(), unmarked), (MARKED, again), (None, unmarked)):
        assert cases_left_by([Change(before=before, after=after, by="", role="system")]) == []
