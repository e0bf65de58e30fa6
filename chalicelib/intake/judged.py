"""Judged rows (判定): what becomes of a row, or of a record that is in no row, in a plan and when it is applied."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from chalicelib.intake.batches import Counts
from chalicelib.intake.offers import Offer, Outcome, Verdict
from chalicelib.library.places import record_id_of
from chalicelib.library.records import Content, Record


class Kind(StrEnum):
    """What a plan says of a row.

    `disputed` is a new version of a record under an open case; `conflict` a row that the library contradicts: a
    correction, a withdrawal, another body's record. `expire` and `revoke` end a record.
    """

    ADD = "add"
    NEW_VERSION = "new_version"
    UNCHANGED = "unchanged"
    EXPIRE = "expire"
    REVOKE = "revoke"
    CONFLICT = "conflict"
    DISPUTED = "disputed"
    HELD = "held"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class Judged(NamedTuple):
    """What becomes of a row: against which record and version, why not, and which fields change."""

    row: int
    kind: Kind
    code: str | None = None
    record_id: str | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()


_CONFLICTS = frozenset(
    {
        "identity.contradicts_profile",
        "library.contradicts_correction",
        "library.contradicts_message",
        "library.contradicts_withdrawal",
        "library.of_another_body",
    }
)
_CHANGING = frozenset({Outcome.CHANGED, Outcome.EXPIRED, Outcome.REVOKED})
_KINDS = {
    Outcome.ADDED: Kind.ADD,
    Outcome.CHANGED: Kind.NEW_VERSION,
    Outcome.UNCHANGED: Kind.UNCHANGED,
    Outcome.REFUSED: Kind.REFUSED,
    Outcome.HELD: Kind.HELD,
    Outcome.SUPERSEDED: Kind.SUPERSEDED,
    Outcome.EXPIRED: Kind.EXPIRE,
    Outcome.REVOKED: Kind.REVOKE,
}


def counts_of(judged: Sequence[Judged]) -> Counts:
    """Return what judged rows come to."""
    outcomes = {kind: outcome.value for outcome, kind in _KINDS.items()}
    outcomes |= {Kind.DISPUTED: Outcome.CHANGED.value, Kind.CONFLICT: Outcome.REFUSED.value}
    return Counts(rows=len(judged), **Counter(outcomes[one.kind] for one in judged))


def judged_of(offer: Offer, verdict: Verdict, before: Record | None) -> Judged:
    """Return what becomes of a row, and against which record and version."""
    row, kind = offer.content.supply.row, _KINDS[verdict.outcome]
    fields: tuple[str, ...] = ()
    if verdict.outcome is Outcome.ADDED:
        return Judged(row, kind, record_id=record_id_of(offer.subject, offer.place), version=0)
    if before is None:
        return Judged(row, kind, verdict.code)
    if verdict.outcome in _CHANGING:
        kind = Kind.DISPUTED if before.mark is not None else kind
        fields = _differing(before, verdict.new.content if verdict.new is not None else offer.content)
    elif verdict.code in _CONFLICTS:
        kind = Kind.CONFLICT
    return Judged(row, kind, verdict.code, before.record_id, before.version, fields)


def _differing(before: Record, content: Content) -> tuple[str, ...]:
    old, new = before.content.fields, content.fields
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))
