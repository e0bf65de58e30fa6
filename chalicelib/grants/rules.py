"""What giving a grant, looking a person up and acting at a counter demand: periods, and who must be known how.

Source: rules.toml; none of it is fixed by a text that was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.catalogue.bases import OWN, bases
from chalicelib.errors import DataFileError, ForbiddenError
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "grants/rules"
_PERIODS = {"validity": "most_days", "repeat": "minutes", "handle": "minutes", "session": "minutes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The periods, and by role how a caller may have been identified.

    Units: days from the day a grant is given; minutes.
    """

    validity_days: int
    repeat_minutes: int
    handle_minutes: int
    session_minutes: int
    identified: Mapping[str, frozenset[str]]

    def must_be_identified(self, role: str, by: str | None) -> None:
        """Refuse who is not known well enough; a role that the table does not have never is.

        Raises: ForbiddenError `identification.too_weak`.
        """
        if by is None or by not in self.identified.get(role, frozenset()):
            zh, en = "请先以更可靠的方式核验身份。", "A stronger identification is needed."
            raise ForbiddenError("identification.too_weak", zh, en)


def rules_in(raw: Table, *, file: str = FILE) -> Rules:
    """Return the rules of a table.

    Raises: DataFileError for an unknown, missing or doubled entry, a period that is none, a proposal that calls itself
            confirmed.
    """
    strict(raw, file=file, required={*_PERIODS, "identified"})
    days = {name: _period_in(raw[name], name, unit=unit, file=file) for name, unit in _PERIODS.items()}
    identified: dict[str, frozenset[str]] = {}
    for row in raw["identified"]:
        role, ways = _ways_in(row, file=file)
        if role in identified:
            raise DataFileError(file, role, "is doubled")
        identified[role] = ways
    return Rules(
        validity_days=days["validity"],
        repeat_minutes=days["repeat"],
        handle_minutes=days["handle"],
        session_minutes=days["session"],
        identified=identified,
    )


@cache
def rules() -> Rules:
    """Return the platform's own rules; read once."""
    return rules_in(table(FILE))


def _period_in(value: object, name: str, *, unit: str, file: str) -> int:
    read = strict(value, file=file, key=name, required={unit, "basis", "confirmed"}, optional={"note"})
    _hold_proposal(read, name, file=file)
    length = read[unit]
    if not isinstance(length, int) or isinstance(length, bool) or length < 1:
        raise DataFileError(file, f"{name}.{unit}", "is no period")
    return length


def _ways_in(value: object, *, file: str) -> tuple[str, frozenset[str]]:
    read = strict(value, file=file, key="identified", required={"role", "by", "basis", "confirmed"}, optional={"note"})
    role = text_of(read["role"], file=file, key="identified.role")
    _hold_proposal(read, role, file=file)
    return role, frozenset(text_of(way, file=file, key=f"{role}.by") for way in read["by"])


def _hold_proposal(read: Table, name: str, *, file: str) -> None:
    """Stop what calls itself confirmed and is the platform's own proposal."""
    basis = bases().get(text_of(read["basis"], file=file, key=f"{name}.basis"), file=file, place=name)
    if flag_of(read["confirmed"], file=file, key=f"{name}.confirmed") and basis.rank_here == OWN:
        raise DataFileError(file, f"{name}.confirmed", "is true, and no document obliges us to it")
