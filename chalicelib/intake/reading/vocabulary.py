"""Vocabulary (模板用语): words of tables that are no data, and the rows that hold nothing else.

Shape: is_closing(["合计", "", "12", "3.5万元"]), is_closing(["填表人：示例甲", "", "审核人："])
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from chalicelib.terms.tables import strict, table

_WORDS = "intake/reading/words"
_LISTS = {"columns_passed_over", "sample_marks", "need_marks", "sums", "signatures", "notes"}
_AROUND_A_WORD = "()[]【】:*"
_OPENING = frozenset("(（[【*")
_AMOUNT = re.compile(r"[¥$]?-?[\d,]+(\.\d+)?%?(万元|亿元|元|条|件|户|家|人|份|个|起|宗|笔|次|页)?|[-/—*]*")
_DAY = re.compile(r"\d{4}[-./年]\d{1,2}([-./月]\d{1,2}日?|月)?")


def plain(text: str) -> str:
    """Return a text as it is compared: half-width, without blanks, upper case."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\ufeff", "").split()).upper()


def bare(text: str) -> str:
    """Return a text as it is compared, without the brackets and colons around it."""
    return plain(text).strip(_AROUND_A_WORD)


@cache
def words() -> Mapping[str, frozenset[str]]:
    """Return the words of templates that are no data. Raises: DataFileError for a list that is missing or unknown."""
    read = strict(table(_WORDS), file=_WORDS, required=_LISTS)
    return {name: frozenset(map(bare, said)) for name, said in read.items()}


def without_marks(header: str) -> str:
    """Return a plain header without what stands beside a name: a star, a colon, whether it must be filled in."""
    return _marks().sub("", header)


def is_sample(cells: Sequence[str]) -> bool:
    """Say whether a row only shows how to fill in the table."""
    said = {bare(cell) for cell in cells if cell.strip()}
    return bool(said) and (not words()["sample_marks"].isdisjoint(said) or said <= words()["need_marks"])


def is_closing(cells: Sequence[str]) -> bool:
    """Say whether a row sums up others, or says who filled in the table, and when, or is a note on it.

    A sum has nothing but amounts beside its word; who signs has nothing but names and a day beside theirs. A row of
    data whose first cell merely begins like one is none.
    """
    first = next(filter(None, map(str.strip, cells)), "")
    if first[:1] not in closing_beginnings():
        return False
    filled = [plain(cell) for cell in cells if cell.strip()]
    return _is_sum(filled) or _is_signed(filled)


def _is_sum(filled: Sequence[str]) -> bool:
    word, *rest = filled
    return bool(_sum().fullmatch(word)) and all(map(_AMOUNT.fullmatch, rest))


def _is_signed(filled: Sequence[str]) -> bool:
    if not _signature().match(filled[0]):
        return bool(_note().match(filled[0])) and len(filled) == 1
    signed = sum(_signature().match(cell) is not None for cell in filled)
    return len([cell for cell in filled if not _DAY.fullmatch(cell)]) <= 2 * signed


@cache
def closing_beginnings() -> frozenset[str]:
    """Return the letters with which the first thing in a row begins that closes a table."""
    listed = (word for name in ("sums", "signatures", "notes") for word in words()[name])
    return _OPENING | {word[:1] for word in listed}


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"^[*:]+|[*:]+$|[*]?[(\[【]({_any_of('need_marks')})[)\]】][*:]*$")


@cache
def _sum() -> re.Pattern[str]:
    return re.compile(rf"[(\[【*]*({_any_of('sums')})[)\]】]*:?({_AMOUNT.pattern})")


@cache
def _signature() -> re.Pattern[str]:
    return re.compile(rf"({_any_of('signatures')})([(\[【].{{0,8}}[)\]】])?(:|$)")


@cache
def _note() -> re.Pattern[str]:
    return re.compile(rf"({_any_of('notes')})[\d一二三]?[:.]")


def _any_of(name: str) -> str:
    return "|".join(sorted(map(re.escape, words()[name]), key=len, reverse=True))
