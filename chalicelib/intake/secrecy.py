"""Secrecy marks (密级标志) in a file's name: 绝密★, 【机密】, 秘密★1年, 内部资料.

Source: 政府信息公开条例 art. 14 and 17 (what is secret is not made public; review before publication).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.terms import tables

_FILE = "intake/secrecy_marks"


def bears_secrecy_mark(file_name: str) -> bool:
    """Say whether a file's name bears a mark; width, blanks and what cannot be seen do not hide one."""
    seen = (letter for letter in unicodedata.normalize("NFKC", file_name) if unicodedata.category(letter) != "Cf")
    return bool(_marks().search("".join("".join(seen).split())))


@cache
def _marks() -> re.Pattern[str]:
    return marks_in(tables.table(_FILE))


def marks_in(table: Mapping[str, Any]) -> re.Pattern[str]:
    """Return the expression that a table of marks makes.

    Raises: DataFileError for an unknown or missing key.
    """
    required = {"basis", "confirmed", "words", "harmless", "marked", "brackets", "stars", "followed_by"}
    read = tables.strict(table, file=_FILE, required=required)
    plain = [_escaped([word]) for word in read["words"]]
    for harmless in read["harmless"]:
        plain = [rf"(?<!{re.escape(head)}){word}" if (head := _head(harmless, word)) else word for word in plain]
    marked, stars = _escaped(read["marked"]), f"[{re.escape(read['stars'])}]"
    pairs = (unicodedata.normalize("NFKC", pair) for pair in read["brackets"])
    bracketed = (f"{re.escape(pair[0])}{marked}{re.escape(pair[1])}" for pair in dict.fromkeys(pairs))
    shapes = [f"{marked}{stars}", f"{stars}{marked}", f"{marked}{_escaped(read['followed_by'])}", rf"^{marked}(?=\.|$)"]
    return re.compile("|".join([*plain, *bracketed, *shapes]))


def _escaped(words: list[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


def _head(harmless: str, word: str) -> str:
    """Return what stands before a word where together they are harmless."""
    found = re.search(word, harmless)
    return harmless[: found.start()] if found else ""
