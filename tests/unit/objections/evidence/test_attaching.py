"""A piece of evidence, from what is said of it to what is kept."""

import hashlib
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.objections import applications, desk
from chalicelib.objections.cases import Case, CaseKind, State
from chalicelib.objections.evidence import attaching
from chalicelib.objections.evidence.attaching import Declared
from chalicelib.objections.papers import Evidence, EvidenceState
from tests.factories import NOW, a_case
from tests.factories_evidence import EICAR, PDF, PNG, declared, papers
from tests.fakes_evidence import MemoryEvidence
from tests.unit.objections.standing import (
    ANOTHER_SUBJECT,
    CLERK,
    MINUTE,
    OTHER_SOURCE,
    REVIEWER,
    SOURCE,
    SUBJECT,
    FakeMeans,
    a_filing,
    case_in,
    claimed,
    means_with,
)

LATER = NOW + MINUTE
PLEDGE = papers()["pledge"]
UNPROVED = ("/evidence", "objection.evidence_missing")
UNPLEDGED = ("/evidence", "evidence.pledge")


def _draft(means: FakeMeans, **changes: Any) -> Case:
    return applications.file(a_filing(**changes), by=SUBJECT, means=means, now=NOW)


def _add(case: Case, said: Declared, means: FakeMeans) -> Case:
    return attaching.add(case.case, said, by=SUBJECT, means=means, now=LATER)


def _sent(case: Case, content: bytes, means: FakeMeans, **changes: Any) -> Evidence:
    """Declare a file, send it, and say so; return what became of it."""
    said = declared(content, **changes)
    _add(case, said, means)
    means.evidence.receive(case.case, said.sha256, content)
    return _add(case, said, means).objection.evidence[-1]


def test_a_file_is_declared_sent_looked_into_and_kept() -> None:
    means = means_with()
    case = _draft(means)
    said = declared()

    (piece,) = _add(case, said, means).objection.evidence
    assert (piece.id, piece.name, piece.state) == ("e1", "e1-decision.pdf", EvidenceState.AWAITED)
    form = attaching.form_for(case, piece, means=means)
    assert form is not None
    assert form.fields["Content-Type"] == "application/pdf"

    means.evidence.receive(case.case, said.sha256, PDF)
    after = _add(case, said, means)

    (piece,) = after.objection.evidence
    assert (piece.state, piece.fault, piece.checked_at) == (EvidenceState.KEPT, None, LATER)
    assert attaching.form_for(after, piece, means=means) is None
    assert means.evidence.files == {f"kept/{case.case}/{said.sha256}": PDF}


def test_the_same_content_is_one_piece_however_often_it_is_declared() -> None:
    means = means_with()
    case = _draft(means)

    for _ in range(3):
        after = _add(case, declared(), means)

    assert len(after.objection.evidence) == 1
    assert after.version == 2


def test_saying_again_that_a_kept_file_was_sent_changes_nothing() -> None:
    means = means_with()
    case = _draft(means)
    _sent(case, PDF, means)
    before = means.cases.find(case.case)

    assert _add(case, declared(), means) == before


@pytest.mark.parametrize(
    ("content", "changes", "fault"),
    [
        (b"MZ" + PDF, {}, "evidence.executable"),
        (PNG, {"type": "pdf"}, "evidence.not_its_type"),
        (PDF.replace(b"/Type", b"/JavaScript /Type"), {}, "evidence.active_content"),
        (PDF, {"sha256": "0" * 64}, "evidence.not_its_content"),
        (PDF, {"size_bytes": 7}, "evidence.not_its_content"),
    ],
    ids=["an executable named .pdf", "a picture that says it is a PDF", "a script", "other content", "another size"],
)
def test_a_file_that_is_not_what_was_said_is_refused_and_deleted(
    content: bytes, changes: dict[str, Any], fault: str
) -> None:
    means = means_with()
    piece = _sent(_draft(means), content, means, **changes)

    assert (piece.state, piece.fault) == (EvidenceState.REFUSED, fault)
    assert means.evidence.files == {}


def test_a_file_of_zero_bytes_that_came_all_the_same_is_refused() -> None:
    means = means_with()
    case = _draft(means)
    said = declared()
    _add(case, said, means)
    means.evidence.receive(case.case, said.sha256, b"")

    (piece,) = _add(case, said, means).objection.evidence

    assert (piece.state, piece.fault) == (EvidenceState.REFUSED, "evidence.empty")


class _Unread(MemoryEvidence):
    """A bucket that says a file has 200 MB, and must not be asked for it."""

    def incoming_size(self, case: str, sha256: str) -> int | None:
        """Return what no form lets through."""
        return 200 * 1024 * 1024 if f"incoming/{case}/{sha256}" in self.files else None

    def incoming(self, case: str, sha256: str) -> bytes | None:  # noqa: ARG002
        """Fail: it would not fit."""
        raise AssertionError


def test_a_file_of_200_mb_that_came_all_the_same_is_refused_unread() -> None:
    means = means_with()
    means.evidence = _Unread()

    piece = _sent(_draft(means), PDF, means)

    assert (piece.state, piece.fault) == (EvidenceState.REFUSED, "evidence.not_its_content")


def test_what_a_scan_finds_goes_into_quarantine_and_is_handed_out_to_nobody() -> None:
    means = means_with()
    case = _draft(means)
    content = PDF + EICAR

    piece = _sent(case, content, means)

    assert (piece.state, piece.fault) == (EvidenceState.QUARANTINED, "evidence.malicious")
    assert piece.scanned_by == "eicar-test-string-only"
    assert list(means.evidence.files) == [f"quarantine/{case.case}/{piece.sha256}"]
    with pytest.raises(NotFoundError):
        attaching.link_to(case.case, piece.id, by=SUBJECT, means=means, now=LATER)


def test_without_a_scanner_a_piece_names_none() -> None:
    means = means_with()
    means.scanner = None

    assert _sent(_draft(means), PDF, means).scanned_by is None


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"kind": "rumour"}, "/kind", "evidence.kind_unknown"),
        ({"type": "exe"}, "/type", "evidence.type_unknown"),
        ({"sha256": "0" * 63}, "/sha256", "evidence.sha256_shape"),
        ({"size_bytes": 0}, "/size_bytes", "evidence.empty"),
        ({"size_bytes": 200 * 1024 * 1024}, "/size_bytes", "evidence.too_large"),
    ],
    ids=["unknown kind", "unknown type", "no hash", "zero bytes", "200 MB"],
)
def test_what_is_said_of_a_file_is_refused_by_place(changes: dict[str, Any], pointer: str, code: str) -> None:
    means = means_with()

    with pytest.raises(UnprocessableError) as refused:
        _add(_draft(means), declared(**changes), means)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(pointer, code)]


def test_more_pieces_than_are_taken_are_refused() -> None:
    means = means_with()
    case = _draft(means)
    for number in range(20):
        _add(case, declared(PDF + bytes([number])), means)

    with pytest.raises(UnprocessableError) as refused:
        _add(case, declared(), means)

    assert [fault.code for fault in refused.value.errors] == ["evidence.too_many"]


def test_a_piece_is_taken_away_twice_as_once_and_the_next_has_an_id_of_its_own() -> None:
    means = means_with()
    case = _draft(means)
    _sent(case, PDF, means)
    _add(case, declared(PNG, type="png"), means)

    for _ in range(2):
        after = attaching.remove(case.case, "e1", by=SUBJECT, means=means, now=LATER)

    assert [one.id for one in after.objection.evidence] == ["e2"]
    assert [one.id for one in _add(case, declared(), means).objection.evidence] == ["e2", "e3"]


def test_what_was_submitted_is_not_taken_away_or_replaced_when_more_is_asked_for() -> None:
    means = means_with()
    case = _draft(means)
    _sent(case, PDF, means)
    _sent(case, PLEDGE, means, kind="pledge")
    submitted = applications.submit(case.case, by=SUBJECT, means=means, now=LATER)
    asked, then = LATER + MINUTE, LATER + 2 * MINUTE
    hold = claimed(submitted, means, now=asked)
    desk.request_supplement(case.case, ["授权委托书"], hold=hold, means=means, now=asked)
    attaching.add(case.case, declared(PNG, type="png"), by=SUBJECT, means=means, now=then)

    with pytest.raises(ConflictError) as refused:
        attaching.remove(case.case, "e1", by=SUBJECT, means=means, now=then)
    after = attaching.remove(case.case, "e3", by=SUBJECT, means=means, now=then)

    assert refused.value.code == "objection.evidence_closed"
    assert [one.id for one in after.objection.evidence] == ["e1", "e2"]


def test_two_pieces_added_at_once_both_stay_and_who_always_loses_is_told() -> None:
    means = means_with()
    case = _draft(means)
    put, lost = means.cases.put, iter([True, False])

    def losing_once(new: Case, *, over: Case | None) -> None:
        if next(lost, False):
            put(over_with(over, declared(PNG, type="png")), over=over)
            raise StaleVersionError
        put(new, over=over)

    def over_with(over: Case | None, said: Declared) -> Case:
        assert over is not None
        piece = Evidence(id="e1", name="e1", media_type="image/png", bytes=1, sha256=said.sha256, kind="decision")
        return _with(over, piece)

    means.cases.put = losing_once  # type: ignore[method-assign]
    after = _add(case, declared(), means)

    assert [one.id for one in after.objection.evidence] == ["e1", "e2"]

    def losing(new: Case, *, over: Case | None) -> None:  # noqa: ARG001
        raise StaleVersionError

    means.cases.put = losing  # type: ignore[method-assign]
    with pytest.raises(StaleVersionError):
        _add(case, declared(PDF + b" "), means)
    with pytest.raises(StaleVersionError):
        attaching.remove(case.case, "e2", by=SUBJECT, means=means, now=LATER)


def _standing(case: Case, means: FakeMeans) -> Case:
    standing = means.cases.find(case.case)
    assert standing is not None
    return standing


def _with(case: Case, *pieces: Evidence) -> Case:
    objection = msgspec.structs.replace(case.objection, evidence=(*case.objection.evidence, *pieces))
    return msgspec.structs.replace(case, version=case.version + 1, objection=objection)


def test_nobody_else_adds_evidence_to_a_case_and_to_them_it_does_not_exist() -> None:
    means = means_with()
    case = _draft(means)

    for by in (ANOTHER_SUBJECT, CLERK, SOURCE):
        with pytest.raises(NotFoundError):
            attaching.add(case.case, declared(), by=by, means=means, now=LATER)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.SUBMITTED, "objection.evidence_closed"),
        (State.ACCEPTED, "objection.evidence_closed"),
        (State.CLOSED, "objection.already_closed"),
    ],
)
def test_evidence_is_added_to_a_draft_or_when_more_was_asked_for_and_at_no_other_time(state: State, code: str) -> None:
    means = means_with()
    case = case_in(state, means)

    with pytest.raises(ConflictError) as refused:
        _add(case, declared(), means)

    assert refused.value.code == code


def test_a_clerk_asks_for_more_but_adds_nothing() -> None:
    means = means_with()
    means.cases.put(a_case(state=State.SUPPLEMENT_REQUIRED), over=None)

    with pytest.raises(ConflictError) as refused:
        attaching.add(a_case().case, declared(), by=CLERK, means=means, now=LATER)

    assert refused.value.code == "objection.evidence_closed"
    assert _add(a_case(), declared(), means).objection.evidence


def test_a_kept_piece_is_handed_out_to_who_may_see_the_case_and_to_nobody_else() -> None:
    means = means_with()
    case = _draft(means)
    piece = _sent(case, PDF, means)

    _, found, link = attaching.link_to(case.case, piece.id, by=SUBJECT, means=means, now=LATER)
    assert found == piece
    assert link.endswith(f"{piece.sha256}?name={case.case}-e1-decision.pdf&within=60")
    for by in (ANOTHER_SUBJECT, CLERK, OTHER_SOURCE):
        with pytest.raises(NotFoundError):
            attaching.link_to(case.case, piece.id, by=by, means=means, now=LATER)
    with pytest.raises(NotFoundError):
        attaching.link_to(case.case, "e9", by=SUBJECT, means=means, now=LATER)


def test_a_review_hands_out_the_evidence_of_the_first_from_where_it_lies() -> None:
    means = means_with()
    draft = _draft(means)
    _sent(draft, PDF, means)
    (piece,) = _standing(draft, means).objection.evidence
    review = a_case(case=f"{draft.case}-FH", kind=CaseKind.REVIEW, review_of=draft.case, state=State.ACCEPTED)
    means.cases.put(_with(msgspec.structs.replace(review, version=0), piece), over=None)

    _, found, link = attaching.link_to(review.case, "e1", by=REVIEWER, means=means, now=LATER)

    assert f"kept/{draft.case}/{found.sha256}" in means.evidence.files
    assert f"kept/{draft.case}/{found.sha256}" in link


def test_a_submission_checks_what_came_unsaid_and_goes_with_it() -> None:
    means = means_with()
    case = _draft(means, reason="decision_annulled", fields=())
    for content, kind in ((PDF, "annulment"), (PLEDGE, "pledge")):
        said = declared(content, kind=kind)
        _add(case, said, means)
        means.evidence.receive(case.case, said.sha256, content)

    after = applications.submit(case.case, by=SUBJECT, means=means, now=LATER)

    assert after.state is State.SUBMITTED
    assert [one.state for one in after.objection.evidence] == [EvidenceState.KEPT] * 2


@pytest.mark.parametrize(
    ("pieces", "errors"),
    [
        ([], [UNPROVED, UNPLEDGED]),
        ([(PDF, {"kind": "pledge"}, True)], [UNPROVED]),
        ([(PDF, {}, True)], [UNPLEDGED]),
        ([(PDF, {}, False)], [("/evidence/0", "evidence.awaited"), UNPROVED, UNPLEDGED]),
        (
            [(PDF, {}, True), (b"MZ", {}, True), (EICAR, {}, True)],
            [("/evidence/1", "evidence.executable"), ("/evidence/2", "evidence.malicious"), UNPLEDGED],
        ),
    ],
    ids=["none", "a promise alone", "no promise", "one that has not come", "some that were not taken"],
)
def test_a_submission_without_the_evidence_its_reason_needs_says_all_that_is_missing(
    pieces: list[tuple[bytes, dict[str, Any], bool]], errors: list[tuple[str, str]]
) -> None:
    means = means_with()
    case = _draft(means, reason="decision_annulled", fields=())
    for content, changes, is_sent in pieces:
        said = declared(content, **changes)
        _add(case, said, means)
        if is_sent:
            means.evidence.receive(case.case, said.sha256, content)

    with pytest.raises(UnprocessableError) as refused:
        applications.submit(case.case, by=SUBJECT, means=means, now=LATER)

    assert refused.value.code == "objection.evidence_missing"
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == errors
    standing = means.cases.find(case.case)
    assert standing is not None
    assert standing.state is State.DRAFT


class _Dying(MemoryEvidence):
    """A bucket after whose next write the process dies."""

    dies = True

    def keep(self, case: str, sha256: str, content: bytes, *, media_type: str) -> None:
        """Keep a file, and die."""
        super().keep(case, sha256, content, media_type=media_type)
        if self.dies:
            self.dies = False
            raise ProcessDiedError


class ProcessDiedError(BaseException):
    """The process is gone."""


def test_a_process_that_dies_between_keeping_a_file_and_saying_so_is_made_good_by_the_same_call() -> None:
    means = means_with()
    means.evidence = _Dying()
    case = _draft(means)
    _add(case, declared(), means)
    means.evidence.receive(case.case, declared().sha256, PDF)

    with pytest.raises(ProcessDiedError):
        _add(case, declared(), means)
    (piece,) = _add(case, declared(), means).objection.evidence

    assert piece.state is EvidenceState.KEPT
    assert means.evidence.kept(case.case, hashlib.sha256(PDF).hexdigest()) == PDF
