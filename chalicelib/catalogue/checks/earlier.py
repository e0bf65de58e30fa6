"""Earlier versions of items: no day without one, none with two, and nothing kept that today's does not know."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.catalogue.checks.entries import Known, check_item
from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.fields import NEVER
from chalicelib.catalogue.versions import FOLDER, earlier_names, earlier_table
from chalicelib.terms.tables import Shelf, Table, date_of

_REQUIRED = ("of", "version", "valid_from", "valid_to", "basis", "not_asked_for", "form")
_OPTIONAL = ("also", "note", "headers", "codes", "added")


def check_earlier(tables: Shelf, whole: Mapping[str, Table], known: Known) -> None:
    """Check every earlier version, each against the one that followed it; `whole` are today's items by id.

    Raises: DataFileError that names the file and key.
    """
    following = dict(whole)
    for name in earlier_names(tables):
        raw, top = tables.table(name), Place(name)
        _check_difference(top, raw, following)
        told = earlier_table(raw, following[raw["of"]])
        check_item(name, told, known)
        _check_run(top, raw, following[raw["of"]])
        _check_words(top.inner("codes"), raw, whole[raw["of"]], known)
        following[raw["of"]] = told
    first = {item["id"]: item["version"] for item in following.values()}
    for item, version in first.items():
        Place(FOLDER, item).must("its first version is not 1: an earlier one is missing", hold=version == 1)


def _check_difference(top: Place, raw: Table, following: Mapping[str, Table]) -> None:
    top.table(raw, _REQUIRED, _OPTIONAL)
    top.inner("of").known([raw["of"]], following, what="item")
    named = f"{raw['of']}-{raw['version']}"
    top.inner("version").must("is not that of its file's name", hold=named == top.file.rpartition("/")[2])
    top.texts(raw, "not_asked_for")
    fields = {row["id"] for row in following[raw["of"]]["fields"]}
    for name in ("not_asked_for", "codes"):
        top.inner(name).known(raw.get(name, ()), fields, what="field of the item")
    for place, row in top.inner("headers").rows(raw.get("headers", [])):
        place.table(row, ("field", "names"))
        place.texts(row, "names")
        place.inner("field").known([row["field"]], fields, what="field of the item")
    for place, row in top.inner("added").rows(raw.get("added", [])):
        # A record holds what today's rules can judge, and nothing else.
        place.inner("store").must("today's item has no such field: it is never kept", hold=row.get("store") == NEVER)


def _check_run(top: Place, raw: Table, following: Table) -> None:
    ends = date_of(raw["valid_to"], file=top.file, key="valid_to")
    begins = date_of(following["valid_from"], file=top.file, key="valid_from")
    joined = ends + timedelta(days=1) == begins
    top.inner("valid_to").must(f"days are missing or doubled before {begins}", hold=joined)
    top.inner("version").must(
        "does not come before the one that followed", hold=raw["version"] + 1 == following["version"]
    )


def _check_words(place: Place, raw: Table, item: Table, known: Known) -> None:
    official = {row["id"]: row["codes"] for row in item["fields"] if "codes" in row}
    for field, codes in raw.get("codes", {}).items():
        today = {value["code"] for value in known.code_lists.get(official.get(field, ""), {"values": []})["values"]}
        kept = [value.get("kept_as", value["code"]) for value in known.code_lists[codes]["values"]]
        place.inner(field).known(kept, today, what="official value of today")
