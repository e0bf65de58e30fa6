"""The source of a row (信源单位): the body that sends the file, under the name of its time, or one it came after.

A row of 2017 may name a bureau that no longer exists; the body responsible today supplies it and answers for it.
A county's or a zone's body registers only what lies in its own division; what it decided itself is its own anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.catalogue.items import REGISTRATION
from chalicelib.intake.batches import Ticket
from chalicelib.intake.forms import Typed
from chalicelib.intake.rows import Rows
from chalicelib.terms import divisions
from chalicelib.terms.bodies import Bodies, Body

SOURCE_NAME, SOURCE_CODE, REGION = "source_name", "source_credit_code", "region_code"


@dataclass(frozen=True, slots=True)
class Sources:
    """Judges the sources of a ticket's rows."""

    ticket: Ticket
    bodies: Bodies

    def look_at(self, rows: Rows, today: date) -> None:
        """Note each row that the ticket's body cannot supply."""
        if rows.item.has_field(SOURCE_NAME):
            self._look_at_names(rows, today)
        if rows.item.kind == REGISTRATION and rows.has(REGION):
            for place in rows.places_where(lambda code: code is not None and not self._registers(str(code)), REGION):
                rows.note(place, "source.outside_division", REGION)

    def _look_at_names(self, rows: Rows, today: date) -> None:
        happened = rows.item.date_field
        # Where the rules of its day asked for no source, a row without one is the sender's own.
        wrong = rows.places_where(
            lambda name, day: name is not None and not self._supplies(name, day, today), SOURCE_NAME, happened
        )
        for place in wrong:
            rows.note(place, "source.not_the_supplier", SOURCE_NAME)
        disagree = rows.places_where(
            lambda name, code, day: not self._is_of(name, code, day, today), SOURCE_NAME, SOURCE_CODE, happened
        )
        for place in disagree:
            rows.note(place, "source.code_disagrees", SOURCE_CODE)

    def named_at(self, rows: Rows, place: int, today: date) -> tuple[str, str]:
        """Return the body that answers today for a row, and the name of its time that the row gives."""
        name = rows.column(SOURCE_NAME)[place]
        own = self.bodies.responsible(self.ticket.body, today)
        return own.key, name if isinstance(name, str) else own.name_on(today)

    def _supplies(self, name: Typed, day: Typed, today: date) -> bool:
        own = self.bodies.responsible(self.ticket.body, today).key
        return any(self.bodies.responsible(body.key, today).key == own for body in self._bearing(name, day, today))

    def _is_of(self, name: Typed, code: Typed, day: Typed, today: date) -> bool:
        """Say whether a code can be the source's: no body bears it, or the very one that is named."""
        body = self.bodies.by_credit_code(str(code)) if code else None
        own = {one.key for one in self._bearing(name, day, today)} | {self.ticket.body}
        return body is None or body.key in own or self.bodies.responsible(self.ticket.body, today).key == body.key

    def _bearing(self, name: Typed, day: Typed, today: date) -> Sequence[Body]:
        """Return the bodies that bore a name on the day it happened or bear it today."""
        days = [date.fromisoformat(day), today] if isinstance(day, str) else [today]
        found = [self.bodies.named(str(name), on) for on in days] if name is not None else []
        return [body for body in found if body is not None]

    def _registers(self, region: str) -> bool:
        return divisions.within(region, of=self.ticket.division)
