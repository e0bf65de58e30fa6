"""Typesetting by typst: a sheet becomes a tagged PDF, the same bytes each time.

typst itself refuses, by PDF/UA-1, a text that its font cannot show: the second of two nets.

Source: ISO 14289-1 (PDF/UA-1): tagged, with title and language, each image with a text in its place.
"""

from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib.reports.printing.characters import Coverage, coverage_of

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("template.typ")
FONT_FILE, FONT, FACE = "NotoSansCJK-VF.otf.ttc", "Noto Sans CJK SC", 2


class TypesettingError(Exception):
    """typst remarked something: a report is printed without a remark or not at all."""


def typeset(sheet: Any, *, at: datetime, template: Path = TEMPLATE) -> bytes:
    """Return the PDF of a sheet; `at` is the instant that it says it was made.

    Raises: TypesettingError, and what typst raises, for a sheet that cannot be printed as it is meant to look.
    """
    import typst

    compiler = typst.Compiler(root=template.parent, font_paths=_fonts(), ignore_system_fonts=True)
    made, remarks = compiler.compile_with_warnings(
        input=template.read_bytes(),
        format="pdf",
        sys_inputs={"sheet": msgspec.json.encode(sheet).decode()},
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    if remarks or not isinstance(made, bytes):
        raise TypesettingError("; ".join(str(remark) for remark in remarks))
    return _compact(made)


def _compact(pdf: bytes) -> bytes:
    """Return the PDF with its many small objects packed together: a third of the size, for a phone and for a check."""
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


@cache
def coverage() -> Coverage:
    """Return the characters that the font has; read once."""
    return coverage_of(_font(), face=FACE)


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_font().parent)])


def _font() -> Path:
    import manimgx_fonts_cjk

    return Path(str(manimgx_fonts_cjk.__file__)).with_name(FONT_FILE)
