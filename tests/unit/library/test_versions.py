"""How one version becomes the next."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import msgspec
import pytest

from chalicelib.library import versions
from chalicelib.library.records import REPAIRED, UNCONFIRMED, Reason, Record, Status
from tests.factories import a_record

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CASE = "YY20261123-aaaaaaaa"


def test_the_first_version_is_number_one() -> None:
    record = a_record()

    assert versions.first(record.subject, record.place, record.content) == record


def test_a_mark_changes_no_field() -> None:
    record = a_record()

    marked = versions.marked(record, case=CASE, at=AT)

    assert (marked.version, marked.mark, marked.content.reason) == (2, CASE, Reason.MARKED)
    assert (marked.content.fields, marked.content.known_at, marked.content.act) == (record.content.fields, AT, CASE)


def test_removing_a_mark_changes_no_field() -> None:
    marked = versions.marked(a_record(), case=CASE, at=AT)

    unmarked = versions.unmarked(marked, case=CASE, at=AT)

    assert (unmarked.version, unmarked.mark, unmarked.content.reason) == (3, None, Reason.MARK_REMOVED)
    assert unmarked.content.fields == marked.content.fields


def test_a_later_supply_does_not_remove_the_mark() -> None:
    marked = versions.marked(a_record(), case=CASE, at=AT)

    again = versions.supplied_again(marked, a_record(fields={"fine_amount_wan": "2"}).content)

    assert (again.mark, again.content.fields["fine_amount_wan"]) == (CASE, "2")


def test_a_correction_removes_the_mark_in_the_same_version() -> None:
    marked = versions.marked(a_record(), case=CASE, at=AT)

    corrected = versions.corrected(marked, {"fine_amount_wan": "0.5"}, case=CASE, at=AT)

    assert (corrected.version, corrected.mark, corrected.content.reason) == (3, None, Reason.CORRECTED)
    assert corrected.content.fields["fine_amount_wan"] == "0.5"
    assert (corrected.content.corrected_by, corrected.content.superseded_fields) == (CASE, ("fine_amount_wan",))


def test_what_an_earlier_case_corrected_stays_superseded() -> None:
    once = versions.corrected(a_record(), {"fine_amount_wan": "0.5"}, case="YY20261101-aaaaaaaa", at=AT)

    twice = versions.corrected(once, {"doc_no": "虚构罚字〔2026〕9号"}, case=CASE, at=AT)

    assert twice.content.superseded_fields == ("doc_no", "fine_amount_wan")


def test_ended_publication_leaves_the_record_standing() -> None:
    ended = versions.publication_ended(versions.marked(a_record(), case=CASE, at=AT), case=CASE, at=AT)

    assert (ended.content.status, ended.content.withheld, ended.mark) == (
        Status.LIVE,
        versions.PUBLICATION_ENDED,
        None,
    )


def test_ended_publication_does_not_open_a_record_of_unconfirmed_identity() -> None:
    ended = versions.publication_ended(a_record(withheld=UNCONFIRMED), case=CASE, at=AT)

    assert ended.content.withheld == UNCONFIRMED


def test_ended_publication_does_not_share_again_what_was_repaired() -> None:
    repaired = versions.repaired(a_record(), {}, case="XF20261101-aaaaaaaa", at=AT)

    ended = versions.publication_ended(versions.marked(repaired, case=CASE, at=AT), case=CASE, at=AT)

    assert ended.content.withheld == REPAIRED


def test_a_withdrawn_record_bears_no_mark() -> None:
    withdrawn = versions.withdrawn(versions.marked(a_record(), case=CASE, at=AT), act=CASE, at=AT)

    assert (withdrawn.content.status, withdrawn.mark, withdrawn.version) == (Status.WITHDRAWN, None, 3)


def test_nothing_is_changed_in_place() -> None:
    record = a_record()
    before = msgspec.json.encode(record)

    versions.corrected(record, {"fine_amount_wan": "0.5"}, case=CASE, at=AT)

    assert msgspec.json.encode(record) == before


def test_suspended_display_keeps_the_record_standing_with_its_mark_and_fields() -> None:
    marked = versions.marked(a_record(), case=CASE, at=AT)

    suspended = versions.suspended(marked, case=CASE, at=AT)

    assert (suspended.version, suspended.mark, suspended.content.reason) == (3, CASE, Reason.SUSPENDED)
    assert (suspended.content.suspended_by, suspended.content.status) == (CASE, Status.LIVE)
    assert suspended.content.fields == marked.content.fields


def test_a_later_supply_does_not_lift_a_suspension() -> None:
    suspended = versions.suspended(versions.marked(a_record(), case=CASE, at=AT), case=CASE, at=AT)

    again = versions.supplied_again(suspended, a_record(fields={"fine_amount_wan": "2"}).content)

    assert (again.mark, again.content.suspended_by) == (CASE, CASE)


@pytest.mark.parametrize(
    "ended",
    [
        lambda record: versions.unmarked(record, case=CASE, at=AT),
        lambda record: versions.corrected(record, {"fine_amount_wan": "0.5"}, case=CASE, at=AT),
        lambda record: versions.publication_ended(record, case=CASE, at=AT),
        lambda record: versions.withdrawn(record, act=CASE, at=AT),
        lambda record: versions.repaired(record, {}, case=CASE, at=AT),
        lambda record: versions.shielded(record, until=AT.date(), case=CASE, at=AT),
    ],
    ids=["unmarked", "corrected", "publication ended", "withdrawn", "repaired", "shielded"],
)
def test_what_ends_the_case_lifts_the_suspension_in_the_same_version(ended: Callable[[Record], Record]) -> None:
    suspended = versions.suspended(versions.marked(a_record(), case=CASE, at=AT), case=CASE, at=AT)

    after = ended(suspended)

    assert (after.version, after.mark, after.content.suspended_by) == (4, None, None)


def test_a_repaired_record_stands_is_withheld_and_its_mark_and_shielding_are_gone() -> None:
    record = versions.shielded(a_record(mark=CASE), until=date(2027, 1, 1), case=CASE, at=AT)

    repaired = versions.repaired(record, {"remark": "已移出"}, case="XF20261123-aaaaaaaa", at=AT)

    content = repaired.content
    assert (repaired.mark, content.status, content.withheld) == (None, Status.LIVE, REPAIRED)
    assert (content.reason, content.corrected_by) == (Reason.REPAIRED, "XF20261123-aaaaaaaa")
    assert (content.fields["remark"], content.superseded_fields, content.shielded_until) == (
        "已移出",
        ("remark",),
        None,
    )


def test_a_repaired_record_of_unconfirmed_identity_stays_unconfirmed() -> None:
    repaired = versions.repaired(a_record(withheld=UNCONFIRMED), {}, case=CASE, at=AT)

    assert repaired.content.withheld == UNCONFIRMED


def test_a_shielded_record_stands_as_it_was_up_to_its_day() -> None:
    record = a_record(mark=CASE)

    shielded = versions.shielded(record, until=date(2027, 1, 1), case=CASE, at=AT)

    assert (shielded.mark, shielded.content.shielded_until, shielded.content.reason) == (
        None,
        date(2027, 1, 1),
        Reason.SHIELDED,
    )
    assert shielded.content.fields == record.content.fields
