"""What may be filed."""

from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import UnprocessableError
from chalicelib.library.readers import Granted, Level, Reader
from chalicelib.library.records import Record
from chalicelib.library.visibility import View
from chalicelib.objections.filings import Claimed, NamedAgent, objection_in
from chalicelib.objections.papers import Agent, Objection
from chalicelib.terms.dates import beijing_date
from tests.factories import NOW, a_person, a_record, a_subject
from tests.unit.objections.standing import AGENT, AN_ID, SUBJECT, a_filing


def _filed(record: Record | None = None, by: Any = SUBJECT, **changes: Any) -> Objection:
    disputed = record or a_record()
    item = catalogue().get(disputed.content.item)
    view = View(reader=by, today=beijing_date(NOW), periods=periods())
    return objection_in(a_filing(disputed, **changes), record=disputed, item=item, view=view)


def test_an_objection_keeps_what_the_subject_was_shown_beside_what_it_claims() -> None:
    objection = _filed()

    assert [(one.field, one.shown, one.claimed) for one in objection.fields] == [("fine_amount_wan", "1.5", "0.5")]
    assert (objection.record_version, objection.filed_by, objection.representative) == (1, "subject-1", False)
    assert objection.subject == f"m~{a_record().subject.key}"


def test_a_representative_is_named_as_one() -> None:
    assert _filed(by=AGENT).representative


def test_an_empty_field_may_be_disputed_for_what_is_missing_there() -> None:
    objection = _filed(fields=(Claimed(field="case_name", claimed="虚构案"),))

    assert objection.fields[0].shown is None


def test_a_reason_that_needs_no_field_is_filed_without_one() -> None:
    assert _filed(reason="published_twice", fields=()).fields == ()


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"reason": "data_wrong"}, "/reason", "objection.reason_unknown"),
        ({"fields": ()}, "/fields", "objection.fields_missing"),
        ({"statement": " "}, "/statement", "text.blank"),
        ({"statement": "字" * 301}, "/statement", "text.too_long"),
        ({"statement": f"号码{AN_ID}"}, "/statement", "text.resident_id"),
        ({"fields": (Claimed(field="no_such"),)}, "/fields/0/field", "objection.field_unknown"),
        ({"fields": (Claimed(field="remark"),)}, "/fields/0/field", None),
        ({"fields": (Claimed(field="person_id_no"),)}, "/fields/0/field", "objection.field_unknown"),
        ({"fields": (Claimed(field="doc_no"),) * 2}, "/fields/1/field", "objection.field_unknown"),
        ({"fields": (Claimed(field="doc_no", claimed=AN_ID),)}, "/fields/0/claimed", "text.resident_id"),
        ({"fields": (Claimed(field="doc_no", claimed=["字" * 4001]),)}, "/fields/0/claimed", "text.too_long"),
        ({"statement": "𠮷" * 300}, "/statement", None),
        ({"requested_outcome": "corrected"}, "/requested_outcome", None),
        ({"requested_outcome": "record_kept"}, "/requested_outcome", "objection.outcome_unknown"),
        ({"agent": NamedAgent(name="示例经办人", phone="0832-1234567")}, "/agent", None),
        ({"agent": NamedAgent(name=" ", phone="13800000000")}, "/agent/name", "text.blank"),
        ({"agent": NamedAgent(name="字" * 51, phone="13800000000")}, "/agent/name", "text.too_long"),
        ({"agent": NamedAgent(name=AN_ID, phone="13800000000")}, "/agent/name", "text.resident_id"),
        ({"agent": NamedAgent(name="示例经办人", phone="call me")}, "/agent/phone", "objection.phone_unfit"),
        ({"agent": NamedAgent(name="示例经办人", phone=AN_ID)}, "/agent/phone", "objection.phone_unfit"),
    ],
    ids=[
        "unknown reason",
        "no field named",
        "blank statement",
        "301 characters",
        "resident ID in the statement",
        "no such field",
        "a field shared with departments, shown to its subject too",
        "a field nobody is shown",
        "a field named twice",
        "resident ID claimed",
        "an endless value",
        "300 characters of four bytes each",
        "an outcome that follows an objection",
        "an outcome that refuses one",
        "an agent with a telephone",
        "an agent without a name",
        "an agent of 51 characters",
        "a resident ID for a name",
        "words for a telephone",
        "a resident ID for a telephone",
    ],
)
def test_a_filing_with_a_fault_names_its_place_and_never_its_value(
    changes: dict[str, Any], pointer: str, code: str | None
) -> None:
    if code is None:
        assert _filed(**changes)
        return

    with pytest.raises(UnprocessableError) as refused:
        _filed(**changes)

    assert refused.value.code == "objection.unsound"
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(pointer, code)]
    assert AN_ID not in repr(refused.value.errors)


def test_every_fault_of_a_filing_is_named_at_once() -> None:
    with pytest.raises(UnprocessableError) as refused:
        _filed(reason="none", statement="", fields=(Claimed(field="no_such"),))

    assert [fault.pointer for fault in refused.value.errors] == ["/reason", "/statement", "/fields/0/field"]


def test_what_is_no_longer_shown_was_shown_as_nothing() -> None:
    withdrawn = a_record(severity=None)

    assert _filed(withdrawn).fields[0].shown is None


BANK = Reader(
    level=Level.AUTHORISED,
    sub="bank-1",
    role="agency",
    subject=a_subject(7),
    purpose="objection_on_behalf",
    ground="authorisation",
    granted=Granted(grant="SQ20261123-aaaaaaaa", subject=a_subject(), items=("administrative_penalty",)),
)
WHOM_TO_CALL = NamedAgent(name=" 示例经办人 ", phone="13800000000")


def test_who_files_is_told_by_their_standing_and_not_by_what_they_say() -> None:
    by_agency = _filed(by=BANK, agent=WHOM_TO_CALL)
    assisted = _filed(by=msgspec.structs.replace(SUBJECT, assisted_by="officer-1"), requested_outcome="corrected")
    person = _filed(a_record(subject=a_person()), by=msgspec.structs.replace(SUBJECT, subject=a_person()))

    assert (by_agency.applicant, by_agency.agency, by_agency.representative) == ("agency", a_subject(7).key, False)
    assert by_agency.agent == Agent(name="示例经办人", phone="13800000000")
    assert (assisted.applicant, assisted.assisted_by, assisted.requested_outcome) == ("legal", "officer-1", "corrected")
    assert (person.applicant, person.agency) == ("person", None)


def test_an_agency_names_whom_to_call() -> None:
    with pytest.raises(UnprocessableError) as refused:
        _filed(by=BANK)

    assert [fault.code for fault in refused.value.errors] == ["objection.agent_missing"]
