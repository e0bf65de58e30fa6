"""The register of bases: which document carries an item, a period, a list, a measure or a ground.

Source: bases.toml; 国办发〔2020〕49号 for the rank a list or a measure needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, date_of, table

FILE = "catalogue/bases"
OWN = "platform_proposal"
IN_FORCE, LAPSED, NEVER_PUBLISHED, NOT_READ = "in_force", "lapsed", "never_published", "not_read"
STATUSES = (IN_FORCE, LAPSED, NEVER_PUBLISHED, NOT_READ)

_CANNOT_CARRY = {
    NEVER_PUBLISHED: "was never published and may not be applied",
    NOT_READ: "was not read: whether it is in force is not established",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A basis (依据、规范性文件): one document in the register.

    Shape: key "O36", number "国家发展和改革委员会令第36号", rank "rule", status "in_force", valid_from 2026-04-01.
    """

    key: str
    title: str
    issuer: str
    rank: str
    status: str
    confirmed: bool
    number: str | None = None
    published_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    resting_on: tuple[str, ...] = ()
    elsewhere: bool = False
    note: str = ""

    @property
    def rank_here(self) -> str:
        """The rank it has in this city: the law of another place is no more than a proposal of our own."""
        return OWN if self.elsewhere else self.rank

    def has_lapsed_on(self, day: date) -> bool:
        """Say whether its last day has come."""
        return self.status == LAPSED if self.valid_to is None else self.valid_to <= day

    def has_begun_on(self, day: date) -> bool:
        """Say whether its first day has come; a document that names none has begun."""
        return self.valid_from is None or self.valid_from <= day


@dataclass(frozen=True, slots=True, eq=False)
class Bases:
    """The register: every document by its key, and the least rank that each use needs."""

    by_key: Mapping[str, Basis]
    ranks: tuple[str, ...]
    least_rank: Mapping[str, str]

    def get(self, key: str, *, file: str = FILE, place: str = "") -> Basis:
        """Return a document by its key.

        Raises: DataFileError where the key does not resolve; it names the file and place that use it.
        """
        if key not in self.by_key:
            raise DataFileError(file, place or key, f"names a basis that is not in the register: {key}")
        return self.by_key[key]

    def must_support(self, key: str, use: str, *, file: str = FILE, place: str = "") -> Basis:
        """Return the document if it can carry the use: an item, a period, a list, a measure, a ground ….

        Raises: DataFileError where the key does not resolve, the use is unknown, the document was never published,
                was not read, or ranks too low.
        Source: 国办发〔2020〕49号; bases.toml [least_rank].
        """
        basis = self.get(key, file=file, place=place)
        why = self._objection_to(basis, use)
        if why:
            raise DataFileError(file, place or key, f"basis {key} {why}")
        return basis

    def can_support(self, key: str, use: str) -> bool:
        """Say whether a document can carry the use, in force or not; what is not in the register cannot."""
        return key in self.by_key and self._objection_to(self.by_key[key], use) is None

    def supports(self, key: str, use: str, *, on: date) -> bool:
        """Say whether a document carries the use, and is in force on a day."""
        if not self.can_support(key, use):
            return False
        return self.by_key[key].has_begun_on(on) and not self.by_key[key].has_lapsed_on(on)

    def _objection_to(self, basis: Basis, use: str) -> str | None:
        if use not in self.least_rank:
            return f"is asked to carry a use that is not known: {use}"
        if basis.status in _CANNOT_CARRY:
            return _CANNOT_CARRY[basis.status]
        least = self.least_rank[use]
        if self.ranks.index(basis.rank_here) > self.ranks.index(least):
            return f"ranks too low for the use {use}: {basis.rank_here}, and at least {least} is needed"
        return None


def bases_of(raw: Table) -> Bases:
    """Return the register made from its table."""
    by_key = {key: _basis_of(key, row) for key, row in raw["bases"].items()}
    return Bases(by_key, tuple(raw["ranks"]), raw["least_rank"])


@cache
def bases() -> Bases:
    """Return the platform's register of bases; built once."""
    return bases_of(table(FILE))


def _basis_of(key: str, row: Table) -> Basis:
    days = {name: date_of(row[name], file=FILE, key=f"{key}.{name}") for name in _DAYS if name in row}
    rest = {name: value for name, value in row.items() if name not in _DAYS}
    return Basis(key=key, **{**rest, **days, "resting_on": tuple(row.get("resting_on", ()))})


_DAYS = ("published_on", "valid_from", "valid_to")
