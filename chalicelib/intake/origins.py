"""Origins (数据行原值): what the row said that a record came from, read again from the file as it was sent.

The file is looked for as long as it is kept; one that is gone, or is no longer the file of that supply, says nothing.
The values have the form in which a record keeps them, None for an empty cell; who the record is about is not told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.catalogue.items import Catalogue, Item
from chalicelib.errors import NotFoundError
from chalicelib.intake.arrivals import Arrival
from chalicelib.intake.checks import CHUNK_ROWS
from chalicelib.intake.forms import parser_of
from chalicelib.intake.reading.chunks import Chunk
from chalicelib.intake.reading.sheets import sheet_in
from chalicelib.intake.store import UploadStore
from chalicelib.library.records import Supply, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """The rows that records came from, in the files that departments sent."""

    uploads: UploadStore
    catalogue: Catalogue

    def values_sent(self, supply: Supply, *, item: Item) -> Mapping[str, Value] | None:
        """Return the values of the row of a supply, None where its file is not kept any more."""
        try:
            with self.uploads.opened(supply.batch) as arrival:
                return self._told_by(arrival, supply, item=item)
        except NotFoundError:
            return None

    def _told_by(self, arrival: Arrival, supply: Supply, *, item: Item) -> Mapping[str, Value] | None:
        if arrival.sha256 != supply.file_sha256:
            return None
        sheet, _ = sheet_in(arrival.file, item=item, items=self.catalogue.items)
        chunks = sheet.chunks(CHUNK_ROWS) if sheet else ()
        holding = (chunk for chunk in chunks if supply.row in chunk.rows)
        return next((_values_in(chunk, chunk.rows.index(supply.row), item=item) for chunk in holding), None)


def _values_in(chunk: Chunk, place: int, *, item: Item) -> dict[str, Value]:
    who = item.subject
    about_whom = {who.kind, who.credit_code, who.document_type, who.document_number}
    kept = [one for one in item.fields if one.is_stored and one.id in chunk.columns and one.id not in about_whom]
    values: dict[str, Value] = {}
    for one in kept:
        (typed,) = parser_of(one, item=item).column_in(chunk.columns[one.id][place : place + 1]).values
        values[one.id] = (list(typed) or None) if isinstance(typed, tuple) else typed
    return values
