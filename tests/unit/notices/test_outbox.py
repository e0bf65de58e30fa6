"""Telling twice writes once; a promise is kept until the act is told, or was never committed."""

from datetime import timedelta

import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.notices.errands import COMMITS_WITHIN, GIVEN_UP_AFTER, Errand
from chalicelib.notices.notice import EXCHANGE, notice_id, the_body, the_subject
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.templates import Template
from tests.factories import NOW, a_subject
from tests.factories_notices import TO_BODY, a_notice, an_errand
from tests.fakes_notices import MemoryNoticeQueue, MemoryNotices

AT_LAST = NOW + GIVEN_UP_AFTER + timedelta(minutes=1)


@pytest.fixture
def notices() -> MemoryNotices:
    return MemoryNotices()


@pytest.fixture
def queue() -> MemoryNoticeQueue:
    return MemoryNoticeQueue()


@pytest.fixture
def outbox(notices: MemoryNotices, queue: MemoryNoticeQueue) -> Outbox:
    return Outbox(notices=notices, queue=queue)


def test_a_message_told_twice_is_written_once_and_what_became_of_it_stays(
    outbox: Outbox, notices: MemoryNotices, queue: MemoryNoticeQueue
) -> None:
    outbox.tell(a_notice())
    confirmed = a_notice().acknowledged(by="source-1", at=NOW)
    notices.put(confirmed, over=a_notice())
    outbox.tell(a_notice(at=NOW + timedelta(hours=1)))

    assert (notices.all(), queue.sent) == ([confirmed], [confirmed.notice])


def test_what_waits_for_the_exchange_is_in_nobodys_queue(outbox: Outbox, queue: MemoryNoticeQueue) -> None:
    outbox.tell(a_notice(EXCHANGE, template=Template.EXCHANGE_CHANGE))

    assert queue.sent == []


def test_an_id_tells_act_version_recipient_and_template_apart() -> None:
    about, subject = a_notice().about, the_subject(a_subject())
    ids = {
        notice_id(about, to=TO_BODY, template=Template.ACCEPTED),
        notice_id(about, to=TO_BODY, template=Template.REFERRED),
        notice_id(about, to=subject, template=Template.ACCEPTED),
        notice_id(a_notice(version=5).about, to=TO_BODY, template=Template.ACCEPTED),
        notice_id(a_notice(act="YY20261123-bbbbbbbb").about, to=TO_BODY, template=Template.ACCEPTED),
        notice_id(about, to=the_body("shili-fy"), template=Template.ACCEPTED),
    }

    assert len(ids) == 6
    assert a_notice().notice in ids


def test_a_promise_stands_as_it_does_when_promised_again(
    outbox: Outbox, notices: MemoryNotices, queue: MemoryNoticeQueue
) -> None:
    errand = an_errand()
    for _ in range(2):
        outbox.promise(errand)
    outbox.hasten(errand)

    assert (notices.errands(), queue.sent) == ([errand], [errand.errand])
    outbox.rest(errand)
    outbox.promise(errand)
    assert _the(notices).wakes_at is None


def test_a_promise_for_an_act_that_is_not_committed_is_asked_for_ever_later_and_given_up(
    outbox: Outbox, notices: MemoryNotices
) -> None:
    outbox.promise(an_errand())
    outbox.wait(an_errand(), now=NOW)
    assert _the(notices) == an_errand()

    first = NOW + COMMITS_WITHIN
    outbox.wait(an_errand(), now=first)
    assert _the(notices).wakes_at == first + COMMITS_WITHIN
    outbox.wait(_the(notices), now=AT_LAST)
    assert _the(notices).wakes_at is None
    outbox.wait(_the(notices), now=AT_LAST)


def test_a_promise_that_was_given_up_wakes_for_the_act_that_comes_in_its_place(
    outbox: Outbox, notices: MemoryNotices
) -> None:
    outbox.promise(an_errand())
    outbox.rest(an_errand())
    later = an_errand(at=AT_LAST)
    outbox.promise(later)

    assert (_the(notices).wakes_at, _the(notices).version) == (later.wakes_at, 3)


def test_who_rests_or_waits_late_changes_nothing(outbox: Outbox, notices: MemoryNotices) -> None:
    outbox.promise(an_errand())
    outbox.wait(an_errand(), now=NOW + COMMITS_WITHIN)
    outbox.rest(an_errand())
    assert _the(notices).wakes_at is not None
    outbox.rest(_the(notices))
    at_rest = _the(notices)
    outbox.rest(an_errand())
    outbox.rest(at_rest)
    outbox.wait(an_errand(), now=NOW + COMMITS_WITHIN)

    assert _the(notices) == at_rest


def test_a_promise_that_others_move_at_every_try_is_not_taken_for_kept() -> None:
    class Restless(MemoryNotices):
        def put_errand(self, new: Errand, *, over: Errand | None) -> None:
            del new, over
            raise StaleVersionError

    with pytest.raises(StaleVersionError):
        Outbox(notices=Restless(), queue=MemoryNoticeQueue()).promise(an_errand())


def _the(notices: MemoryNotices) -> Errand:
    (errand,) = notices.errands()
    return errand
