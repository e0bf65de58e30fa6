"""Demands: which papers must go with an objection for who files it, whatever its reason; held as data.

Source: objections/evidence.toml, each row with its basis.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.papers import Applicant, Objection
from chalicelib.terms.subjects import Library
from chalicelib.terms.tables import Table, flag_of, strict, text_of

_ROW = frozenset({"kind", "subjects", "filers", "met_by", "zh", "basis", "confirmed", "note"})


class Whose(StrEnum):
    """Whose record it is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Acts(StrEnum):
    """Who files: the subject for itself, who represents it, or the holder of its grant."""

    ITSELF = "itself"
    REPRESENTATIVE = "representative"
    AGENCY = "agency"


class Seen(StrEnum):
    """What was seen already of who files: the subject's own grant, or the person and their papers at a counter."""

    GRANT = "grant"
    COUNTER = "counter"


_Code = TypeVar("_Code", Whose, Acts, Seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filer:
    """Who files, as far as it decides which papers they bring."""

    whose: Whose
    acts: Acts
    seen: frozenset[Seen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A kind of paper that some must bring; `met_by` is what stands for it, where it was seen."""

    kind: str
    subjects: frozenset[Whose]
    filers: frozenset[Acts]
    met_by: tuple[Seen, ...]
    zh: str

    def is_for(self, filer: Filer) -> bool:
        """Say whether it is asked of someone at all."""
        return filer.whose in self.subjects and filer.acts in self.filers

    def met_for(self, filer: Filer) -> Seen | None:
        """Return what was seen of someone that stands for the paper, None where it must be brought."""
        return next((one for one in self.met_by if one in filer.seen), None)


def filer(*, is_person: bool, applicant: Applicant | None, is_represented: bool, assisted_by: str | None) -> Filer:
    """Return who files, by the standing in which they do."""
    is_agency = applicant is Applicant.AGENCY
    acts = Acts.AGENCY if is_agency else Acts.REPRESENTATIVE if is_represented else Acts.ITSELF
    seen = {Seen.GRANT: is_agency, Seen.COUNTER: assisted_by is not None}
    return Filer(
        whose=Whose.PERSON if is_person else Whose.ORGANISATION,
        acts=acts,
        seen=frozenset(one for one, is_so in seen.items() if is_so),
    )


def filer_of(objection: Objection) -> Filer:
    """Return who filed an objection."""
    return filer(
        is_person=objection.subject.startswith(f"{Library.PERSONS.letter}~"),
        applicant=objection.applicant,
        is_represented=objection.representative,
        assisted_by=objection.assisted_by,
    )


def demands_in(rows: Sequence[object], *, kinds: Collection[str], file: str) -> tuple[Demand, ...]:
    """Return the demands of a table.

    Raises: DataFileError for an unknown or missing key, a kind, subject, filer or stand-in that is not known, a doubled
            kind, a basis that cannot carry a rule of our own.
    """
    found = tuple(_demand_of(row, kinds=kinds, file=file) for row in rows)
    if len({one.kind for one in found}) != len(found):
        raise DataFileError(file, "demands.kind", "is doubled")
    return found


def _demand_of(row: object, *, kinds: Collection[str], file: str) -> Demand:
    read = strict(row, file=file, key="demands", required=_ROW)
    kind = text_of(read["kind"], file=file, key="demands.kind")
    if kind not in kinds:
        raise DataFileError(file, f"demands.{kind}", "is no kind of evidence")
    key = f"demands.{kind}"
    flag_of(read["confirmed"], file=file, key=f"{key}.confirmed")
    basis = text_of(read["basis"], file=file, key=f"{key}.basis")
    bases().must_support(basis, "own_rule", file=file, place=f"{key}.basis")
    return Demand(
        kind=kind,
        subjects=frozenset(_codes(read, "subjects", Whose, file=file, key=key)),
        filers=frozenset(_codes(read, "filers", Acts, file=file, key=key)),
        met_by=_codes(read, "met_by", Seen, file=file, key=key),
        zh=text_of(read["zh"], file=file, key=f"{key}.zh"),
    )


def _codes(read: Table, name: str, known: type[_Code], *, file: str, key: str) -> tuple[_Code, ...]:
    try:
        return tuple(known(code) for code in read[name])
    except (TypeError, ValueError) as error:
        raise DataFileError(file, f"{key}.{name}", "names what is not known") from error
