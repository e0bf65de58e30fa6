"""Quotes (原值): what a receipt repeats of the cell in which something was found.

A receipt is kept, and read by more people than the file. What may be a number of a person's is never repeated, however
it is written and in whichever column: neither a resident ID, a telephone, an account nor anything else of so many
digits. Nothing is repeated of a field for such numbers, of one that no record keeps, and of a person neither the name
nor what a text says of them. What is repeated is cut short, and what cannot be seen in it is replaced.

Shape: Quotes(rows, sheet="表一").of(finding) -> the finding with sheet "表一" and value "2026-02-30"
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from chalicelib.catalogue.fields import Field
from chalicelib.intake.rows import Rows
from chalicelib.terms import credit_codes
from chalicelib.terms.findings import Finding
from chalicelib.terms.personal_mentions import mentions_long_number, mentions_mobile, mentions_resident_id

MOST_LETTERS = 40
_AND_SO_ON, _UNSEEN = "…", "�"
# A resident ID that lacks some of its digits, or has letters for them.
_DIGITS_OF_A_NUMBER = 14
_TELEPHONE = re.compile(r"(?<![0-9])0[1-9][0-9]{1,2}[-– )）]{0,2}[1-9][0-9]{6,7}(?![0-9])")
_OF_A_FIRM = re.compile(r"9[1239][0-9A-Z]{16}")


@dataclass(frozen=True, eq=False)
class Quotes:
    """Adds to the findings of a chunk's rows what stands in their cells; `sheet` is what the department calls it."""

    rows: Rows
    sheet: str | None
    _known: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def of(self, one: Finding) -> Finding:
        """Return a finding with its sheet, and its cell's value where that may be repeated."""
        value = self._value_at(one.row, one.field) if one.row is not None and one.field is not None else None
        return one if self.sheet is None and value is None else replace(one, sheet=self.sheet, value=value)

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {row: place for place, row in enumerate(self.rows.chunk.rows)}

    def _value_at(self, row: int, name: str) -> str | None:
        place, column = self._places.get(row), self.rows.chunk.columns.get(name)
        # What a form implies stands in no cell.
        if place is None or not column or name not in self.rows.shown:
            return None
        if self._tells_of_a_person(name, place):
            return None
        said = str(column[place])
        if (name, said) not in self._known:
            self._known[name, said] = _quoted(said, self.rows.item.field(name))
        return self._known[name, said]

    def _tells_of_a_person(self, name: str, place: int) -> bool:
        """Say whether a cell is a person's name or a text about one: of a subject without a credit code."""
        item = self.rows.item
        if not item.takes_persons or not (name == item.subject.name or item.field(name).free_text):
            return False
        codes = self.rows.chunk.columns.get(item.subject.credit_code or "")
        return not codes or not codes[place].strip()


def _quoted(said: str, field_: Field) -> str | None:
    if not said.strip() or field_.type == "identifier" or not field_.is_stored or _may_hold_a_number(said, field_):
        return None
    seen = "".join(letter if letter.isprintable() else _UNSEEN for letter in said)
    return seen if len(seen) <= MOST_LETTERS else seen[:MOST_LETTERS] + _AND_SO_ON


def _may_hold_a_number(said: str, field_: Field) -> bool:
    """Say whether a value may hold a number of a person's, one that is mistyped too.

    A firm's code is told apart by its beginning, which no resident ID and no account has in common with it.
    """
    plain = unicodedata.normalize("NFKC", said)
    if mentions_resident_id(said) or mentions_mobile(said) or _TELEPHONE.search(plain):
        return True
    if field_.type == "credit_code" and _OF_A_FIRM.fullmatch(credit_codes.compact(said)):
        return False
    return mentions_long_number(said) or sum(map(str.isdigit, plain)) >= _DIGITS_OF_A_NUMBER
