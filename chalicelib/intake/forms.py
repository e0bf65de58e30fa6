"""Form: what stands in a cell becomes a typed value, or a fault; each distinct value of a column is looked at once.

A value that passes is the one that is kept: a date as an ISO string, a decimal as a plain string, an official
value of a code list, a credit code in capitals. Printing it and reading it again gives the same value.

Shape: parser_of(fine).one("１２.50") -> "12.5";  parser_of(fine).one("十二") -> Flaw(None, ("cell.number_shape",))
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias

from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item
from chalicelib.intake.rulebook import rulebook
from chalicelib.terms import credit_codes
from chalicelib.terms.code_kinds import CodeKind, kind_of_code
from chalicelib.terms.writing import has_control_character, plain_number

Typed: TypeAlias = str | bool | tuple[str, ...] | None

# As domain tables have it, and as it is written by hand; a day drawn from a database ends in a midnight.
_DATE = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}|[0-9]{1,3}(?:,[0-9]{3}){1,9})(?:\.[0-9]{1,30})?")
_LONGEST_PLACEHOLDER = 12
_YES = "是"
_MOST_KNOWN = 20_000
_OF_A_PERSON = ("text.mentions_resident_id",)
_NO_VALUES = CodeList("", "", "", confirmed=False, values=(), separators="", by_word={})


@dataclass(frozen=True, slots=True)
class Flaw:
    """A value about which there is something to say: what is kept of it, and the codes of the findings."""

    value: Typed
    codes: tuple[str, ...]


Parsed: TypeAlias = Typed | Flaw


class Column(NamedTuple):
    """A column that was read: its typed values, which values occur, and its flaws with the places they lie at."""

    values: Sequence[Typed]
    distinct: frozenset[Typed]
    flaws: Sequence[tuple[int, Flaw]] = ()


@dataclass(frozen=True, slots=True)
class Parser:
    """What reads the cells of one field: each distinct value once.

    Texts in which nothing stands out are read all at once; of anything else what was read stays known, since
    codes, days and amounts come again in later chunks.
    """

    one: Callable[[str], Parsed]
    are_plain: Callable[[Collection[str], str], bool] | None = None
    known: dict[str, Parsed] = dataclass_field(default_factory=dict)

    def column_in(self, raw: Sequence[str]) -> Column:
        """Return a column's typed values and flaws."""
        texts = frozenset(raw)
        if self.are_plain and self.are_plain(texts, joined := "".join(texts)):
            return _plain_column(raw, texts, joined)
        seen = {text: self.one(text) for text in texts} if self.are_plain else self._known(texts)
        flaws = {text: seen[text] for text in texts if isinstance(seen[text], Flaw)}
        values = {text: _value_of(seen[text]) for text in texts}
        return Column(
            [values[text] for text in raw],
            frozenset(values.values()),
            [(place, flaws[text]) for place, text in enumerate(raw) if text in flaws] if flaws else (),  # type: ignore[misc]
        )

    def _known(self, texts: Collection[str]) -> Mapping[str, Parsed]:
        if len(self.known) > _MOST_KNOWN:
            self.known.clear()
        for text in texts:
            if text not in self.known:
                self.known[text] = self.one(text)
        return self.known


def _plain_column(raw: Sequence[str], texts: frozenset[str], joined: str) -> Column:
    if "" not in texts and len("".join(map(str.strip, texts))) == len(joined):
        return Column(raw, texts)
    values = {text: text.strip() or None for text in texts}
    return Column([values[text] for text in raw], frozenset(values.values()))


def _value_of(parsed: Parsed) -> Typed:
    return parsed.value if isinstance(parsed, Flaw) else parsed


def parser_of(field: Field, *, item: Item) -> Parser:
    """Return what reads a cell of a field. Raises: KeyError for a type nobody can read."""
    habits = _Habits.of(field, item)
    are_plain = partial(_are_plain_texts, field, habits) if field.type == "text" else None
    return Parser(partial(_READERS[field.type], field, habits), are_plain)


def printed(value: Typed) -> str:
    """Return a typed value as a cell would hold it."""
    if isinstance(value, bool):
        return _YES if value else "否"
    if isinstance(value, tuple):
        return ";".join(value)
    return value or ""


@dataclass(frozen=True, slots=True)
class _Habits:
    """What holds for a field besides its type."""

    is_needed: bool
    is_name: bool
    placeholders: frozenset[str]
    codes: CodeList

    @classmethod
    def of(cls, field: Field, item: Item) -> "_Habits":
        needed = field.need.always
        is_name = field.id == item.subject.name or (needed and field.type == "text" and field.id not in item.dedup)
        return cls(needed, is_name, rulebook().placeholders, field.codes or _NO_VALUES)

    def nothing_in(self, text: str) -> Flaw | None:
        """Return what a placeholder is taken for: a fault where a value is needed, else nothing at all."""
        if len(text) > _LONGEST_PLACEHOLDER or text.casefold() not in self.placeholders:
            return None
        return Flaw(None, ("cell.placeholder" if self.is_needed else "cell.placeholder_taken_as_empty",))


def _half_width(text: str) -> str:
    stripped = text.strip()
    return stripped if stripped.isascii() else unicodedata.normalize("NFKC", stripped).strip()


def _text_in(field: Field, habits: _Habits, raw: str) -> Parsed:
    text = raw.strip()
    if not text:
        return None
    nothing = habits.nothing_in(text)
    if nothing is not None:
        return nothing
    if field.length is not None and len(text) > field.length:
        return Flaw(None, ("cell.too_long",))
    if has_control_character(text):
        return Flaw(None, ("cell.control_character",))
    if habits.is_name and text.isdecimal():
        return Flaw(None, ("cell.only_digits",))
    return text


def _are_plain_texts(field: Field, habits: _Habits, texts: Collection[str], joined: str) -> bool:
    """Say whether nothing stands out in any of the texts, so that each is kept as it is, without blanks around it."""
    short = [text.strip() for text in texts if len(text) <= _LONGEST_PLACEHOLDER]
    return not (
        not joined.isprintable()
        or (field.length is not None and max(map(len, texts), default=0) > field.length)
        or not habits.placeholders.isdisjoint(map(str.casefold, short))
        or (habits.is_name and any(map(str.isdecimal, map(str.strip, texts))))
    )


def _date_in(_: Field, habits: _Habits, raw: str) -> Parsed:
    text = _half_width(raw)
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        return habits.nothing_in(text) or Flaw(None, ("cell.date_shape",))
    try:
        return date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])).isoformat()
    except ValueError:
        return Flaw(None, ("cell.date_impossible",))


def _decimal_in(field: Field, habits: _Habits, raw: str) -> Parsed:
    text = _half_width(raw)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        return habits.nothing_in(text) or Flaw(None, ("cell.number_shape",))
    number = Decimal(text.replace(",", ""))
    plain = plain_number(number)
    whole, _, part = plain.lstrip("-").partition(".")
    if len(part) > (field.scale or 0) or len(whole) + (field.scale or 0) > (field.length or len(plain)):
        return Flaw(None, ("cell.number_scale",))
    if (field.more_than is not None and number <= field.more_than) or (
        field.at_least is not None and number < field.at_least
    ):
        return Flaw(None, ("cell.number_too_small",))
    return plain


def _credit_code_in(_: Field, habits: _Habits, raw: str) -> Parsed:
    text = raw.strip()
    if not text:
        return None
    code = credit_codes.compact(text)
    fault = credit_codes.fault_in(code)
    if fault is None:
        said = _said_of_sound(code, is_as_written=code == text)
        return Flaw(None if said == _OF_A_PERSON else code, said) if said else code
    nothing = habits.nothing_in(text)
    if nothing is not None:
        return nothing
    return Flaw(None, (fault, "identity.credit_code_look_alike") if credit_codes.hint_for(code) else (fault,))


def _said_of_sound(code: str, *, is_as_written: bool) -> tuple[str, ...]:
    """Return what there is to say of a code that has its check character; it may be a resident ID that has it too."""
    agrees = credit_codes.organisation_code_agrees(code)
    if not agrees and kind_of_code(code) is CodeKind.RESIDENT_ID:
        return _OF_A_PERSON
    normalised = () if is_as_written else ("identity.credit_code_normalised",)
    return normalised if agrees else (*normalised, "identity.organisation_code_disagrees")


def _one_of_list_in(field: Field, habits: _Habits, raw: str) -> Parsed:
    text = raw.strip()
    if not text:
        return None
    official = _official(habits.codes, text)
    if official is None:
        return habits.nothing_in(text) or Flaw(None, ("cell.not_in_list",))
    if field.length is not None and len(official) > field.length:
        return Flaw(None, ("cell.too_long",))
    return official


def _several_of_list_in(field: Field, habits: _Habits, raw: str) -> Parsed:
    text = raw.strip()
    if not text:
        return None
    official = [_official(habits.codes, piece) for piece in habits.codes.pieces_of(text)]
    if not official or None in official:
        return habits.nothing_in(text) or Flaw(None, ("cell.not_in_list",))
    if field.length is not None and len(text) > field.length:
        return Flaw(None, ("cell.too_long",))
    return tuple(dict.fromkeys(one for one in official if one is not None))


def _truth_in(field: Field, habits: _Habits, raw: str) -> Parsed:
    parsed = _one_of_list_in(field, habits, raw)
    return parsed == _YES if isinstance(parsed, str) else parsed


def _identifier_in(_: Field, habits: _Habits, raw: str) -> Parsed:
    """Return the number as it was typed; what it is worth depends on the kind of document in another cell."""
    text = raw.strip()
    return (habits.nothing_in(text) or text) if text else None


def _official(codes: CodeList, text: str) -> str | None:
    return codes.official_of(text) or codes.official_of(_half_width(text))


_READERS: dict[str, Callable[[Field, _Habits, str], Parsed]] = {
    "text": _text_in,
    "date": _date_in,
    "decimal": _decimal_in,
    "credit_code": _credit_code_in,
    "enum": _one_of_list_in,
    "enum_list": _several_of_list_in,
    "boolean": _truth_in,
    "identifier": _identifier_in,
}
