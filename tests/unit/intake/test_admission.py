"""Admission: what a file does to the library, once, twice, late, beside others and after a correction."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.intake.admission import UploadChangedError, admit
from chalicelib.intake.batches import Batch, State
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.records import REPAIRED, UNCONFIRMED, Reason, Record, Status
from chalicelib.library.versions import PUBLICATION_ENDED
from chalicelib.wiring import Services
from tests.factories import BODY, BODY_NAME, NOW, PENALTY, REGISTRATION, a_credit_code, a_subject
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    GROWN,
    OLD_NAME,
    PROFILE,
    STORES_OF_INTAKE,
    csv_of,
    kept_receipt_of,
    penalty_row,
    person_row,
    receipt_of,
    registration_row,
    sent,
    some_services,
    taken_in,
)

LATER = NOW + timedelta(hours=1)
LATEST = NOW + timedelta(hours=2)


def _record(services: Services, n: int = 1) -> Record:
    (record,) = services.library.records_of(a_subject(n), PENALTY)
    return record


def _all(services: Services) -> Sequence[Record]:
    records: Sequence[Record] = services.library.all()  # type: ignore[attr-defined]  # the fake's own
    return records


def test_a_row_becomes_a_record_with_all_that_it_stands_on() -> None:
    services = some_services()

    batch, receipt = taken_in(services, csv_of([penalty_row(1, decision_date="2026/3/2", remark="")]))

    record = _record(services)
    content = record.content
    assert (record.version, record.mark) == (1, None)
    assert record.place.startswith("C#administrative_penalty#2026-03-02#")
    assert content.fields["penalty_kinds"] == ["罚款"]
    assert content.fields["decision_date"] == "2026-03-02"
    assert "remark" not in content.fields
    assert (content.severity, content.determined_on) == ("general", date(2026, 3, 2))
    assert content.publish_until == date(2027, 3, 2)
    assert (content.reviewed, content.withheld) == (True, None)
    assert (content.reason, content.act, content.known_at) == (Reason.SUPPLIED, batch.batch, NOW)
    assert (content.supply.body, content.supply.named, content.supply.row) == (BODY, BODY_NAME, 2)
    assert content.supply.file_sha256 == batch.ticket.sha256
    assert content.supply.supplied_at == batch.ticketed_at
    assert (batch.state, batch.rows_done, receipt.counts.added) == (State.APPLIED, 1, 1)


def test_a_file_without_a_review_is_stored_and_not_reviewed() -> None:
    services = some_services()

    taken_in(services, csv_of([penalty_row(1)]), review=None)

    assert not _record(services).content.reviewed


def test_the_same_text_reviewed_once_stays_reviewed() -> None:
    services = some_services()
    data = csv_of([penalty_row(1)])
    taken_in(services, data)

    batch, _ = taken_in(services, data, at=LATER, review=None)

    assert batch.counts.unchanged == 1
    assert _record(services).content.reviewed


def test_a_review_that_comes_later_makes_a_new_version() -> None:
    services = some_services()
    data = csv_of([penalty_row(1)])
    taken_in(services, data, review=None)

    batch, _ = taken_in(services, data, at=LATER)

    assert batch.counts.changed == 1
    assert _record(services).content.reviewed


def test_a_message_for_a_batch_at_rest_does_nothing() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))
    before = _all(services), kept_receipt_of(services, batch.batch)

    again = admit(batch.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)

    assert again == batch
    assert (_all(services), kept_receipt_of(services, batch.batch)) == before


def test_a_batch_whose_file_has_not_come_stays_ticketed() -> None:
    services = some_services()
    number = sent(services, csv_of([penalty_row(1)]), receive=lambda *_: None)

    assert admit(number, means=services, now=NOW, chunk_rows=CHUNK_ROWS).state is State.TICKETED


def test_a_batch_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        admit("no-such-batch", means=some_services(), now=NOW, chunk_rows=CHUNK_ROWS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"size_bytes": 1}, "file.size_mismatch"), ({"sha256": "0" * 64}, "file.sha256_mismatch")],
)
def test_a_file_that_is_not_the_one_declared_is_refused_with_a_receipt(changes: dict[str, Any], code: str) -> None:
    services = some_services()

    batch, receipt = taken_in(services, csv_of([penalty_row(1)]), **changes)

    assert (batch.state, batch.reason) == (State.REFUSED, code)
    assert receipt.totals.by_code == {code: 1}
    assert not _all(services)


def test_a_file_exchanged_while_it_is_applied_is_a_failure_and_the_right_one_goes_on() -> None:
    services, data = some_services(), csv_of([penalty_row(n) for n in range(1, 7)])
    number = sent(services, data)
    batch = services.batches.find(number)
    assert batch is not None
    services.batches.put(batch.moved(State.APPLYING, at=NOW), over=batch)

    services.uploads.receive(number, data[:-1] + b"x")  # type: ignore[attr-defined]
    with pytest.raises(UploadChangedError):
        admit(number, means=services, now=NOW, chunk_rows=CHUNK_ROWS)
    del services.uploads.files[number]  # type: ignore[attr-defined]
    with pytest.raises(UploadChangedError):
        admit(number, means=services, now=NOW, chunk_rows=CHUNK_ROWS)
    services.uploads.receive(number, data)  # type: ignore[attr-defined]

    assert admit(number, means=services, now=NOW, chunk_rows=CHUNK_ROWS).counts.added == 6


def test_a_run_goes_on_from_the_seam_whatever_the_chunks_are_now() -> None:
    services = some_services()
    rows = [penalty_row(n, procedure="" if n == 1 else "普通程序") for n in (1, 2, 3, 4, 5, 1)]
    number = sent(services, csv_of(rows))
    stopped = _Stopping(services.batches, after=2)
    with pytest.raises(TimeoutError):
        admit(number, means=_with(services, batches=stopped), now=NOW, chunk_rows=3)

    batch = admit(number, means=services, now=NOW, chunk_rows=2)

    assert (batch.counts.rows, batch.counts.added, batch.counts.unchanged, batch.rows_done) == (6, 5, 1, 6)
    assert [(one.row, one.code) for one in receipt_of(services, number).findings] == [
        (2, "cell.advised"),
        (7, "row.repeats_earlier"),
        (7, "cell.advised"),
    ]


def test_a_changed_row_is_a_new_version_at_the_old_key_even_under_another_day() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    first = _record(services)

    batch, _ = taken_in(services, csv_of([penalty_row(1, decision_date="2026-03-03")]), at=LATER)

    second = _record(services)
    assert (second.place, second.version) == (first.place, 2)
    assert second.content.determined_on == date(2026, 3, 3)
    assert services.library.history_of(first.record_id) == [first]
    assert batch.counts.changed == 1


def test_a_mark_stays_through_a_new_supply() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    services.library.put(versions.marked(_record(services), case="YY1", at=NOW), over=_record(services))

    taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    assert (_record(services).version, _record(services).mark) == (3, "YY1")


def _corrected(services: Services, **values: Any) -> Record:
    standing = _record(services)
    marked = versions.marked(standing, case="YY1", at=NOW)
    corrected = versions.corrected(marked, values, case="YY1", at=NOW)
    services.library.put(marked, over=standing)
    services.library.put(corrected, over=marked)
    return corrected


def test_a_message_delivered_again_after_a_correction_does_not_bring_the_old_value_back() -> None:
    services = some_services()
    number = sent(services, csv_of([penalty_row(n) for n in range(1, 6)]))
    with pytest.raises(TimeoutError):
        admit(number, means=_with(services, batches=_Stopping(services.batches, after=1)), now=NOW, chunk_rows=2)
    corrected = _corrected(services, fine_amount_wan="0.5")

    batch = admit(number, means=services, now=LATER, chunk_rows=2)
    admit(number, means=services, now=LATEST, chunk_rows=2)

    assert _record(services) == corrected
    assert (batch.state, batch.counts.added) == (State.APPLIED, 5)


def test_a_new_file_that_would_undo_a_correction_is_refused_row_by_row() -> None:
    services = some_services()
    data = csv_of([penalty_row(1), penalty_row(2)])
    taken_in(services, data)
    corrected = _corrected(services, fine_amount_wan="0.5")

    batch, receipt = taken_in(services, data, at=LATER)

    assert _record(services) == corrected
    assert (batch.counts.refused, batch.counts.unchanged) == (1, 1)
    assert [(one.row, one.code) for one in receipt.findings] == [(2, "library.contradicts_correction")]


def test_a_new_file_that_agrees_with_a_correction_goes_in_and_the_correction_is_remembered() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    _corrected(services, fine_amount_wan="0.5")

    row = penalty_row(1, fine_amount_wan="0.50", legal_rep_name="示例新代表")
    batch, _ = taken_in(services, csv_of([row]), at=LATER)

    content = _record(services).content
    assert batch.counts.changed == 1
    assert (content.corrected_by, content.superseded_fields) == ("YY1", ("fine_amount_wan",))


def test_a_corrected_number_finds_the_record_by_its_old_value_and_by_its_new_one() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    corrected = _corrected(services, doc_no="虚构罚字〔2026〕99号")

    old, _ = taken_in(services, csv_of([penalty_row(1)]), at=LATER)
    new, _ = taken_in(services, csv_of([penalty_row(1, doc_no="虚构罚字〔2026〕99号")]), at=LATEST)

    assert old.counts.refused == 1
    assert new.counts.unchanged == 1
    assert _record(services) == corrected


def test_a_withdrawn_record_is_not_brought_back() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    services.library.put(versions.withdrawn(_record(services), act="YY1", at=NOW), over=_record(services))

    _, receipt = taken_in(services, csv_of([penalty_row(1)]), at=LATER)

    assert _record(services).content.status is Status.WITHDRAWN
    assert receipt.totals.by_code == {"library.contradicts_withdrawal": 1}


def test_a_suspended_record_stays_suspended_and_what_says_the_same_changes_nothing() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    suspended = versions.suspended(_record(services), case="YY1", at=NOW)
    services.library.put(suspended, over=_record(services))

    same, _ = taken_in(services, csv_of([penalty_row(1)]), at=LATER)
    other, _ = taken_in(services, csv_of([penalty_row(1, fine_amount_wan="9")]), at=LATEST)

    assert (same.counts.unchanged, other.counts.changed) == (1, 1)
    assert _record(services).content.suspended_by == "YY1"


def test_a_repaired_record_stays_repaired_and_a_shielded_one_shielded_through_a_new_supply() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    shielded = versions.shielded(_record(services), until=date(2030, 1, 1), case="XF1", at=NOW)
    services.library.put(shielded, over=_record(services))

    taken_in(services, csv_of([penalty_row(1, fine_amount_wan="9")]), at=LATER)
    assert _record(services).content.shielded_until == date(2030, 1, 1)

    services.library.put(versions.repaired(_record(services), {}, case="XF2", at=LATER), over=_record(services))
    taken_in(services, csv_of([penalty_row(1, fine_amount_wan="8")]), at=LATEST)

    assert _record(services).content.withheld == REPAIRED


def test_what_its_subject_states_stays_beside_a_record_and_what_says_the_same_changes_nothing() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    stated = versions.stated(_record(services), "已整改。", case="YY1", at=NOW)
    services.library.put(stated, over=_record(services))

    same, _ = taken_in(services, csv_of([penalty_row(1)]), at=LATER)
    other, _ = taken_in(services, csv_of([penalty_row(1, fine_amount_wan="9")]), at=LATEST)

    assert (same.counts.unchanged, other.counts.changed) == (1, 1)
    assert _record(services).content.statement == stated.content.statement


def test_an_ended_publication_stays_ended() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    services.library.put(versions.publication_ended(_record(services), case="YY1", at=NOW), over=_record(services))

    taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    assert _record(services).content.withheld == PUBLICATION_ENDED


@pytest.mark.parametrize("ended", [PUBLICATION_ENDED, REPAIRED])
def test_what_was_ended_while_it_was_not_certain_whom_it_is_about_stays_ended_once_it_is(ended: str) -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    record = _record(services)
    uncertain = versions.supplied_again(record, msgspec.structs.replace(record.content, withheld=UNCONFIRMED))
    services.library.put(uncertain, over=record)
    end = {
        PUBLICATION_ENDED: versions.publication_ended(uncertain, case="YY1", at=NOW),
        REPAIRED: versions.repaired(uncertain, {}, case="XF1", at=NOW),
    }
    services.library.put(end[ended], over=uncertain)

    taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    assert _record(services).content.withheld == ended


def test_a_file_whose_ticket_is_older_does_not_replace_what_a_later_one_brought() -> None:
    services = some_services()
    early = sent(services, csv_of([penalty_row(1, legal_rep_name="示例旧代表"), penalty_row(2)]))
    taken_in(services, csv_of([penalty_row(1)]), at=LATER)

    batch = admit(early, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)

    assert (batch.counts.superseded, batch.counts.added) == (1, 1)
    assert _record(services).content.fields["legal_rep_name"] == "示例代表"
    assert receipt_of(services, early).totals.by_code == {"library.superseded": 1}


def test_what_a_broken_off_run_had_put_counts_even_when_a_later_file_came_over_it() -> None:
    services = some_services()
    early = sent(services, csv_of([penalty_row(1), penalty_row(2)]))
    with pytest.raises(TimeoutError):
        admit(early, means=_with(services, batches=_Stopping(services.batches, after=1)), now=NOW, chunk_rows=2)
    taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)

    batch = admit(early, means=services, now=LATEST, chunk_rows=2)

    assert (batch.counts.added, batch.counts.superseded) == (2, 0)
    assert _record(services).content.fields["legal_rep_name"] == "示例新代表"


def test_a_record_that_moves_under_the_run_is_decided_again() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    number = sent(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATER)
    standing = _record(services)
    marked = versions.marked(standing, case="YY1", at=NOW)
    library = _Meanwhile(services.library, "put", lambda: services.library.put(marked, over=standing))

    admit(number, means=_with(services, library=library), now=LATER, chunk_rows=CHUNK_ROWS)

    assert (_record(services).version, _record(services).mark) == (3, "YY1")


@pytest.mark.parametrize("verb", ["records_of", "put"], ids=["while it plans", "while it puts rows"])
def test_a_run_that_another_has_overtaken_goes_on_from_there(verb: str) -> None:
    services = some_services()
    number = sent(services, csv_of([penalty_row(n) for n in range(1, 6)]))
    library = _Meanwhile(services.library, verb, lambda: admit(number, means=services, now=NOW, chunk_rows=CHUNK_ROWS))

    batch = admit(number, means=_with(services, library=library), now=LATER, chunk_rows=CHUNK_ROWS)

    assert (batch.state, batch.counts.added, batch.moved_at) == (State.APPLIED, 5, NOW)
    assert [record.version for record in _all(services)] == [1] * 5


def test_a_run_that_is_always_overtaken_gives_up_for_the_next_message() -> None:
    services = some_services()
    number = sent(services, csv_of([penalty_row(1)]))

    with pytest.raises(StaleVersionError):
        admit(number, means=_with(services, batches=_Refusing(services.batches)), now=NOW, chunk_rows=CHUNK_ROWS)


def test_each_change_is_announced_with_who_made_it() -> None:
    announced: list[Change] = []
    services = some_services()
    number = sent(services, csv_of([penalty_row(1), person_row(2)]))

    admit(number, means=_Announcing(services, announced), now=NOW, chunk_rows=CHUNK_ROWS)

    assert [(change.after.content.item, change.before, change.by, change.role) for change in announced] == [
        (PENALTY, None, "department-1", "department"),
        (PROFILE, None, "department-1", "department"),
        (PENALTY, None, "department-1", "department"),
    ]


def test_a_person_is_kept_under_a_reference_and_the_number_nowhere_in_clear() -> None:
    services = some_services()

    taken_in(services, csv_of([person_row(1), person_row(2, number=GROWN.lower())]))

    profile, *records = _all(services)
    assert profile.is_profile
    assert profile.content.fields["name"] == "虚构人甲"
    assert len(records) == 2
    assert {record.subject for record in records} == {profile.subject}
    assert GROWN not in repr(vars(services.library)) + repr(vars(services.identities)) + repr(vars(services.receipts))


def test_the_old_form_of_a_number_is_the_same_person() -> None:
    services = some_services()
    taken_in(services, csv_of([person_row(1, number="511023730228003")]))

    taken_in(services, csv_of([person_row(2, number="511023197302280034")]), at=LATER)

    assert len({record.subject for record in _all(services)}) == 1


def test_a_registration_of_a_person_takes_the_place_of_the_implied_profile_and_keeps_the_seal() -> None:
    services = some_services()
    taken_in(services, csv_of([person_row(1, party_name="虚构人乙")]))
    sealed = _all(services)[0].content.fields["id_no_sealed"]

    row = {"name": "虚构人甲", "id_type": "身份证", "id_no": GROWN, "is_adult": "是"}
    batch, _ = taken_in(services, csv_of([row], item=PROFILE), item=PROFILE, at=LATER)
    again, receipt = taken_in(services, csv_of([person_row(1, party_name="虚构人乙")]), at=LATEST)

    profile = _all(services)[0]
    assert (batch.counts.changed, profile.version, profile.content.withheld) == (1, 2, None)
    assert (profile.content.fields["name"], profile.content.fields["id_no_sealed"]) == ("虚构人甲", sealed)
    assert "id_no" not in profile.content.fields
    assert receipt.totals.by_code == {"identity.unconfirmed": 1}
    assert _all(services)[1].content.withheld == "identity.unconfirmed"
    assert again.counts.changed == 1


def test_a_person_registered_by_one_body_is_not_renamed_by_another() -> None:
    services = some_services()
    row = {"name": "虚构人甲", "id_type": "身份证", "id_no": ALSO_GROWN, "is_adult": "是"}
    taken_in(services, csv_of([row], item=PROFILE), item=PROFILE)

    other = {"body": "anyue_county", "division": "512021"}
    named = csv_of([{**row, "name": "虚构人乙"}], item=PROFILE)
    batch, receipt = taken_in(services, named, item=PROFILE, at=LATER, **other)
    own, _ = taken_in(services, named, item=PROFILE, at=LATEST)

    assert (batch.counts.refused, receipt.totals.by_code) == (1, {"identity.contradicts_profile": 1})
    assert own.counts.changed == 1


def test_a_number_typed_in_the_wrong_column_is_never_kept() -> None:
    services = some_services()

    batch, _ = taken_in(services, csv_of([person_row(1, legal_rep_name=GROWN)]))

    assert batch.counts.refused == 1
    assert not _all(services)


def test_a_row_of_a_time_gone_by_is_supplied_under_the_name_of_its_time() -> None:
    services = some_services()

    taken_in(services, csv_of([penalty_row(1, source_name=OLD_NAME, decision_date="2018-05-06")]))

    supply = _record(services).content.supply
    assert (supply.body, supply.named) == (BODY, OLD_NAME)


def test_a_registration_gives_later_records_their_division_and_their_name_a_word() -> None:
    services = some_services()
    taken_in(services, csv_of([registration_row(1)], item=REGISTRATION), item=REGISTRATION)

    _, receipt = taken_in(services, csv_of([penalty_row(1, party_name="示例虚构别名公司")]), at=LATER)

    assert _record(services).content.subject_division == "512002"
    assert receipt.totals.by_code == {"party.name_differs": 1}


def test_an_old_code_attaches_where_the_registration_gave_it_and_is_held_where_two_did() -> None:
    services = some_services()
    number, shared = "512099000000019", "512099000000027"
    rows = [registration_row(1, reg_no=number), registration_row(2, reg_no=shared), registration_row(3, reg_no=shared)]
    taken_in(services, csv_of(rows, item=REGISTRATION), item=REGISTRATION)

    by_number = [penalty_row(n, party_credit_code="", party_reg_no=code) for n, code in ((1, number), (2, shared))]
    batch, receipt = taken_in(services, csv_of(by_number), at=LATER)

    assert (batch.counts.added, batch.counts.held) == (1, 1)
    assert _record(services).content.fields["party_credit_code"] == a_credit_code(1)
    assert receipt.totals.by_code == {"subject.old_code_ambiguous": 1}


def test_one_record_under_its_code_and_again_under_its_old_code_alone_is_taken_once() -> None:
    services = some_services()
    number = "512099000000019"
    taken_in(services, csv_of([registration_row(1, reg_no=number)], item=REGISTRATION), item=REGISTRATION)

    both = penalty_row(1, party_reg_no=number)
    batch, receipt = taken_in(services, csv_of([both, both | {"party_credit_code": ""}]), at=LATER)

    assert (batch.counts.added, batch.counts.unchanged) == (1, 1)
    assert receipt.totals.by_code == {"row.repeats_earlier": 1}


def test_one_record_under_its_code_and_its_old_code_is_one_row_too_many() -> None:
    services = some_services()
    number = "512099000000019"
    taken_in(services, csv_of([registration_row(1, reg_no=number)], item=REGISTRATION), item=REGISTRATION)

    same = penalty_row(1, party_credit_code="", party_reg_no=number)
    batch, receipt = taken_in(services, csv_of([penalty_row(1), same]), at=LATER)

    assert (batch.counts.added, batch.counts.refused) == (1, 1)
    assert receipt.totals.by_code == {"row.contradicts_earlier": 1}


_ROWS = st.lists(
    st.builds(
        penalty_row,
        st.integers(1, 4),
        legal_rep_name=st.sampled_from(["示例甲", "示例乙", ""]),
        decision_date=st.sampled_from(["2026-03-02", "2026/3/2", "2026-02-30"]),
    )
    | st.builds(person_row, st.integers(5, 6), party_name=st.sampled_from(["虚构人甲", "虚构人乙"])),
    min_size=1,
    max_size=9,
)


@given(rows=_ROWS, chunk_rows=st.integers(1, 5))
@settings(max_examples=40)
def test_taking_in_the_same_file_twice_changes_nothing(rows: list[dict[str, str]], chunk_rows: int) -> None:
    services = some_services()
    data = csv_of(rows)
    first = sent(services, data)
    admit(first, means=services, now=NOW, chunk_rows=chunk_rows)
    before = _all(services)

    second = sent(services, data, at=LATER)
    batch = admit(second, means=services, now=LATER, chunk_rows=5)

    assert _all(services) == before
    assert (batch.counts.added, batch.counts.changed) == (0, 0)
    assert batch.counts.rows == len(rows)


@given(rows=_ROWS, chunk_rows=st.integers(1, 9))
@settings(max_examples=40)
def test_the_size_of_the_chunks_makes_no_difference(rows: list[dict[str, str]], chunk_rows: int) -> None:
    left = []
    for size in (chunk_rows, 9):
        services = some_services()
        number = sent(services, csv_of(rows))
        admit(number, means=services, now=NOW, chunk_rows=size)
        left.append((_all(services), receipt_of(services, number)))

    assert left[0] == left[1]


class _Part:
    """A store that is another in all but what a subclass changes."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._store, verb)


class _Stopping(_Part):
    """Batches whose table is gone after some puts of a batch that is applied."""

    def __init__(self, store: Any, *, after: int) -> None:
        super().__init__(store)
        self._left = after

    def put(self, new: Batch, *, over: Batch | None) -> None:
        if new.state not in {State.PLANNING, State.PLANNED}:
            if not self._left:
                raise TimeoutError
            self._left -= 1
        self._store.put(new, over=over)


class _Refusing(_Part):
    """Batches that another always moves first."""

    def put(self, *_: Batch, **__: Batch | None) -> None:
        raise StaleVersionError


class _Meanwhile(_Part):
    """A store at whose first call of a verb something else happens before it."""

    def __init__(self, store: Any, verb: str, happens: Any) -> None:
        super().__init__(store)
        self._verb, self._happens = verb, happens

    def __getattr__(self, verb: str) -> Any:
        if verb == self._verb and self._happens is not None:
            happens, self._happens = self._happens, None
            happens()
        return getattr(self._store, verb)


class _Announcing(_Part):
    """Services whose announcements are heard here."""

    def __init__(self, services: Services, heard: list[Change]) -> None:
        super().__init__(services)
        self._heard = heard

    def announce(self, changes: Sequence[Change]) -> None:
        self._heard.extend(changes)


def _with(services: Services, **parts: Any) -> Services:
    names = (*STORES_OF_INTAKE, "admissions")
    return some_services(**{**{name: getattr(services, name) for name in names}, **parts})


def test_the_batch_s_own_counts_are_those_of_its_receipt() -> None:
    batch, receipt = taken_in(some_services(), csv_of([penalty_row(1), penalty_row(2, doc_no="")]))

    assert receipt.counts == batch.counts
    assert msgspec.structs.asdict(batch.counts)["refused"] == 1


def test_a_later_file_s_own_record_has_no_version_of_an_earlier_batch_and_supersedes_it() -> None:
    services = some_services()
    taken_in(services, csv_of([penalty_row(1)]))
    early = sent(services, csv_of([penalty_row(1, legal_rep_name="示例旧代表")]), at=LATER)
    taken_in(services, csv_of([penalty_row(1, legal_rep_name="示例新代表")]), at=LATEST)

    assert admit(early, means=services, now=LATEST, chunk_rows=CHUNK_ROWS).counts.superseded == 1


def test_a_record_that_moves_at_every_try_leaves_the_batch_for_the_next_message() -> None:
    services = some_services()
    number = sent(services, csv_of([penalty_row(1)]))

    with pytest.raises(StaleVersionError):
        admit(number, means=_with(services, library=_Refusing(services.library)), now=NOW, chunk_rows=CHUNK_ROWS)

    assert admit(number, means=services, now=LATER, chunk_rows=CHUNK_ROWS).counts.added == 1
