"""Items of the catalogue: what may be supplied, from whom, about whom, and where it then shows.

Shape: catalogue().get("administrative_penalty").field("doc_no").zh -> "行政处罚决定书文号"
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

from chalicelib.catalogue import code_lists
from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.fields import HIDDEN, PERSON, PUBLIC, Field, Shown, Words, field_of
from chalicelib.catalogue.groups import item_table
from chalicelib.catalogue.versions import earlier_tables
from chalicelib.errors import NotFoundError
from chalicelib.terms.bodies import Body
from chalicelib.terms.tables import Shelf, Table, date_of, shelf

FOLDER = "catalogue/items"
DISCLOSURE = "catalogue/disclosure"
REGISTRATION, RECORD, LIST = "registration", "record", "list"
ITEM_KINDS = (REGISTRATION, RECORD, LIST)
ANY_DEPARTMENT = "any_department"


@dataclass(frozen=True, slots=True)
class Form:
    """One official form of an item: its columns in order, and what it implies where a column is absent.

    `kind_by_number`: it has no column for the kind of subject; the number that is filled in says it.
    """

    id: str
    zh: str
    fields: tuple[str, ...]
    implies: Mapping[str, str]
    kind_by_number: bool = False


@dataclass(frozen=True, slots=True)
class SubjectFields:
    """Which fields say who the subject is; `old_codes` are the numbers from before the credit code."""

    name: str
    kind: str | None = None
    credit_code: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    old_codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, or how soon after which day, an item is supplied (归集周期)."""

    every: str
    basis: str
    working_days: int | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Item:
    """One item of the catalogue (信息项): its fields, its routing, and every rule it names.

    `date_field` names the day in a record's place; `determined_on` the day its clocks run from; `valid_to_field` the
    end of what was granted or imposed; `department_end_field` an earlier end of publication that a department sets;
    `ended_field` the day from which the record no longer stands (a removal from a list).
    `public_for_person` is the law that makes a person's record public; without one it never is. `persons_by_grant`:
    a person's record is for its subject, its source and who holds a grant, and no department looks it up.
    `finding_on` names the day of a finding, from which the clocks run of a record that speaks against its subject only
    by one. `open_when`: what a record must say of itself to be public, in each field one of the values; `own_when`:
    any of what leaves it to its subject, its source and the desk.
    `dedup` are the fields that tell two records of one subject apart; `stands_in` the one that does in the place of one
    of them, between two records of which one was supplied in a form that does not ask for it.
    `earlier` are the versions before this one, the newest first; their fields are this one's, or are never kept.
    """

    id: str
    zh: str
    catalogue_code: str
    catalogue_code_confirmed: bool
    version: int
    valid_from: date
    valid_to: date | None
    basis: str
    also: tuple[str, ...]
    kind: str
    libraries: tuple[str, ...]
    subject_kinds: tuple[str, ...]
    chapter: str
    group: str | None
    section_zh: str
    dedup: tuple[str, ...]
    stands_in: Mapping[str, str]
    date_field: str | None
    determined_on: str | None
    valid_to_field: str | None
    department_end_field: str | None
    ended_field: str | None
    finding_on: str | None
    open_when: Mapping[str, frozenset[str]]
    own_when: Mapping[str, frozenset[str]]
    persons_by_grant: bool
    severity_rule: str | None
    public_for_person: str | None
    publishes: tuple[str, ...]
    suppliers: tuple[str, ...]
    purposes: tuple[str, ...]
    minimum_age: int | None
    impact_assessment: str | None
    rhythm: Rhythm
    subject: SubjectFields
    forms: tuple[Form, ...]
    fields: tuple[Field, ...]
    earlier: "tuple[Item, ...]" = ()

    @cached_property
    def _by_id(self) -> dict[str, Field]:
        return {one.id: one for one in self.fields}

    @cached_property
    def _views(self) -> dict[tuple[str, str], tuple[Shown, ...]]:
        return {}

    @property
    def takes_persons(self) -> bool:
        """Whether records of natural persons belong to it."""
        return PERSON in self.subject_kinds

    @property
    def is_negative(self) -> bool:
        """Whether its records have clocks: they are published and queried for a time only."""
        return self.severity_rule is not None

    @property
    def is_always_negative(self) -> bool:
        """Whether every record of it has clocks, and not only one that a finding speaks against."""
        return self.is_negative and self.finding_on is None

    def may_be_public(self, fields: Mapping[str, Any]) -> bool:
        """Say whether a record of these fields says of itself that it may be public."""
        return all(fields.get(name) in values for name, values in self.open_when.items())

    def is_own_alone(self, fields: Mapping[str, Any]) -> bool:
        """Say whether a record of these fields is for its subject, its source and the desk alone."""
        return any(fields.get(name) in values for name, values in self.own_when.items())

    def determined_by(self, fields: Mapping[str, Any]) -> Any:
        """Return the day from which the clocks of a record run, as its field holds it: of a finding, if there is."""
        found = fields.get(self.finding_on) if self.finding_on else None
        return found or fields.get(self.determined_on or "")

    def is_supplied_by(self, body: Body) -> bool:
        """Say whether a body supplies it: by name, or as any department does."""
        return body.key in self.suppliers or (ANY_DEPARTMENT in self.suppliers and body.is_department)

    @property
    def versions(self) -> "tuple[Item, ...]":
        """Return all versions of it, today's first."""
        return (self, *self.earlier)

    def version_on(self, day: date) -> "Item":
        """Return the version by whose rules what happened on a day is checked; before the first, that one's."""
        return next((one for one in self.versions if one.valid_from <= day), self.versions[-1])

    def numbered(self, version: int) -> "Item":
        """Return one of its versions by its number, or today's where it has none of that number."""
        return next((one for one in self.versions if one.version == version), self)

    def field(self, field_id: str) -> Field:
        """Return a field by its id.

        Raises: NotFoundError for a field the item does not have.
        """
        if field_id not in self._by_id:
            raise NotFoundError("catalogue.field_unknown", "该信息项没有这个字段。", "No such field in this item.")
        return self._by_id[field_id]

    def has_field(self, field_id: str) -> bool:
        """Say whether the item has a field."""
        return field_id in self._by_id

    def header_map(self) -> dict[str, str]:
        """Return every header that is understood, official or not, with the field it stands for."""
        return {header: one.id for one in self.fields for header in (one.zh, *one.synonyms)}

    def form(self, form_id: str) -> Form:
        """Return one of the official forms.

        Raises: NotFoundError for a form the item does not have.
        """
        for one in self.forms:
            if one.id == form_id:
                return one
        raise NotFoundError("catalogue.form_unknown", "该信息项没有这种表式。", "No such form of this item.")

    def official_headers(self, form_id: str | None = None) -> tuple[str, ...]:
        """Return the official headers of a form, in order; without a name, of the item's first form.

        Of a penalty the first is the organisation's form, 28 columns: the layout of 2018 less the two columns of a
        person's document.
        """
        form = self.form(form_id) if form_id else self.forms[0]
        return tuple(self._by_id[name].zh for name in form.fields)

    def disclosure_for(self, reader: str, *, kind: str = "legal") -> tuple[Shown, ...]:
        """Return the fields a reader is shown on a subject of a kind, in order; what is hidden is left out.

        Readers are public, subject, authorised, department, desk; anyone else is shown nothing. A person's record
        shows nothing to the public unless the item names the law.
        """
        view = self._views.get((reader, kind))
        if view is None:
            view = self._views[reader, kind] = self._view_of(reader, kind)
        return view

    def _view_of(self, reader: str, kind: str) -> tuple[Shown, ...]:
        if kind not in self.subject_kinds or (kind == PERSON and reader == PUBLIC and not self.public_for_person):
            return ()
        treated = ((one, one.treatment_for(reader, kind=kind)) for one in self.fields)
        return tuple(Shown(one.id, how, one.mask_for(kind)) for one, how in treated if how != HIDDEN)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The catalogue (信用信息目录): all items, or those in force on a day."""

    items: tuple[Item, ...]
    code_lists: Mapping[str, CodeList]

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    def get(self, item_id: str) -> Item:
        """Return an item by its id.

        Raises: NotFoundError where the catalogue has no such item.
        """
        item = self.find(item_id)
        if item is None:
            raise NotFoundError("catalogue.item_unknown", "目录中没有这个信息项。", "No such item in the catalogue.")
        return item

    def find(self, item_id: str) -> Item | None:
        """Return an item by its id, or None."""
        return self._by_id.get(item_id)

    def on(self, day: date) -> "Catalogue":
        """Return the catalogue as it is in force on a day, each item in the version of that day."""
        versions = (item.version_on(day) for item in self.items)
        return replace(self, items=tuple(item for item in versions if _is_in_force(item, day)))

    def feeding(self, list_id: str) -> tuple[Item, ...]:
        """Return the items that a public list shows."""
        return tuple(item for item in self.items if list_id in item.publishes)


def catalogue_in(tables: Shelf) -> Catalogue:
    """Return the catalogue made from a shelf of tables, which are believed."""
    codes = code_lists.code_lists_of(tables.table(code_lists.FILE))
    words = words_of(tables.table(DISCLOSURE))
    raws = {name: item_table(tables, name) for name in tables.names(FOLDER)}
    earlier: dict[str, list[Item]] = {}
    for name, raw in earlier_tables(tables, {raw["id"]: raw for raw in raws.values()}):
        earlier.setdefault(raw["id"], []).append(item_of(raw, words=words, codes=codes, file=name))
    made = (item_of(raw, words=words, codes=codes, file=name) for name, raw in raws.items())
    return Catalogue(tuple(replace(item, earlier=tuple(earlier.get(item.id, ()))) for item in made), codes)


@cache
def catalogue() -> Catalogue:
    """Return the platform's catalogue; built once."""
    return catalogue_in(shelf())


def words_of(raw: Table) -> Words:
    """Return what each disclosure word means, reader by reader."""
    return {word: {reader: row[reader] for reader in raw["readers"]} for word, row in raw["words"].items()}


def item_of(raw: Table, *, words: Words, codes: Mapping[str, CodeList], file: str) -> Item:
    """Return an item made from its table."""
    made: dict[str, Any] = {name: raw.get(name) for name in _AS_THEY_ARE}
    made |= {name: tuple(raw.get(name, ())) for name in _SEVERAL}
    made |= {name: {key: frozenset(values) for key, values in raw.get(name, {}).items()} for name in _CONDITIONS}
    made["stands_in"] = raw.get("stands_in", {})
    made |= {name: date_of(raw[name], file=file, key=name) if name in raw else None for name in _DAYS}
    forms = (
        Form(row["id"], row["zh"], tuple(row["fields"]), row.get("implies", {}), row.get("kind_by_number", False))
        for row in raw["form"]
    )
    return Item(
        **made,
        persons_by_grant=raw.get("persons_by_grant", False),
        rhythm=Rhythm(**raw["rhythm"]),
        subject=SubjectFields(**raw["subject"]),
        forms=tuple(forms),
        fields=tuple(field_of(row, words=words, codes=codes, file=file) for row in raw["fields"]),
    )


def _is_in_force(item: Item, day: date) -> bool:
    return item.valid_from <= day and (item.valid_to is None or day <= item.valid_to)


_DAYS = ("valid_from", "valid_to")
_CONDITIONS = ("open_when", "own_when")
_SEVERAL = ("also", "libraries", "subject_kinds", "dedup", "publishes", "suppliers", "purposes")
_AS_THEY_ARE = (
    "id", "zh", "catalogue_code", "catalogue_code_confirmed", "version", "basis", "kind", "chapter", "group",
    "section_zh", "date_field", "determined_on", "valid_to_field", "department_end_field", "ended_field",
    "finding_on", "severity_rule", "public_for_person", "minimum_age", "impact_assessment",
)  # fmt: skip
