"""The header row of a table: where it stands, which field each column stands for, and which item it belongs to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile, islice

from chalicelib.catalogue.items import Item
from chalicelib.catalogue.never_collected import named_in
from chalicelib.intake.reading.broken import MOST_COLUMNS
from chalicelib.intake.reading.matches import Match, best_match, upper_rows_of
from chalicelib.intake.reading.pages import Row
from chalicelib.intake.reading.vocabulary import is_sample, plain
from chalicelib.intake.rulebook import finding
from chalicelib.terms.findings import Finding

_ROWS_OF_SAMPLES = 3
# One column alone, a name or a remark, likens a table to nothing.
_FEWEST_ALIKE = 2


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was understood.

    Shape: fields ("party_name", None, …) by position, None for what is no column of the item: under a column that is
           `passed_over` anything may stand, under any other nothing;
           shown {"party_name": "行政相对人名称"} as the department wrote it;
           implied {"party_type": "自然人"} where the form says what its absent column would;
           version of the item whose form it is.
    """

    fields: tuple[str | None, ...]
    shown: Mapping[str, str]
    implied: Mapping[str, str]
    version: int
    passed_over: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Return how many columns a row has."""
        return len(self.fields)


@dataclass(frozen=True, slots=True)
class Found:
    """The best header in a table: its row, how many of its columns the item knows, and why it is none if it is none."""

    header: Header | None
    faults: Sequence[Finding]
    row: int = 0
    known: int = 0


def header_among(rows: Iterable[Row], *, item: Item, items: Iterable[Item]) -> Found | None:
    """Return the header of an item among the first rows of a table, or the best of what is none; None for no rows.

    Case, width and blanks do not matter, nor a star beside a name; the catalogue's synonyms count. What a column is
    called goes into no finding unless the catalogue knows it: a header may carry anything.
    """
    upper = upper_rows_of(rows)
    if not upper:
        return None
    best = best_match(upper, item)
    if best.fits:
        faults = _faults_in(best, item)
    else:
        matches = (best_match(upper, one) for one in items if one.zh != item.zh)
        others = [one for one in matches if one.known]
        better = _better(best, others)
        faults = _faults_in(best, item, others) if better is None else _faults_of_another(best, better)
    return Found(None if faults else _header_of(best), faults, best.row, best.known)


def samples_among(rows: Iterable[Row]) -> frozenset[int]:
    """Return which of the rows right below a header only show how to fill in the table."""
    return frozenset(number for number, cells in islice(rows, _ROWS_OF_SAMPLES) if is_sample(cells))


def rows_below(rows: Iterable[Row], row: int) -> Iterator[Row]:
    """Yield the rows below one."""
    return dropwhile(lambda one: one[0] <= row, rows)


def _better(match: Match, others: Sequence[Match]) -> Match | None:
    """Return whose header this is, where it is plainly another item's than the declared one's."""
    whole = [other for other in others if not other.missing and (other.fits or other.known > match.known)]
    best = max(whole, key=lambda other: (other.fits, other.known), default=None)
    if best is not None and (best.fits or match.missing):
        return best
    nearest = _nearest([other for other in others if _is_plainly_nearer(other, match)])
    return nearest if match.missing else None


def _is_plainly_nearer(other: Match, match: Match) -> bool:
    """Say whether a header that lacks something is still rather another item's: less that it says is strange."""
    if other.known < _FEWEST_ALIKE or not other.is_likely or len(other.strange) >= len(match.strange):
        return False
    is_surely = not match.is_likely and other.known > 2 * len(other.strange)
    return is_surely or len(other.missing) < len(match.missing)


def _nearest(matches: Sequence[Match]) -> Match | None:
    alike = [one for one in matches if one.known >= _FEWEST_ALIKE]
    return max(alike, key=lambda one: (one.known, -len(one.missing)), default=None)


def _header_of(match: Match) -> Header:
    named = zip(match.fields, match.cells, strict=True)
    shown = {name: cell.strip() for name, cell in named if name is not None}
    return Header(match.fields, shown, match.implied, match.item.version, match.passed_over)


def _faults_of_another(match: Match, other: Match) -> list[Finding]:
    wrong = finding("file.wrong_item", found_zh=other.item.zh, item_zh=match.item.zh)
    forbidden = (fault for _, fault in _forbidden_in(other))
    return [*forbidden, wrong, *([_likeness_of(other)] if other.missing else [])]


def _likeness_of(match: Match) -> Finding:
    """Return which item a header is most like, by which of its columns, and what it lacks."""
    item = match.item
    known = "、".join(item.field(name).zh for name in match.fields if name is not None)
    missing = "、".join(item.field(name).zh for name in match.missing)
    strange = len(match.strange)
    return finding(
        "file.most_like_item", row=match.row, item_zh=item.zh, known=known, missing=missing or "无", strange=strange
    )


def _faults_in(match: Match, today: Item, others: Sequence[Match] = ()) -> list[Finding]:
    item, row = match.item, match.row
    if len(match.cells) > MOST_COLUMNS:
        return [finding("file.too_many_columns", row=row, position=len(match.cells), limit=MOST_COLUMNS)]
    forbidden = list(_forbidden_in(match))
    if not match.is_likely:
        wrong = finding("file.header_wrong", item_zh=today.zh, headers="、".join(today.official_headers()))
        nearest = _nearest([match, *others])
        said = [] if nearest is None else [_likeness_of(nearest)]
        return [*(fault for _, fault in forbidden), wrong, *said]
    findings = [
        finding("file.column_missing", row=row, field=name, column=item.field(name).zh) for name in match.missing
    ]
    times = Counter(name for name in match.fields if name is not None)
    findings += [
        finding("file.column_doubled", row=row, field=name, column=item.field(name).zh)
        for name, count in times.items()
        if count > 1
    ]
    findings += [fault for _, fault in forbidden]
    told = {place for place, _ in forbidden}
    return findings + [_fault_of(place, match) for place in match.strange if place not in told]


def _fault_of(place: int, match: Match) -> Finding:
    """Return what is wrong with a column that is called nothing known: its unit is not said, or it is not collected."""
    name = _without_units(match.item).get(plain(match.cells[place]))
    if name is None:
        return finding("file.column_unknown", row=match.row, position=place + 1, item_zh=match.item.zh)
    field = match.item.field(name)
    position, unit = place + 1, field.unit
    return finding("file.column_without_unit", row=match.row, field=name, column=field.zh, position=position, unit=unit)


@cache
def _without_units(item: Item) -> Mapping[str, str]:
    """Return the headers of amounts less their units, and the fields: nobody can tell what such a column counts in."""
    named = ((one, plain(name)) for one in item.fields if one.unit for name in (one.zh, *one.synonyms))
    return {name.replace(f"({one.unit})", ""): one.id for one, name in named if f"({one.unit})" in name}


def _forbidden_in(match: Match) -> Iterator[tuple[int, Finding]]:
    """Yield the places of headers that ask for what is never collected, each with the kind that it is."""
    for place in match.strange:
        kind = named_in([match.cells[place]], persons=match.item.takes_persons)
        if kind is not None:
            yield place, finding("file.column_forbidden", row=match.row, position=place + 1, kind_zh=kind.zh)
