"""Lists: the credit codes in a file, one a line, in the first column; the first line may be a heading.

A line that names nobody is told with its number and skipped. A file that may hold an ID number is refused whole, and
not kept: persons are looked up one by one, by who states a ground.

Shape: 统一社会信用代码,名称 in the first line, 91512099MA0000010X,示例虚构甲有限公司 in the second
Units: lines as an editor counts them, from 1.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct

from chalicelib.errors import RefusalError
from chalicelib.terms.resident_ids import mentions_resident_id
from chalicelib.terms.subjects import Subject, subject_of

MOST_BYTES = 8 * 1024 * 1024
FAULTS_LISTED = 100
_LONGEST_LINE = 4096
_HEADINGS = frozenset({"credit_code", "统一社会信用代码", "社会信用代码"})


class LineFault(Struct, frozen=True):
    """One line that names nobody, and why; never what stands there."""

    line: int
    code: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The subjects of a list, each once, in order; `faulty` counts the lines that name none, some of them `faults`."""

    subjects: tuple[Subject, ...]
    faults: tuple[LineFault, ...]
    faulty: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a list as a whole is refused, and in which line."""

    code: str
    line: int | None = None


def listed_in(content: bytes, *, most: int) -> Listed | Unfit:
    """Return the subjects of a list of at most so many lines, or why it is refused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Unfit("bulk.list_not_utf8")
    lines = text.splitlines()
    unfit = next(_unfit_in(lines), None)
    if unfit is not None:
        return unfit
    listed = _read(lines)
    if not listed.subjects:
        return Unfit("bulk.list_empty")
    if len(listed.subjects) + listed.faulty > most:
        return Unfit("bulk.list_too_long")
    return listed


def _unfit_in(lines: list[str]) -> Iterator[Unfit]:
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_LINE:
            yield Unfit("bulk.list_line_too_long", number)
        if mentions_resident_id(line):
            yield Unfit("bulk.list_resident_id", number)


def _read(lines: list[str]) -> Listed:
    subjects: dict[Subject, None] = {}
    faults: list[LineFault] = []
    faulty = 0
    for number, line in enumerate(lines, start=1):
        cell = _first_cell_of(line)
        if not cell or (number == 1 and cell in _HEADINGS):
            continue
        try:
            subjects[subject_of(cell)] = None
        except RefusalError as fault:
            faulty += 1
            if faulty <= FAULTS_LISTED:
                faults.append(LineFault(number, fault.code))
    return Listed(tuple(subjects), tuple(faults), faulty)


def _first_cell_of(line: str) -> str:
    return next(csv.reader(io.StringIO(line)), [""])[0].strip() if '"' in line else line.partition(",")[0].strip()
