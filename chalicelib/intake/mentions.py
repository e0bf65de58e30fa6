"""Mentions: texts that let slip a person's number, found among many without going through each.

Almost no text holds enough digits to be one. The texts are searched joined, in one go; only where something is
there are they taken one by one.
"""

import re
from collections.abc import Collection

# A mobile number has eleven digits. What only becomes a digit when written plainly is looked at closely, and so is a
# text with anything in it that cannot be printed or seen. The gap gives nothing back: there is no digit in it to find.
_ELEVEN_DIGITS = re.compile(r"\d(?:\D{0,3}+\d){10}")
_ODD = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u24ff\u2776-\u2793]")
_APART = " " * 4


def suspects_in(texts: Collection[str]) -> list[str]:
    """Return the texts that hold enough digits to be looked at, however these are written."""
    return [text for text in texts if _is_suspect(text)] if _is_suspect(_APART.join(texts)) else []


def _is_suspect(text: str) -> bool:
    return bool(_ELEVEN_DIGITS.search(text) or _ODD.search(text)) or not text.isprintable()
