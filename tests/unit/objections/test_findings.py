"""A finding of liability follows from cases that changed a record; lead and auditor see it, nobody else does."""

from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.objections.cases import Case, State
from chalicelib.objections.complaints import finding
from chalicelib.objections.complaints.finding import Claimed
from chalicelib.objections.papers import Decision
from tests.factories import BODY, NOW, a_case, a_record
from tests.unit.objections.around import AUDITOR, CLERK, COMPETENT, FIRM, LEAD, OFFICER, PUBLIC, FakeMeans, codes_in

CLAIMED = Claimed(
    cases=("YY20261123-aaaaaaaa",),
    body=BODY,
    kind="wrong_supply",
    reasons="报送时未核对决定书。",
    basis="虚构的责任认定文书〔2026〕1号",
    staff="source-1",
)


def closed(number: str = "YY20261123-aaaaaaaa", *, outcome: str = "corrected", state: State = State.CLOSED) -> Case:
    """Return a case that ended so."""
    decision = Decision(outcome=outcome, reasons="", decided_by="clerk-1", decided_at=NOW)
    return msgspec.structs.replace(a_case(), case=number, state=state, decision=decision)


@pytest.fixture
def means() -> FakeMeans:
    made = FakeMeans()
    made.cases.put(closed(), over=None)
    return made


def test_a_finding_is_linked_to_the_records_that_were_corrected(means: FakeMeans) -> None:
    noted = finding.note(CLAIMED, by=LEAD, means=means, now=NOW)

    assert noted.record_ids == (a_record().record_id,)
    assert (noted.found, noted.noted_by, noted.told_to) == (CLAIMED, "lead-1", None)
    assert noted.filed_at == noted.noted_at
    for reader in (LEAD, AUDITOR):
        assert finding.finding_for(reader, noted.finding, means=means) == noted
        assert finding.all_for(reader, means=means, limit=5) == [noted]


@pytest.mark.parametrize("reader", [CLERK, OFFICER, COMPETENT, FIRM, PUBLIC])
def test_nobody_else_notes_or_reads_it(means: FakeMeans, reader: Reader) -> None:
    noted = finding.note(CLAIMED, by=LEAD, means=means, now=NOW)

    with pytest.raises(NotFoundError):
        finding.note(CLAIMED, by=reader, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        finding.finding_for(reader, noted.finding, means=means)
    with pytest.raises(NotFoundError):
        finding.all_for(reader, means=means, limit=5)


def test_what_never_was_is_not_found_and_an_auditor_notes_none(means: FakeMeans) -> None:
    with pytest.raises(NotFoundError):
        finding.finding_for(LEAD, "ZR20261123-nothing", means=means)
    with pytest.raises(NotFoundError):
        finding.note(CLAIMED, by=AUDITOR, means=means, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "gossip"}, "liability.kind_unknown"),
        ({"body": "nowhere"}, "liability.body_unknown"),
        ({"cases": ()}, "liability.cases_number"),
        ({"cases": ("YY20261123-nothing",)}, "liability.case_unfit"),
        ({"cases": ("YY20261123-bbbbbbbb",)}, "liability.case_unfit"),
        ({"cases": ("YY20261123-cccccccc",)}, "liability.case_unfit"),
        ({"cases": ("YY20261123-dddddddd",)}, "liability.case_unfit"),
        ({"reasons": ""}, "text.blank"),
        ({"basis": " "}, "text.blank"),
    ],
)
def test_what_it_cannot_stand_on_is_named(means: FakeMeans, changes: dict[str, Any], code: str) -> None:
    means.cases.put(closed("YY20261123-bbbbbbbb", outcome="record_kept"), over=None)
    means.cases.put(closed("YY20261123-cccccccc", state=State.ACCEPTED), over=None)
    undecided = msgspec.structs.replace(closed("YY20261123-dddddddd"), decision=None)
    means.cases.put(undecided, over=None)

    with pytest.raises(UnprocessableError, match=r"liability\.unsound") as refusal:
        finding.note(msgspec.structs.replace(CLAIMED, **changes), by=LEAD, means=means, now=NOW)

    assert codes_in(refusal) == {code}
