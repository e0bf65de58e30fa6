"""Sheets (数据表): the one table of a file that holds an item's rows, whatever kind of file it is.

Which kind it is, its first bytes say, never its name. Whatever makes the file as a whole unreadable is found before the
first row is looked at, so a file is never half taken in. Rows are counted as the department's spreadsheet shows them.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO

from chalicelib.catalogue.items import Item
from chalicelib.intake.mentions import suspects_in
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.chunks import Chunk, Cutter
from chalicelib.intake.reading.headers import Found, Header, header_among, rows_below, samples_among
from chalicelib.intake.reading.json_lines import json_lines_in
from chalicelib.intake.reading.pages import Page, Row
from chalicelib.intake.reading.surveys import survey_of
from chalicelib.intake.reading.texts import texts_in
from chalicelib.intake.reading.vocabulary import is_closing
from chalicelib.intake.reading.windows import beginning_of
from chalicelib.terms.findings import Finding

_GLANCE_BYTES = 4096
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A page or XML that is called a workbook, a printed document, pictures, archives that are no workbook.
_OTHER_KINDS = (b"<", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"PK")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose header and structure are sound; its rows are still as they were written."""

    page: Page
    header: Header
    header_row: int
    cutter: Cutter

    @property
    def name(self) -> str | None:
        """Return what the department calls the table, "*" where that may not be repeated; a text has no name."""
        return _name_of(self.page)

    def chunks(self, size: int, *, seam: int = 0) -> Iterator[Chunk]:
        """Yield the rows in chunks, none of which lies across the seam, where an earlier run stopped. Units: rows."""
        return self.cutter.chunks_of(rows_below(self.page.rows(), self.header_row), size, seam=seam)

    def has_more_than(self, rows: int) -> bool:
        """Say whether there are more filled rows below the header; no more of them are looked at."""
        return next(islice(rows_below(self.page.rows(), self.header_row), rows, None), None) is not None

    def raw_rows(self) -> Iterator[Row]:
        """Yield the filled rows as they stand in the file, with the header and what is above it; each cell as text."""
        return _as_texts(self.page)


def sheet_in(file: IO[bytes], *, item: Item, items: Iterable[Item]) -> tuple[Sheet | None, list[Finding]]:
    """Return the sheet that a file holds, or the findings that say why the file as a whole is refused.

    The file stays open for as long as the sheet's rows are walked.
    """
    try:
        return _chosen(pages_in(file), item=item, items=tuple(items))
    except BrokenFileError as error:
        return None, [error.finding]


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The table that looks most like an item's, whether or not its header is sound, and where that stands."""

    page: Page
    header_row: int

    def rows(self) -> Iterator[Row]:
        """Yield the filled rows as they stand in the file; each cell as text."""
        return _as_texts(self.page)


def likeliest_in(file: IO[bytes], *, item: Item, items: Iterable[Item]) -> Likeliest:
    """Return the table that a refused file was refused for. Raises: BrokenFileError where it cannot be read through."""
    page, best = max(_headers_in(pages_in(file), item=item, items=tuple(items)), key=lambda one: one[1].known)
    page.look_through(best.row)
    return Likeliest(page, best.row)


def _as_texts(page: Page) -> Iterator[Row]:
    return ((number, list(map(str, cells))) for number, cells in page.rows())


def pages_in(file: IO[bytes]) -> Sequence[Page]:
    """Return the tables of a file, or its one table in the ways in which it may be read. Raises: BrokenFileError."""
    beginning = beginning_of(file, _GLANCE_BYTES)
    if beginning.startswith(_ZIP):
        from chalicelib.intake.reading.workbooks import workbook_in

        return workbook_in(file)
    if beginning.startswith(_OLE):
        from chalicelib.intake.reading.old_workbooks import old_workbook_in

        return old_workbook_in(file)
    text = beginning.removeprefix(BOM_UTF8).lstrip()
    if text.startswith(_OTHER_KINDS):
        raise BrokenFileError("file.kind_unknown")
    survey = survey_of(file)
    if text.startswith(b"{"):
        return [json_lines_in(file, survey)]
    return texts_in(file, survey)


def _chosen(pages: Sequence[Page], *, item: Item, items: Sequence[Item]) -> tuple[Sheet | None, list[Finding]]:
    found = _headers_in(pages, item=item, items=items)
    fitting = [(page, one.row, one.header) for page, one in found if one.header is not None]
    if len(fitting) > 1:
        fitting = [one for one in fitting if _has_data(one[0], one[1])] or fitting[:1]
    if len(fitting) > 1:
        names = "、".join(f"“{_name_of(page) or '*'}”" for page, *_ in fitting)
        raise BrokenFileError("file.several_sheets_fit", names=names, item_zh=item.zh)
    if not fitting:
        page, best = max(found, key=lambda one: one[1].known)
        return None, [replace(fault, sheet=_name_of(page)) for fault in best.faults]
    page, row, header = fitting[0]
    page.look_through(row)
    samples = samples_among(rows_below(page.rows(), row))
    if not _has_data(page, row):
        raise BrokenFileError("file.header_only")
    form = item.numbered(header.version)
    cutter = Cutter.under(header, item=form, samples=samples, is_grid=page.is_grid, epoch=page.epoch)
    return Sheet(page, header, row, cutter), []


def _headers_in(pages: Sequence[Page], *, item: Item, items: Sequence[Item]) -> list[tuple[Page, Found]]:
    """Return the best header of each table that has any rows. Raises: BrokenFileError where none can be read."""
    found, broken = list[tuple[Page, Found]](), list[BrokenFileError]()
    for page in pages:
        try:
            header = header_among(page.rows(), item=item, items=items)
        except BrokenFileError as error:
            broken.append(error)
        else:
            found += [] if header is None else [(page, header)]
            if page.name is None and header is not None and header.header is not None:
                break  # what has no name is one text in several ways, of which no second fits
    if not found:
        raise broken[0] if broken else BrokenFileError("file.empty")
    return found


def _has_data(page: Page, below: int) -> bool:
    samples = samples_among(rows_below(page.rows(), below))
    return any(number not in samples and not is_closing(cells) for number, cells in rows_below(page.rows(), below))


def _name_of(page: Page) -> str | None:
    """Return what a table is called, "*" where that may hold a number of a person's; None of a text."""
    return "*" if page.name is not None and suspects_in([page.name]) else page.name
