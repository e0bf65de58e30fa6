"""The register of bases: every key resolves, every rank and status is known, every use names its least rank."""

from chalicelib.catalogue.bases import FILE, STATUSES, Bases, bases_of
from chalicelib.catalogue.checks.places import Place
from chalicelib.terms.tables import Shelf, Table

USES = frozenset({
    "item", "period", "deadline", "list", "measure", "ground", "publication_for_persons", "local_supplement",
    "code_list", "own_rule",
})  # fmt: skip
_REQUIRED = ("title", "issuer", "rank", "status", "confirmed")
_DAYS = ("published_on", "valid_from", "valid_to")
_OPTIONAL = ("number", *_DAYS, "successor", "resting_on", "elsewhere", "note")


def checked_bases(tables: Shelf) -> Bases:
    """Return the register, every row of it checked.

    Raises: DataFileError that names the document and what is wrong.
    """
    raw, top = tables.table(FILE), Place(FILE)
    top.table(raw, ("ranks", "least_rank", "bases"))
    top.texts(raw, "ranks")
    _check_uses(top.inner("least_rank"), raw["least_rank"], ranks=raw["ranks"])
    for place, row in top.inner("bases").rows(raw["bases"]):
        _check_document(place, row, raw=raw)
    numbers = [row["number"] for row in raw["bases"].values() if "number" in row]
    top.inner("bases").without_doubles(numbers)
    return bases_of(raw)


def _check_uses(place: Place, least: Table, *, ranks: list[str]) -> None:
    place.table(least, USES)
    for use, rank in least.items():
        place.inner(use).known([rank], ranks, what="rank")


def _check_document(place: Place, row: Table, *, raw: Table) -> None:
    place.table(row, _REQUIRED, _OPTIONAL)
    place.text(row, "title", "issuer", "number", "note")
    place.flag(row, "confirmed", "elsewhere")
    place.day(row, *_DAYS)
    place.texts(row, "resting_on")
    place.inner("rank").known([row["rank"]], raw["ranks"], what="rank")
    place.inner("status").known([row["status"]], STATUSES, what="status")
    named = [*row.get("resting_on", ()), *([row["successor"]] if "successor" in row else ())]
    place.known(named, raw["bases"], what="basis")
