"""Telling (查阅告知): which accesses a subject is told of, and from when; and how long the ledger is kept.

Source: telling.toml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from chalicelib.errors import DataFileError
from chalicelib.ledger.accesses import Access, Page
from chalicelib.ledger.store import AccessStore
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "ledger/telling"
OPEN = "open"
_SAID = ("basis", "confirmed")


@dataclass(frozen=True, slots=True)
class DisclosureClass:
    """After how long a look of this class is told; None for never."""

    id: str
    zh: str
    after: timedelta | None

    def is_told(self, at: datetime, *, now: datetime) -> bool:
        """Say whether a look of an instant is told by now."""
        return self.after is not None and at + self.after <= now


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """The classes, which purposes and roles are of another than `open`, and how many years the ledger is kept."""

    classes: Mapping[str, DisclosureClass]
    purposes: Mapping[str, str]
    roles: Mapping[str, str]
    kept_years: int

    def is_told(self, access: Access, *, now: datetime) -> bool:
        """Say whether a subject is told of an access by now; of its own at once."""
        return access.is_own or all(one.is_told(access.at, now=now) for one in self._classes_of(access))

    def _classes_of(self, access: Access) -> Iterator[DisclosureClass]:
        yield self.classes[self.purposes.get(access.purpose or "", OPEN)]
        yield self.classes[self.roles.get(access.role, OPEN)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which accesses are asked for: to whom, by others or its own, how many, from behind which place."""

    subject: str
    own: bool
    limit: int
    after: str | None = None


def told_page(asked: Asked, *, accesses: AccessStore, telling: Telling, now: datetime) -> Page:
    """Return a page of what a subject is told of by now; a page and its end say nothing of what is kept from it."""
    told: list[Access] = []
    after = asked.after
    while len(told) <= asked.limit:
        page = accesses.page(asked.subject, own=asked.own, limit=asked.limit + 1, after=after)
        told += [access for access in page.accesses if telling.is_told(access, now=now)]
        after = page.after
        if after is None:
            break
    shown = told[: asked.limit]
    return Page(shown, shown[-1].place if len(told) > asked.limit else None)


def telling_in(raw: Table, *, file: str = FILE) -> Telling:
    """Return what a table says.

    Raises: DataFileError for an unknown or missing key, a class that is not listed, days or years that are none.
    """
    strict(raw, file=file, required={"kept", "classes", "purposes", "roles"})
    classes = {key: _class_of(key, row, file=file) for key, row in raw["classes"].items()}
    if OPEN not in classes:
        raise DataFileError(file, f"classes.{OPEN}", "is missing")
    named = {kind: _named_in(raw[kind], kind, classes=classes, file=file) for kind in ("purposes", "roles")}
    kept = strict(raw["kept"], file=file, key="kept", required={"years", *_SAID}, optional={"note"})
    years = _whole(kept["years"], file=file, key="kept.years")
    return Telling(classes, named["purposes"], named["roles"], years)


@cache
def telling() -> Telling:
    """Return the platform's own; read once."""
    return telling_in(table(FILE))


def _class_of(key: str, row: object, *, file: str) -> DisclosureClass:
    place = f"classes.{key}"
    read = strict(row, file=file, key=place, required={"zh", *_SAID}, optional={"after_days", "note"})
    flag_of(read["confirmed"], file=file, key=f"{place}.confirmed")
    days = read.get("after_days")
    after = None if days is None else timedelta(days=_whole(days, file=file, key=f"{place}.after_days"))
    return DisclosureClass(key, text_of(read["zh"], file=file, key=f"{place}.zh"), after)


def _named_in(rows: Table, kind: str, *, classes: Mapping[str, DisclosureClass], file: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for key, row in rows.items():
        place = f"{kind}.{key}"
        read = strict(row, file=file, key=place, required={"class", *_SAID}, optional={"note"})
        if read["class"] not in classes:
            raise DataFileError(file, f"{place}.class", "is no class")
        named[key] = read["class"]
    return named


def _whole(value: object, *, file: str, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise DataFileError(file, key, "is no number of days or years")
    return value
