"""Affixes: the regions in front of a name and the legal form behind it, which tell no name from another.

Source: affixes.toml; regions are those of the platform's divisions, with and without 省, 市, 区, 县.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from chalicelib.search.spelling import letters_of, normal_form_of
from chalicelib.terms import tables
from chalicelib.terms.divisions import NATION, Division, divisions

_FILE = "search/affixes"
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Affixes:
    """The words that are left out: regions with the codes of their divisions, and forms, the longest first."""

    regions: Mapping[str, str]
    forms: Sequence[str]

    def region_before(self, text: str, *, shortest: int = _SHORTEST) -> str | None:
        """Return the longest region that a text begins with."""
        return next((one for one in self.regions if len(one) >= shortest and text.startswith(one)), None)

    def form_behind(self, text: str) -> str | None:
        """Return the longest form that a text ends with."""
        return next((one for one in self.forms if text.endswith(one)), None)


@cache
def affixes() -> Affixes:
    """Return the platform's own; read once."""
    return affixes_in(tables.table(_FILE), divisions())


def affixes_in(table: Mapping[str, Any], places: Mapping[str, Division]) -> Affixes:
    """Return what a table and the divisions make.

    Raises: DataFileError for an unknown or missing key, a word that is no text, or a row that is neither.
    """
    read = tables.strict(table, file=_FILE, required={"regions", "forms"})
    known = tables.strict(read["regions"], file=_FILE, key="regions", required={"basis", "confirmed", "endings"})
    words = [word for row in read["forms"] for word in _words_in(row)]
    return Affixes(_regions_of(places, endings=tuple(known["endings"])), _longest_first(words))


def _words_in(row: object) -> list[str]:
    read = tables.strict(row, file=_FILE, key="forms", required={"words", "source", "confirmed"})
    tables.flag_of(read["confirmed"], file=_FILE, key="forms.confirmed")
    return [normal_form_of(tables.text_of(word, file=_FILE, key="forms.words")) for word in read["words"]]


def _regions_of(places: Mapping[str, Division], *, endings: tuple[str, ...]) -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for code, place in places.items():
        if code != NATION:
            name = letters_of(normal_form_of(place.name))
            codes[name] = code
            short = name[:-1]
            if name.endswith(endings) and len(short) >= _SHORTEST:
                codes[short] = code
    return {name: codes[name] for name in _longest_first(list(codes))}


def _longest_first(words: list[str]) -> Sequence[str]:
    return sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
