"""The plan's sectors: known bodies lead them, known items hold their information, and one without an item says why."""

from collections.abc import Collection

from chalicelib.catalogue.bases import Bases
from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.sectors import FILE
from chalicelib.terms.tables import Shelf

_REQUIRED = ("id", "zh", "words", "section", "leads", "items", "confirmed")


def check_sectors(tables: Shelf, bases: Bases, *, items: Collection[str], bodies: Collection[str]) -> None:
    """Check the table of sectors.

    Raises: DataFileError that names the file and key.
    """
    top, raw = Place(FILE), tables.table(FILE)
    top.table(raw, ("basis", "sectors"))
    top.basis(raw, "own_rule", bases)
    for place, row in top.inner("sectors").rows(raw["sectors"]):
        place.table(row, _REQUIRED, ("reason",))
        place.text(row, "id", "zh", "section", "reason")
        place.texts(row, "words", "leads", "items")
        place.flag(row, "confirmed")
        place.inner("leads").must("names no body", hold=bool(row["leads"]))
        place.inner("leads").known(row["leads"], bodies, what="body")
        place.inner("items").known(row["items"], items, what="item")
        place.inner("reason").must(
            "a sector has items or a reason for having none", hold=bool(row["items"]) != ("reason" in row)
        )
    for name in ("id", "zh"):
        top.inner("sectors").without_doubles(row[name] for row in raw["sectors"])
