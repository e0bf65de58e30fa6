"""The flow: a subject adds a piece of evidence to a case, sends the file, and it is checked before anyone opens it.

    add ─▶ awaited, with a form to send it ─▶ the same call again, once it was sent ─▶ kept, refused or quarantined

A piece is put on the case's version, like a claim, and is no move: what the case went with is named when it is
submitted. The file is put under `kept/` from the very bytes that were checked, before the case says so; where the
process dies between, the same call finds the piece awaited and does it again.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from chalicelib.errors import ConflictError, FieldError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.objections.cases import Case, State
from chalicelib.objections.evidence.completeness import MALICIOUS, must_be_whole
from chalicelib.objections.evidence.contents import fault_in
from chalicelib.objections.evidence.rules import rules
from chalicelib.objections.evidence.store import Form
from chalicelib.objections.means import Means
from chalicelib.objections.moves import Actor, must_not_be_over
from chalicelib.objections.papers import Evidence, EvidenceState
from chalicelib.objections.scope import actor_of, case_for

TRIES = 8
FORM_SECONDS = 15 * 60
LINK_SECONDS = 60
OPEN_TO = frozenset({State.DRAFT, State.SUPPLEMENT_REQUIRED})
_SHA256 = re.compile(r"[0-9a-f]{64}")
NOT_ITS_CONTENT = "evidence.not_its_content"


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a file before it is sent; nothing of its name is kept, for names carry what is a person's.

    Shape: {"kind": "decision", "type": "pdf", "size_bytes": 20480, "sha256": "9f86d0…"}
    """

    kind: str
    type: str
    size_bytes: int
    sha256: str


def add(number: str, declared: Declared, *, by: Reader, means: Means, now: datetime) -> Case:
    """Add a piece to a case; where its file has come, check it. The same content is the same piece.

    Raises: NotFoundError; ConflictError `objection.evidence_closed`, or as `must_not_be_over`; UnprocessableError
            `evidence.unsound` that names every fault; StaleVersionError where others moved the case at every try.
    """
    for _ in range(TRIES):
        case = _open_case(number, by=by, means=means, now=now)
        piece = _with_content(case, declared.sha256)
        try:
            if piece is None:
                return _added(case, declared, by=by, means=means, now=now)
            return take(case, piece, means=means, now=now)
        except StaleVersionError:
            continue
    raise StaleVersionError


def remove(number: str, piece_id: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Take a piece away again before the case is submitted. Twice is once.

    Raises: as `add`.
    """
    for _ in range(TRIES):
        case = _open_case(number, by=by, means=means, now=now)
        piece = find(case, piece_id)
        if piece is None:
            return case
        if case.state is not State.DRAFT and _was_submitted(case, piece):
            raise _closed()
        means.evidence.drop_incoming(number, piece.sha256)
        left = tuple(one for one in case.objection.evidence if one.id != piece_id)
        try:
            return _put(case, left, means=means)
        except StaleVersionError:
            continue
    raise StaleVersionError


def form_for(case: Case, piece: Evidence, *, means: Means) -> Form | None:
    """Return the form to send a piece's file with, None for one that is awaited no more."""
    if piece.state is not EvidenceState.AWAITED:
        return None
    return means.evidence.post_for(
        case.case,
        piece.sha256,
        size_bytes=piece.bytes,
        media_type=piece.media_type,
        ttl_seconds=FORM_SECONDS,
    )


def link_to(number: str, piece_id: str, *, by: Reader, means: Means, now: datetime) -> tuple[Case, Evidence, str]:
    """Return a case, a kept piece of it, and a link to its file for who may see the case.

    A review goes with what the first was submitted with, whose files lie where they were kept.

    Raises: NotFoundError for any other, and for a piece that is not kept.
    """
    case = case_for(by, number, means=means, now=now)
    piece = find(case, piece_id)
    if piece is None or piece.state is not EvidenceState.KEPT:
        raise NotFoundError
    name = f"{number}-{piece.name}"
    kept_for = case.review_of or number
    return case, piece, means.evidence.link_to(kept_for, piece.sha256, name=name, ttl_seconds=LINK_SECONDS)


def take(case: Case, piece: Evidence, *, means: Means, now: datetime) -> Case:
    """Check the file of a piece if it has come, and put the case with what became of it.

    Raises: StaleVersionError where the case has moved meanwhile; the same call again does the same.
    """
    if piece.state is not EvidenceState.AWAITED:
        return case
    size_bytes = means.evidence.incoming_size(case.case, piece.sha256)
    if size_bytes is None:
        return case
    checked = msgspec.structs.replace(_checked(case, piece, size_bytes, means=means), checked_at=now)
    pieces = tuple(checked if one.id == piece.id else one for one in case.objection.evidence)
    after = _put(case, pieces, means=means)
    means.evidence.drop_incoming(case.case, piece.sha256)
    return after


def complete(case: Case, *, means: Means, now: datetime) -> Case:
    """Return a case with all its evidence checked, if it is all there that must go with it.

    Raises: UnprocessableError `objection.evidence_missing` as `must_be_whole`; StaleVersionError.
    """
    for piece in case.objection.evidence:
        case = take(case, piece, means=means, now=now)
    must_be_whole(case)
    return case


def find(case: Case, piece_id: str) -> Evidence | None:
    """Return a piece of a case by its id, None where there is none."""
    return next((one for one in case.objection.evidence if one.id == piece_id), None)


def _with_content(case: Case, sha256: str) -> Evidence | None:
    return next((one for one in case.objection.evidence if one.sha256 == sha256), None)


def _open_case(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    case = case_for(by, number, means=means, now=now)
    if case.state in OPEN_TO and actor_of(by) is Actor.SUBJECT:
        return case
    must_not_be_over(case)
    raise _closed()


def _closed() -> ConflictError:
    zh, en = "此时不能增减证明材料。", "Evidence can be added to a draft, or when more was asked for."
    return ConflictError("objection.evidence_closed", zh, en)


def _was_submitted(case: Case, piece: Evidence) -> bool:
    """Say whether a piece was there when more was asked for; what is added since may be taken away again."""
    asked = case.supplement.requested_at if case.supplement else case.moved_at
    return piece.added_at is None or piece.added_at < asked


def _added(case: Case, declared: Declared, *, by: Reader, means: Means, now: datetime) -> Case:
    faults = tuple(_faults_in(declared, case))
    if faults:
        raise UnprocessableError("evidence.unsound", "证明材料不符合要求。", "The evidence has faults.", errors=faults)
    piece_id = _next_id(case)
    piece = Evidence(
        id=piece_id,
        name=f"{piece_id}-{declared.kind}.{declared.type}",
        media_type=rules().types[declared.type].media_type,
        bytes=declared.size_bytes,
        sha256=declared.sha256,
        kind=declared.kind,
        state=EvidenceState.AWAITED,
        added_by=by.sub,
        added_at=now,
    )
    return _put(case, (*case.objection.evidence, piece), means=means)


def _next_id(case: Case) -> str:
    """Return an id that no piece of the case has; those of pieces taken away before may come again."""
    taken = [int(one.id.removeprefix("e")) for one in case.objection.evidence]
    return f"e{max(taken, default=0) + 1}"


def _faults_in(declared: Declared, case: Case) -> Iterator[FieldError]:
    if declared.kind not in rules().kinds:
        yield FieldError("/kind", "evidence.kind_unknown", "材料种类不在清单内。", "No such kind of evidence.")
    if declared.type not in rules().types:
        yield FieldError("/type", "evidence.type_unknown", "不收这种文件。", "No such type of file is taken.")
    if not _SHA256.fullmatch(declared.sha256):
        zh, en = "应为64位小写十六进制数。", "64 lower-case hex digits."
        yield FieldError("/sha256", "evidence.sha256_shape", zh, en)
    if declared.size_bytes < 1:
        yield FieldError("/size_bytes", "evidence.empty", "文件是空的。", "The file is empty.")
    if declared.size_bytes > rules().largest_bytes:
        zh, en = f"单个文件不得超过{rules().largest_bytes}字节。", f"More than {rules().largest_bytes} bytes."
        yield FieldError("/size_bytes", "evidence.too_large", zh, en)
    if len(case.objection.evidence) >= rules().most_pieces:
        zh, en = f"最多{rules().most_pieces}件。", f"No more than {rules().most_pieces} pieces."
        yield FieldError("", "evidence.too_many", zh, en)


def _checked(case: Case, piece: Evidence, size_bytes: int, *, means: Means) -> Evidence:
    """Return what became of a piece whose file has come; the file lies where it belongs by then.

    No form lets a larger file through; a server that does not hold to it is found out before the file is read.
    """
    if size_bytes != piece.bytes:
        return _refused(piece, "evidence.empty" if size_bytes == 0 else NOT_ITS_CONTENT)
    content = means.evidence.incoming(case.case, piece.sha256) or b""
    if hashlib.sha256(content).hexdigest() != piece.sha256:
        return _refused(piece, NOT_ITS_CONTENT)
    scanner = means.scanner
    piece = msgspec.structs.replace(piece, scanned_by=scanner.name if scanner else None)
    if scanner is not None and scanner.finds_malware_in(content):
        means.evidence.quarantine(case.case, piece.sha256, content)
        return msgspec.structs.replace(piece, state=EvidenceState.QUARANTINED, fault=MALICIOUS)
    fault = fault_in(content, media_type=piece.media_type)
    if fault is not None:
        return _refused(piece, fault)
    means.evidence.keep(case.case, piece.sha256, content, media_type=piece.media_type)
    return msgspec.structs.replace(piece, state=EvidenceState.KEPT)


def _refused(piece: Evidence, fault: str) -> Evidence:
    return msgspec.structs.replace(piece, state=EvidenceState.REFUSED, fault=fault)


def _put(case: Case, pieces: tuple[Evidence, ...], *, means: Means) -> Case:
    objection = msgspec.structs.replace(case.objection, evidence=pieces)
    after = msgspec.structs.replace(case, version=case.version + 1, objection=objection)
    means.cases.put(after, over=case)
    return after
