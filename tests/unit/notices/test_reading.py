"""A recipient reads and confirms what is theirs; to anybody else it does not exist."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.library.readers import Level, Reader
from chalicelib.notices.notice import Notice, Recipient, Seen, Standing, the_account, the_body, the_subject
from chalicelib.notices.reading import (
    Tally,
    acknowledge,
    notice_for,
    notices_at,
    places_for,
    recipients_in,
    tally_of,
    told_of,
    view_of,
)
from chalicelib.notices.templates import Template
from tests.factories import BODY, NOW, a_record, a_subject
from tests.factories_notices import CASE, TO_BODY, a_notice
from tests.fakes_notices import MemoryNotices
from tests.unit.objections.standing import CLERK, OTHER_SOURCE, PUBLIC, SOURCE, SUBJECT

AGENCY = Reader(level=Level.AGENCY, sub="agency-1", role="agency", subject=a_subject(7))
ASSISTED = Reader(level=Level.SUBJECT, sub="CK20261123-1", role="citizen", subject=a_subject(), assisted_by="officer-1")


def _kept(*notices: Notice) -> MemoryNotices:
    store = MemoryNotices()
    for notice in notices:
        store.put(notice, over=None)
    return store


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (SOURCE, (the_body(BODY), the_account("source-1"))),
        (CLERK, (the_body("shili-zx"), the_account("clerk-1"))),
        (SUBJECT, (the_subject(a_subject()), the_account("subject-1"))),
        (AGENCY, (the_subject(a_subject(7)), the_account("agency-1"))),
        (ASSISTED, (the_subject(a_subject()),)),
        (PUBLIC, ()),
    ],
)
def test_a_reader_is_told_as_what_their_token_makes_them(reader: Reader, expected: tuple[Recipient, ...]) -> None:
    assert recipients_in(reader) == expected


def test_what_one_was_told_comes_newest_first_page_by_page_from_all_that_one_is() -> None:
    own = [a_notice(at=NOW + timedelta(minutes=n), version=n + 1) for n in (0, 2)]
    by_account = a_notice(the_account("source-1"), at=NOW + timedelta(minutes=1), version=2)
    store = _kept(*own, by_account, a_notice(the_body("shili-fy")))

    first = places_for(SOURCE, notices=store, limit=2)
    rest = places_for(SOURCE, notices=store, limit=2, before=first[-1])

    found = notices_at([*first, *rest], notices=store)
    assert [one.notice for one in found] == [own[1].notice, by_account.notice, own[0].notice]
    assert notices_at([f"{NOW}#{'0' * 32}"], notices=store) == []


@pytest.mark.parametrize("reader", [OTHER_SOURCE, SUBJECT, AGENCY, CLERK])
def test_anothers_notice_and_one_that_never_was_are_one_answer(reader: Reader) -> None:
    store, codes = _kept(a_notice()), []
    for number in (a_notice().notice, "0" * 32):
        with pytest.raises(NotFoundError) as refused:
            acknowledge(number, by=reader, notices=store, now=NOW)
        codes.append(refused.value.code)

    assert codes == ["notice.not_found"] * 2
    assert store.all() == [a_notice()]


def test_a_confirmation_counts_once_and_the_first_one_stands() -> None:
    store, colleague = _kept(a_notice()), msgspec.structs.replace(SOURCE, sub="source-9")
    acknowledge(a_notice().notice, by=SOURCE, notices=store, now=NOW)
    again = acknowledge(a_notice().notice, by=colleague, notices=store, now=NOW + timedelta(days=1))

    assert (again.acknowledged_by, again.acknowledged_at, again.version) == ("source-1", NOW, 2)
    assert notice_for(SOURCE, again.notice, notices=store) == again


def test_who_confirms_while_it_is_being_delivered_tries_again_and_at_last_says_so() -> None:
    class Busy(MemoryNotices):
        times = 1

        def put(self, new: Notice, *, over: Notice | None) -> None:
            if over is not None and self.times:
                self.times -= 1
                raise StaleVersionError
            super().put(new, over=over)

    store = Busy()
    store.put(a_notice(), over=None)
    assert acknowledge(a_notice().notice, by=SOURCE, notices=store, now=NOW).acknowledged_at == NOW
    other = a_notice(version=9)
    store.put(other, over=None)
    store.times = 100
    with pytest.raises(StaleVersionError):
        acknowledge(other.notice, by=SOURCE, notices=store, now=NOW)


def test_a_view_names_the_act_except_where_only_a_change_may_be_known() -> None:
    seen = Seen(record_id=a_record().record_id, at=NOW, entry="0a-1")
    changed = msgspec.structs.replace(a_notice(template=Template.RECORD_CHANGED), seen=seen)

    assert (view_of(a_notice()).act, view_of(changed).act, view_of(changed).seen) == (CASE, None, seen)
    assert CASE not in msgspec.json.encode(view_of(changed)).decode()


def test_staff_see_to_whom_it_went_and_not_what_it_says() -> None:
    class Ahead(MemoryNotices):
        """An index that tells of a notice that cannot be read."""

        def told_of(self, act: str) -> Sequence[Standing]:
            return [*super().told_of(act), a_notice(version=9).standing]

    store = Ahead()
    for notice in (a_notice(), a_notice(the_subject(a_subject())), a_notice(act="YY20261123-bbbbbbbb")):
        store.put(notice, over=None)

    told = told_of(CASE, notices=store)

    assert {one.recipient for one in told} == {TO_BODY.reference, the_subject(a_subject()).reference}
    assert a_notice().text.body not in msgspec.json.encode(told).decode()


def test_of_past_recipients_only_those_of_the_newest_change_are_counted() -> None:
    mark = [a_notice(the_body(f"shili-{n}"), template=Template.RECORD_CHANGED, version=2) for n in range(2)]
    correction = [a_notice(the_body(f"shili-{n}"), template=Template.RECORD_CHANGED, version=3) for n in range(11)]
    confirmed = [one.acknowledged(by="someone", at=NOW) for one in correction[:9]]

    standings = [one.standing for one in (*mark, *confirmed, *correction[9:], a_notice(version=8))]

    assert tally_of(standings) == Tally(told=11, confirmed=9)
    assert tally_of([a_notice().standing]) is None
