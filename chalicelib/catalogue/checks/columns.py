"""The fields of an item: known types, one meaning per header, who sees it, and what may never be asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.fields import (
    HIDDEN,
    IN_BODY,
    KINDS,
    MASKED,
    NEVER,
    PERSON,
    PUBLIC,
    SEALED,
    STORES,
    TREATMENTS,
    TYPES,
)
from chalicelib.catalogue.never_collected import PERSONS, Forbidden
from chalicelib.terms.masking import Kind as MaskKind
from chalicelib.terms.tables import Table

CREDIT_CODE_LENGTH = 18
_REQUIRED = ("id", "zh", "type", "disclosure")
_FLAGS = ("required", "advised", "only_when_required", "not_future", "free_text")
_NAMES = (
    "not_before", "differs_from", "typed_by", "unit", "more_than", "at_least", "codes", "mask", "store", "joins",
    "dated_by",
)  # fmt: skip
_LISTS = ("synonyms", "required_unless", "required_with", "declares_public")
_CONDITIONS = ("required_when", "required_when_contains")
_TABLES = (*_CONDITIONS, "disclosure_for", "masks", *(f"for_{kind}" for kind in KINDS))
_OPTIONAL = ("length", "scale", "long_term", *_FLAGS, *_NAMES, *_LISTS, *_TABLES)
_CODED = ("enum", "enum_list", "boolean")
_REFERS_TO = {
    "not_before": "date",
    "differs_from": "credit_code",
    "typed_by": "enum",
    "joins": "enum_list",
    "dated_by": "date",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """What the fields of an item are checked against."""

    code_lists: Table
    words: Table
    readers: Collection[str]
    forbidden: tuple[Forbidden, ...]
    takes_persons: bool
    public_for_person: bool
    may_seal: bool


def check_fields(top: Place, rows: list[Table], known: Columns) -> None:
    """Check the fields of one item.

    Raises: DataFileError that names the item's file, the field and the key.
    """
    places = top.rows(rows)
    for place, row in places:
        _check_form(place, row)
    top.without_doubles(row["id"] for row in rows)
    top.without_doubles(header for row in rows for header in (row["zh"], *row.get("synonyms", ())))
    by_id = {row["id"]: row for row in rows}
    for place, row in places:
        _check_type(place, row, known)
        _check_references(place, row, by_id)
        _check_need(place, row, by_id, known)
        _check_disclosure(place, row, known)
        _check_store(place, row, known)
        check_collectable(place, [row["zh"], *row.get("synonyms", ())], known.forbidden, persons=known.takes_persons)


def check_collectable(place: Place, names: list[str], forbidden: tuple[Forbidden, ...], *, persons: bool) -> None:
    """Check that no name asks for what is never collected."""
    for kind in forbidden:
        applies = persons or kind.scope != PERSONS
        named = applies and any(kind.is_named_in(name) for name in names)
        place.must(f"asks for what is never collected: {kind.zh}", hold=not named)


def _check_form(place: Place, row: Table) -> None:
    place.table(row, _REQUIRED, _OPTIONAL)
    place.text(row, *_REQUIRED, *_NAMES)
    place.flag(row, *_FLAGS)
    place.texts(row, *_LISTS)
    place.number(row, "length", least=1)
    place.number(row, "scale")
    place.day(row, "long_term")
    for name in _TABLES:
        place.inner(name).must("is not a table", hold=isinstance(row.get(name, {}), dict))


def _check_type(place: Place, row: Table, known: Columns) -> None:
    place.inner("type").known([row["type"]], TYPES, what="type")
    coded = row["type"] in _CODED
    place.inner("codes").must(
        "a code list belongs to an enumeration and to nothing else", hold=coded == ("codes" in row)
    )
    place.inner("codes").known([row["codes"]] if coded else [], known.code_lists, what="code list")
    sized = row["type"] != "text" or "length" in row
    place.inner("length").must("a text has a length", hold=sized)
    official = {value["code"] for value in known.code_lists[row["codes"]]["values"]} if coded else set()
    place.inner("declares_public").known(row.get("declares_public", ()), official, what="official value")
    is_code = row["type"] == "credit_code"
    place.inner("length").must("a credit code has 18", hold=not is_code or row.get("length") == CREDIT_CODE_LENGTH)
    is_decimal = row["type"] == "decimal"
    scaled = {"length", "scale"} <= set(row) and row["scale"] < row["length"]
    place.inner("scale").must("a decimal has a length and a smaller scale", hold=scaled or not is_decimal)
    for name in ("more_than", "at_least"):
        place.inner(name).must("is no decimal of a decimal field", hold=_is_bound(row.get(name, "0"), name, row))


def _is_bound(text: str, name: str, row: Table) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return name not in row or row["type"] == "decimal"


def _check_references(place: Place, row: Table, by_id: dict[str, Table]) -> None:
    for name, wanted in _REFERS_TO.items():
        if name in row:
            other = by_id.get(row[name], {})
            place.inner(name).must(f"names no {wanted} field: {row[name]}", hold=other.get("type") == wanted)
    identifier = row["type"] == "identifier"
    place.inner("typed_by").must("belongs to an identifier and to nothing else", hold=identifier == ("typed_by" in row))
    for name in ("required_unless", "required_with"):
        place.inner(name).known(row.get(name, ()), by_id, what="field")


def _check_need(place: Place, row: Table, by_id: dict[str, Table], known: Columns) -> None:
    said = [name for name in ("required", "advised", *_CONDITIONS) if name in row]
    place.must("is needed in more than one way: " + ", ".join(said), hold=len(said) <= 1)
    conditional = any(name in row for name in _CONDITIONS)
    excused = "required_unless" not in row and "only_when_required" not in row
    place.must("an excuse without a condition", hold=conditional or excused)
    for name in _CONDITIONS:
        conditions = row.get(name, {})
        place.inner(name).must("is not one condition", hold=name not in row or len(conditions) == 1)
        for field, values in conditions.items():
            _check_condition(place.inner(name), by_id.get(field, {}), values, known, contains=name.endswith("contains"))


def _check_condition(place: Place, other: Table, values: list[str], known: Columns, *, contains: bool) -> None:
    wanted = "enum_list" if contains else "enum"
    place.must(f"does not depend on an {wanted} of the item", hold=other.get("type") == wanted)
    official = [value["code"] for value in known.code_lists.get(other["codes"], {"values": []})["values"]]
    place.known(values, official, what="official value")


def _check_disclosure(place: Place, row: Table, known: Columns) -> None:
    place.inner("disclosure").known([row["disclosure"]], known.words, what="disclosure")
    masks = [row["mask"]] if "mask" in row else []
    place.inner("mask").known([*masks, *row.get("masks", {}).values()], set(MaskKind), what="mask")
    place.inner("masks").known(row.get("masks", {}), KINDS, what="kind of subject")
    general = {reader: known.words[row["disclosure"]][reader] for reader in known.readers}
    overrides = {name: row[name] for name in ("disclosure_for", *(f"for_{kind}" for kind in KINDS)) if name in row}
    for name, override in overrides.items():
        inner = place.inner(name)
        inner.known(override, known.readers, what="reader")
        inner.known(override.values(), TREATMENTS, what="treatment")
    general |= overrides.pop("disclosure_for", {})
    masked = [("", general), *((name.removeprefix("for_"), shown) for name, shown in overrides.items())]
    for kind, shown in masked:
        has_mask = "mask" in row or kind in row.get("masks", {})
        place.inner("mask").must(
            "is masked for someone and names no mask", hold=has_mask or MASKED not in shown.values()
        )
    public = row.get(f"for_{PERSON}", {}).get(PUBLIC, HIDDEN)
    lawful = known.public_for_person or public == HIDDEN
    place.inner(f"for_{PERSON}").must("is public for persons without a law that the item names", hold=lawful)


def _check_store(place: Place, row: Table, known: Columns) -> None:
    store = row.get("store", IN_BODY)
    place.inner("store").known([store], STORES, what="way to keep it")
    is_identifier = row["type"] == "identifier"
    place.inner("store").must("an identifier is never kept in a record", hold=not is_identifier or store != IN_BODY)
    sealable = store != SEALED or (is_identifier and known.may_seal)
    place.inner("store").must("only a person's own document number is sealed, in the profile", hold=sealable)
    silent = (row["disclosure"] == "never") == (store == NEVER)
    place.inner("disclosure").must("what is never kept is never shown, and the other way round", hold=silent)
    plain = store != SEALED or (row["disclosure"] == "identifier" and "disclosure_for" not in row)
    place.inner("disclosure").must("a sealed number is shown as an identifier", hold=plain)
