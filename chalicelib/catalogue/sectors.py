"""Sectors (领域): what the plan wants recorded where, who leads it, and in which items it comes.

Shape: Sector(id "environment", zh "环境保护", leads ("environmental_protection",), items ("administrative_permit", …))
Source: 资府办发〔2017〕7号; see sectors.toml.
"""

from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, table

FILE = "catalogue/sectors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """One sector that the plan names.

    `leads` are bodies by the name of that time. A sector without `items` gives the `reason`.
    """

    id: str
    zh: str
    words: tuple[str, ...]
    section: str
    leads: tuple[str, ...]
    items: tuple[str, ...]
    confirmed: bool
    reason: str | None = None


def sectors_of(raw: Table) -> tuple[Sector, ...]:
    """Return the sectors made from their table, in order."""
    return tuple(_sector_of(row) for row in raw["sectors"])


@cache
def sectors() -> tuple[Sector, ...]:
    """Return the plan's sectors; built once."""
    return sectors_of(table(FILE))


def _sector_of(row: Table) -> Sector:
    several = {name: tuple(row[name]) for name in ("words", "leads", "items")}
    return Sector(**{**row, **several})
