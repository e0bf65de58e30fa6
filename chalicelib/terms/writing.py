"""Writing (写法): how a value is written that is kept, so that the same value is the same text whoever wrote it.

A department's file and a correction are compared by what they say: "0.50" and "0.5" are one amount.

Shape: plain_number(Decimal("0.50")) -> "0.5"
"""

import re
from decimal import Decimal

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def plain_number(number: Decimal) -> str:
    """Return a finite number as it is kept: no exponent, no zero at the end of its decimals, no negative nothing."""
    said = f"{number:f}"
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return "0" if said in {"-0", ""} else said


def has_control_character(text: str) -> bool:
    """Say whether a text holds what no one typed; tabs and line ends are typed."""
    return bool(_CONTROL.search(text))
