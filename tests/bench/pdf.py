"""A report of 100 records printed by typst, tagged, against WeasyPrint on the same texts in the same font.

Each process prints one report, the first of its life, so that nothing is remembered. WeasyPrint needs Pango:
`apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0` on Debian, where it is not there already.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pypdfium2

from chalicelib.reports.layout import IssuedContent
from chalicelib.reports.printing.sheets import sheet_of
from tests.bench.measuring import ROOT, WORK, Line, RivalMissingError, best_by_turns, reported_seconds_of
from tests.factories import a_profile
from tests.printed import a_penalty, a_report, font_folder, issue_of, texts_of

RECORDS = 100
TARGET = ">=10"
RIVAL = ROOT / "tests" / "bench" / "rivals" / "weasyprint_report.py"
PYTHON = ROOT / ".venv-rivals" / "bin" / "python"
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def lines() -> Iterator[Line]:
    """Measure both, and see that both printed all."""
    if not PYTHON.exists():
        raise RivalMissingError("weasyprint is not installed; make bench installs it")
    report, issue, sheet, fonts = _written()
    made = WORK / "ours.pdf", WORK / "theirs.pdf"
    ours = [sys.executable, "-m", "tests.bench.our_pdf", str(report), str(issue), str(made[0])]
    theirs = [str(PYTHON), str(RIVAL), str(sheet), str(made[1])]
    best = best_by_turns(
        lambda: reported_seconds_of(ours, environment={}),
        lambda: reported_seconds_of(theirs, environment={"FONTCONFIG_FILE": str(fonts)}),
        rounds=2,
    )
    _check_all_is_there(*made)
    yield Line("pdf", best[1] / best[0], TARGET, f"{best[0]:.2f}s", f"{best[1]:.2f}s")


def _written() -> tuple[Path, Path, Path, Path]:
    WORK.mkdir(parents=True, exist_ok=True)
    marked = ({"mark": "YY20261123-aaaaaaaa"} if number % 10 == 0 else {} for number in range(RECORDS))
    fact = "当事人实施虚构违法行为，示例数据，纯属虚构。"
    records = [
        a_penalty(number, fields={"violation_fact": fact * (1 + number % 7)}, **content)
        for number, content in enumerate(marked)
    ]
    report = a_report(a_profile(), *records)
    issue = issue_of(report)
    sheet = sheet_of(msgspec.json.decode(report, type=IssuedContent), issue, base="https://platform.invalid")
    fonts = FONTS.format(folder=font_folder(), cache=WORK / "fonts").encode()
    contents = {"report": report, "issue": msgspec.json.encode(issue), "sheet": msgspec.json.encode(sheet)}
    written = [_put(WORK / f"pdf-{name}.json", content) for name, content in contents.items()]
    return written[0], written[1], written[2], _put(WORK / "fonts.conf", fonts)


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _check_all_is_there(*made: Path) -> None:
    for path in made:
        text = "".join(texts_of(path.read_bytes()))
        if any(f"虚构罚字〔2026〕{number}号" not in text for number in range(RECORDS)):
            raise ValueError(f"{path.name} does not hold all records")
        with pypdfium2.PdfDocument(path) as document:
            print(f"{path.name}: {len(document)} pages, {path.stat().st_size} bytes", file=sys.stderr)
