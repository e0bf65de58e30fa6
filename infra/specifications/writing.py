"""Writing: tables and pages in Markdown, and the head of a specification, with its version and the day it is good from.

No page knows the day on which it was made: version and day stand in editions.toml, and the summary is the hash of what
the page says, so that two pages of one version that differ are told apart.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.catalogue.bases import bases

FOLDER = Path(__file__).resolve().parent
MADE = "<!-- Made by `make pages`; what is changed here by hand is lost. -->"
UNCONFIRMED = "待确认"
_SUMMARY_LETTERS = 12
_CITED = re.compile(r"〔([A-Z][A-Z0-9_]*)〕")
_DRAFT = (
    "本规范为平台的建议稿，尚未由市级主管部门发布。标有“待确认”的内容没有已读到的原文支持，确认之前不得作为依据引用。"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a specification is called, its version, and the day from which it is good."""

    zh: str
    en: str
    version: str
    valid_from: date


@cache
def edition_of(name: str) -> Edition:
    """Return the edition of a specification. Raises: KeyError for one that is not in the table."""
    return Edition(**_editions()[name])


def specification(name: str, parts: Sequence[str]) -> str:
    """Return a specification as a page: its head, and what it says."""
    edition, said = edition_of(name), "\n\n".join(parts)
    summary = hashlib.sha256(said.encode()).hexdigest()[:_SUMMARY_LETTERS]
    head = [
        ("英文名称", edition.en),
        ("版本", edition.version),
        ("施行日期", f"{edition.valid_from.isoformat()}起"),
        ("内容摘要", f"`{summary}`"),
        ("依据", bases().get(_editions()["basis"]).title),
    ]
    return page([f"# {edition.zh}", table(("项目", "内容"), head), _DRAFT, said])


def page(parts: Sequence[str]) -> str:
    """Return a page of its parts, the first of which is its title."""
    return "\n\n".join([parts[0], MADE, *parts[1:]]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a cell is one line, whatever it holds."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def code(text: object) -> str:
    """Return what is written as it stands."""
    return f"`{text}`"


def named(basis: str, *, confirmed: bool = True) -> str:
    """Return a document of the register of bases by title and number; what rests on it may be doubtful by itself."""
    found = bases().get(basis)
    number = f"（{found.number}）" if found.number and found.number != found.title else ""
    return f"《{found.title}》{number}" + ("" if found.confirmed and confirmed else f"（{UNCONFIRMED}）")


def cited(basis: str) -> str:
    """Return a short reference to a document that `register` gives in full."""
    bases().get(basis)
    return f"〔{basis}〕"


def register(parts: Iterable[str]) -> str:
    """Return the documents that some parts cite in short, each in full."""
    keys = sorted({key for part in parts for key in _CITED.findall(part)})
    rows = (
        (f"〔{key}〕", bases().get(key).title, bases().get(key).number or "", doubt(bases().get(key).confirmed))
        for key in keys
    )
    return table(("引用", "文件", "文号", "备注"), rows)


def doubt(confirmed: bool) -> str:  # noqa: FBT001 -- the one thing that it is asked
    """Return the word for what is not confirmed, nothing for what is."""
    return "" if confirmed else UNCONFIRMED


def _editions() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "editions.toml").read_text("utf-8"))
