"""Whoever saw a record before it was corrected is told once that it has changed, and not what."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.ledger.accesses import Access, Page
from chalicelib.ledger.entries import Actor, Entry
from chalicelib.ledger.entries import Kind as EntryKind
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.records import Announced, Kin, Reason
from chalicelib.notices.chasing import PAGE, ROUNDS, chase, react
from chalicelib.notices.errands import Errand, Kind
from chalicelib.notices.notice import EXCHANGE, Notice, the_account, the_body, the_organisation
from chalicelib.notices.templates import Template
from tests.factories import BODY, NOW, a_credit_code, a_profile, a_record
from tests.factories_notices import CASE, an_access, an_errand
from tests.fakes_ledger import MemoryAccesses
from tests.unit.notices.standing import FakeMeans
from tests.unit.objections.standing import COURT, FORMER_BODY

RECORD = a_record()


def _errand(reason: Reason = Reason.CORRECTED) -> Errand:
    """Return the promise to tell who saw a version before the third."""
    return an_errand(Kind.CHANGE, record_id=RECORD.record_id, reason=reason.value)


def _means(*accesses: Access) -> FakeMeans:
    means = FakeMeans()
    for access in accesses:
        means.accesses.put(access)
    means.notice_store.put_errand(_errand(), over=None)
    return means


def _told(means: FakeMeans) -> list[Notice]:
    return [one for one in means.notice_store.all() if one.template is Template.RECORD_CHANGED]


def _recipients(means: FakeMeans) -> set[str]:
    return {one.recipient.reference for one in _told(means)}


def test_a_correction_a_withdrawal_and_a_mark_are_chased_and_a_supply_is_not() -> None:
    means = FakeMeans()
    marked = versions.marked(RECORD, case=CASE, at=NOW)
    withdrawn = versions.withdrawn(marked, act=CASE, at=NOW)
    changes = [
        Change(before=None, after=RECORD, by="department-1", role="department"),
        Change(before=RECORD, after=marked, by="", role="system"),
        Change(before=marked, after=withdrawn, by="", role="system"),
    ]
    for _ in range(2):
        react(changes, outbox=means.outbox)

    errands = means.notice_store.errands()
    assert {(one.about.act, one.about.version, one.reason) for one in errands} == {
        (CASE, 2, "marked"),
        (CASE, 3, "withdrawn"),
    }
    assert set(means.queue.sent) == {one.errand for one in errands}


def test_what_a_full_statement_lacked_and_what_was_added_by_mistake_is_withdrawn_and_what_came_back_is_not() -> None:
    means = FakeMeans()
    said = Announced(message="resync", on=NOW.date(), reason="-", batch="b-1", row=0, at=NOW, certifier="-")
    left_out = versions.left_out(RECORD, said, act="b-1", at=NOW)
    back = versions.put_back(left_out, RECORD, act="b-2", at=NOW)
    taken_back = versions.put_back(back, None, act="b-3", at=NOW)
    for before, after in pairwise([RECORD, left_out, back, taken_back]):
        react([Change(before=before, after=after, by="-", role="department")], outbox=means.outbox)

    errands = means.notice_store.errands()
    assert {one.about.act: one.reason for one in errands} == {"b-1": "withdrawn", "b-2": "undone", "b-3": "withdrawn"}


def test_who_was_merged_is_registered_anew_and_no_looker_is_chased_for_it() -> None:
    means, profile = FakeMeans(), a_profile()
    kin = Kin(
        event="merge",
        role="successor",
        credit_code="-",
        name="-",
        on=NOW.date(),
        doc_no="-",
        batch="b-1",
        row=2,
    )
    related = versions.related(profile, kin, act="b-1", at=NOW)

    react([Change(before=profile, after=related, by="department-1", role="department")], outbox=means.outbox)

    assert not means.notice_store.errands()


def test_who_saw_an_earlier_version_is_told_and_who_saw_none_or_the_new_one_is_not() -> None:
    other = a_record(number=2)
    means = _means(
        an_access(1, version=1),
        an_access(2, version=2, body=COURT),
        an_access(3, version=3, body="shili-xian"),
        an_access(4, seen=an_access(subject=other.subject.reference).seen[:0], body="shili-zx"),
    )

    chase(_errand(), means=means, now=NOW)

    assert _recipients(means) == {the_body(BODY).reference, the_body(COURT).reference}


def test_the_notice_names_what_was_seen_and_says_nothing_of_what_became_of_it() -> None:
    means = _means(an_access(1))

    chase(_errand(), means=means, now=NOW)

    (notice,) = _told(means)
    access = an_access(1)
    assert notice.seen is not None
    assert (notice.seen.record_id, notice.seen.entry) == (RECORD.record_id, access.reference)
    assert notice.seen.matter_number == "虚检〔2026〕1号"
    for untold in (CASE, "corrected", "fine_amount_wan", "1.5"):
        assert untold not in notice.text.body


def test_one_recipient_is_told_once_however_often_they_looked_and_however_often_they_are_chased() -> None:
    means = _means(*(an_access(number) for number in range(1, 6)))
    errand = chase(_errand(), means=means, now=NOW)
    (first,) = _told(means)
    means.notice_store.put(first.acknowledged(by="source-1", at=NOW), over=first)

    chase(errand, means=means, now=NOW + timedelta(hours=1))

    (still,) = _told(means)
    assert still.acknowledged_by == "source-1"


def test_a_holder_of_a_grant_is_told_as_such_and_who_has_no_other_name_by_their_account() -> None:
    granted = an_access(1, role="agency", body=None, grant="SQ20261123-aaaaaaaa")
    agency = an_access(2, role="agency", body=None)
    unknown_grant = an_access(3, role="agency", body=None, grant="SQ20261123-bbbbbbbb")
    means = _means(granted, agency, unknown_grant)
    means.holders["SQ20261123-aaaaaaaa"] = the_organisation(a_credit_code(7))
    slot, _, entry = agency.reference.rpartition("-")
    actor = Actor(sub="agency-1", role="agency")
    means.ledger.put(Entry(entry=entry, at=agency.at, kind=EntryKind.LOOK, actor=actor, route=agency.route))
    (line,) = means.ledger.lines.values()
    means.ledger.lines[slot, entry] = line

    chase(_errand(), means=means, now=NOW)

    assert _recipients(means) == {the_organisation(a_credit_code(7)).reference, the_account("agency-1").reference}


def test_a_body_that_was_followed_by_another_is_told_as_that_one_and_one_in_no_register_under_its_own_name() -> None:
    means = _means(an_access(1, body=FORMER_BODY), an_access(2, body="shili-wu"))

    chase(_errand(), means=means, now=NOW)

    assert _recipients(means) == {the_body(BODY).reference, the_body("shili-wu").reference}


@pytest.mark.parametrize(
    "changes",
    [{"role": "desk"}, {"role": "auditor"}, {"act": CASE}, {"ground": "own_record"}],
    ids=str,
)
def test_the_platforms_staff_who_has_a_part_in_the_act_and_the_subject_are_not_chased(changes: dict[str, Any]) -> None:
    means = _means(an_access(1, **changes))

    chase(_errand(), means=means, now=NOW)

    assert _told(means) == []


@pytest.mark.parametrize(
    ("reason", "template"),
    [
        (Reason.CORRECTED, Template.EXCHANGE_CHANGE),
        (Reason.WITHDRAWN, Template.EXCHANGE_REVOKE),
        (Reason.MARKED, Template.EXCHANGE_MARK_ON),
        (Reason.MARK_REMOVED, Template.EXCHANGE_MARK_OFF),
    ],
)
def test_a_message_waits_for_the_exchange(reason: Reason, template: Template) -> None:
    means, errand = FakeMeans(), _errand(reason)
    means.notice_store.put_errand(errand, over=None)

    chase(errand, means=means, now=NOW)

    (waiting,) = means.notice_store.all()
    assert (waiting.recipient, waiting.template, waiting.state) == (EXCHANGE, template, "pending")
    assert means.queue.sent == []


class BrokenAccesses(MemoryAccesses):
    """Accesses that give two pages, and then no answer; mended, they give them all."""

    pages: int | None = 2

    def page(self, subject: str, *, own: bool, limit: int, after: str | None = None) -> Page:
        if self.pages == 0:
            raise ConnectionError
        self.pages = None if self.pages is None else self.pages - 1
        return super().page(subject, own=own, limit=limit, after=after)


def test_a_chase_that_was_broken_off_goes_on_from_the_page_where_it_stopped() -> None:
    means, accesses = FakeMeans(), BrokenAccesses()
    means.accesses, readers = accesses, 2 * PAGE + 5
    for number in range(readers):
        accesses.put(an_access(number, body=f"shili-{number}"))
    means.notice_store.put_errand(_errand(), over=None)
    with pytest.raises(ConnectionError):
        chase(_errand(), means=means, now=NOW)
    (left,) = means.notice_store.errands()
    assert (len(_recipients(means)), left.after is None) == (2 * PAGE, False)
    accesses.pages = None

    ended = chase(left, means=means, now=NOW)

    assert (len(_recipients(means)), len(means.queue.sent)) == (readers, readers)
    assert ended.after is None


def test_a_look_that_was_sealed_late_is_told_in_a_later_round_and_at_last_the_chase_is_over() -> None:
    means, errand, rounds = _means(an_access(1)), _errand(), 0
    while errand.wakes_at is not None:
        errand = chase(errand, means=means, now=max(NOW, errand.wakes_at))
        rounds += 1
        if rounds == 3:
            means.accesses.put(an_access(2, body=COURT))

    assert _recipients(means) == {the_body(BODY).reference, the_body(COURT).reference}
    assert rounds == len(ROUNDS) + 1
    assert chase(errand, means=means, now=NOW) == errand


def test_a_round_that_comes_late_makes_up_for_those_before_it() -> None:
    means = _means(an_access(1))

    ended = chase(_errand(), means=means, now=NOW + ROUNDS[-1])

    assert ended.wakes_at is None
