"""What names items: agreements with agencies, each with a first and a last day; views, each with its reason."""

from collections.abc import Collection

from chalicelib.catalogue import agreements, views
from chalicelib.catalogue.bases import Bases
from chalicelib.catalogue.checks.places import Place
from chalicelib.terms import credit_codes
from chalicelib.terms.tables import Shelf

_REQUIRED = ("agency", "zh", "items", "purposes", "valid_from", "valid_to", "basis", "confirmed")


def check_agreements(tables: Shelf, bases: Bases, *, items: Collection[str], purposes: Collection[str]) -> None:
    """Check the agreements; one opens nothing that is not public, so that our own rule can carry it.

    Raises: DataFileError that names the file and key.
    """
    top, raw = Place(agreements.FILE), tables.table(agreements.FILE)
    top.table(raw, ("agreements",))
    for place, row in top.inner("agreements").rows(raw["agreements"]):
        place.table(row, _REQUIRED, ("article", "note"))
        place.text(row, "agency", "zh", "article", "note")
        place.inner("agency").must("is no credit code", hold=credit_codes.is_valid(row["agency"]))
        place.texts(row, "items", "purposes")
        place.flag(row, "confirmed")
        place.day(row, "valid_from", "valid_to")
        place.basis(row, "own_rule", bases)
        place.inner("items").known(row["items"], items, what="item")
        place.inner("purposes").known(row["purposes"], purposes, what="purpose")


def check_views(tables: Shelf, bases: Bases, *, items: Collection[str]) -> None:
    """Check the views; one opens nothing that its items do not show, so that our own rule can carry it.

    Raises: DataFileError that names the file and key.
    """
    top, raw = Place(views.FILE), tables.table(views.FILE)
    top.table(raw, ("views",))
    for place, row in top.inner("views").rows(raw["views"]):
        place.table(row, ("zh", "items", "basis", "confirmed", "note"))
        place.text(row, "zh", "note")
        place.texts(row, "items")
        place.flag(row, "confirmed")
        place.basis(row, "own_rule", bases)
        place.inner("items").known(row["items"], items, what="item")
        place.must("is an item of the catalogue", hold=place.key.rpartition(".")[2] not in items)
