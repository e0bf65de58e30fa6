"""Agreements (查询服务协议): which agency may look at which items of organisations, for what, and until when.

An agreement opens nothing that is not public; it says who may ask for it in number. None is known: the table is empty.

Source: see agreements.toml.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from chalicelib.terms.tables import Table, date_of, table

FILE = "catalogue/agreements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One agreement of an agency (信用服务机构) with the platform.

    Shape: key "2026-01", agency "9151…" (its credit code), items {"administrative_penalty"},
           purposes {"credit_investigation"}, valid_from 2026-01-01, valid_to 2026-12-31 (its last day).
    """

    key: str
    agency: str
    items: frozenset[str]
    purposes: frozenset[str]
    basis: str
    confirmed: bool
    valid_from: date
    valid_to: date

    def covers(self, agency: str | None, *, purpose: str | None, on: date) -> bool:
        """Say whether an agency may look for a purpose under it on a day."""
        return self.agency == agency and purpose in self.purposes and self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True, eq=False)
class Agreements:
    """All agreements, in order."""

    rows: tuple[Agreement, ...]

    def of(self, agency: str | None, *, purpose: str | None, on: date) -> Agreement | None:
        """Return the agreement under which an agency looks for a purpose on a day, the first if there are several."""
        return next((one for one in self.rows if one.covers(agency, purpose=purpose, on=on)), None)


def agreements_of(raw: Table) -> Agreements:
    """Return the agreements made from their table."""
    return Agreements(tuple(_agreement_of(key, row) for key, row in raw["agreements"].items()))


@cache
def agreements() -> Agreements:
    """Return the platform's agreements; built once."""
    return agreements_of(table(FILE))


def _agreement_of(key: str, row: Table) -> Agreement:
    return Agreement(
        key=key,
        agency=row["agency"],
        items=frozenset(row["items"]),
        purposes=frozenset(row["purposes"]),
        basis=row["basis"],
        confirmed=row["confirmed"],
        valid_from=date_of(row["valid_from"], file=FILE, key=f"{key}.valid_from"),
        valid_to=date_of(row["valid_to"], file=FILE, key=f"{key}.valid_to"),
    )
