"""Form: what stands in a cell becomes a typed value, or a fault; each distinct value of a column is looked at once.

A value that passes is the one that is kept: a date as an ISO string, a decimal as a plain string, an official
value of a code list, a credit code in capitals. Printing it and reading it again gives the same value.

Shape: parser_of(fine).one("１２.50") -> "12.5";  parser_of(fine).one("十二") -> Flaw(None, ("cell.number_shape",))
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from functools import cache, partial
from itertools import product
from typing import NamedTuple, TypeAlias

from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item
from chalicelib.intake.mentions import has_blanks_around, joined_usual
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
    """A column that was read: its typed values, which values occur, and its flaws with the places they lie at.

    `usual` are the texts of a column that has no odd letter in it, joined (`mentions`).
    """

    values: Sequence[Typed]
    distinct: frozenset[Typed]
    flaws: Sequence[tuple[int, Flaw]] = ()
    usual: str | None = None


@dataclass(frozen=True, slots=True)
class Parser:
    """What reads the cells of one field: each distinct value once.

    Texts in which nothing stands out are read all at once; of anything else what was read stays known, since
    codes, days and amounts come again in later chunks.
    """

    one: Callable[[str], Parsed]
    texts: "_Texts | None" = None
    known: dict[str, Typed] = dataclass_field(default_factory=dict)
    flawed: dict[str, Flaw] = dataclass_field(default_factory=dict)

    def column_in(self, raw: Sequence[str]) -> Column:
        """Return a column's typed values and flaws."""
        is_uniform = len(raw) > 1 and raw[0] == raw[-1] and raw.count(raw[0]) == len(raw)
        if self.texts and (read := self.texts.read_at_once(raw, frozenset(raw[:1] if is_uniform else raw))):
            return read
        values = self._values_of(raw[:1] if is_uniform else raw)
        distinct, flaws = frozenset(values), self._flaws_in(raw) if self.flawed else ()
        return Column(tuple(values) * len(raw) if is_uniform else values, distinct, flaws)

    def _values_of(self, raw: Sequence[str]) -> Sequence[Typed]:
        try:
            return list(map(self.known.__getitem__, raw))
        except KeyError:
            self._read(frozenset(raw))
            return list(map(self.known.__getitem__, raw))

    def _flaws_in(self, raw: Sequence[str]) -> Sequence[tuple[int, Flaw]]:
        return [(place, self.flawed[text]) for place, text in enumerate(raw) if text in self.flawed]

    def _read(self, texts: frozenset[str]) -> None:
        """Read each text that is not known yet; of free text, and where it has become much, nothing stays known."""
        if self.texts or len(self.known) > _MOST_KNOWN:
            self.known.clear()
            self.flawed.clear()
        for text in texts.difference(self.known):
            parsed = self.one(text)
            if isinstance(parsed, Flaw):
                self.flawed[text], parsed = parsed, parsed.value
            self.known[text] = parsed


def parser_of(field: Field, *, item: Item) -> Parser:
    """Return what reads a cell of a field. Raises: KeyError for a type nobody can read."""
    habits = _Habits.of(field, item)
    return Parser(
        partial(_READERS[field.type], field, habits), _Texts(field.length, habits) if field.type == "text" else None
    )


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


@dataclass(frozen=True, slots=True)
class _Texts:
    """What reads a column of texts at once where nothing stands out in any: each is kept, without blanks around it."""

    length: int | None
    habits: _Habits

    def read_at_once(self, raw: Sequence[str], distinct: frozenset[str]) -> Column | None:
        """Return the column, None where a text has to be looked at by itself."""
        joined = joined_usual(distinct)
        if joined is None and not "".join(distinct).isprintable():
            return None
        if self.length is not None and max(map(len, distinct), default=0) > self.length:
            return None
        is_kept = joined is not None and not has_blanks_around(joined) and "" not in distinct
        values = {} if is_kept else {text: text.strip() or None for text in distinct}
        kept = distinct if is_kept else frozenset(values.values())
        if self._any_stands_out(kept, are_usual=joined is not None):
            return None
        if is_kept:
            return Column(raw, kept, usual=joined)
        each = tuple(kept) * len(raw) if len(distinct) == 1 else list(map(values.__getitem__, raw))
        return Column(each, kept, usual=joined)

    def _any_stands_out(self, kept: frozenset[str | None], *, are_usual: bool) -> bool:
        """Say whether any text stands for nothing, or is a name of digits alone."""
        if self.habits.is_name and any(map(str.isdecimal, filter(None, kept))):
            return True
        if are_usual:
            return not _as_written(self.habits.placeholders).isdisjoint(kept)
        short = (text for text in kept if text and len(text) <= _LONGEST_PLACEHOLDER)
        return not self.habits.placeholders.isdisjoint(map(str.casefold, short))


@cache
def _as_written(words: frozenset[str]) -> frozenset[str]:
    """Return ASCII and Chinese words in every mixture of small letters and capitals."""
    mixed = (product(*((letter, letter.upper()) for letter in word)) for word in words)
    return frozenset("".join(letters) for ways in mixed for letters in ways)


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
