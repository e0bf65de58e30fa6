"""What a file costs in which every row has three findings, beside the sound one: CPU time, and peak memory."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import ROUNDS, WORK, Line, reported_peak_and_seconds_of
from tests.bench.rows_checked import ROWS, written

MOST_TIME, MOST_MEMORY = "<=3", "<=1.5"
FLAWS = {
    "处罚决定日期": "2026-02-30",
    "罚款金额(万元)": "十二",
    "行政相对人代码_1(统一社会信用代码)": "91512000MA0000000X",
}


def lines() -> Iterator[Line]:
    """Measure both by turns, and say what each took."""
    sound, _ = written()
    files = ((_spoilt(sound), 0, ROWS * len(FLAWS)), (sound, ROWS, 0))
    pairs = [[reported_peak_and_seconds_of(_command(*file)) for file in files] for _ in range(ROUNDS)]
    (faulty_peak, faulty), (sound_peak, plain) = (
        tuple(map(min, zip(*told, strict=True))) for told in zip(*pairs, strict=True)
    )
    yield Line("rows_faulty", faulty / plain, MOST_TIME, f"{faulty:.2f}s", f"{plain:.2f}s")
    told = f"{faulty_peak:.0f}MiB", f"{sound_peak:.0f}MiB"
    yield Line("rows_faulty_memory", faulty_peak / sound_peak, MOST_MEMORY, *told)


def _command(path: Path, sound: int, errors: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.our_rows", str(path), str(sound), str(errors)]


def _spoilt(sound: Path) -> Path:
    """Return the file with three wrong cells in every row, all in the same columns."""
    path, out = WORK / "penalties.faulty.csv", io.StringIO()
    header, *rows = csv.reader(io.StringIO(sound.read_text("utf-8")))
    writer = csv.writer(out)
    writer.writerow(header)
    flawed = {header.index(name): value for name, value in FLAWS.items()}
    for row in rows:
        writer.writerow([flawed.get(place, cell) for place, cell in enumerate(row)])
    path.write_text(out.getvalue(), "utf-8")
    return path
