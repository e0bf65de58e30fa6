"""How one version of a record becomes the next; nothing is changed in place.

Every function returns the version to put over the one it was given, numbered one higher.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import msgspec

from chalicelib.library.records import (
    REPAIRED,
    UNCONFIRMED,
    Announced,
    Content,
    Kin,
    Reason,
    Record,
    Statement,
    Status,
    Value,
)
from chalicelib.terms.subjects import Subject

PUBLICATION_ENDED = "objection.publication_ended"
_HIDING_MORE = frozenset({UNCONFIRMED, REPAIRED})


def first(subject: Subject, place: str, content: Content) -> Record:
    """Return the first version of a record."""
    return Record(subject=subject, place=place, version=1, content=content)


def supplied_again(record: Record, content: Content) -> Record:
    """Return the version a later supply gives.

    The mark stays, and so does a suspension: a dispute is not settled by a new upload. So does what its subject stated.
    """
    held = record.content
    kept = msgspec.structs.replace(content, suspended_by=held.suspended_by, statement=held.statement)
    return _next(record, kept, mark=record.mark)


def marked(record: Record, *, case: str, at: datetime) -> Record:
    """Return the version that carries the mark of a case."""
    return _next(record, _because(record, Reason.MARKED, case, at), mark=case)


def suspended(record: Record, *, case: str, at: datetime) -> Record:
    """Return the version whose public display is suspended (暂停公示) until the case is decided; its mark stays.

    What ends the case ends the suspension with the same version.
    """
    content = msgspec.structs.replace(_because(record, Reason.SUSPENDED, case, at), suspended_by=case)
    return _next(record, content, mark=record.mark)


def unmarked(record: Record, *, case: str, at: datetime) -> Record:
    """Return the version without the mark, its fields as they were."""
    return _ended(record, _because(record, Reason.MARK_REMOVED, case, at))


def stated(record: Record, text: str | None, *, case: str, at: datetime, made_at: datetime | None = None) -> Record:
    """Return the version with its subject's own statement beside it, or with None of it any more; a mark stays.

    `made_at` is when its subject made it, where that was before the record's last version.
    """
    statement = None if text is None else Statement(text=text, case=case, made_at=made_at or at)
    content = msgspec.structs.replace(_because(record, Reason.STATED, case, at), statement=statement)
    return _next(record, content, mark=record.mark)


def corrected(record: Record, values: Mapping[str, Value], *, case: str, at: datetime) -> Record:
    """Return the version with corrected fields, and without the mark of the case that found it wrong.

    What an earlier case corrected stays superseded too.
    """
    content = msgspec.structs.replace(
        _because(record, Reason.CORRECTED, case, at),
        fields={**record.content.fields, **values},
        corrected_by=case,
        superseded_fields=tuple(sorted({*record.content.superseded_fields, *values})),
    )
    return _ended(record, content)


def publication_ended(record: Record, *, case: str, at: datetime) -> Record:
    """Return the version that stands and is no longer public (终止公示), without the mark of the case.

    A record of unconfirmed identity, and one that was repaired, stays withheld as such, which hides it from more than
    the public.
    """
    withheld = record.content.withheld if record.content.withheld in _HIDING_MORE else PUBLICATION_ENDED
    content = msgspec.structs.replace(
        _because(record, Reason.CORRECTED, case, at),
        withheld=withheld,
        ended=REPAIRED if REPAIRED in {record.content.ended, record.content.withheld} else PUBLICATION_ENDED,
        corrected_by=case,
    )
    return _ended(record, content)


def repaired(record: Record, values: Mapping[str, Value], *, case: str, at: datetime) -> Record:
    """Return the version of a record whose repair was granted, without the mark of the case.

    It is no longer published, shared or used; `values` end an entry of a list. Why it is withheld is kept where it was
    not certain whom it is about, which hides it from more.
    """
    content = msgspec.structs.replace(_as_repaired(record, values, act=case, at=at), corrected_by=case)
    return _ended(record, content)


def _as_repaired(record: Record, values: Mapping[str, Value], *, act: str, at: datetime) -> Content:
    withheld = UNCONFIRMED if record.content.withheld == UNCONFIRMED else REPAIRED
    return msgspec.structs.replace(
        _because(record, Reason.REPAIRED, act, at),
        fields={**record.content.fields, **values},
        withheld=withheld,
        ended=REPAIRED,
        shielded_until=None,
        superseded_fields=tuple(sorted({*record.content.superseded_fields, *values})),
    )


def repaired_elsewhere(
    record: Record, values: Mapping[str, Value], announced: Announced, *, act: str, at: datetime
) -> Record:
    """Return the version of a record whose repair was granted where it was determined, as its source announced.

    It is treated as one that was granted here. Its mark stays: a case that is open on it is ended by the case itself.
    """
    content = msgspec.structs.replace(_as_repaired(record, values, act=act, at=at), announced=announced)
    return _next(record, content, mark=record.mark)


def announced(record: Record, values: Mapping[str, Value], announced: Announced, *, act: str, at: datetime) -> Record:
    """Return the version that has the fields which its source set by a message; its mark stays."""
    content = msgspec.structs.replace(
        _because(record, Reason.ANNOUNCED, act, at),
        fields={**record.content.fields, **values},
        announced=announced,
    )
    return _next(record, content, mark=record.mark)


def related(record: Record, kin: Kin, *, act: str, at: datetime) -> Record:
    """Return the version of a profile that names who came after its organisation or before it, beside the others."""
    others = (one for one in record.content.kin if _named(one) != _named(kin))
    content = msgspec.structs.replace(_because(record, Reason.ANNOUNCED, act, at), kin=(*others, kin))
    return _next(record, content, mark=record.mark)


def _named(kin: Kin) -> tuple[str, str, str]:
    return kin.event, kin.role, kin.credit_code


def annulled(record: Record, announced: Announced, *, act: str, at: datetime) -> Record:
    """Return the version that no longer stands, as its source announced: it annulled what the record tells of.

    Its mark stays, and leads to the case that this supersedes.
    """
    content = msgspec.structs.replace(
        _because(record, Reason.WITHDRAWN, act, at), status=Status.WITHDRAWN, announced=announced
    )
    return _next(record, content, mark=record.mark)


def shielded(record: Record, *, until: date, case: str, at: datetime) -> Record:
    """Return the version that is shielded (屏蔽) by a court's ruling up to a day, without the case's mark."""
    content = msgspec.structs.replace(_because(record, Reason.SHIELDED, case, at), shielded_until=until)
    return _ended(record, content)


def unrepaired(record: Record, before: Content, *, ends: Collection[str], case: str, at: datetime) -> Record:
    """Return the version of a record whose repair is taken back, without the case's mark.

    `before` is what it said before the repair, `ends` are the fields by which the repair ended an entry of a list. What
    it says besides is as it is now, and so are the days that its periods run from: it is shown no longer than it
    would have been without the repair.
    """
    now = record.content
    fields = {name: value for name, value in now.fields.items() if name not in ends}
    fields |= {name: before.fields[name] for name in ends if name in before.fields}
    kept = {*now.superseded_fields} - {*ends} | ({*before.superseded_fields} & {*ends})
    hidden = before.withheld if before.withheld != UNCONFIRMED else None
    content = msgspec.structs.replace(
        _because(record, Reason.REPAIR_REVOKED, case, at),
        fields=fields,
        withheld=UNCONFIRMED if now.withheld == UNCONFIRMED else hidden,
        ended=before.ended,
        shielded_until=before.shielded_until,
        corrected_by=case,
        superseded_fields=tuple(sorted(kept)),
    )
    return _ended(record, content)


def left_out(record: Record, announced: Announced, *, act: str, at: datetime) -> Record:
    """Return the version that no longer stands, for its source stated all that does, and not it; its mark stays."""
    content = msgspec.structs.replace(
        _because(record, Reason.ANNOUNCED, act, at), status=Status.WITHDRAWN, announced=announced
    )
    return _next(record, content, mark=record.mark)


def withdrawn(record: Record, *, act: str, at: datetime) -> Record:
    """Return the version that no longer stands; nobody but the desk is shown it."""
    content = msgspec.structs.replace(_because(record, Reason.WITHDRAWN, act, at), status=Status.WITHDRAWN)
    return _ended(record, content)


def put_back(record: Record, before: Record | None, *, act: str, at: datetime) -> Record:
    """Return the version that shows what stood before an act: that version again, or nothing where there was none.

    The mark stays as it is. What a batch added is withdrawn, and may be supplied again.
    """
    if before is None:
        content = msgspec.structs.replace(record.content, status=Status.WITHDRAWN)
    else:
        content = msgspec.structs.replace(before.content, restores=before.version)
    undone = msgspec.structs.replace(content, reason=Reason.UNDONE, act=act, known_at=at)
    return _next(record, undone, mark=record.mark)


def erased(record: Record, *, act: str, at: datetime, salt: str) -> Record:
    """Return the version in place of a record that should never have been held: key, salted hash and reason are left.

    Neither mark nor suspension outlives it: the case that is open on it learns that its record is gone.
    """
    left = blank(record, act=act, salt=salt)
    return _next(left, msgspec.structs.replace(left.content, known_at=at), mark=None)


def blank(record: Record, *, act: str, salt: str) -> Record:
    """Return what is left of a version once it is erased: the same version, at its place, without what it said."""
    held = record.content
    content = Content(
        item=held.item,
        item_version=held.item_version,
        fields={},
        known_at=held.known_at,
        reason=Reason.ERASED,
        act=act,
        supply=held.supply,
        status=Status.ERASED,
        erased=held.erased or salted_hash_of(record, salt),
    )
    return msgspec.structs.replace(record, content=content)


def salted_hash_of(record: Record, salt: str) -> str:
    """Return what proves to who has the salt and the content that the content was held. Shape: 64 hex digits."""
    said = msgspec.json.encode([salt, record.version, record.content.fields], order="sorted")
    return hashlib.sha256(said).hexdigest()


def lineage_of(versions: Sequence[Record]) -> Sequence[Record]:
    """Return the versions that led to the newest one, oldest first; what was taken back since is not among them."""
    by_number = {record.version: record for record in versions}
    led: list[Record] = []
    number = versions[-1].version if versions else 0
    while (record := by_number.get(number)) is not None:
        content = record.content
        if content.reason is Reason.UNDONE:
            number = content.restores or 0
            led += [record] if not led else []
            continue
        led.append(record)
        number -= 1
    return led[::-1]


def _because(record: Record, reason: Reason, act: str, at: datetime) -> Content:
    return msgspec.structs.replace(record.content, reason=reason, act=act, known_at=at)


def _ended(record: Record, content: Content) -> Record:
    """Return the version that ends a case: neither mark nor suspension outlives it."""
    return _next(record, msgspec.structs.replace(content, suspended_by=None), mark=None)


def _next(record: Record, content: Content, *, mark: str | None) -> Record:
    return Record(subject=record.subject, place=record.place, version=record.version + 1, content=content, mark=mark)
