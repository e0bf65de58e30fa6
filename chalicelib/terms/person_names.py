"""Names of persons as they are compared: width, blanks, case and the kind of middle dot do not matter, all else does.

Example: same_name("阿依古丽 • 买买提", "阿依古丽·买买提") -> True
"""

import unicodedata

_DOTS = str.maketrans(dict.fromkeys("•‧・.．∙⋅", "·"))


def same_name(one: str, other: str) -> bool:
    """Say whether two names are one as they are compared."""
    return plain_name(one) == plain_name(other)


def plain_name(name: str) -> str:
    """Return a name as it is compared: width, blanks, case and the kind of middle dot do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_DOTS).split()).upper()
