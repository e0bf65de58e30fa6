"""Annotated copies (批注件): a department's own file as a workbook, with a remark wherever something was found.

Each remark says what is wrong and how it is mended. The file's values stand in their order and places, with the header
and what is above it. Every cell is text, so that nothing of a stranger's becomes a formula and no code a number. A cell
in which something was found is coloured, and its comment says what; the last column has every remark of its row. A row
stands where the department's spreadsheet shows it; where that cannot be, for lines of JSON and in a long file, of which
the rows with remarks alone are given, its number stands in a column of its own.

Shape: annotated(Original(rows, 2, {"doc_no": 3}), receipt, made_at=…) -> b"PK…"
"""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from chalicelib.intake.reading.broken import MOST_COLUMNS
from chalicelib.intake.reading.pages import Row
from chalicelib.intake.reading.vocabulary import plain
from chalicelib.intake.receipts import Receipt, Totals
from chalicelib.intake.rulebook import rulebook
from chalicelib.terms.findings import Finding, Severity

MOST_ROWS_WHOLE = 20_000
REMARKS, ROW_NUMBER = "核验意见", "原文件行号"
_SHEET = "批注"
_TEXT = 49  # the built-in format "@"
_WORDS: Mapping[Severity, str] = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
_COLOURS: Mapping[Severity, str] = {Severity.ERROR: "#FFC7CE", Severity.WARNING: "#FFEB9C", Severity.INFO: "#DDEBF7"}
_BY_WEIGHT = tuple(_WORDS)
_REMARKS_WIDTH = 60
_COMMENT = {"author": "信用资阳", "x_scale": 2}
_LONGEST_CELL, _AND_SO_ON = 32_000, "……"


def _no_rows() -> Iterator[Row]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Original:
    """The file that came: its rows, walked anew at every call, its header's row, and the places of its columns.

    Without rows it is a file that cannot be read.
    """

    rows: Callable[[], Iterable[Row]] = _no_rows
    header_row: int = 1
    places: Mapping[str, int] = field(default_factory=dict)


def annotated(original: Original, receipt: Receipt, *, made_at: datetime) -> bytes:
    """Return a file's rows with the findings of its receipt as a workbook; the same of both is the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties({"title": receipt.batch, "created": made_at.astimezone(UTC).replace(tzinfo=None)})
    copy = _Copy(workbook, original, receipt)
    copy.write()
    workbook.close()
    return out.getvalue()


class _Copy:
    """One copy on its way: which rows are given, where, and with which remarks."""

    def __init__(self, workbook: Any, original: Original, receipt: Receipt) -> None:
        self._original, self._totals = original, receipt.totals
        self._remarks = _by_row(receipt.findings, original.header_row)
        self._plain = workbook.add_format({"num_format": _TEXT})
        self._formats = {
            one: workbook.add_format({"num_format": _TEXT, "bg_color": colour}) for one, colour in _COLOURS.items()
        }
        self._wrapped = workbook.add_format({"num_format": _TEXT, "text_wrap": True, "valign": "top"})
        self._sheet = workbook.add_worksheet(_SHEET)
        self._is_long = _is_longer(original.rows(), MOST_ROWS_WHOLE)
        self._width = max(len(cells) for _, cells in self._given())
        # The keys of JSON stand above its first line: no spreadsheet has a row for them.
        self._is_numbered = self._is_long or original.header_row < 1 or not self._width

    def write(self) -> None:
        """Write row after row, each once."""
        last = self._width + self._is_numbered
        self._sheet.set_column(last, last, _REMARKS_WIDTH)
        for at, (number, cells) in enumerate(self._given()):
            self._write_row(at if self._is_numbered else number - 1, number, cells)

    def _given(self) -> Iterator[Row]:
        """Yield the rows that are given; one of which something is said stands there although it is empty."""
        said = sorted(self._remarks)
        for number, cells in self._original.rows():
            while said and said[0] < number:
                yield said.pop(0), []
            if said and said[0] == number:
                said.pop(0)
            elif self._is_long and number > self._original.header_row:
                if not said:
                    return
                continue
            yield number, cells[:MOST_COLUMNS]
        yield from ((number, []) for number in said)

    def _write_row(self, at: int, number: int, cells: Sequence[str]) -> None:
        remarks = self._remarks.get(number, [])
        by_place = self._by_place(remarks, cells, number)
        for place in sorted({*(place for place, cell in enumerate(cells) if cell), *by_place}):
            cell, found = cells[place] if place < len(cells) else "", by_place.get(place, [])
            self._write_cell(at, place, cell, found)
        is_header = number == self._original.header_row
        if is_header:
            self._sheet.freeze_panes(at + 1, 0)
        if self._is_numbered:
            self._sheet.write_string(at, self._width, ROW_NUMBER if is_header else str(number), self._plain)
        told = [*([self._heading()] if is_header else []), *map(_told, remarks)]
        if told:
            self._sheet.write_string(at, self._width + self._is_numbered, _cut("\n".join(told)), self._wrapped)

    def _write_cell(self, at: int, place: int, cell: str, found: Sequence[Finding]) -> None:
        style = self._formats[_gravest(found)] if found else self._plain
        if cell:
            self._sheet.write_string(at, place, cell, style)
        else:
            self._sheet.write_blank(at, place, None, style)
        if found:
            self._sheet.write_comment(at, place, _cut("\n".join(map(_said, found))), _COMMENT)

    def _by_place(self, remarks: Iterable[Finding], cells: Sequence[str], number: int) -> dict[int, list[Finding]]:
        """Return the remarks that are on a cell; in a header that was not understood a column's name is looked for."""
        places: defaultdict[int, list[Finding]] = defaultdict(list)
        for one in remarks:
            if one.field is not None and one.field in self._original.places:
                places[self._original.places[one.field]].append(one)
            elif one.column is not None and number == self._original.header_row:
                named = (at for at, cell in enumerate(cells) if plain(cell) == plain(one.column))
                for place in named:
                    places[place].append(one)
        return places

    def _heading(self) -> str:
        return f"{REMARKS}（{_counted(self._totals)}）"


def _by_row(findings: Iterable[Finding], header_row: int) -> dict[int, list[Finding]]:
    """Return the findings by row; what is said of the whole file stands beside the header, where there is always one.

    Nothing is said of a header's own row without the heading, which stands there too.
    """
    rows: defaultdict[int, list[Finding]] = defaultdict(list, {header_row: []})
    for one in findings:
        rows[header_row if one.row is None else one.row].append(one)
    return rows


def _is_longer(rows: Iterable[Row], most: int) -> bool:
    return next(islice(rows, most, None), None) is not None


def _gravest(found: Iterable[Finding]) -> Severity:
    return min((one.severity for one in found), key=_BY_WEIGHT.index)


def _said(one: Finding) -> str:
    return f"【{_WORDS[one.severity]}】{one.message_zh}{_mended(one)}"


def _told(one: Finding) -> str:
    column = f"“{one.column}”" if one.column and one.column not in one.message_zh else ""
    return f"【{_WORDS[one.severity]}】{column}{one.message_zh}{_mended(one)}"


def _mended(one: Finding) -> str:
    """Return how a fault is mended; where a waiver excuses it, until when nobody has to."""
    if one.waiver is not None:
        return f"（{one.waiver.granted_by}已豁免至{one.waiver.until.isoformat()}）"
    rule = rulebook().by_code.get(one.code)
    return rule.mend_zh if rule is not None else ""


def _counted(totals: Totals) -> str:
    counts = "，".join(f"{zh}{getattr(totals, one.value)}条" for one, zh in _WORDS.items())
    left = totals.findings - totals.listed
    return f"{counts}；另有{left}条未逐条标注" if left else counts


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + _AND_SO_ON
