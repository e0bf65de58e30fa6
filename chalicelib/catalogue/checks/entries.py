"""One item of the catalogue: what it names exists, what it does has a basis, and persons are safe in it."""

import re
from dataclasses import dataclass

from chalicelib.catalogue.bases import Bases
from chalicelib.catalogue.checks.clocks import has_a_period
from chalicelib.catalogue.checks.columns import Columns, check_collectable, check_fields
from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.fields import PERSON
from chalicelib.catalogue.items import ANY_DEPARTMENT, ITEM_KINDS, LIST, REGISTRATION
from chalicelib.catalogue.never_collected import Forbidden
from chalicelib.catalogue.periods import Periods
from chalicelib.catalogue.severity import Severities, SeverityRule
from chalicelib.terms.subjects import Library, SubjectKind
from chalicelib.terms.tables import Table

ADULT = 18
RHYTHMS = ("decision", "day", "week", "month", "quarter", "half_year", "year", "unlimited")
OLD_CODES = (
    "registration_number", "organisation_code", "tax_number", "institution_certificate",
    "social_organisation_certificate",
)  # fmt: skip
_LISTS = ("libraries", "subject_kinds", "dedup", "publishes", "suppliers", "purposes")
_TEXTS = ("id", "zh", "catalogue_code", "basis", "kind", "chapter", "section_zh")
_REQUIRED = (
    *_TEXTS, *_LISTS, "catalogue_code_confirmed", "version", "valid_from", "rhythm", "subject", "form", "fields",
)  # fmt: skip
_DAY_FIELDS = ("date_field", "determined_on", "valid_to_field", "department_end_field", "ended_field", "finding_on")
_MORE_TEXTS = ("group", "severity_rule", "public_for_person", "impact_assessment", "article", "note")
_WHEN = ("open_when", "own_when")
_OPTIONAL = (
    *_DAY_FIELDS, *_MORE_TEXTS, *_WHEN, "also", "valid_to", "minimum_age", "local_supplement", "persons_by_grant",
    "stands_in",
)  # fmt: skip
_SUBJECT_TYPES = {
    "name": "text", "kind": "enum", "credit_code": "credit_code",
    "document_type": "enum", "document_number": "identifier",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the items are checked against: everything else that has been checked before."""

    bases: Bases
    code_lists: Table
    disclosure: Table
    chapters: frozenset[str]
    groups: frozenset[str]
    lists: frozenset[str]
    purposes: frozenset[str]
    bodies: frozenset[str]
    severities: Severities
    periods: Periods
    forbidden: tuple[Forbidden, ...]


def check_item(file: str, raw: Table, known: Known) -> None:
    """Check one item, whole.

    Raises: DataFileError that names the file and the key.
    """
    top = Place(file)
    _check_head(top, raw)
    _check_names(top, raw, known)
    _check_persons(top, raw, known)
    names = [raw["zh"], raw["section_zh"], *(form.get("zh", "") for form in raw["form"])]
    check_collectable(top.inner("zh"), names, known.forbidden, persons=_takes_persons(raw))
    check_fields(top.inner("fields"), raw["fields"], _columns_of(raw, known))
    fields = {row["id"]: row for row in raw["fields"]}
    _check_days(top, raw, fields)
    _check_when(top, raw, fields, known)
    _check_subject(top.inner("subject"), raw, fields)
    _check_rhythm(top.inner("rhythm"), raw, fields, known)
    _check_forms(top.inner("form"), raw, fields, known)
    _check_severity(top.inner("severity_rule"), raw, fields, known)


def _check_head(top: Place, raw: Table) -> None:
    top.table(raw, _REQUIRED, _OPTIONAL)
    top.text(raw, *_TEXTS, *_MORE_TEXTS, *_DAY_FIELDS)
    top.texts(raw, *_LISTS, "also")
    top.flag(raw, "catalogue_code_confirmed", "local_supplement", "persons_by_grant")
    top.number(raw, "version", least=1)
    top.day(raw, "valid_from", "valid_to")
    named = top.file.rpartition("/")[2].removesuffix(f"-{raw['version']}")
    top.inner("id").must("is not the name of its file", hold=raw["id"] == named)
    shaped = re.fullmatch(r"\d\d-\d\d-\d\d\d", raw["catalogue_code"]) is not None
    top.inner("catalogue_code").must("is not of the form 03-02-001", hold=shaped)


def _check_names(top: Place, raw: Table, known: Known) -> None:
    top.inner("kind").known([raw["kind"]], ITEM_KINDS, what="kind")
    supplement = raw.get("local_supplement", False)
    top.basis(raw, "local_supplement" if supplement else LIST if raw["kind"] == LIST else "item", known.bases)
    top.inner("libraries").known(raw["libraries"], set(Library), what="library")
    top.inner("libraries").must("names no library", hold=bool(raw["libraries"]))
    top.inner("subject_kinds").known(raw["subject_kinds"], set(SubjectKind), what="kind of subject")
    top.inner("chapter").known([raw["chapter"]], known.chapters, what="chapter")
    top.inner("group").known([raw["group"]] if "group" in raw else [], known.groups, what="group")
    grouped = raw["kind"] == REGISTRATION or "group" in raw
    top.inner("group").must("a record is counted in a group of the summary", hold=grouped)
    top.inner("publishes").known(raw["publishes"], known.lists, what="public list")
    top.inner("purposes").known(raw["purposes"], known.purposes, what="purpose")
    top.inner("suppliers").must("names no supplier", hold=bool(raw["suppliers"]))
    top.inner("suppliers").known(raw["suppliers"], {ANY_DEPARTMENT, *known.bodies}, what="body")


def _check_persons(top: Place, raw: Table, known: Known) -> None:
    persons = _takes_persons(raw)
    agreed = persons == (Library.PERSONS in raw["libraries"])
    top.inner("libraries").must("persons are in their library and nowhere else", hold=agreed)
    assessed = not persons or "impact_assessment" in raw
    top.inner("impact_assessment").must("is missing: the item takes records of persons", hold=assessed)
    grown = not persons or raw.get("minimum_age") is not None
    top.inner("minimum_age").must("is missing: records of minors are refused", hold=grown)
    top.number(raw, "minimum_age", least=ADULT)
    granted = persons or "persons_by_grant" not in raw
    top.inner("persons_by_grant").must("the item takes no persons", hold=granted)
    if "public_for_person" in raw:
        place = top.inner("public_for_person")
        place.must("the item takes no persons", hold=persons)
        use = "publication_for_persons"
        known.bases.must_support(raw["public_for_person"], use, file=place.file, place=place.key)


def _columns_of(raw: Table, known: Known) -> Columns:
    return Columns(
        code_lists=known.code_lists,
        words=known.disclosure["words"],
        readers=known.disclosure["readers"],
        forbidden=known.forbidden,
        takes_persons=_takes_persons(raw),
        public_for_person="public_for_person" in raw,
        may_seal=raw["kind"] == REGISTRATION and raw["subject_kinds"] == [PERSON],
    )


def _check_days(top: Place, raw: Table, fields: dict[str, Table]) -> None:
    for name in _DAY_FIELDS:
        if name in raw:
            is_day = fields.get(raw[name], {}).get("type") == "date"
            top.inner(name).must(f"names no date field: {raw[name]}", hold=is_day)
    for name in ("date_field", "determined_on"):
        placed = raw["kind"] == REGISTRATION or fields.get(raw.get(name, ""), {}).get("required") is True
        top.inner(name).must("a record has a day that is always given", hold=placed)
    top.inner("dedup").must("names no field", hold=bool(raw["dedup"]))
    top.inner("dedup").known(raw["dedup"], fields, what="field")
    stands_in = raw.get("stands_in", {})
    top.inner("stands_in").must("is not a table", hold=isinstance(stands_in, dict))
    top.inner("stands_in").known(stands_in, raw["dedup"], what="field that tells records apart")
    for name, other in stands_in.items():
        is_given = fields.get(other, {}).get("required") is True
        top.inner("stands_in").inner(name).must("is no field that is always given", hold=is_given)


def _check_when(top: Place, raw: Table, fields: dict[str, Table], known: Known) -> None:
    for name in _WHEN:
        place, conditions = top.inner(name), raw.get(name, {})
        place.must("is not a table", hold=isinstance(conditions, dict))
        for field, values in conditions.items():
            place.inner(field).must(
                "is no field that is always given", hold=fields.get(field, {}).get("required") is True
            )
            place.inner(field).known(values, _codes_of(fields[field], known), what="official value")


def _check_subject(place: Place, raw: Table, fields: dict[str, Table]) -> None:
    subject = place.table(raw["subject"], ("name",), (*_SUBJECT_TYPES, "old_codes"))
    place.inner("old_codes").known(subject.get("old_codes", {}), OLD_CODES, what="old code")
    place.inner("old_codes").known(subject.get("old_codes", {}).values(), fields, what="field")
    for name, wanted in _SUBJECT_TYPES.items():
        if name in subject:
            sound = fields.get(subject[name], {}).get("type") == wanted
            place.inner(name).must(f"names no {wanted} field: {subject[name]}", hold=sound)
    organisations = set(raw["subject_kinds"]) != {PERSON}
    place.must("organisations are known by a credit code", hold=not organisations or "credit_code" in subject)
    documented = {"document_type", "document_number"} <= set(subject)
    place.must("persons are known by a document and its number", hold=not _takes_persons(raw) or documented)
    told_apart = "kind" in subject or not (organisations and _takes_persons(raw))
    place.must("organisations and persons are told apart by a kind", hold=told_apart)


def _check_rhythm(place: Place, raw: Table, fields: dict[str, Table], known: Known) -> None:
    rhythm = place.table(raw["rhythm"], ("every", "basis"), ("working_days", "after"))
    place.inner("every").known([rhythm["every"]], RHYTHMS, what="rhythm")
    place.number(rhythm, "working_days")
    place.basis(rhythm, "deadline", known.bases)
    place.inner("after").known([rhythm["after"]] if "after" in rhythm else [], fields, what="field")


def _check_forms(top: Place, raw: Table, fields: dict[str, Table], known: Known) -> None:
    top.must("has no form", hold=bool(raw["form"]))
    for place, row in top.rows(raw["form"]):
        place.table(row, ("id", "zh", "fields"), ("implies", "kind_by_number"))
        place.text(row, "id", "zh")
        place.flag(row, "kind_by_number")
        place.texts(row, "fields")
        place.inner("fields").known(row["fields"], fields, what="field")
        told = {raw["subject"].get("kind")} if row.get("kind_by_number") else set()
        needed = [name for name, field in fields.items() if field.get("required") and name not in told]
        place.inner("fields").known(needed, row["fields"], what="column of the form, though always required")
        for name, value in row.get("implies", {}).items():
            codes = _codes_of(fields.get(name, {}), known)
            place.inner("implies").known([value], codes, what="official value")
    top.without_doubles(row["id"] for row in raw["form"])


def _check_severity(place: Place, raw: Table, fields: dict[str, Table], known: Known) -> None:
    if "severity_rule" not in raw:
        return
    place.known([raw["severity_rule"]], known.severities.rules, what="severity rule")
    rule = known.severities.rules[raw["severity_rule"]]
    for name in (rule.kinds_field, rule.procedure_field, rule.authority_field, rule.fine_field):
        place.known([name] if name else [], fields, what="field of the item")
    _check_kinds(place, fields.get(rule.kinds_field or "", {}), known, known.severities.by_kind)
    _check_kinds(place, fields.get(rule.procedure_field or "", {}), known, known.severities.by_procedure, every=False)
    _check_against(place, raw, rule, fields, known)
    for one in known.severities.classes_of(raw["severity_rule"]):
        place.must(f"no period is given for the class {one}", hold=has_a_period(known.periods, one))


def _check_against(place: Place, raw: Table, rule: SeverityRule, fields: dict[str, Table], known: Known) -> None:
    place.must(
        "a finding has a day and is one of some values, or neither", hold=bool(rule.against) == ("finding_on" in raw)
    )
    if not rule.against:
        return
    field = fields.get(rule.against_field or "", {})
    place.must(
        "does not depend on an enum that is always given",
        hold=field.get("type") == "enum" and field.get("required") is True,
    )
    place.known(sorted(rule.against), _codes_of(field, known), what="official value")
    day = fields[raw["finding_on"]]
    told = set(day.get("required_when", {}).get(rule.against_field, ()))
    given = day.get("required") is True or told >= rule.against
    place.must("a finding has no day that is always given", hold=given)


def _check_kinds(place: Place, field: Table, known: Known, classed: object, *, every: bool = True) -> None:
    codes = _codes_of(field, known)
    named = set(classed) if isinstance(classed, dict) else set()
    if field:
        place.known(sorted(named), codes, what="official value of its code list")
        place.known(sorted(codes) if every else [], named, what="kind with a class")


def _codes_of(field: Table, known: Known) -> set[str]:
    code_list = known.code_lists.get(field.get("codes", ""), {"values": []})
    return {value["code"] for value in code_list["values"]}


def _takes_persons(raw: Table) -> bool:
    return PERSON in raw["subject_kinds"]
