"""What is shown today of an older version of a record: the past may be known, not shown again."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library import versions
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.library.records import UNCONFIRMED, Record, Status
from chalicelib.library.visibility import Shown, View
from tests.factories import NOW, PENALTY, a_record, a_subject

TODAY = date(2026, 11, 23)
CASE = "YY20261123-aaaaaaaa"
SUBJECT = Reader(level=Level.SUBJECT, sub="s", role="citizen", subject=a_subject())
DESK = Reader(level=Level.DESK, sub="k", role="desk")
READERS = pytest.mark.parametrize("reader", [PUBLIC, SUBJECT, DESK], ids=lambda reader: reader.level.value)


def seen(older: Record, current: Record, reader: Reader = PUBLIC, *, today: date = TODAY) -> Shown | None:
    view = View(reader=reader, today=today, periods=periods())
    return view.shown_as_of(older, current=current, item=catalogue().get(PENALTY))


def fields_seen(older: Record, current: Record, reader: Reader = PUBLIC) -> dict[str, Any]:
    shown = seen(older, current, reader)
    assert shown is not None
    return shown.fields


def supplied_again(record: Record, **content: Any) -> Record:
    return versions.supplied_again(record, msgspec.structs.replace(record.content, **content))


def test_an_older_version_says_what_it_said() -> None:
    first = a_record(fields={"penalty_content": "虚构的罚款"})
    second = supplied_again(first, fields={**first.content.fields, "penalty_content": "虚构的罚款，已履行"})

    shown = seen(first, second)

    assert shown is not None
    assert (shown.version, shown.fields["penalty_content"]) == (1, "虚构的罚款")


def test_the_current_version_as_of_today_is_the_record_itself() -> None:
    record = a_record()

    assert seen(record, record) == View(reader=PUBLIC, today=TODAY, periods=periods()).shown(
        record, item=catalogue().get(PENALTY)
    )


@READERS
def test_what_was_found_wrong_is_shown_as_the_correction_says(reader: Reader) -> None:
    wrong = a_record(fields={"fine_amount_wan": "1.5"})
    right = versions.corrected(wrong, {"fine_amount_wan": "0.5"}, case=CASE, at=NOW)
    later = supplied_again(right, fields={**right.content.fields, "penalty_content": "虚构的罚款，已履行"})

    assert fields_seen(wrong, later, reader)["fine_amount_wan"] == "0.5"
    assert fields_seen(wrong, later, reader)["penalty_content"] == "虚构的罚款"


@READERS
def test_what_a_correction_took_away_is_left_out(reader: Reader) -> None:
    wrong = a_record(fields={"case_name": "虚构的案件"})

    taken = versions.corrected(wrong, {"case_name": None}, case=CASE, at=NOW)

    assert "case_name" not in fields_seen(wrong, taken, reader)


def test_a_name_corrected_since_is_masked_by_what_it_is_now() -> None:
    shop = a_subject(5, kind="92")
    wrong = a_record(subject=shop, fields={"party_name": "示例虚构小吃店", "legal_rep_name": "虚构甲"})
    right = versions.corrected(wrong, {"party_name": "虚构甲"}, case=CASE, at=NOW)

    assert fields_seen(wrong, right)["party_name"] == "虚**"
    assert fields_seen(wrong, right)["legal_rep_name"] == "虚**"


def test_what_was_withdrawn_since_comes_back_to_none_but_the_desk() -> None:
    first = a_record()
    withdrawn = versions.withdrawn(first, act="zy-1", at=NOW)

    shown = seen(first, withdrawn, DESK)

    assert shown is not None
    assert shown.withdrawn
    assert seen(first, withdrawn) is None
    assert seen(first, withdrawn, SUBJECT) is None


@READERS
def test_what_was_erased_since_comes_back_to_nobody(reader: Reader) -> None:
    first = a_record()

    assert seen(first, supplied_again(first, status=Status.ERASED), reader) is None
    assert seen(supplied_again(first, status=Status.ERASED), first, reader) is None


def test_what_is_no_longer_published_is_not_published_again() -> None:
    first = a_record()
    ended = versions.publication_ended(first, case=CASE, at=NOW)

    assert seen(first, ended) is None
    assert seen(first, ended, SUBJECT) is not None


@pytest.mark.parametrize(
    "barred", [{"withheld": "text.mentions_mobile"}, {"reviewed": False}], ids=["withheld", "unreviewed"]
)
def test_a_version_that_was_never_public_does_not_become_so(barred: dict[str, Any]) -> None:
    first = a_record(**barred)

    assert seen(first, supplied_again(first, withheld=None, reviewed=True)) is None


def test_a_version_of_unconfirmed_identity_stays_its_source_s() -> None:
    first = a_record(withheld=UNCONFIRMED)

    assert seen(first, supplied_again(first, withheld=None), SUBJECT) is None


def test_the_clocks_of_both_versions_are_judged_today() -> None:
    minor, general = a_record(severity="minor"), a_record(severity="general")
    short, whole = a_record(publish_until=date(2026, 11, 22)), a_record()

    assert seen(minor, general) is None
    assert seen(general, minor) is None
    assert seen(short, whole) is None
    assert seen(whole, short) is None


def test_the_earlier_end_of_both_counts() -> None:
    first = a_record(publish_until=date(2026, 12, 31))
    second = supplied_again(first, publish_until=date(2026, 12, 1))

    for older, current in ((first, second), (second, first)):
        shown = seen(older, current)
        assert shown is not None
        assert shown.until == date(2026, 12, 1)
    assert seen(first, second, today=date(2026, 12, 1)) is not None
    assert seen(first, second, today=date(2026, 12, 1) + timedelta(days=1)) is None


@pytest.mark.parametrize("case", ["YY20261123-aaaaaaaa", "XF20261123-aaaaaaaa"])
def test_a_mark_of_then_and_a_mark_of_now_are_both_shown(case: str) -> None:
    first = a_record()
    marked = versions.marked(first, case=case, at=NOW)
    settled = versions.unmarked(marked, case=case, at=NOW)

    for older, current in ((first, marked), (marked, settled)):
        shown = seen(older, current)
        assert shown is not None
        assert (shown.marked, shown.under_repair) == (case.startswith("YY"), case.startswith("XF"))


def test_a_version_of_another_record_is_no_version_of_this_one() -> None:
    assert seen(a_record(number=1), a_record(number=2)) is None
    assert seen(a_record(subject=a_subject(2)), a_record()) is None
