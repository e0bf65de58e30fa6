"""Authorities (认定单位): who determined a record, and so decides about its repair; and which door is theirs.

Source: 信用修复管理办法 (国家发展和改革委员会令第36号), 谁认定、谁修复.
"""

from datetime import date
from typing import NamedTuple

from chalicelib.library.records import Record
from chalicelib.objections.repairs.rules import OwnDoor, rules
from chalicelib.terms.bodies import Bodies, Body

CODE, NAME = "authority_credit_code", "authority_name"


class Authority(NamedTuple):
    """The body that answers today for who determined a record, and the name under which the record has them."""

    body: Body
    named: str


def authority_of(record: Record, *, bodies: Bodies, on: date) -> Authority:
    """Return who determined a record: by the authority's credit code, by its name on that day, else its source."""
    code, name = record.content.fields.get(CODE), record.content.fields.get(NAME)
    determined = bodies.by_credit_code(code) if isinstance(code, str) else None
    if determined is None and isinstance(name, str):
        determined = bodies.named(name, record.content.determined_on or on)
    supply = record.content.supply
    key = determined.key if determined else supply.body
    return Authority(bodies.responsible(key, on), name if isinstance(name, str) else supply.named)


def door_of(record: Record, *, bodies: Bodies, on: date) -> OwnDoor | None:
    """Return where the authority of a record repairs it, None where that is here."""
    authority = authority_of(record, bodies=bodies, on=on)
    fitting = (door for door in rules().doors if door.is_that_of(authority.body, named=authority.named, on=on))
    return next(fitting, None)
