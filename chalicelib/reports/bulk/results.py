"""Results: the file that a job makes: a CSV for people where it is a summary, JSON lines for programs where it is not.

In the CSV every cell is text: what a spreadsheet would take for a formula begins with an apostrophe.

Shape: CSV 统一社会信用代码,查询结果,名称,登记状态,<groups>; a line of JSON is one of `check`'s.
Source: CSV RFC 4180; formulas in cells CWE-1236.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from chalicelib.catalogue.chapters import report_frame
from chalicelib.reports.bulk.check import Detail, Line

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
_HEADINGS = ("统一社会信用代码", "查询结果", "名称", "登记状态")
_FOUND, _NOTHING = "有可查询信息", "无可查询信息"
CONTENT_TYPES: Mapping[Detail, str] = {
    Detail.SUMMARY: "text/csv; charset=utf-8",
    Detail.RECORDS: "application/x-ndjson; charset=utf-8",
}


def opening_of(detail: Detail, *, columns: Mapping[str, Sequence[str]]) -> bytes:
    """Return how a result begins: the headings, or a line with the names of each item's values."""
    if detail is Detail.SUMMARY:
        return "\ufeff".encode() + _rows([[*_HEADINGS, *(group.zh for group in report_frame().groups)]])
    return msgspec.json.encode({"columns": columns}) + b"\n"


def part_of(lines: Iterable[Line], *, detail: Detail) -> bytes:
    """Return the part of a result that some lines make."""
    if detail is Detail.SUMMARY:
        return _rows(_row_of(line) for line in lines)
    return b"".join(line.written + b"\n" for line in lines)


def _row_of(line: Line) -> list[str]:
    told = line.content
    counts = [str(told.counts.get(group.id, 0)) for group in report_frame().groups] if told.found else []
    found = _FOUND if told.found else _NOTHING
    return [told.subject, found, told.name or "", "、".join(told.labels), *counts]


def _rows(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[_as_text(cell) for cell in row] for row in rows])
    return text.getvalue().encode()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
