"""What may be reported (kinds of tips): a closed list with the competent body and its rule on rewards.

Source: kinds.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.terms.bodies import bodies
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/tips/kinds"


@dataclass(frozen=True, slots=True)
class RewardRule:
    """By whose rule a reward is decided and paid; `confirmed` says that it was read."""

    zh: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of tip."""

    code: str
    zh: str
    body: str
    reward: RewardRule | None


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a code may be tried. Units: one more each so many seconds."""

    size: int
    seconds: int


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The kinds by their codes, and how often a code may be tried."""

    kinds: Mapping[str, Kind]
    tries: Tries


def kinds_in(raw: Table, *, file: str = FILE) -> Kinds:
    """Return what a table says.

    Raises: DataFileError for an unknown or missing key, a doubled code, a body that is not in the register or has
            ended, a number that is none.
    """
    strict(raw, file=file, required={"basis", "confirmed", "note", "kinds", "tries"})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    flag_of(raw["confirmed"], file=file, key="confirmed")
    found: dict[str, Kind] = {}
    for row in raw["kinds"]:
        kind = _kind_of(row, file=file)
        if kind.code in found:
            raise DataFileError(file, kind.code, "is doubled")
        found[kind.code] = kind
    return Kinds(found, _tries_of(raw["tries"], file=file))


@cache
def kinds() -> Kinds:
    """Return the platform's own; read once."""
    return kinds_in(table(FILE))


def _kind_of(row: object, *, file: str) -> Kind:
    read = strict(row, file=file, key="kinds", required={"code", "zh", "body"}, optional={"reward"})
    code = text_of(read["code"], file=file, key="kinds.code")
    if read["body"] not in bodies() or bodies().get(read["body"]).valid_to is not None:
        raise DataFileError(file, f"{code}.body", "is no body of today")
    return Kind(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        body=read["body"],
        reward=_reward_of(read["reward"], code=code, file=file) if "reward" in read else None,
    )


def _reward_of(row: object, *, code: str, file: str) -> RewardRule:
    read = strict(row, file=file, key=f"{code}.reward", required={"zh", "confirmed"})
    zh = text_of(read["zh"], file=file, key=f"{code}.reward.zh")
    return RewardRule(zh, flag_of(read["confirmed"], file=file, key=f"{code}.reward.confirmed"))


def _tries_of(row: object, *, file: str) -> Tries:
    read = strict(row, file=file, key="tries", required={"size", "seconds", "basis", "confirmed"})
    for name in ("size", "seconds"):
        if not isinstance(read[name], int) or isinstance(read[name], bool) or read[name] < 1:
            raise DataFileError(file, f"tries.{name}", "is no positive number")
    return Tries(read["size"], read["seconds"])
