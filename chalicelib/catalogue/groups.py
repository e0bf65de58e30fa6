"""Field groups (字段组): columns that many items share, put in where an item names them.

Shape: fields = [{ group = "party" }, { id = "doc_no", … }], form fields = ["+party", "doc_no"], subject = "party"
       -> the same item with the rows of the group, the ids of its columns, and the subject's table
"""

from collections.abc import Iterator
from typing import Any

from chalicelib.catalogue.fields import PUBLIC
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Shelf, Table

FILE = "catalogue/field_groups"
_PLUS = "+"


def item_table(tables: Shelf, name: str) -> Table:
    """Return the table of an item with every group that it names spelled out.

    Raises: DataFileError where it names a group, a subject or a column of a group that is not there.
    """
    return spelled_out(tables.table(name), tables.table(FILE), file=name)


def spelled_out(raw: Table, shared: Table, *, file: str) -> Table:
    """Return an item's table with every group that it names spelled out; what names none stays as it is.

    Raises: DataFileError where it names a group, a subject or a column of a group that is not there.
    """
    groups: Table = shared["groups"]
    told = dict(raw)
    if isinstance(raw.get("fields"), list):
        told["fields"] = [row for given in raw["fields"] for row in _rows_of(given, groups, file=file)]
    if isinstance(raw.get("form"), list):
        told["form"] = [_form_of(form, groups, file=file) for form in raw["form"]]
    if isinstance(raw.get("subject"), str):
        told["subject"] = _known(raw["subject"], shared["subjects"], file=file, key="subject")
    return told


def _rows_of(given: Table, groups: Table, *, file: str) -> list[Table]:
    if "group" not in given:
        return [given]
    name = given["group"]
    rows: list[Table] = _known(name, groups, file=file, key="fields.group")
    official: Table = given.get("zh", {})
    for key in sorted({*given} - {"group", "zh", "disclosure"}):
        raise DataFileError(file, f"fields.{name}.{key}", "is not a known key")
    for key in sorted({*official} - {row["id"] for row in rows}):
        raise DataFileError(file, f"fields.{name}.zh.{key}", "is no column of the group")
    called = (_called(row, official[row["id"]]) if row["id"] in official else row for row in rows)
    return [_shown_as(row, given["disclosure"]) if "disclosure" in given else row for row in called]


def _called(row: Table, official: str) -> Table:
    words = [row["zh"], *row.get("synonyms", ())]
    return row | {"zh": official, "synonyms": [word for word in words if word != official]}


def _shown_as(row: Table, word: str) -> Table:
    """Return a row with the item's own word in the place of `public`, for every kind of subject."""
    if row["disclosure"] != PUBLIC:
        return row
    by_kind = {name for name in row if name.startswith("for_")}
    return {name: value for name, value in row.items() if name not in by_kind} | {"disclosure": word}


def _form_of(form: Table, groups: Table, *, file: str) -> Table:
    return form | {"fields": list(_columns_of(form, groups, file=file))} if "fields" in form else form


def _columns_of(form: Table, groups: Table, *, file: str) -> Iterator[str]:
    for name in form["fields"]:
        if name.startswith(_PLUS):
            yield from (row["id"] for row in _known(name[1:], groups, file=file, key=f"form.{form['id']}.fields"))
        else:
            yield name


def _known(name: str, among: Table, *, file: str, key: str) -> Any:
    if name not in among:
        raise DataFileError(file, key, f"is not a known group: {name}")
    return among[name]
