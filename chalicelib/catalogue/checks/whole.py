"""The catalogue, wholly checked; and what in it hangs on a basis whose last day has come."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from chalicelib.catalogue import chapters, code_lists, groups, lists, never_collected, periods, purposes, severity
from chalicelib.catalogue.bases import FILE as BASES
from chalicelib.catalogue.bases import Bases, bases_of
from chalicelib.catalogue.checks.clocks import check_clocks
from chalicelib.catalogue.checks.earlier import check_earlier
from chalicelib.catalogue.checks.entries import Known, check_item
from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.checks.plan import check_sectors
from chalicelib.catalogue.checks.register import checked_bases
from chalicelib.catalogue.checks.signed import check_agreements, check_views
from chalicelib.catalogue.checks.words import check_words
from chalicelib.catalogue.groups import item_table
from chalicelib.catalogue.items import DISCLOSURE, FOLDER, Catalogue, catalogue_in
from chalicelib.terms.bodies import bodies
from chalicelib.terms.tables import Shelf, Table, date_of, shelf

_NAMING = ("basis", "public_for_person", "otherwise_basis")


def checked(tables: Shelf | None = None) -> Catalogue:
    """Return the catalogue after every table of it has passed every check.

    Every basis that any table of the platform names must be in the register, whichever package the table is of.

    Raises: DataFileError that names the first file and key at fault.
    """
    tables = tables or shelf()
    bases = checked_bases(tables)
    check_words(tables, bases)
    check_clocks(tables, bases)
    known = _known_in(tables, bases)
    raws = {name: item_table(tables, name) for name in tables.names(FOLDER)}
    for name, raw in raws.items():
        check_item(name, raw, known)
    check_earlier(tables, {raw["id"]: raw for raw in raws.values()}, known)
    Place(groups.FILE).table(tables.table(groups.FILE), ("basis", "groups", "subjects"))
    Place(FOLDER).without_doubles(raw["catalogue_code"] for raw in raws.values())
    items = {raw["id"] for raw in raws.values()}
    check_agreements(tables, bases, items=items, purposes=known.purposes)
    check_sectors(tables, bases, items=items, bodies=known.bodies)
    check_views(tables, bases, items=items)
    for file, place, key in _every_basis_in(tables, today=date.min):
        bases.get(key, file=file, place=place)
    return catalogue_in(tables)


def hanging_on_lapsed(today: date, *, tables: Shelf | None = None) -> list[tuple[str, str]]:
    """Return each basis whose last day has come, with what still hangs on it in any table of the platform.

    A row that has ended itself, no later than today, hangs on nothing any more.

    Shape: [("SC61", "catalogue/bases: bases.SEED"), …]
    """
    tables = tables or shelf()
    register = bases_of(tables.table(BASES))
    return sorted(
        (key, f"{file}: {place}")
        for file, place, key in _every_basis_in(tables, today=today)
        if register.get(key, file=file, place=place).has_lapsed_on(today)
    )


def _known_in(tables: Shelf, bases: Bases) -> Known:
    frame = chapters.frame_of(tables.table(chapters.FILE))
    return Known(
        bases=bases,
        code_lists=tables.table(code_lists.FILE),
        disclosure=tables.table(DISCLOSURE),
        chapters=frozenset(chapter.id for chapter in frame.chapters),
        groups=frozenset(group.id for group in frame.groups),
        lists=frozenset(one.id for one in lists.lists_of(tables.table(lists.FILE))),
        purposes=frozenset(purposes.purposes_of(tables.table(purposes.FILE)).purposes),
        bodies=frozenset(body.key for body in bodies()),
        severities=severity.severities_of(tables.table(severity.FILE)),
        periods=periods.periods_of(tables.table(periods.FILE)),
        forbidden=never_collected.forbidden_of(tables.table(never_collected.FILE)),
    )


def _every_basis_in(tables: Shelf, *, today: date) -> Iterator[tuple[str, str, str]]:
    for file in tables.every_name():
        yield from ((file, place, key) for place, key in _named_in(tables.table(file), today=today))


def _named_in(value: Any, *, today: date, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and not _has_ended(value, today):
        for name in _NAMING:
            if isinstance(value.get(name), str):
                yield place or "-", value[name]
        for key in value.get("resting_on", ()):
            yield place, key
        for name, inner in value.items():
            yield from _named_in(inner, today=today, place=f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _named_in(inner, today=today, place=f"{place}.{number}")


def _has_ended(row: Table, today: date) -> bool:
    return "valid_to" in row and date_of(row["valid_to"], file="-", key="valid_to") <= today
