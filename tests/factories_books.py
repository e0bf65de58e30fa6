"""Workbooks made for tests, part by part: XLSX as programs write it, and as hostile ones do; XLS record by record.

Shape: an_xlsx({"Sheet1": [["示例", 46024, Day("2026-01-02"), None], …]}); a cell is text, number, truth, `Day`,
       `Blank`, `Fault`, `Formula`, or None for an empty one; a row of None has no cells.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from chalicelib.intake.reading.compounds import packed

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EPOCH = date(1899, 12, 30)
_STYLE_OF_A_DAY = 1


@dataclass(frozen=True, slots=True)
class Day:
    """A number that is shown as a day."""

    day: str

    @property
    def serial(self) -> int:
        """Return the number."""
        return (date.fromisoformat(self.day) - _EPOCH).days


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell with a border and nothing in it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The error value of a formula."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its result, None where it was never counted."""

    formula: str
    result: "str | float | None"


Cell: TypeAlias = str | float | bool | Day | Blank | Fault | Formula | None
Rows: TypeAlias = Sequence[Sequence[Cell] | None]


def an_xlsx(
    sheets: Mapping[str, Rows],
    *,
    inline: bool = False,
    hidden: Sequence[str] = (),
    parts: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """Return a workbook; `parts` stand in the place of those that are made, or beside them."""
    shared: dict[str, int] = {}
    made: dict[str, bytes | str] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(list(sheets), hidden),
        "xl/_rels/workbook.xml.rels": _links(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
            + [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(),
    }
    for number, rows in enumerate(sheets.values(), start=1):
        made[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(rows, None if inline else shared)
    made["xl/sharedStrings.xml"] = strings_xml(shared)
    return zipped({**made, **(parts or {})})


def zipped(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of some parts, the same bytes whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return out.getvalue()


def sheet_xml(rows: Rows, shared: dict[str, int] | None) -> str:
    """Return a sheet's XML; texts are shared, or stand in their cells where nothing is shared."""
    written = (row_xml(number, row, shared) for number, row in enumerate(rows, start=1) if row is not None)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'
    )


def row_xml(number: int, row: Sequence[Cell], shared: dict[str, int] | None) -> str:
    """Return a row; an empty cell is left out."""
    cells = "".join(_cell_xml(f"{letters_of(at)}{number}", cell, shared) for at, cell in enumerate(row))
    return f'<row r="{number}" spans="1:{len(row)}">{cells}</row>'


def strings_xml(shared: Mapping[str, int]) -> str:
    """Return the shared strings' XML."""
    texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{_MAIN}" uniqueCount="{len(shared)}">{texts}</sst>'


def letters_of(place: int) -> str:
    """Return the letters of a column. Shape: 0 -> "A", 26 -> "AA"."""
    return (letters_of(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _cell_xml(at: str, cell: Cell, shared: dict[str, int] | None) -> str:
    if isinstance(cell, Formula):
        kind = ' t="str"' if isinstance(cell.result, str) else ""
        result = "" if cell.result is None else f"<v>{escape(str(cell.result))}</v>"
        return f'<c r="{at}"{kind}><f>{escape(cell.formula)}</f>{result}</c>'
    if isinstance(cell, str):
        if shared is None:
            return f'<c r="{at}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        return f'<c r="{at}" t="s"><v>{shared.setdefault(cell, len(shared))}</v></c>'
    return _plain_cell_xml(at, cell)


def _plain_cell_xml(at: str, cell: float | bool | Day | Blank | Fault | None) -> str:  # noqa: FBT001  a cell is any of these
    if cell is None:
        return ""
    if isinstance(cell, Blank):
        return f'<c r="{at}" s="0"/>'
    if isinstance(cell, Day):
        return f'<c r="{at}" s="{_STYLE_OF_A_DAY}"><v>{cell.serial}</v></c>'
    if isinstance(cell, Fault):
        return f'<c r="{at}" t="e"><v>{escape(cell.text)}</v></c>'
    if isinstance(cell, bool):
        return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
    return f'<c r="{at}"><v>{cell}</v></c>'


def _links(links: Sequence[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{made}</Relationships>'


def _workbook(names: Sequence[str], hidden: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}"{" state=" + quoteattr("hidden") if name in hidden else ""}'
        f' r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{sheets}</sheets></workbook>'


def _styles() -> str:
    return (
        f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )


def _content_types(sheets: int) -> str:
    parts = [("workbook.xml", "sheet.main"), ("sharedStrings.xml", "sharedStrings"), ("styles.xml", "styles")]
    parts += [(f"worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    made = "".join(f'<Override PartName="/xl/{name}" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in parts)
    extension = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_TYPES}">{extension}{made}</Types>'


def an_xls(
    sheets: Mapping[str, Rows],
    *,
    globals_: Sequence[bytes] = (),
    inside: Sequence[bytes] = (),
    hidden: Sequence[str] = (),
) -> bytes:
    """Return an old workbook; further records stand before the ends of its globals, and of each sheet."""
    return packed(xls_stream(sheets, globals_=globals_, inside=inside, hidden=hidden))


def xls_stream(
    sheets: Mapping[str, Rows],
    *,
    globals_: Sequence[bytes] = (),
    inside: Sequence[bytes] = (),
    hidden: Sequence[str] = (),
) -> bytes:
    """Return the stream of an old workbook, its texts in their cells."""
    bodies = [_sheet_records(rows, inside) for rows in sheets.values()]
    head = a_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _formats()
    tail = b"".join(globals_) + a_record(0x0A)
    at = len(head) + len(tail) + sum(len(_bound_sheet(name, 0, hidden)) for name in sheets)
    bounds = []
    for name, body in zip(sheets, bodies, strict=True):
        bounds.append(_bound_sheet(name, at, hidden))
        at += len(body)
    return head + b"".join(bounds) + tail + b"".join(bodies)


def a_record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of a kind."""
    return struct.pack("<HH", kind, len(data)) + data


def _formats() -> bytes:
    plain, day = (a_record(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 14))
    return plain + day


def _bound_sheet(name: str, at: int, hidden: Sequence[str]) -> bytes:
    return a_record(0x85, struct.pack("<IBBBB", at, name in hidden, 0, len(name), 1) + name.encode("utf-16-le"))


def _sheet_records(rows: Rows, inside: Sequence[bytes]) -> bytes:
    filled = ((at, row) for at, row in enumerate(rows) if row is not None)
    cells = (_cell_record(at, column, cell) for at, row in filled for column, cell in enumerate(row))
    beginning = a_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    dimensions = a_record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, 256, 0))
    return beginning + dimensions + b"".join(cells) + b"".join(inside) + a_record(0x0A)


def _cell_record(row: int, column: int, cell: Cell) -> bytes:
    if cell is None:
        return b""
    kind, said = _RECORDS[type(cell)](cell)
    return a_record(kind, struct.pack("<HH", row, column) + said)


def _formula_record(cell: Formula) -> tuple[int, bytes]:
    no_number = b"\x02\x00\x2a\x00\x00\x00\xff\xff"
    result = struct.pack("<d", cell.result) if isinstance(cell.result, float) else no_number
    return 0x06, bytes(2) + result + bytes(6) + struct.pack("<HBH", 3, 0x1E, 1)


_RECORDS: dict[type, Callable[[Any], tuple[int, bytes]]] = {
    str: lambda cell: (0x204, struct.pack("<HHB", 0, len(cell), 1) + cell.encode("utf-16-le")),
    int: lambda cell: (0x203, struct.pack("<Hd", 0, cell)),
    float: lambda cell: (0x203, struct.pack("<Hd", 0, cell)),
    bool: lambda cell: (0x205, struct.pack("<HBB", 0, cell, 0)),
    Day: lambda cell: (0x203, struct.pack("<Hd", 1, cell.serial)),
    Blank: lambda _: (0x201, bytes(2)),
    Fault: lambda _: (0x205, struct.pack("<HBB", 0, 42, 1)),
    Formula: _formula_record,
}
