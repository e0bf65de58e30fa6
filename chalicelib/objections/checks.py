"""The platform's own check (自查): what it shows of a record against the last value that its source sent.

A version that a supply made is what the source sent, and as long as its file is kept its row is read again; a version
that a case made is what was decided. Where they differ in a disputed field, the fault is the platform's own and is put
right at once; where they agree, the source is asked. An objection that names no field is about all of them.

Source: 深圳经济特区社会信用条例 art. 51 (of another place, as an example).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.catalogue.items import Item
from chalicelib.library.records import Reason, Record, Value
from chalicelib.objections.cases import Case
from chalicelib.objections.means import Means
from chalicelib.objections.papers import Differing, OwnCheck

Values = Mapping[str, Value]


def own_check(case: Case, record: Record, *, means: Means, now: datetime) -> OwnCheck:
    """Return what comes of comparing a record with what its source sent; who asked for it made the case's last move."""
    item = means.catalogue.get(record.content.item)
    sent = last_sent(record, history=means.library.history_of(record.record_id))
    supply = sent.content.supply
    read = means.origins.values_sent(supply, item=item)
    differing = differences(case, record, sent={**sent.content.fields, **(read or {})}, item=item)
    return OwnCheck(
        agrees=not differing,
        differing=differing,
        version=sent.version,
        batch=supply.batch,
        row=supply.row,
        checked_by=case.last.by,
        checked_at=now,
        read_again=read is not None,
    )


def last_sent(record: Record, *, history: Sequence[Record]) -> Record:
    """Return the newest version that a supply made; the first of all, where an older one is not kept any more."""
    kept = sorted({one.version: one for one in (*history, record)}.values(), key=lambda one: one.version)
    supplied = [one for one in kept if one.content.reason is Reason.SUPPLIED]
    return supplied[-1] if supplied else kept[0]


def differences(case: Case, record: Record, *, sent: Values, item: Item) -> tuple[Differing, ...]:
    """Return where what is shown is not what was sent, in the fields that are disputed.

    What an earlier case corrected is shown as it was decided, whatever the source sent, and what the source told by a
    message since as it told it.
    """
    announced = record.content.announced
    elsewhere = {*record.content.superseded_fields, *(announced.before if announced is not None else ())}
    disputed = [one.field for one in case.objection.fields] or [one.id for one in item.fields if one.is_stored]
    shown = record.content.fields
    return tuple(
        Differing(field=name, shown=shown.get(name), sent=sent.get(name))
        for name in disputed
        if name not in elsewhere and shown.get(name) != sent.get(name)
    )
