"""Fields of an item: what a column is, when it is needed, and who sees it.

Shape: Field "fine_amount_wan", zh "罚款金额(万元)", type "decimal", length 20, scale 6, needed when penalty_kinds
       contains 罚款, shown in full to all five readers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from chalicelib.catalogue.code_lists import CodeList
from chalicelib.terms.tables import Table, date_of

TYPES = ("text", "date", "decimal", "credit_code", "enum", "enum_list", "boolean", "identifier")
FULL, MASKED, HIDDEN = "full", "masked", "hidden"
TREATMENTS = (FULL, MASKED, HIDDEN)
PUBLIC, PERSON = "public", "person"
KINDS = ("legal", "self_employed", PERSON)
IN_BODY, NEVER, SEALED = "body", "never", "sealed"
STORES = (IN_BODY, NEVER, SEALED)

Words = Mapping[str, Mapping[str, str]]


class Shown(NamedTuple):
    """A field that a reader is shown: in full, or masked in the way that is named."""

    field: str
    treatment: str
    mask: str | None


class Condition(NamedTuple):
    """Another field's values on which this one depends; `contains` is for a field of several values."""

    field: str
    values: frozenset[str]
    contains: bool

    def holds_for(self, value: object) -> bool:
        """Say whether a value of the other field meets the condition."""
        if not self.contains:
            return value in self.values
        return isinstance(value, list | tuple) and not self.values.isdisjoint(value)


@dataclass(frozen=True, slots=True)
class Need:
    """When a field must be given: always, or when a condition holds, or when another field is given.

    `unless` are fields any one of which excuses it. `advised` alone means that its absence is remarked, not refused.
    `exclusive`: it must not be given either when it is not needed.
    """

    always: bool = False
    advised: bool = False
    when: Condition | None = None
    with_fields: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    exclusive: bool = False

    def holds_for(self, values: Mapping[str, Any]) -> bool:
        """Say whether the field must be given in a row of these parsed values."""
        if any(_is_given(values, name) for name in self.unless):
            return False
        if self.always or any(_is_given(values, name) for name in self.with_fields):
            return True
        return self.when is not None and self.when.holds_for(values.get(self.when.field))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """A field (字段): one column of an item.

    What it holds is added to the field that it `joins`. Of its values those in `declares_public` alone let a row be
    published. `dated_by` is the day that a pledge's number holds.
    """

    id: str
    zh: str
    type: str
    need: Need
    disclosure: str
    treatments: Mapping[str, str]
    synonyms: tuple[str, ...] = ()
    length: int | None = None
    scale: int | None = None
    unit: str | None = None
    more_than: Decimal | None = None
    at_least: Decimal | None = None
    not_future: bool = False
    not_before: str | None = None
    long_term: date | None = None
    differs_from: str | None = None
    typed_by: str | None = None
    free_text: bool = False
    codes: CodeList | None = None
    store: str = IN_BODY
    mask: str | None = None
    joins: str | None = None
    declares_public: tuple[str, ...] = ()
    dated_by: str | None = None
    by_kind: Mapping[str, Mapping[str, str]]
    masks: Mapping[str, str]

    @property
    def is_stored(self) -> bool:
        """Whether a record's body keeps it; an identifier is checked, then dropped or sealed elsewhere."""
        return self.store == IN_BODY

    def treatment_for(self, reader: str, *, kind: str) -> str:
        """Return how a reader is shown it on a subject of a kind; unknown readers see nothing.

        A person's field is hidden from the public unless it says otherwise for persons.
        """
        if self.store == NEVER:
            return HIDDEN
        own = self.by_kind.get(kind, {})
        if kind == PERSON and reader == PUBLIC:
            return own.get(PUBLIC, HIDDEN)
        return own.get(reader) or self.treatments.get(reader, HIDDEN)

    def mask_for(self, kind: str) -> str | None:
        """Return the way it is masked on a subject of a kind."""
        return self.masks.get(kind, self.mask)


def field_of(raw: Table, *, words: Words, codes: Mapping[str, CodeList], file: str) -> Field:
    """Return a field made from its row; words are the spelled-out disclosures, codes the code lists."""
    return Field(
        need=_need_of(raw),
        treatments=dict(words[raw["disclosure"]]) | raw.get("disclosure_for", {}),
        synonyms=tuple(raw.get("synonyms", ())),
        declares_public=tuple(raw.get("declares_public", ())),
        codes=codes[raw["codes"]] if "codes" in raw else None,
        more_than=_decimal_of(raw.get("more_than")),
        at_least=_decimal_of(raw.get("at_least")),
        long_term=date_of(raw["long_term"], file=file, key=raw["id"]) if "long_term" in raw else None,
        by_kind={kind: raw[f"for_{kind}"] for kind in KINDS if f"for_{kind}" in raw},
        masks=raw.get("masks", {}),
        **{name: raw[name] for name in _AS_THEY_ARE if name in raw},
    )


def _need_of(raw: Table) -> Need:
    return Need(
        always=raw.get("required", False),
        advised=raw.get("advised", False),
        when=_condition_of(raw),
        with_fields=tuple(raw.get("required_with", ())),
        unless=tuple(raw.get("required_unless", ())),
        exclusive=raw.get("only_when_required", False),
    )


def _condition_of(raw: Table) -> Condition | None:
    for key, contains in (("required_when", False), ("required_when_contains", True)):
        for name, values in raw.get(key, {}).items():
            return Condition(name, frozenset(values), contains)
    return None


def _decimal_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _is_given(values: Mapping[str, Any], name: str) -> bool:
    return values.get(name) not in (None, "", (), [])


_AS_THEY_ARE = (
    "id", "zh", "type", "disclosure", "length", "scale", "unit", "not_future", "not_before", "differs_from", "typed_by",
    "free_text", "store", "mask", "joins", "dated_by",
)  # fmt: skip
