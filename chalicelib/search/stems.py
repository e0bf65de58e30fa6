"""Stems: what of a name tells it from others, without regions in front and the legal form behind.

A name that is entered is taken as it is written; of a query a wrong letter in a region or a form is forgiven, so that
it does not stand in the way of the letters that matter.

Shape: "四川省资阳市示例(资阳)食品有限公司" -> regions ("510000", "512000"), stem "示例食品"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.search.affixes import Affixes, affixes
from chalicelib.search.distances import differ_by_one
from chalicelib.search.spelling import letters_of

SHORTEST = 2
_LONG_REGION, _LONG_FORM = 3, 4
_BRACKETED = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in three parts, regions and forms as they are rightly written, and the codes of the divisions in front.

    Shape: head "资阳市", stem "示例食品", tail "有限公司", regions ("512000",)
    """

    head: str
    stem: str
    tail: str
    regions: tuple[str, ...]

    @property
    def looked_for(self) -> str:
        """Return the stem; where too little would be left, with what stands before it, then with what is behind."""
        wholes = (self.stem, self.head + self.stem, self.head + self.stem + self.tail)
        return next((one for one in wholes if len(one) >= SHORTEST), "")


def parts_of(name: str, *, forgiving: bool = False) -> Parts:
    """Return the parts of a name in normal form; `forgiving` is how a query is taken."""
    words = affixes()
    text = letters_of(_BRACKETED.sub(lambda found: "" if found[1] in words.regions else found[0], name))
    tail, heads = "", list[str]()
    for length, form in _forms_behind(text, words, forgiving=forgiving):
        text, tail = text[: len(text) - length], form + tail
    for length, region in _regions_before(text, words, forgiving=forgiving):
        text = text[length:]
        heads.append(region)
    return Parts("".join(heads), text, tail, tuple(dict.fromkeys(words.regions[one] for one in heads)))


def _forms_behind(text: str, words: Affixes, *, forgiving: bool) -> Iterator[tuple[int, str]]:
    """Yield the forms that a text ends with, from behind, and how long each is there."""
    while True:
        form = words.form_behind(text)
        length = len(form or "")
        if forgiving and length < _LONG_FORM:
            form, length = _nearly_behind(text, words) or (form, length)
        if form is None:
            return
        yield length, form
        text = text[: len(text) - length]


def _nearly_behind(text: str, words: Affixes) -> tuple[str, int] | None:
    """Return the long form that a text ends with but for one letter, and how long it is there."""
    for form in words.forms:
        for length in (len(form), len(form) - 1, len(form) + 1):
            if len(form) >= _LONG_FORM and length < len(text) and differ_by_one(text[-length:], form):
                return form, length
    return None


def _regions_before(text: str, words: Affixes, *, forgiving: bool) -> Iterator[tuple[int, str]]:
    """Yield the regions that a text begins with, and how long each is there."""
    while True:
        region = words.region_before(text)
        length = len(region or "")
        if region is None and forgiving:
            region, length = _nearly_before(text, words) or (None, 0)
        if region is None:
            return
        yield length, region
        text = text[length:]


def _nearly_before(text: str, words: Affixes) -> tuple[str, int] | None:
    """Return the long region behind a letter too many, or but for one letter, and how long it is there.

    Of a short one too much is gone with one letter, unless a long one follows: 四X资阳市.
    """
    behind = words.region_before(text[1:], shortest=_LONG_REGION)
    if behind is not None:
        return behind, len(behind) + 1
    for region in words.regions:
        start, rest = text[: len(region)], text[len(region) :]
        is_nearly_it = differ_by_one(start, region) and len(start) == len(region)
        if is_nearly_it and (len(region) >= _LONG_REGION or words.region_before(rest, shortest=_LONG_REGION)):
            return region, len(region)
    return None
