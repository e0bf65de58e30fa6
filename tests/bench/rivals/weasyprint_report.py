"""WeasyPrint printing the same report in the same font, from HTML and CSS as its users write them.

`python weasyprint_report.py SHEET PDF`; prints CPU seconds. SHEET is the JSON of everything that stands on the report.
"""

import json
import sys
import time
from html import escape
from pathlib import Path

import weasyprint

CSS = """
@page { size: A4; margin: 22mm 18mm;
  @top-left { content: string(title); font-size: 8pt; color: #5b6675 }
  @top-right { content: string(number); font-size: 8pt; color: #5b6675 }
  @bottom-center { content: "第" counter(page) "页 共" counter(pages) "页"; font-size: 8pt; color: #5b6675 } }
html { font: 9pt/1.5 "Noto Sans CJK SC"; color: #1f2a37 }
h1 { font-size: 19pt; string-set: title content() } h2 { font-size: 12.5pt } h3 { font-size: 10.5pt }
h4 { font-size: 9pt; margin: 1em 0 .4em; break-after: avoid }
.number { string-set: number content() }
.watermark { position: fixed; top: 40%; width: 100%; text-align: center; color: #e8e8e8; white-space: pre-line;
  font-size: 13pt; transform: rotate(-32deg); z-index: -1 }
.code { float: right; width: 40mm }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border: .5pt solid #c5ccd6; padding: 4pt 5pt; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #f2f5f9; color: #5b6675; font-weight: normal; width: 34mm }
.origin { font-size: 8pt; color: #5b6675 } .note { color: #b42318; font-weight: bold }
.disputed td { font-weight: bold; font-style: italic }
.under_repair td { font-style: italic; text-decoration: line-through }
"""


def main() -> None:
    """Print the report once."""
    sheet = json.loads(Path(sys.argv[1]).read_bytes())
    before = time.process_time()
    document = weasyprint.HTML(string=_page_of(sheet))
    made = document.write_pdf(stylesheets=[weasyprint.CSS(string=CSS)], pdf_variant="pdf/ua-1")
    seconds = time.process_time() - before
    Path(sys.argv[2]).write_bytes(made)
    print(f"weasyprint {weasyprint.__version__}: {len(made)} bytes", file=sys.stderr)
    print(seconds)


def _page_of(sheet: dict) -> str:
    words = sheet["words"]
    parts = [
        f"<h1>{escape(sheet['title'])}</h1>",
        f'<div class="code">{sheet["code"]}</div><div class="number">{escape(sheet["number"])}</div>',
        f'<div class="watermark">{escape(sheet["watermark"])}</div>',
        _table([list(row) for row in sheet["head"]]),
        f"<h2>{words['explanation']}</h2>",
        *(f"<p>{escape(line)}</p>" for line in sheet["explanation"]),
        f"<h2>{words['summary']}</h2>",
        _table([[one["zh"], str(one["count"])] for one in sheet["summary"]]),
    ]
    for chapter in sheet["chapters"]:
        parts.append(f"<h2>{escape(chapter['heading'])}</h2><p>{escape(chapter['text'] or '')}</p>")
        for section in chapter["sections"]:
            parts.append(f"<h3>{escape(section['heading'])}</h3>")
            parts += [_record(one) for one in section["records"]]
    parts += [f"<h2>{words['verification']}</h2>", _table(sheet["proof"])]
    return f'<html lang="zh"><head><title>{escape(sheet["title"])}</title></head><body>{"".join(parts)}</body></html>'


def _record(one: dict) -> str:
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in one["notes"])
    table = _table(one["rows"], kind=" ".join(one["marks"]))
    return f'<h4>{escape(one["heading"])}</h4>{notes}{table}<p class="origin">{escape(one["origin"])}</p>'


def _table(rows: list[list[str]], *, kind: str = "") -> str:
    lines = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f'<table class="{kind}">{lines}</table>'


def _cells(row: list[str]) -> str:
    if len(row) == 2:
        return f'<th>{escape(row[0])}</th><td colspan="3">{escape(row[1])}</td>'
    return "".join(f"<th>{escape(row[at])}</th><td>{escape(row[at + 1])}</td>" for at in (0, 2))


if __name__ == "__main__":
    main()
