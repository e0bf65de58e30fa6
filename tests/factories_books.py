"""Workbooks made for tests, part by part: XLSX as programs write it, and as hostile ones do; XLS record by record.

Shape: an_xlsx({"Sheet1": [["示例", 46024, Day("2026-01-02"), None], …]}); a cell is text, number, truth, `Day`,
       `Blank`, `Fault`, `Formula`, or None for an empty one; a row of None has no cells.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

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
    """Return a zip of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
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
