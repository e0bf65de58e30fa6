"""Messages about single records: annulled, of another status, off a list, repaired elsewhere; and what they leave."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import DataFileError, UnprocessableError
from chalicelib.intake import tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, Counts, Message, State
from chalicelib.intake.judged import Kind
from chalicelib.intake.messages import FILE, Effect, form_of, kind_of_message, messages, messages_in
from chalicelib.intake.plans import PlanCounts, Planned
from chalicelib.intake.receipts import Receipt
from chalicelib.intake.undoing import undo
from chalicelib.library import versions
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.library.records import REPAIRED, UNCONFIRMED, Announced, Reason, Record, Status
from chalicelib.library.visibility import Told, View
from chalicelib.objections.repairs.rules import rules as rules_of_repair
from chalicelib.terms import tables
from chalicelib.terms.subjects import Subject
from chalicelib.wiring import Services
from tests.factories import BODY, BODY_NAME, DIVISION, NOW, PENALTY, REGISTRATION, a_credit_code, a_subject
from tests.journeys.killing import KilledError, Killer, Moment, counted
from tests.unit.intake.showing import shown_to_everybody
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    COURT_CODE,
    OTHER_BODY,
    OTHER_NAME,
    SOURCE_CODE,
    TODAY,
    a_declaration,
    csv_of,
    penalty_row,
    person_row,
    plan_of,
    registration_row,
    sent,
    some_services,
    taken_in,
)
from tests.unit.intake.telling import PERMIT, SERIOUS, listed_row, message_file, permit_row, told, told_of_person

LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
OTHER, THIRD = (Reader(level=Level.DEPARTMENT, sub=f"department-{n}", role="department", body=BODY) for n in (2, 3))
SINGLE = (Message.REVOKE, Message.STATUS, Message.LIST_OUT, Message.REPAIR)


def _said(
    services: Services, message: Message, *rows: dict[str, str], item: str = PENALTY, **changes: Any
) -> tuple[Batch, Receipt]:
    at = {"at": LATER, **changes}
    return taken_in(services, message_file(message, rows, item=item), item=item, message=message, **at)


def _only(services: Services, item: str = PENALTY, subject: Subject | None = None) -> Record:
    (record,) = services.library.records_of(subject or a_subject(1), item)
    return record


def _codes(receipt: Receipt) -> list[tuple[int | None, str]]:
    return [(one.row, one.code) for one in receipt.findings]


def _holding(row: dict[str, str], *, item: str = PENALTY) -> Services:
    services = some_services()
    taken_in(services, csv_of([row], item=item), item=item)
    return services


def test_an_annulment_whose_undoing_was_taken_back_counts_again_and_no_old_file_brings_the_decision_back() -> None:
    services = _holding(penalty_row(1))
    batch, _ = _said(services, Message.REVOKE, told(Message.REVOKE, penalty_row(1)))
    annulled = shown_to_everybody(services)

    undone = undo(batch.batch, by=OTHER, means=services, now=LATEST)
    admit(undone.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)
    again = undo(undone.batch, by=THIRD, means=services, now=LATEST)
    admit(again.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)

    assert shown_to_everybody(services) == annulled
    supplied, receipt = taken_in(services, csv_of([penalty_row(1)]), at=LATEST + timedelta(hours=1))
    assert (supplied.counts.refused, _codes(receipt)) == (1, [(2, "library.contradicts_withdrawal")])
    assert _only(services).content.status is Status.WITHDRAWN


def test_a_decision_that_its_body_annulled_stands_no_longer_and_the_record_says_why() -> None:
    services = _holding(penalty_row(1))

    batch, receipt = _said(services, Message.REVOKE, told(Message.REVOKE, penalty_row(1)))

    record = _only(services)
    assert (batch.state, batch.counts, receipt.findings) == (State.APPLIED, Counts(rows=1, revoked=1), ())
    assert (record.version, record.content.status, record.content.reason) == (2, Status.WITHDRAWN, Reason.WITHDRAWN)
    assert record.content.act == batch.batch
    assert record.content.announced == Announced(
        message="revoke",
        on=date(2026, 11, 20),
        doc_no="虚构更字〔2026〕1号",
        reason="虚构的原因。",
        batch=batch.batch,
        row=2,
        at=LATER,
        certifier="department-1",
    )
    assert record.content.supply.batch != batch.batch, "the row it came from is still the one that supplied it"
    assert services.suppliers.tally_of(BODY, PENALTY).live == 0  # type: ignore[union-attr]
    (last,) = services.supplies.of(PENALTY)
    assert last.supplied_at == NOW, "what is said of a record supplies none"


def test_a_permit_that_is_void_has_ended_and_one_that_is_valid_again_has_a_new_version() -> None:
    services = _holding(permit_row(1), item=PERMIT)
    void = told(Message.STATUS, permit_row(1), item=PERMIT, permit_status="无效")

    ended, _ = _said(services, Message.STATUS, void, item=PERMIT)
    again, _ = _said(services, Message.STATUS, void | {"permit_status": "有效"}, item=PERMIT, at=LATEST)

    assert (ended.counts.expired, again.counts.changed) == (1, 1)
    record = _only(services, PERMIT)
    assert (record.version, record.content.fields["permit_status"]) == (3, "1")
    assert (record.content.reason, record.content.status) == (Reason.ANNOUNCED, Status.LIVE)
    assert record.content.announced is not None
    assert record.content.announced.before == {"permit_status": "2"}


def test_a_registration_that_ended_keeps_the_day_only_where_its_status_has_one() -> None:
    services = _holding(registration_row(1), item=REGISTRATION)
    row = told(Message.STATUS, registration_row(1), item=REGISTRATION)

    idle, _ = _said(services, Message.STATUS, row | {"reg_status": "停业"}, item=REGISTRATION)
    ended, _ = _said(services, Message.STATUS, row | {"reg_status": "注销"}, item=REGISTRATION, at=LATEST)

    assert (idle.counts.changed, ended.counts.expired) == (1, 1)
    now = services.library.find(f"m~{a_credit_code(1)}~{REGISTRATION}")
    assert now is not None
    before = services.library.history_of(now.record_id)[-1]
    assert "ended_on" not in before.content.fields
    assert (now.content.fields["reg_status"], now.content.fields["ended_on"]) == ("注销", "2026-11-20")


def test_who_is_off_a_list_is_off_it_from_a_day_by_a_body_for_a_reason() -> None:
    services = _holding(listed_row(1), item=SERIOUS)

    batch, _ = _said(services, Message.LIST_OUT, told(Message.LIST_OUT, listed_row(1), item=SERIOUS), item=SERIOUS)

    fields = _only(services, SERIOUS).content.fields
    assert batch.counts == Counts(rows=1, expired=1)
    assert (fields["removed_on"], fields["removed_reason"]) == ("2026-11-20", "虚构的原因。")
    assert fields["removed_by"] == "示例虚构国家平台"


def test_who_takes_off_a_list_is_the_sender_where_the_row_names_nobody() -> None:
    services = _holding(listed_row(1), item=SERIOUS)

    _said(services, Message.LIST_OUT, told(Message.LIST_OUT, listed_row(1), item=SERIOUS, told_by=""), item=SERIOUS)

    assert _only(services, SERIOUS).content.fields["removed_by"] == listed_row(1)["source_name"]


@pytest.mark.parametrize("item", [PENALTY, SERIOUS])
def test_what_was_repaired_elsewhere_is_treated_as_what_was_repaired_here(item: str) -> None:
    row = penalty_row(1) if item == PENALTY else listed_row(1)
    services = _holding(row, item=item)
    before = _only(services, item)

    batch, _ = _said(services, Message.REPAIR, told(Message.REPAIR, row, item=item), item=item)

    now = _only(services, item).content
    here = versions.repaired(before, {}, case="XF1", at=LATER).content
    assert batch.counts == Counts(rows=1, expired=1)
    assert (now.reason, now.withheld, now.ended, now.shielded_until) == (
        here.reason,
        here.withheld,
        here.ended,
        here.shielded_until,
    )
    assert now.ended == REPAIRED
    off = {name for name in now.fields if now.fields[name] != before.content.fields.get(name)}
    assert off == set(now.superseded_fields)
    assert off == (set() if item == PENALTY else {"removed_on", "removed_reason", "removed_by"})


def test_a_repair_of_what_is_of_uncertain_identity_stays_hidden_from_more() -> None:
    services = some_services()
    taken_in(services, csv_of([person_row(1), person_row(2, party_name="虚构人乙")], columns=_columns()))

    batch, receipt = _said(
        services, Message.REPAIR, told_of_person(Message.REPAIR, person_row(2, party_name="虚构人乙"))
    )

    (unconfirmed,) = [
        one
        for one in services.library.all()  # type: ignore[attr-defined]
        if one.content.announced is not None
    ]
    assert batch.counts == Counts(rows=1, expired=1)
    assert (unconfirmed.content.withheld, unconfirmed.content.ended) == (UNCONFIRMED, REPAIRED)
    assert _codes(receipt) == [(2, "party.name_differs")]


def _columns() -> list[str]:
    return list(person_row(1))


def test_a_message_names_nobody_new_and_makes_no_record() -> None:
    services = _holding(penalty_row(1))
    before = services.library.all()  # type: ignore[attr-defined]
    stranger = told_of_person(Message.REVOKE, person_row(9), person_id_no=ALSO_GROWN)

    batch, receipt = _said(services, Message.REVOKE, stranger, told(Message.REVOKE, penalty_row(7)))

    assert batch.counts == Counts(rows=2, refused=2)
    assert _codes(receipt) == [(2, "message.no_such_record"), (3, "message.no_such_record")]
    assert services.library.all() == before  # type: ignore[attr-defined]
    assert services.identities.find(services.documents.hash_of("resident_id", ALSO_GROWN)) is None


def test_no_message_is_about_the_record_of_another_body() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1, source_name=OTHER_NAME)]), body=OTHER_BODY)

    batch, receipt = _said(services, Message.REVOKE, told(Message.REVOKE, penalty_row(1)))

    assert batch.counts == Counts(rows=1, refused=1)
    assert _codes(receipt) == [(2, "library.of_another_body")]
    assert Planned(batch.batch, services.receipts).counts(batch.plan) == PlanCounts(rows=1, conflict=1)


def test_what_a_court_determined_and_what_is_no_dishonesty_is_not_repaired() -> None:
    court, contract = penalty_row(1, authority_credit_code=COURT_CODE), "contract_performance"
    services = _holding(court)
    taken_in(services, csv_of([_contract()], item=contract), item=contract, at=NOW + timedelta(minutes=1))

    of_court, said = _said(services, Message.REPAIR, told(Message.REPAIR, court))
    neutral, also = _said(
        services, Message.REPAIR, told(Message.REPAIR, _contract(), item=contract), item=contract, at=LATEST
    )

    assert (of_court.counts.refused, _codes(said)) == (1, [(2, "message.of_a_court")])
    assert (neutral.counts.refused, _codes(also)) == (1, [(2, "message.nothing_to_repair")])


@pytest.mark.parametrize("item", ["court_judgment", "enforcement_case", "judgment_defaulter"])
def test_no_repair_is_told_of_court_data(item: str) -> None:
    with pytest.raises(UnprocessableError, match=r"upload\.message_not_of_item"):
        form_of(catalogue().get(item), Message.REPAIR)


def test_what_is_so_already_stays_as_it_is() -> None:
    services = _holding(penalty_row(1))
    taken_in(services, csv_of([penalty_row(2)]), at=NOW + timedelta(minutes=1))
    other = _only(services, subject=a_subject(2))
    services.library.put(versions.withdrawn(other, act="YY1", at=NOW), over=other)
    rows = [told(Message.REVOKE, penalty_row(n)) for n in (1, 2)]

    first, receipt = _said(services, Message.REVOKE, *rows)
    second, again = _said(services, Message.REVOKE, *rows, at=LATEST)

    assert (first.counts, second.counts) == (Counts(rows=2, revoked=1, unchanged=1), Counts(rows=2, unchanged=2))
    assert _codes(receipt) == _codes(again) == [(3, "message.no_longer_stands")]
    assert _only(services).version == 2


def test_a_record_under_an_open_case_keeps_its_mark_and_is_told_as_disputed() -> None:
    services = _holding(penalty_row(1))
    standing = _only(services)
    services.library.put(versions.marked(standing, case="YY1", at=NOW), over=standing)

    batch, _ = _said(services, Message.REPAIR, told(Message.REPAIR, penalty_row(1)))

    plan = plan_of(services, batch.batch)
    assert plan is not None
    (line,) = Planned(batch.batch, services.receipts).lines(plan, after=0, limit=9)
    assert (line.verdict, line.record, plan.withdraws_or_changes) == (Kind.DISPUTED, standing.record_id, 1)
    assert (_only(services).mark, _only(services).content.ended) == ("YY1", REPAIRED)


def test_what_a_message_said_is_not_unsaid_by_an_old_file_sent_again() -> None:
    services = _holding(listed_row(1), item=SERIOUS)
    _said(services, Message.LIST_OUT, told(Message.LIST_OUT, listed_row(1), item=SERIOUS), item=SERIOUS)
    off = {"removed_on": "2026-11-20", "removed_reason": "虚构的原因。", "removed_by": "示例虚构国家平台"}

    stale, receipt = taken_in(services, csv_of([listed_row(1)], item=SERIOUS), item=SERIOUS, at=LATEST)
    same, _ = taken_in(
        services, csv_of([listed_row(1, **off)], item=SERIOUS), item=SERIOUS, at=LATEST + timedelta(minutes=1)
    )

    assert (stale.counts.refused, _codes(receipt)) == (1, [(2, "library.contradicts_message")])
    assert (same.counts.unchanged, _only(services, SERIOUS).version) == (1, 2)


def test_a_message_older_than_what_was_supplied_since_changes_nothing() -> None:
    services = _holding(penalty_row(1))
    late, _ = tickets.ticket(
        a_declaration(
            data := message_file(Message.REVOKE, [told(Message.REVOKE, penalty_row(1))]), message=Message.REVOKE
        ),
        means=services,
        now=NOW + timedelta(minutes=1),
    )
    services.uploads.receive(late.batch, data)  # type: ignore[attr-defined]
    taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    batch = admit(late.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)

    assert (batch.counts.superseded, _only(services).content.status) == (1, Status.LIVE)


def test_what_a_case_ended_on_a_list_is_not_told_anew_by_its_source() -> None:
    services = _holding(listed_row(1), item=SERIOUS)
    standing = _only(services, SERIOUS)
    ended = {"removed_on": "2026-11-01", "removed_reason": "信用修复", "removed_by": "示例虚构信用中心"}
    services.library.put(versions.repaired(standing, ended, case="XF1", at=NOW), over=standing)

    batch, receipt = _said(
        services, Message.LIST_OUT, told(Message.LIST_OUT, listed_row(1), item=SERIOUS), item=SERIOUS
    )
    repaired, _ = _said(
        services, Message.REPAIR, told(Message.REPAIR, listed_row(1), item=SERIOUS), item=SERIOUS, at=LATEST
    )

    assert (batch.counts.refused, _codes(receipt)) == (1, [(2, "library.contradicts_correction")])
    assert repaired.counts.unchanged == 1


def test_who_granted_a_repair_is_kept_and_two_who_did_contradict_each_other() -> None:
    reg_no = "512099000000019"
    services = _holding(registration_row(1, reg_no=reg_no), item=REGISTRATION)
    taken_in(services, csv_of([penalty_row(1)]))
    row = told(Message.REPAIR, penalty_row(1))
    other = row | {"party_credit_code": "", "party_reg_no": reg_no, "told_by": "另一虚构平台"}

    batch, receipt = _said(services, Message.REPAIR, row, other)

    announced = _only(services).content.announced
    assert announced is not None
    assert (announced.by, batch.counts.expired, batch.counts.refused) == ("示例虚构国家平台", 1, 1)
    assert (_codes(receipt), receipt.platform) == ([(3, "row.contradicts_earlier")], ())


def test_two_rows_about_one_record_are_one_or_contradict_each_other_whichever_code_they_name() -> None:
    reg_no = "512099000000019"
    services = _holding(registration_row(1, reg_no=reg_no), item=REGISTRATION)
    taken_in(services, csv_of([permit_row(1)], item=PERMIT), item=PERMIT)
    row = told(Message.STATUS, permit_row(1), item=PERMIT, permit_status="无效")
    by_old_code = row | {"party_credit_code": "", "party_reg_no": reg_no}

    same, told_same = _said(services, Message.STATUS, row, by_old_code, item=PERMIT)
    valid = {"permit_status": "有效"}
    other, told_other = _said(
        services,
        Message.STATUS,
        row | valid,
        by_old_code | valid | {"told_reason": "另一原因。"},
        item=PERMIT,
        at=LATEST,
    )

    assert (same.counts.expired, same.counts.unchanged) == (1, 1)
    assert _codes(told_same) == [(3, "row.repeats_earlier")]
    assert (other.counts.changed, other.counts.refused) == (1, 1)
    assert _codes(told_other) == [(3, "row.contradicts_earlier")]


def test_a_text_with_a_mobile_number_keeps_the_row_out() -> None:
    services = _holding(listed_row(1), item=SERIOUS)

    batch, receipt = _said(
        services,
        Message.LIST_OUT,
        told(Message.LIST_OUT, listed_row(1), item=SERIOUS, told_reason="已履行，联系电话13800138000。"),
        item=SERIOUS,
    )

    assert batch.counts == Counts(rows=1, refused=1)
    assert [code for _, code in _codes(receipt)] == ["message.text_not_fit", "text.mentions_mobile"]
    assert _only(services, SERIOUS).version == 1


def test_who_is_listed_is_supplied_as_ever() -> None:
    services = some_services()

    batch, _ = taken_in(services, csv_of([listed_row(1)], item=SERIOUS), item=SERIOUS, message=Message.LIST_IN)

    assert (batch.state, batch.counts.added) == (State.APPLIED, 1)
    (last,) = services.supplies.of(SERIOUS)
    assert (last.body, last.supplied_at) == (BODY, NOW)


def test_a_message_that_an_item_does_not_have_gets_no_ticket() -> None:
    with pytest.raises(UnprocessableError, match=r"upload\.message_not_of_item"):
        tickets.ticket(a_declaration(b"x", message=Message.LIST_OUT), means=some_services(), now=NOW)
    for message in (Message.UNDO, Message.ERASURE):
        with pytest.raises(UnprocessableError, match=r"upload\.message_not_of_item"):
            tickets.ticket(a_declaration(b"x", message=message), means=some_services(), now=NOW)


def test_why_a_record_changed_is_told_to_whom_it_concerns_and_not_to_the_public() -> None:
    services = _holding(penalty_row(1))
    _said(services, Message.REPAIR, told(Message.REPAIR, penalty_row(1)))
    item, record = catalogue().get(PENALTY), _only(services)

    def seen(**reader: Any) -> Any:
        view = View(reader=Reader(**reader), today=TODAY, periods=periods(), bodies=services.bodies)
        shown = view.shown(record, item=item)
        return None if shown is None else shown.announced

    subject = seen(level=Level.SUBJECT, sub="subject-1", role="representative", subject=a_subject(1))
    assert subject == Told(message="repair", on=date(2026, 11, 20), reason="虚构的原因。", doc_no="虚构更字〔2026〕1号")
    source = {"level": Level.DEPARTMENT, "sub": "d", "role": "department", "body": BODY, "division": DIVISION}
    assert seen(**source, purpose="supervision") == subject
    assert seen(level=Level.PUBLIC, sub="", role="") is None
    public = _said_of_a_permit()
    assert public is None


def _said_of_a_permit() -> Any:
    services = _holding(permit_row(1), item=PERMIT)
    void = told(Message.STATUS, permit_row(1), item=PERMIT, permit_status="无效")
    _said(services, Message.STATUS, void, item=PERMIT)
    view = View(reader=PUBLIC, today=TODAY, periods=periods(), bodies=services.bodies)
    shown = view.shown(_only(services, PERMIT), item=catalogue().get(PERMIT))
    assert shown is not None
    return shown.announced


@given(
    data=st.data(),
    messages_said=st.lists(st.sampled_from([Message.REVOKE, Message.REPAIR]), min_size=1, max_size=3),
)
@settings(max_examples=40, deadline=None)
def test_the_same_message_twice_changes_nothing_and_taken_back_it_leaves_everybody_as_before(
    data: st.DataObject, messages_said: list[Message]
) -> None:
    services = some_services()
    rows = [penalty_row(n) for n in range(1, 6)] + [person_row(n) for n in (6, 7)]
    columns = [*dict.fromkeys(name for row in rows for name in row)]
    taken_in(services, csv_of(rows, columns=columns))
    at = LATER
    for message in messages_said:
        chosen = data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=4, unique_by=lambda row: row["doc_no"]))
        said = message_file(message, [told(message, row) for row in chosen])
        before = shown_to_everybody(services, today=TODAY)
        first, _ = taken_in(services, said, message=message, at=at)
        held = services.library.all()  # type: ignore[attr-defined]
        second, _ = taken_in(services, said, message=message, at=at + timedelta(minutes=1))
        assert (second.counts.unchanged, services.library.all()) == (len(chosen), held)  # type: ignore[attr-defined]
        if first.made is not None:
            number = undo(first.batch, by=OTHER, means=services, now=at + timedelta(minutes=2)).batch
            admit(number, means=services, now=at + timedelta(minutes=2), chunk_rows=CHUNK_ROWS)
            assert shown_to_everybody(services, today=TODAY) == before
        at += timedelta(hours=1)


def _contract() -> dict[str, str]:
    return {
        "party_name": "示例虚构1号有限公司",
        "party_credit_code": a_credit_code(1),
        "contract_no": "虚构合同1号",
        "contract_kind": "政府采购",
        "public_body_name": BODY_NAME,
        "public_body_credit_code": SOURCE_CODE,
        "signed_on": "2026-01-05",
        "fulfilment": "履行中",
        "contract_is_public": "是",
        "source_name": BODY_NAME,
        "source_credit_code": SOURCE_CODE,
    }


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"basis": "NOBODY"}, "basis"),
        ({"confirmed": "no"}, "confirmed"),
        ({"kinds": {"shout": {}}}, "shout"),
    ],
)
def test_a_table_that_is_not_sound_is_none(change: dict[str, Any], place: str) -> None:
    with pytest.raises(DataFileError, match=place):
        messages_in({**tables.table(FILE), **change}, known=catalogue())


_REVOKE = {"zh": "虚构", "effect": "annul", "of": ["record"], "basis": "P", "columns": []}


@pytest.mark.parametrize(
    "kind",
    [
        {"shout": _REVOKE},
        {"revoke": _REVOKE | {"effect": "shout"}},
        {"revoke": _REVOKE | {"of": ["shout"]}},
        {"revoke": _REVOKE | {"needs": "shout"}},
        {"revoke": _REVOKE | {"never_for": ["shout"]}},
        {"revoke": _REVOKE | {"columns": [{"id": "told_loud", "zh": "虚构"}]}},
    ],
)
def test_a_kind_that_names_what_is_not_known_is_none(kind: dict[str, Any]) -> None:
    with pytest.raises(DataFileError, match="known"):
        messages_in({**tables.table(FILE), "kinds": kind}, known=catalogue())


@pytest.mark.parametrize(
    "ending",
    [
        {"no_item": {"day": "removed_on"}},
        {PERMIT: {}},
        {PERMIT: {"day": "no_field"}},
        {PERMIT: {"status": "permit_status", "ended": ["void"]}},
        {SERIOUS: {"day": "removed_on", "dated": ["void"]}},
    ],
)
def test_an_ending_that_names_what_is_not_known_is_none(ending: dict[str, Any]) -> None:
    with pytest.raises(DataFileError, match="known"):
        messages_in({**tables.table(FILE), "items": ending}, known=catalogue())


def test_every_list_says_how_one_is_off_it_and_repair_ends_it_by_the_same_fields() -> None:
    lists = {item.id for item in catalogue().items if item.kind == "list"}
    endings = messages().endings

    assert lists <= set(endings)
    assert all(endings[item].day == catalogue().get(item).ended_field for item in lists)
    for kind in rules_of_repair().kinds.values():
        for item in kind.items if kind.ends else ():
            ending = endings[item]
            assert (ending.day, ending.reason, ending.by) == (
                kind.ends["day"],
                kind.ends["reason"],
                kind.ends["by" if "by" in kind.ends else "body"],
            )


@pytest.mark.parametrize("item", catalogue().items, ids=lambda item: item.id)
def test_every_message_of_an_item_has_a_form_for_each_of_its_own(item: Any) -> None:
    for message in SINGLE:
        if messages().kind_for(message, item) is None:
            continue
        form = form_of(item, message)
        assert [one.id for one in form.forms] == [one.id for one in item.forms]
        assert all({"told_on", "told_reason"} <= set(one.fields) for one in form.forms)
        assert all(form.has_field(name) for one in form.forms for name in (*one.fields, *one.implies))
        assert set(form.dedup) <= {one.id for one in form.fields}
        assert kind_of_message(message, item).effect is not Effect.SUPPLY


def _an_annulment_sent() -> tuple[Services, str]:
    services = _holding(penalty_row(1))
    data = message_file(Message.REVOKE, [told(Message.REVOKE, penalty_row(1))])
    return services, sent(services, data, message=Message.REVOKE, at=LATER)


def test_a_message_that_breaks_off_is_gone_on_with_and_changes_its_record_once() -> None:
    services, number = _an_annulment_sent()
    counting = Killer()
    ended = admit(number, means=counted(services, lambda: counting), now=LATER, chunk_rows=CHUNK_ROWS)

    for call in range(1, counting.calls + 1):
        services, number = _an_annulment_sent()
        killer = Killer(at=call, moment=Moment.AFTER)
        with pytest.raises(KilledError):
            admit(number, means=counted(services, lambda: killer), now=LATER, chunk_rows=CHUNK_ROWS)  # noqa: B023
        after = admit(number, means=services, now=LATER, chunk_rows=CHUNK_ROWS)

        assert (after.counts, after.made) == (ended.counts, ended.made)
        assert (_only(services).version, _only(services).content.status) == (2, Status.WITHDRAWN)
