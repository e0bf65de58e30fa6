"""The small tables that items draw on: code lists, disclosure words, report chapters, public lists, purposes, bans."""

from chalicelib.catalogue import chapters, code_lists, lists, never_collected, purposes
from chalicelib.catalogue.bases import Bases
from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.fields import HIDDEN, TREATMENTS
from chalicelib.catalogue.items import ANY_DEPARTMENT, DISCLOSURE
from chalicelib.terms.bodies import bodies
from chalicelib.terms.tables import Shelf, Table

OWN_RULE = "own_rule"


def check_words(tables: Shelf, bases: Bases) -> None:
    """Check every small table.

    Raises: DataFileError that names the file and key.
    """
    for file, check in (
        (code_lists.FILE, _check_code_lists),
        (DISCLOSURE, _check_disclosure),
        (chapters.FILE, _check_chapters),
        (lists.FILE, _check_lists),
        (purposes.FILE, _check_purposes),
        (never_collected.FILE, _check_never_collected),
    ):
        check(Place(file), tables.table(file), bases)


def _check_code_lists(top: Place, raw: Table, bases: Bases) -> None:
    for place, row in top.rows(raw):
        place.table(row, ("zh", "basis", "confirmed", "values"), ("article", "separators", "note"))
        place.text(row, "zh", "article", "separators", "note")
        place.flag(row, "confirmed")
        place.basis(row, "code_list", bases)
        for inner, value in place.inner("values").rows(row["values"]):
            inner.table(value, ("code", "en"), ("open", "accepted", "kept_as"))
            inner.text(value, "code", "en", "kept_as")
            inner.flag(value, "open")
            inner.texts(value, "accepted")
        place.without_doubles(word for value in row["values"] for word in (value["code"], *value.get("accepted", ())))
        place.without_doubles(value["en"] for value in row["values"])


def _check_disclosure(top: Place, raw: Table, bases: Bases) -> None:
    top.table(raw, ("readers", "basis", "words"), ("note",))
    top.texts(raw, "readers")
    top.basis(raw, OWN_RULE, bases)
    for place, row in top.inner("words").rows(raw["words"]):
        place.table(row, ("zh", "official", *raw["readers"]))
        place.text(row, "zh", "official")
        place.known((row[reader] for reader in raw["readers"]), TREATMENTS, what="treatment")
    never = raw["words"].get("never", {})
    hidden = {never.get(reader) for reader in raw["readers"]} == {HIDDEN}
    top.inner("words.never").must("does not hide from every reader", hold=hidden)


def _check_chapters(top: Place, raw: Table, bases: Bases) -> None:
    words = ("version", "title", "heading", "empty", "missing", "advice")
    top.table(raw, ("basis", *words, "groups", "chapters"))
    top.text(raw, *words)
    top.basis(raw, OWN_RULE, bases)
    top.inner("heading").must("has no place for the number", hold="{n}" in raw["heading"])
    for name, keys in (("groups", ("id", "zh")), ("chapters", ("id", "zh", "numeral"))):
        for place, row in top.inner(name).rows(raw[name]):
            place.table(row, keys)
            place.text(row, "id", "zh")
        top.inner(name).without_doubles(row["id"] for row in raw[name])


def _check_lists(top: Place, raw: Table, bases: Bases) -> None:
    top.table(raw, ("lists",))
    for place, row in top.inner("lists").rows(raw["lists"]):
        place.table(row, ("zh", "basis", "confirmed"), ("note",))
        place.text(row, "zh", "note")
        place.flag(row, "confirmed")
        place.basis(row, "item", bases)


def _check_purposes(top: Place, raw: Table, bases: Bases) -> None:
    top.table(raw, ("grounds", "purposes"))
    for place, row in top.inner("grounds").rows(raw["grounds"]):
        _check_ground(place, row, bases)
    for place, row in top.inner("purposes").rows(raw["purposes"]):
        place.table(row, ("zh", "basis", "grounds", "bodies"), ("note",))
        place.text(row, "zh", "note")
        place.texts(row, "grounds", "bodies")
        place.basis(row, OWN_RULE, bases)
        place.must("rests on no ground", hold=bool(row["grounds"]))
        place.inner("grounds").known(row["grounds"], raw["grounds"], what="ground")
        place.inner("bodies").known(row["bodies"], {ANY_DEPARTMENT, *(body.key for body in bodies())}, what="body")
    top.inner("purposes").without_doubles(row["zh"] for row in raw["purposes"].values())


def _check_ground(place: Place, row: Table, bases: Bases) -> None:
    place.table(row, ("zh", "basis", "readers", "confirmed"), ("article", "note", "persons_alone", "waiting"))
    place.text(row, "zh", "article", "note")
    place.flag(row, "confirmed", "persons_alone", "waiting")
    place.texts(row, "readers")
    place.inner("readers").known(row["readers"], purposes.STANDINGS, what="standing")
    if row.get("waiting", False):
        bases.get(row["basis"], file=place.file, place=place.inner("basis").key)
        held = bases.can_support(row["basis"], "ground")
        place.inner("waiting").must("waits for a basis, and has one that carries it", hold=not held)
    else:
        place.basis(row, "ground", bases)


def _check_never_collected(top: Place, raw: Table, bases: Bases) -> None:
    top.table(raw, ("kind",))
    for place, row in top.inner("kind").rows(raw["kind"]):
        place.table(row, ("id", "zh", "words", "scope", "basis"), ("article", "also", "file", "note"))
        place.text(row, "id", "zh", "article", "note")
        place.texts(row, "words")
        place.flag(row, "file")
        place.inner("scope").known([row["scope"]], never_collected.SCOPES, what="scope")
        place.basis(row, OWN_RULE, bases)
    top.inner("kind").without_doubles(row["id"] for row in raw["kind"])
