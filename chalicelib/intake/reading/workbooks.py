"""Workbooks (工作簿): an XLSX file's visible sheets, and what their cells refer to."""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from chalicelib.intake.reading.archives import BROKEN, Archive, archive_in
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.cells import SINCE_1900, SINCE_1904
from chalicelib.intake.reading.grids import Grid
from chalicelib.intake.reading.layouts import Book
from chalicelib.intake.reading.strings import strings_in

_MOST_SHEETS = 64
_ROOT = ""
# Formats that every spreadsheet has by number; of these the ones that show a day, the Chinese ones among them.
_DAYS = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DAY = re.compile(r"[yYdD年日]")
_YES = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class _Link:
    """What one part says of another: what it is, and where."""

    kind: str
    part: str


def workbook_in(file: IO[bytes]) -> Sequence[Grid]:
    """Return the sheets of a workbook that are shown. Raises: BrokenFileError where it is none, or is out of bounds."""
    archive = archive_in(file)
    _refuse_other_kinds(archive)
    links = _links_of(archive, _ROOT)
    main = next((link.part for link in links.values() if link.kind == "officeDocument"), None)
    if main is None:
        raise BrokenFileError(BROKEN)
    linked = _links_of(archive, main)
    shown, epoch = _sheets_in(archive, main)
    grids = [(name, linked[key].part) for name, key in shown if key in linked and linked[key].kind == "worksheet"]
    if len(grids) > _MOST_SHEETS:
        raise BrokenFileError("file.workbook_too_large")
    parts = {link.kind: link.part for link in linked.values()}
    texts = strings_in(archive, parts["sharedStrings"]) if "sharedStrings" in parts else ()
    days = _days_in(archive, parts["styles"]) if "styles" in parts else frozenset[int]()
    book = Book(texts, days, epoch)
    return [Grid(archive, part, name, book) for name, part in grids]


def _refuse_other_kinds(archive: Archive) -> None:
    names = archive.names()
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BrokenFileError("file.workbook_has_macros")
    if "EncryptedPackage" in names:
        raise BrokenFileError("file.encrypted")
    if "_rels/.rels" not in names or any(name.endswith("workbook.bin") for name in names):
        raise BrokenFileError("file.kind_unknown")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise BrokenFileError("file.kind_unknown")


def _links_of(archive: Archive, part: str) -> dict[str, _Link]:
    """Return what a part is linked to, by the key that it uses; the empty name is the package itself."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    links: dict[str, _Link] = {}
    for element, said in archive.elements_of(where) if archive.has(where) else ():
        if (
            element == "Relationship"
            and {"Id", "Type", "Target"} <= said.keys()
            and said.get("TargetMode") != "External"
        ):
            target = posixpath.normpath(posixpath.join("/", folder, said["Target"])).lstrip("/")
            links[said["Id"]] = _Link(posixpath.basename(said["Type"]), target)
    return links


def _sheets_in(archive: Archive, main: str) -> tuple[list[tuple[str, str]], date]:
    """Return the names and keys of the sheets that are shown, and the day that serial days are counted from."""
    shown, epoch = [], SINCE_1900
    for element, said in archive.elements_of(main):
        if element == "workbookPr" and said.get("date1904") in _YES:
            epoch = SINCE_1904
        if element == "sheet" and said.get("state", "visible") == "visible":
            key = next((value for name, value in said.items() if name.rpartition(" ")[2] == "id"), "")
            shown.append((said.get("name", ""), key))
    return shown, epoch


def _days_in(archive: Archive, part: str) -> frozenset[int]:
    """Return which of the formats that cells name show a number as a day."""
    own: set[int] = set()
    days: set[int] = set()
    count, within = 0, False
    for element, said in archive.elements_of(part):
        if element == "numFmt" and _shows_a_day(said.get("formatCode", "")):
            own.add(_number_in(said.get("numFmtId")))
        within = element == "cellXfs" or (within and element not in {"cellStyles", "dxfs", "cellStyleXfs"})
        if within and element == "xf":
            if _number_in(said.get("numFmtId")) in own | _DAYS:
                days.add(count)
            count += 1
    return frozenset(days)


def _shows_a_day(code: str) -> bool:
    return bool(_DAY.search(_NOT_SHOWN.sub("", code)))


def _number_in(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else -1
