"""What happens to organisations themselves: another name, a merger, a division; no record moves."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.intake.admission import admit
from chalicelib.intake.announcements import Announcements
from chalicelib.intake.batches import Batch, Counts, Message
from chalicelib.intake.drafts import Drafts
from chalicelib.intake.messages import messages
from chalicelib.intake.offers import Offer
from chalicelib.intake.receipts import Receipt
from chalicelib.intake.sources import Sources
from chalicelib.intake.undoing import undo
from chalicelib.library import versions
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.library.records import Kin, Record, Status
from chalicelib.reports.composition import report_on
from chalicelib.search.confirming import former_names_of, profiles_of
from chalicelib.wiring import Services
from tests.factories import NOW, PENALTY, REGISTRATION, a_batch, a_credit_code, a_profile, a_record, a_subject
from tests.unit.intake.showing import shown_to_everybody
from tests.unit.intake.standing import (
    CHUNK_ROWS,
    REGISTRAR,
    TODAY,
    csv_of,
    penalty_row,
    registration_row,
    some_services,
    taken_in,
)
from tests.unit.intake.telling import message_file, told

LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
OTHER = Reader(level=Level.DEPARTMENT, sub="department-2", role="department", body=REGISTRAR)


def _registered(*numbers: int) -> Services:
    services = some_services()
    rows = [registration_row(n) for n in numbers]
    taken_in(services, csv_of(rows, item=REGISTRATION), item=REGISTRATION)
    return services


def _said(services: Services, message: Message, *rows: dict[str, str], at: Any = LATER) -> tuple[Batch, Receipt]:
    data = message_file(message, rows, item=REGISTRATION)
    return taken_in(services, data, item=REGISTRATION, message=message, at=at)


def _row(message: Message, n: int, successor: int | None = None, **cells: str) -> dict[str, str]:
    of = {} if successor is None else {
        "successor_name": f"示例虚构{successor}号有限公司", "successor_credit_code": a_credit_code(successor)
    }  # fmt: skip
    return told(message, registration_row(n), item=REGISTRATION, **of, **cells)


def _profile(services: Services, n: int) -> Record:
    found = services.library.find(record_id_of(a_subject(n), profile_place(REGISTRATION)))
    assert found is not None
    return found


def _codes(receipt: Receipt) -> list[tuple[int | None, str]]:
    return [(one.row, one.code) for one in receipt.findings]


def _block(services: Services, n: int) -> dict[str, Any]:
    report = report_on(a_subject(n), reader=PUBLIC, holdings=services.holdings, now=LATER).content
    sections = [section for chapter in report.chapters for section in chapter.sections]
    return {line.field: line.value for section in sections for line in section.block}


def test_who_has_another_name_is_found_by_the_former_one() -> None:
    services = _registered(1)

    batch, receipt = _said(services, Message.RENAME, _row(Message.RENAME, 1, new_name="示例虚构新名有限公司"))

    assert (batch.counts, receipt.findings) == (Counts(rows=1, changed=1), ())
    assert _profile(services, 1).content.fields["name"] == "示例虚构新名有限公司"
    view = services.holdings.view_for(PUBLIC, today=TODAY)
    (found,) = profiles_of([a_credit_code(1)], holdings=services.holdings, view=view).values()
    assert list(former_names_of(found, holdings=services.holdings).values()) == ["示例虚构1号有限公司"]


def test_a_register_sent_again_with_the_former_name_is_stale_and_with_a_newer_one_is_not() -> None:
    services = _registered(1)
    _said(services, Message.RENAME, _row(Message.RENAME, 1, new_name="示例虚构新名有限公司"))

    stale, receipt = taken_in(services, csv_of([registration_row(1)], item=REGISTRATION), item=REGISTRATION, at=LATEST)
    newer, _ = taken_in(
        services,
        csv_of([registration_row(1, name="示例虚构更新名有限公司")], item=REGISTRATION),
        item=REGISTRATION,
        at=LATEST + timedelta(minutes=1),
    )

    assert (stale.counts.refused, _codes(receipt)) == (1, [(2, "library.contradicts_message")])
    assert (newer.counts.changed, _profile(services, 1).content.announced) == (1, None)


def test_of_a_merger_each_profile_names_the_other_and_every_record_stays_where_it_was() -> None:
    services = _registered(1, 2, 3)
    taken_in(services, csv_of([penalty_row(1)]), at=NOW + timedelta(minutes=1))
    before = services.library.records_of(a_subject(1), PENALTY)

    batch, receipt = _said(services, Message.MERGE, _row(Message.MERGE, 1, 3), _row(Message.MERGE, 2, 3))

    assert (batch.counts, receipt.findings) == (Counts(rows=2, changed=2), ())
    after = Kin(
        event="merge",
        role="successor",
        credit_code=a_credit_code(3),
        name="示例虚构3号有限公司",
        on=date(2026, 11, 20),
        doc_no="虚构更字〔2026〕1号",
        batch=batch.batch,
        row=2,
    )
    assert _profile(services, 1).content.kin == (after,)
    kin = _profile(services, 3).content.kin
    assert [(one.role, one.credit_code, one.name, one.row) for one in kin] == [
        ("predecessor", a_credit_code(1), "示例虚构1号有限公司", 2),
        ("predecessor", a_credit_code(2), "示例虚构2号有限公司", 3),
    ]
    assert services.library.records_of(a_subject(1), PENALTY) == before
    assert not services.library.records_of(a_subject(3), PENALTY)
    assert _block(services, 1)["successor"] == f"示例虚构3号有限公司（{a_credit_code(3)}，2026-11-20合并）"
    assert _block(services, 3)["predecessor"] == (
        f"示例虚构1号有限公司（{a_credit_code(1)}，2026-11-20合并）；示例虚构2号有限公司（{a_credit_code(2)}，2026-11-20合并）"
    )
    assert "predecessor" not in _block(services, 1)


def test_of_a_division_one_row_names_each_who_came_after_it() -> None:
    services = _registered(1, 2, 3)

    batch, receipt = _said(services, Message.SPLIT, _row(Message.SPLIT, 1, 2), _row(Message.SPLIT, 1, 3))

    assert (batch.counts, receipt.findings) == (Counts(rows=2, changed=2), ())
    assert [one.credit_code for one in _profile(services, 1).content.kin] == [a_credit_code(2), a_credit_code(3)]
    assert [one.role for n in (2, 3) for one in _profile(services, n).content.kin] == ["predecessor"] * 2


def test_the_same_event_again_changes_nothing_a_later_register_keeps_it_and_the_undo_takes_it_back() -> None:
    services = _registered(1, 2)
    before = shown_to_everybody(services)
    row = _row(Message.MERGE, 1, 2)

    first, _ = _said(services, Message.MERGE, row)
    held = services.library.all()  # type: ignore[attr-defined]
    second, _ = _said(services, Message.MERGE, row, at=LATEST)
    assert (second.counts, services.library.all()) == (Counts(rows=1, unchanged=1), held)  # type: ignore[attr-defined]

    at = LATEST + timedelta(hours=1)
    admit(undo(first.batch, by=OTHER, means=services, now=at).batch, means=services, now=at, chunk_rows=CHUNK_ROWS)
    assert shown_to_everybody(services) == before

    _said(services, Message.MERGE, row, at=at)
    new = csv_of([registration_row(2, address="示例市虚构路2号")], item=REGISTRATION)
    taken_in(services, new, item=REGISTRATION, at=at + timedelta(hours=1))
    assert len(_profile(services, 2).content.kin) == 1


def test_an_event_told_of_another_day_replaces_what_was_told_before() -> None:
    services = _registered(1, 2)
    _said(services, Message.MERGE, _row(Message.MERGE, 1, 2))

    batch, _ = _said(services, Message.MERGE, _row(Message.MERGE, 1, 2, told_on="2026-11-19"), at=LATEST)

    assert batch.counts.changed == 1
    assert [one.on for one in _profile(services, 1).content.kin] == [date(2026, 11, 19)]


def test_who_came_after_and_is_not_registered_here_is_named_all_the_same() -> None:
    services = _registered(1)

    batch, receipt = _said(services, Message.MERGE, _row(Message.MERGE, 1, 9), _row(Message.MERGE, 1, 1))

    assert batch.counts == Counts(rows=2, changed=1, refused=1)
    assert _codes(receipt) == [(2, "message.successor_not_linked"), (3, "message.successor_is_itself")]
    assert len(_profile(services, 1).content.kin) == 1


def test_who_is_not_registered_here_was_never_merged() -> None:
    services = _registered(2)

    batch, receipt = _said(services, Message.MERGE, _row(Message.MERGE, 1, 2))

    assert (batch.counts.refused, _codes(receipt)) == (1, [(2, "message.no_such_record")])
    assert not _profile(services, 2).content.kin


def test_a_profile_that_no_longer_stands_names_nobody_new() -> None:
    services = _registered(1, 2)
    for n in (1, 2):
        standing = _profile(services, n)
        services.library.put(versions.withdrawn(standing, act="YY1", at=NOW), over=standing)

    batch, receipt = _said(services, Message.SPLIT, _row(Message.SPLIT, 1, 2))

    assert (batch.counts.unchanged, _codes(receipt)) == (1, [(2, "message.no_longer_stands")])
    assert _profile(services, 1).content.status is Status.WITHDRAWN


def test_a_self_employed_business_is_named_by_its_code_alone() -> None:
    services = _registered(1)
    standing = _profile(services, 1)
    kin = Kin(
        event="split",
        role="predecessor",
        credit_code=a_credit_code(5, kind="92"),
        name="虚构人甲",
        on=NOW.date(),
        doc_no="虚构文号",
        batch="b-1",
        row=2,
    )
    services.library.put(versions.related(standing, kin, act="b-1", at=NOW), over=standing)

    said = _block(services, 1)["predecessor"]

    assert said.startswith(f"个体工商户（{a_credit_code(5, kind='92')}，")
    assert "虚构人甲" not in said


def test_only_an_event_has_a_successor() -> None:
    services, batch = some_services(), a_batch()
    item = services.catalogue.get(REGISTRATION)
    announces = Announcements(
        Drafts(batch, item, Sources(batch.ticket, services.bodies), NOW), messages().kinds[Message.STATUS]
    )
    record = a_record()
    offer = Offer(subject=record.subject, place=record.place, content=record.content)

    with pytest.raises(ValueError, match="no row of a merger"):
        announces.offer_of_successor(offer, a_profile(), named="示例")
