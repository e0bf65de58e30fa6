"""Notices and errands: one contract on every server; and their queue."""

from datetime import timedelta

import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.notices.errands import COMMITS_WITHIN
from chalicelib.notices.notice import EXCHANGE, the_subject
from chalicelib.notices.templates import Template
from chalicelib.stores.notices import QueueNotices
from tests.factories import NOW, a_subject
from tests.factories_notices import CASE, TO_BODY, a_notice, an_errand
from tests.stores.places import OnServer, Stores
from tests.stores.test_concurrency import winners

MINUTE = timedelta(minutes=1)


def test_a_notice_is_put_over_the_version_that_was_read(stores: Stores) -> None:
    notices, first = stores.notices(), a_notice()
    assert notices.find(first.notice) is None
    notices.put(first, over=None)
    second = first.acknowledged(by="source-1", at=NOW)
    notices.put(second, over=first)

    assert notices.find(first.notice) == second
    for new, over in ((first, None), (first.acknowledged(by="source-2", at=NOW), first)):
        with pytest.raises(StaleVersionError):
            notices.put(new, over=over)
    notices.put(second, over=first)  # the SDK sends again what it heard no answer to


def test_an_errand_is_put_over_the_version_that_was_read(stores: Stores) -> None:
    notices, first = stores.notices(), an_errand()
    assert notices.find_errand(first.errand) is None
    notices.put_errand(first, over=None)
    second = first.moved(wakes_at=None)
    notices.put_errand(second, over=first)

    assert notices.find_errand(first.errand) == second
    with pytest.raises(StaleVersionError):
        notices.put_errand(first, over=None)


def test_notices_are_found_by_recipient_newest_first_and_from_behind_a_place(stores: Stores) -> None:
    notices, subject = stores.notices(), the_subject(a_subject())
    for minute in range(3):
        notices.put(a_notice(subject, version=minute + 1, at=NOW + minute * MINUTE), over=None)
    notices.put(a_notice(TO_BODY), over=None)

    (newest,) = notices.told_to(subject, limit=1)
    older = notices.told_to(subject, limit=5, before=newest)

    told = [notices.find(place.rpartition("#")[2]) for place in (newest, *older)]
    assert [one.about.version for one in told if one] == [3, 2, 1]
    assert list(notices.told_to(EXCHANGE, limit=5)) == []


def test_how_the_notices_of_an_act_stand_is_told_without_reading_them(stores: Stores) -> None:
    notices = stores.notices()
    changed = a_notice(template=Template.RECORD_CHANGED, version=5)
    notices.put(changed, over=None)
    notices.put(changed.acknowledged(by="source-1", at=NOW), over=changed)
    notices.put(a_notice(the_subject(a_subject())), over=None)
    notices.put(a_notice(act="YY20261123-bbbbbbbb"), over=None)

    told = notices.told_of(CASE)

    assert [(one.template, one.version, one.state) for one in sorted(told)] == [
        ("accepted", 4, "pending"),
        ("record_changed", 5, "acknowledged"),
    ]
    assert {one.recipient for one in told} == {TO_BODY.reference, the_subject(a_subject()).reference}
    assert changed.notice in {one.notice for one in told}


def test_only_what_is_left_to_do_is_found_oldest_first(stores: Stores) -> None:
    notices, notice, errand = stores.notices(), a_notice(at=NOW + MINUTE), an_errand()
    exchange = a_notice(EXCHANGE, template=Template.EXCHANGE_MARK_ON)
    notices.put(notice, over=None)
    notices.put(exchange, over=None)
    notices.put_errand(errand, over=None)

    late = NOW + COMMITS_WITHIN + MINUTE
    assert list(notices.unsettled(before=late, limit=10)) == [notice.notice, errand.errand]
    assert list(notices.unsettled(before=late, limit=1)) == [notice.notice]
    assert list(notices.unsettled(before=NOW, limit=10)) == []
    notices.put(notice.acknowledged(by="source-1", at=NOW), over=notice)
    notices.put_errand(errand.moved(wakes_at=None), over=errand)
    assert list(notices.unsettled(before=late, limit=10)) == []


def test_one_of_several_that_confirm_at_once_wins(ministack: OnServer) -> None:
    notices, notice = ministack.notices(), a_notice()
    notices.put(notice, over=None)

    assert winners(lambda n: notices.put(notice.acknowledged(by=f"source-{n}", at=NOW), over=notice)) == 1


def test_a_notice_is_told_to_the_queue(server: OnServer) -> None:
    name = server.queue("notices")
    QueueNotices(server.server.clients.get("sqs"), name).send("9f0c")

    sqs = server.server.furnishing.get("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == '{"notice":"9f0c"}'
