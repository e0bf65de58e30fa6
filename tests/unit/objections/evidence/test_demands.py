"""Who must bring which paper, whatever the reason; and that all that is missing is said at once."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest

from chalicelib.errors import DataFileError, UnprocessableError
from chalicelib.library.readers import Granted, Level, Reader
from chalicelib.library.records import Record
from chalicelib.objections import applications
from chalicelib.objections.cases import State
from chalicelib.objections.eligibility import eligibility_for
from chalicelib.objections.evidence.rules import FILE, rules_in
from chalicelib.objections.filings import NamedAgent
from chalicelib.terms.tables import table
from tests.factories import NOW, a_person, a_record, a_subject
from tests.unit.objections.standing import AGENT, MINUTE, SUBJECT, FakeMeans, a_filing, attach, means_with

FIRMS, HERS = a_record(), a_record(subject=a_person())
HERSELF = msgspec.structs.replace(SUBJECT, subject=a_person())
FOR_HER = msgspec.structs.replace(AGENT, subject=a_person())
AT_A_COUNTER = msgspec.structs.replace(AGENT, assisted_by="officer-1")
BANK = Reader(
    level=Level.AUTHORISED,
    sub="bank-1",
    role="agency",
    subject=a_subject(7),
    purpose="objection_on_behalf",
    ground="authorisation",
    granted=Granted(grant="SQ20261123-aaaaaaaa", subject=a_subject(), items=("administrative_penalty",)),
)
AN_AGENT = NamedAgent(name="示例经办人", phone="13800000000")
BANK_FOR_HER = msgspec.structs.replace(
    BANK, granted=Granted(grant="SQ20261123-bbbbbbbb", subject=a_person(), items=("administrative_penalty",))
)
LATER = NOW + MINUTE

BOTH = ("evidence.pledge", "evidence.authorisation")
WHO_BRINGS = {
    "a firm itself": (FIRMS, SUBJECT, ("evidence.pledge",)),
    "who represents a firm": (FIRMS, AGENT, BOTH),
    "who represents a firm, at a counter": (FIRMS, AT_A_COUNTER, ("evidence.pledge",)),
    "an agency with a firm's grant": (FIRMS, BANK, ("evidence.pledge",)),
    "a person about herself": (HERS, HERSELF, ()),
    "who acts for a person": (HERS, FOR_HER, ("evidence.authorisation",)),
    "an agency with a person's grant": (HERS, BANK_FOR_HER, ()),
}


def _draft(record: Record, by: Reader, means: FakeMeans, **changes: Any) -> str:
    agent = AN_AGENT if by.level is Level.AUTHORISED else None
    filing = a_filing(record, **{"reason": "published_twice", "fields": (), "agent": agent, **changes})
    return applications.file(filing, by=by, means=means, now=NOW).case


def _missing_at_submission(number: str, by: Reader, means: FakeMeans) -> list[tuple[str, str]]:
    """Submit; return what is said to be missing, nothing where it was taken."""
    try:
        applications.submit(number, by=by, means=means, now=LATER)
    except UnprocessableError as refused:
        return [(fault.code, fault.message_zh) for fault in refused.errors]
    return []


@pytest.mark.parametrize("who", WHO_BRINGS)
def test_what_must_be_brought_is_told_before_anyone_types_and_asked_for_at_submission(who: str) -> None:
    record, by, needed = WHO_BRINGS[who]
    means = means_with(record)
    told, _ = eligibility_for(record.record_id, by=by, means=means, now=NOW)
    number = _draft(record, by, means)

    missing = _missing_at_submission(number, by, means)
    for code, _ in missing:
        kind = code.removeprefix("evidence.")
        attach(number, kind, by=by, means=means, now=LATER)

    assert tuple(code for code, _ in missing) == needed
    assert tuple(f"evidence.{one.kind}" for one in told.papers if one.met_by is None) == needed
    assert _missing_at_submission(number, by, means) == []


@pytest.mark.parametrize(
    ("by", "met_by"), [(BANK, "grant"), (AT_A_COUNTER, "counter"), (AGENT, None)], ids=["agency", "counter", "alone"]
)
def test_what_stands_for_a_letter_of_authority_is_named(by: Reader, met_by: str | None) -> None:
    told, _ = eligibility_for(FIRMS.record_id, by=by, means=means_with(FIRMS), now=NOW)

    assert {one.kind: one.met_by for one in told.papers} == {"pledge": None, "authorisation": met_by}
    assert [one.zh for one in told.papers] == ["异议申诉信用承诺书", "授权委托书"]
    assert all(one.why for one in told.papers)


def test_a_reason_that_rests_on_facts_outside_the_platform_says_so_with_the_rest() -> None:
    means = means_with(FIRMS)
    number = _draft(FIRMS, AGENT, means, reason="other")

    missing = _missing_at_submission(number, AGENT, means)

    assert [code for code, _ in missing] == ["objection.evidence_missing", *BOTH]
    assert missing[0][1] == "事由不在前列，平台无从自行核实，请附能证明的材料。"
    assert missing[1][1].startswith("缺少异议申诉信用承诺书：单位的信息有异议的")


def test_a_supplement_may_bring_what_was_asked_for_besides() -> None:
    means = means_with(HERS)
    number = _draft(HERS, HERSELF, means)
    submitted = applications.submit(number, by=HERSELF, means=means, now=LATER)
    asked = msgspec.structs.replace(submitted, version=submitted.version + 1, state=State.SUPPLEMENT_REQUIRED)
    means.cases.put(asked, over=submitted)

    after = attach(number, "authorisation", by=HERSELF, means=means, now=LATER)

    assert [one.kind for one in after.objection.evidence] == ["authorisation"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "rumour"),
        ("kind", "authorisation"),
        ("subjects", ["firm"]),
        ("filers", 1),
        ("met_by", ["hearsay"]),
        ("zh", " "),
        ("basis", "NO_SUCH"),
        ("confirmed", "no"),
        ("more", 1),
    ],
)
def test_a_demand_with_a_fault_is_refused_by_name(key: str, value: object) -> None:
    raw = deepcopy(table(FILE))
    raw["demands"][0][key] = value

    with pytest.raises(DataFileError) as refused:
        rules_in(raw)

    assert refused.value.file == FILE
