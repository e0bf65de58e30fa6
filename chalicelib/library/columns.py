"""Columns: which fields of an item a reader is shown on a kind of subject, and which of them masked."""

from dataclasses import dataclass
from functools import lru_cache

from chalicelib.catalogue.fields import MASKED
from chalicelib.catalogue.items import Item
from chalicelib.library.readers import Level
from chalicelib.library.records import Fields, Value
from chalicelib.terms.masking import Audience, Kind, masked
from chalicelib.terms.subjects import SubjectKind

OPERATOR = "legal_rep_name"
# An agency's agreement opens no field that the public is not shown.
_READ_AS = {Level.AGENCY: Level.PUBLIC}
_AUDIENCES = {
    Level.PUBLIC: Audience.PUBLIC,
    Level.AGENCY: Audience.PUBLIC,
    Level.SUBJECT: Audience.SUBJECT,
    Level.AUTHORISED: Audience.THIRD_PARTY,
    Level.DEPARTMENT: Audience.THIRD_PARTY,
    Level.DESK: Audience.OFFICER,
}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The fields of an item for one level and kind of subject: what is shown, and what of it is masked, and how."""

    shown: tuple[str, ...]
    names: frozenset[str]
    masked: tuple[tuple[str, str], ...]
    audience: Audience

    def seen_in(self, held: Fields) -> Fields:
        """Return of a record's fields what may be seen and is there, in the order of the catalogue."""
        if not self.masked and self.names.issuperset(held) and None not in held.values():
            return held
        fields: Fields = {name: value for name in self.shown if (value := held.get(name)) is not None}
        return self._masked(fields, operator=held.get(OPERATOR)) if self.masked else fields

    def _masked(self, fields: Fields, *, operator: Value) -> Fields:
        person = operator if isinstance(operator, str) else None
        seen = dict(fields)
        for name, mask in self.masked:
            value = fields.get(name)
            seen[name] = masked(mask, value, self.audience, operator=person) if isinstance(value, str) else None
            if mask == Kind.SELF_EMPLOYED_NAME and seen[name] != value and person is not None and OPERATOR in seen:
                seen[OPERATOR] = masked(Kind.NAME, person, self.audience)
        return {name: value for name, value in seen.items() if value is not None}


# An item is built once, so it stands for itself in the memory of what each level is shown.
@lru_cache(maxsize=512)
def columns_of(item: Item, *, level: Level, kind: SubjectKind) -> Columns:
    """Return the columns of an item for a level and a kind of subject."""
    read_as = _READ_AS.get(level, level)
    seen = [one for one in item.disclosure_for(read_as.value, kind=kind.value) if item.field(one.field).is_stored]
    # What is to be masked in no known way is not shown.
    shown = tuple(one.field for one in seen if one.treatment != MASKED or one.mask is not None)
    masked_ones = tuple((one.field, one.mask) for one in seen if one.treatment == MASKED and one.mask is not None)
    return Columns(shown, frozenset(shown), masked_ones, _AUDIENCES[level])
