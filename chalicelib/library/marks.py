"""Marks: the number of the open case that stands on a record, and which kind of case it is.

A case number begins with the kind of its case. A mark hides nothing and is part of every view; what begins in no way
known here is taken for a dispute, so that no mark is ever lost.

Shape: "YY20261123-…" a dispute, "XF20261123-…" a repair
Source: 深圳经济特区社会信用条例 arts. 43, 50 (of another place, as an example): a mark is shared and shown.
"""

DISPUTE, REPAIR = "YY", "XF"


def is_disputed(mark: str) -> bool:
    """Say whether a mark says that the record is disputed (有异议)."""
    return not is_under_repair(mark)


def is_under_repair(mark: str) -> bool:
    """Say whether a mark says that the record is under credit repair (信用修复中)."""
    return mark.startswith(REPAIR)
