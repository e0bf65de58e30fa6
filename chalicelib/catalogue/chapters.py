"""The frame of a credit report: chapters, groups of the summary, and its fixed words.

Source: 公共信用信息报告 V2.0; see chapters.toml.
"""

from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, table

FILE = "catalogue/chapters"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter, in the order of the report; the local supplement has no numeral."""

    id: str
    numeral: str
    zh: str


@dataclass(frozen=True, slots=True)
class Group:
    """One of the eight groups counted in the summary (信用信息概要)."""

    id: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFrame:
    """All of it; `heading` takes the number of a record, `empty` and `missing` stand where nothing is."""

    version: str
    title: str
    heading: str
    empty: str
    missing: str
    advice: str
    chapters: tuple[Chapter, ...]
    groups: tuple[Group, ...]

    def heading_of(self, number: int) -> str:
        """Return the heading of a record: 第 n 条."""
        return self.heading.format(n=number)


def frame_of(raw: Table) -> ReportFrame:
    """Return the frame made from its table."""
    return ReportFrame(
        **{name: raw[name] for name in ("version", "title", "heading", "empty", "missing", "advice")},
        chapters=tuple(Chapter(**row) for row in raw["chapters"]),
        groups=tuple(Group(**row) for row in raw["groups"]),
    )


@cache
def report_frame() -> ReportFrame:
    """Return the frame of the platform's reports; built once."""
    return frame_of(table(FILE))
