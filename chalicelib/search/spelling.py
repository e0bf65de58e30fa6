"""Spelling: the one form in which names are compared, however they were written.

Widths, brackets, dots, blanks and case are made one, what cannot be seen is dropped, and traditional characters are
read as the simplified ones (characters.toml, one for one: what two names become alike by is only a hint).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.errors import DataFileError
from chalicelib.terms import tables

LONGEST = 120  # letters; a table's sort key holds 1024 bytes, and a posting's is made of stem and name
_FILE = "search/characters"
_BRACKETS = str.maketrans("〔【［〈《「『〕】］〉》」』", "(((((((" + ")))))))")
_DOTS = re.compile(r"[•‧・∙⋅･]")
# Controls, marks of direction and width, halves of characters: what a name may be pasted with and nobody sees.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)


def normal_form_of(name: str) -> str:
    """Return a name as it is compared, cut off at LONGEST.

    Example: normal_form_of("示例（資陽） 虚构Ａ有限公司") -> "示例(资阳)虚构a有限公司"
    """
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", name).translate(_BRACKETS)).casefold()
    return "".join(_DOTS.sub("·", folded).split()).translate(_simplified())[:LONGEST]


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, in order; ideographs are letters, brackets and dots are none."""
    return "".join(filter(str.isalnum, text))


@cache
def _simplified() -> Mapping[int, str]:
    return simplified_in(tables.table(_FILE))


def simplified_in(table: Mapping[str, Any]) -> Mapping[int, str]:
    """Return which character is read as which.

    Raises: DataFileError where they are not one for one, or what is read would be read otherwise again.
    """
    read = tables.strict(table, file=_FILE, required={"source", "traditional", "simplified"})
    traditional, simplified = ("".join(read[name].split()) for name in ("traditional", "simplified"))
    if len(traditional) != len(simplified):
        raise DataFileError(_FILE, "simplified", "has not one character for each traditional one")
    if set(traditional) & set(simplified):
        raise DataFileError(_FILE, "simplified", "holds a character that is itself read otherwise")
    return {ord(one): other for one, other in zip(traditional, simplified, strict=True)}
