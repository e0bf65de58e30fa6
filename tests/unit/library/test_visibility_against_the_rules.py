"""Ten thousand records, readers and days beside an oracle written from the rules; and views broken on purpose.

The whole comparison, a million, is `make over-display`.
"""

import ast
from collections import Counter
from datetime import timedelta
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from chalicelib.catalogue.items import Item
from chalicelib.library.readers import Level
from chalicelib.library.records import REPAIRED, UNCONFIRMED, Record, Status
from chalicelib.library.visibility import Shown, View
from tests.factories import a_subject
from tests.unit.library import disclosure_oracle
from tests.unit.library.disclosure_cases import CLASSES, cases_from, compared, first_fault, rare_in

SEED, COUNT = 20261123, 10_000


def test_every_reader_sees_what_the_rules_say_and_nothing_past_its_end() -> None:
    classes, faults = compared(cases_from(SEED, COUNT))

    assert not faults
    assert not rare_in(classes, count=COUNT)


def test_a_class_that_is_rare_or_never_met_is_told() -> None:
    told = rare_in(Counter({"seen": 99, "not seen": 9900}), count=COUNT)

    assert told == {"seen": 99, "classes never met": CLASSES - 2}


def test_the_oracle_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(disclosure_oracle.__file__).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]

    names = chain.from_iterable(
        [one.module] if isinstance(one, ast.ImportFrom) else [a.name for a in one.names] for one in imports
    )
    assert set(names) == {"calendar", "datetime", "typing"}


class _Yesterday(View):
    """Shows everything a day too long."""

    def __post_init__(self) -> None:
        self.today -= timedelta(days=1)
        super().__post_init__()


class _Tomorrow(View):
    """Shows nothing on its last day."""

    def __post_init__(self) -> None:
        self.today += timedelta(days=1)
        super().__post_init__()


class _Altered(View):
    """Judges a record after something of it was altered."""

    def shown(self, record: Record, *, item: Item, subject_division: str | None = None) -> Shown | None:
        return super().shown(self.altered(record), item=item, subject_division=subject_division)

    def altered(self, record: Record) -> Record:
        return record


class _WithoutMarks(_Altered):
    def altered(self, record: Record) -> Record:
        return msgspec.structs.replace(record, mark=None)


class _OfOneKindOfMark(_Altered):
    def altered(self, record: Record) -> Record:
        return msgspec.structs.replace(record, mark=record.mark and "YY20261123-aaaaaaaa")


class _PersonsToAll(_Altered):
    def altered(self, record: Record) -> Record:
        if self.reader.level in {Level.PUBLIC, Level.AGENCY} and record.subject.is_person:
            return msgspec.structs.replace(record, subject=a_subject())
        return record


class _Resurrecting(_Altered):
    def altered(self, record: Record) -> Record:
        content = record.content
        live = Status.LIVE if content.status is Status.WITHDRAWN else content.status
        return msgspec.structs.replace(record, content=msgspec.structs.replace(content, status=live))


class _Unreviewing(_Altered):
    def altered(self, record: Record) -> Record:
        return msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, reviewed=True))


class _Unsuspending(_Altered):
    """Publishes what its source could not confirm."""

    def altered(self, record: Record) -> Record:
        return msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, suspended_by=None))


class _Unrepaired(_Altered):
    """Goes on sharing what was repaired."""

    def altered(self, record: Record) -> Record:
        withheld = None if record.content.withheld == REPAIRED else record.content.withheld
        return msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, withheld=withheld))


class _Unshielding(_Altered):
    """Publishes what a court shields."""

    def altered(self, record: Record) -> Record:
        return msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, shielded_until=None))


class _Unasked(_Altered):
    """Takes every identity for confirmed."""

    def altered(self, record: Record) -> Record:
        withheld = None if record.content.withheld == UNCONFIRMED else record.content.withheld
        return msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, withheld=withheld))


class _Unshortened(_Altered):
    """Knows no earlier end of a department."""

    def altered(self, record: Record) -> Record:
        return msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, publish_until=None))


class _HeavierThanItWas(_Altered):
    """Publishes what is minor."""

    def altered(self, record: Record) -> Record:
        severity = "general" if record.content.severity == "minor" else record.content.severity
        return msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, severity=severity))


class _OfAnyItem(View):
    """Takes a grant for one of all items."""

    def __post_init__(self) -> None:
        granted = self.reader.granted
        if granted is not None:
            all_items = ("administrative_penalty", "serious_dishonesty_list")
            self.reader = msgspec.structs.replace(
                self.reader, granted=msgspec.structs.replace(granted, items=all_items)
            )
        super().__post_init__()


class _OfAnyDivision(View):
    def __post_init__(self) -> None:
        self.reader = msgspec.structs.replace(self.reader, division=self.reader.division and "512000")
        super().__post_init__()


class _GroundByAssertion(View):
    """Lets a department stand on any ground, whether a law holds it or not."""

    def __post_init__(self) -> None:
        if self.reader.ground is not None:
            self.reader = msgspec.structs.replace(self.reader, ground=None, purpose="supervision")
        super().__post_init__()


class _PastAlone(View):
    """Judges an older version by itself."""

    def shown_as_of(
        self, older: Record, *, current: Record, item: Item, subject_division: str | None = None
    ) -> Shown | None:
        del current
        return self.shown(older, item=item, subject_division=subject_division)


class _PresentAlone(View):
    """Judges an older version by what stands today, and shows it with the fault that was corrected."""

    def shown_as_of(
        self, older: Record, *, current: Record, item: Item, subject_division: str | None = None
    ) -> Shown | None:
        now = self.shown(current, item=item, subject_division=subject_division)
        return now and msgspec.structs.replace(now, fields=older.content.fields)


class _Uncorrected(View):
    """Says again what was found wrong."""

    def shown_as_of(
        self, older: Record, *, current: Record, item: Item, subject_division: str | None = None
    ) -> Shown | None:
        forgotten = msgspec.structs.replace(current.content, superseded_fields=())
        return super().shown_as_of(
            older,
            current=msgspec.structs.replace(current, content=forgotten),
            item=item,
            subject_division=subject_division,
        )


class _Blind(View):
    """Shows nothing."""

    def shown(self, record: Record, *, item: Item, subject_division: str | None = None) -> Shown | None:
        del record, item, subject_division
        return None


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (_Yesterday, "over-display"),
        (_Tomorrow, "under-display"),
        (_WithoutMarks, "a mark"),
        (_OfOneKindOfMark, "a mark"),
        (_PersonsToAll, "over-display"),
        (_Resurrecting, "over-display"),
        (_Unreviewing, "over-display"),
        (_Unsuspending, "over-display"),
        (_Unrepaired, "over-display"),
        (_Unshielding, "over-display"),
        (_Unasked, "over-display"),
        (_Unshortened, "over-display"),
        (_HeavierThanItWas, "over-display"),
        (_OfAnyItem, "over-display"),
        (_OfAnyDivision, "over-display"),
        (_GroundByAssertion, "over-display"),
        (_PastAlone, "over-display"),
        (_PresentAlone, "over-display"),
        (_Uncorrected, "a value"),
        (_Blind, "under-display"),
    ],
)
def test_a_view_that_is_broken_is_found_out(broken: type[View], fault: str) -> None:
    found = (first_fault(cases_from(SEED + part, 500), broken) for part in range(20))

    assert fault in {one[0] for one in found if one is not None}
