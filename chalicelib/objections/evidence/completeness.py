"""Completeness (材料齐全): all that is missing before an objection may be submitted, told at once.

What a repair needs besides is judged with its conditions (`repairs.filing`).
"""

from collections.abc import Iterator

from chalicelib.errors import FieldError, UnprocessableError
from chalicelib.objections.cases import Case, CaseKind
from chalicelib.objections.evidence.demands import filer_of
from chalicelib.objections.evidence.rules import rules
from chalicelib.objections.papers import EvidenceState
from chalicelib.objections.reasons import reasons

MALICIOUS = "evidence.malicious"


def must_be_whole(case: Case) -> None:
    """Refuse a case with which something does not go that must.

    Raises: UnprocessableError `objection.evidence_missing` that names each piece that has not come or was refused, the
            reason that needs evidence, and each paper that its filer must bring.
    """
    faults = (*_faults_in_pieces(case), *_missing_from(case))
    if faults:
        raise UnprocessableError("objection.evidence_missing", "材料不齐。", "Papers are missing.", errors=faults)


def _faults_in_pieces(case: Case) -> Iterator[FieldError]:
    for place, piece in enumerate(case.objection.evidence):
        if piece.state is EvidenceState.AWAITED:
            zh, en = "该文件尚未送达；请发送或者移除。", "The file has not come: send it, or take it away."
            yield FieldError(f"/evidence/{place}", "evidence.awaited", zh, en)
        elif piece.state is not EvidenceState.KEPT:
            zh, en = "该文件未被采用；请移除。", "The file was not taken: take it away."
            yield FieldError(f"/evidence/{place}", piece.fault or MALICIOUS, zh, en)


def _missing_from(case: Case) -> Iterator[FieldError]:
    if case.kind is not CaseKind.OBJECTION:
        return
    kept = {one.kind for one in case.objection.evidence if one.state is EvidenceState.KEPT}
    reason = reasons().get(case.objection.reason)
    if reason is not None and reason.needs_evidence and not any(rules().kinds[kind].proves for kind in kept):
        yield FieldError("/evidence", "objection.evidence_missing", reason.why, "This reason needs evidence.")
    filer = filer_of(case.objection)
    for one in rules().demands:
        if one.is_for(filer) and one.met_for(filer) is None and one.kind not in kept:
            zh, en = f"缺少{rules().kinds[one.kind].zh}：{one.zh}", f"Missing: {one.kind}."
            yield FieldError("/evidence", f"evidence.{one.kind}", zh, en)
