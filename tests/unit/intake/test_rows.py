"""Rows under examination: the same finding on several of them, and the collector while they are cut."""

import gc

from chalicelib.intake.reading.chunks import collector_at_rest
from chalicelib.intake.rows import Rows
from tests.unit.intake.standing import csv_of, looked_at, penalty_row


def _rows(count: int = 4) -> Rows:
    (rows,) = looked_at(csv_of([penalty_row(number) for number in range(count)]))
    return rows


def test_a_finding_on_several_rows_is_the_one_on_each() -> None:
    at_once, one_by_one = _rows(), _rows()
    at_once.note(1, "text.mentions_resident_id", "violation_fact")
    one_by_one.note(1, "text.mentions_resident_id", "violation_fact")

    for code in ("text.mentions_mobile", "cell.date_shape"):
        at_once.note_at([0, 1, 3], code, "decision_date")
        for place in (0, 1, 3):
            one_by_one.note(place, code, "decision_date")

    assert at_once.findings == one_by_one.findings
    assert at_once.refused == one_by_one.refused == {0, 1, 3}
    assert at_once.withheld == one_by_one.withheld
    assert at_once.withheld[3] == "text.mentions_mobile"
    assert at_once.sound == [2]


def test_rows_are_sound_where_nothing_keeps_them_out() -> None:
    assert _rows().sound == [0, 1, 2, 3]


def test_a_collector_that_was_stopped_stays_stopped() -> None:
    assert gc.isenabled()
    with collector_at_rest():
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
