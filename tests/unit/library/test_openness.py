"""Records that say themselves whether they are open, that count only by a finding, or that are by grant."""

from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.agreements import Agreement, Agreements
from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.catalogue.severity import class_of
from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.readers import PUBLIC, Granted, Level, Reader
from chalicelib.library.records import Record
from chalicelib.library.standings import Rules
from chalicelib.library.visibility import Shown, View
from chalicelib.terms.subjects import Subject
from tests.factories import BODY, a_person, a_record, a_subject

TODAY = date(2026, 11, 23)
PLEDGE, HONOUR, DEFAULTER, ENFORCEMENT = "credit_pledge", "honour", "judgment_defaulter", "enforcement_case"
OPEN, CIRCLE, CLOSED = "可向社会公开", "特定范围内公开", "不可公开"
KEPT, BROKEN = "全部履行", "部分履行"
FOUND_ON = "2026-06-01"
DESK = Reader(level=Level.DESK, sub="k", role="desk")
OTHER_BODY = Reader(
    level=Level.DEPARTMENT, sub="d", role="department", body="shili-qt", division="512000", purpose="qualification"
)
SOURCE = msgspec.structs.replace(OTHER_BODY, body=BODY)
AGENCY = Reader(level=Level.AGENCY, sub="a", role="agency", subject=a_subject(500), purpose="credit_investigation")
AGREED = Rules(
    agreements=Agreements((
        Agreement(
            key="a", agency=a_subject(500).key, items=frozenset({PLEDGE}), purposes=frozenset({"credit_investigation"}),
            basis="P", confirmed=False, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
        ),
    ))
)  # fmt: skip


def subject_reader(subject: Subject) -> Reader:
    return Reader(level=Level.SUBJECT, sub="s", role="citizen", subject=subject)


def holder_of(item: str, subject: Subject) -> Reader:
    granted = Granted(grant="SQ-1", subject=subject, items=(item,))
    return Reader(level=Level.AUTHORISED, sub="b", role="agency", subject=a_subject(500), granted=granted)


def a_record_of(item_id: str, *, subject: Subject | None = None, **fields: Any) -> Record:
    """Return a record of an item with the class and the day that intake would give it."""
    item, owner = catalogue().get(item_id), subject or a_subject()
    base = a_record(subject=owner)
    content = msgspec.structs.replace(
        base.content,
        item=item_id,
        fields=fields,
        severity=class_of(item, fields),
        determined_on=date.fromisoformat(item.determined_by(fields)),
    )
    place = record_place(item_id, on=content.determined_on or TODAY, suffix=suffix_of(item_id))
    return msgspec.structs.replace(base, place=place, content=content)


def a_pledge(openness: str, fulfilment: str = KEPT, *, subject: Subject | None = None) -> Record:
    found = {"fulfilment_decided_on": FOUND_ON, "unfulfilled_content": "虚构"} if fulfilment == BROKEN else {}
    fields = {"party_name": "示例", "openness": openness, "fulfilment": fulfilment, "made_on": "2019-03-02", **found}
    return a_record_of(PLEDGE, subject=subject, **fields)


def seen(record: Record, reader: Reader, *, today: date = TODAY, rules: Rules | None = None) -> Shown | None:
    view = View(reader=reader, today=today, periods=periods(), rules=rules or Rules())
    return view.shown(record, item=catalogue().get(record.content.item))


@pytest.mark.parametrize(
    ("openness", "fulfilment", "readers"),
    [
        (OPEN, KEPT, {"public", "agency", "subject", "authorised", "department", "source", "desk"}),
        (OPEN, BROKEN, {"subject", "authorised", "department", "source", "desk"}),
        (CIRCLE, KEPT, {"subject", "authorised", "department", "source", "desk"}),
        (CLOSED, KEPT, {"subject", "source", "desk"}),
        ("虚构的公开类型", KEPT, {"subject", "authorised", "department", "source", "desk"}),
    ],
)
def test_a_pledge_is_shown_to_those_to_whom_it_says_it_is_open(
    openness: str, fulfilment: str, readers: set[str]
) -> None:
    record = a_pledge(openness, fulfilment)
    looking = {
        "public": PUBLIC, "agency": AGENCY, "subject": subject_reader(a_subject()), "department": OTHER_BODY,
        "authorised": holder_of(PLEDGE, a_subject()), "source": SOURCE, "desk": DESK,
    }  # fmt: skip

    assert {name for name, reader in looking.items() if seen(record, reader, rules=AGREED)} == readers


def test_a_kept_pledge_has_no_end_and_a_broken_one_has_from_its_finding_on() -> None:
    kept, broken = a_pledge(OPEN), a_pledge(OPEN, BROKEN)
    reader = subject_reader(a_subject())

    shown = seen(kept, reader), seen(broken, reader)

    assert [one.until for one in shown if one] == [None, date(2031, 6, 1)]
    assert seen(broken, reader, today=date(2031, 6, 2)) is None


def test_a_record_whose_class_is_unknown_is_not_taken_for_neutral() -> None:
    record = a_pledge(OPEN)
    unknown = msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, severity=None))

    assert seen(unknown, DESK) is None


def test_a_person_s_pledge_is_never_public() -> None:
    assert seen(a_pledge(OPEN, subject=a_person()), PUBLIC) is None


@pytest.mark.parametrize(
    ("reader", "of_a_person", "of_a_firm"),
    [
        (PUBLIC, False, True),
        (OTHER_BODY, False, True),
        (SOURCE, True, True),
        (DESK, True, True),
    ],
    ids=["public", "department", "source", "desk"],
)
def test_what_is_by_grant_no_department_looks_up_of_a_person(
    reader: Reader,
    of_a_person: bool,  # noqa: FBT001
    of_a_firm: bool,  # noqa: FBT001
) -> None:
    fields = {"party_name": "示例", "honor_name": "虚构荣誉", "awarded_on": "2026-03-02"}
    person, firm = (a_record_of(HONOUR, subject=one, **fields) for one in (a_person(), a_subject()))

    assert (seen(person, reader) is not None, seen(firm, reader) is not None) == (of_a_person, of_a_firm)


def test_what_is_by_grant_its_subject_and_who_holds_its_grant_see() -> None:
    record = a_record_of(HONOUR, subject=a_person(), honor_name="虚构荣誉", awarded_on="2026-03-02")

    assert seen(record, subject_reader(a_person()))
    assert seen(record, holder_of(HONOUR, a_person()))


def test_a_judgment_defaulter_is_withdrawn_on_the_day_on_which_the_court_s_publication_ends() -> None:
    fields: dict[str, Any] = {"party_name": "示例", "published_on": "2026-03-02", "case_no": "（2026）虚构执1号"}
    record = a_record_of(DEFAULTER, ended_on="2026-11-24", **fields)

    assert seen(record, PUBLIC, today=date(2026, 11, 23))
    assert seen(record, PUBLIC, today=date(2026, 11, 24)) is None
    assert seen(a_record_of(DEFAULTER, **fields), PUBLIC, today=date(2029, 3, 2))
    assert seen(a_record_of(DEFAULTER, **fields), PUBLIC, today=date(2029, 3, 3)) is None


def test_an_enforcement_is_for_departments_and_never_public() -> None:
    record = a_record_of(ENFORCEMENT, party_name="示例", filed_on="2026-03-02", case_no="（2026）虚构执2号")

    assert seen(record, PUBLIC) is None
    assert seen(record, OTHER_BODY)
