"""What a file costs in which every row has three findings, beside the sound one: CPU time, and peak memory."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import ROOT, WORK, Line, best_by_turns
from tests.bench.rows_checked import ROWS, written

MOST_TIME, MOST_MEMORY = "<=3", "<=1.5"
FLAWS = {
    "处罚决定日期": "2026-02-30",
    "罚款金额(万元)": "十二",
    "行政相对人代码_1(统一社会信用代码)": "91512000MA0000000X",
}


def lines() -> Iterator[Line]:
    """Measure both, and say what each took."""
    sound, _ = written()
    files = {"sound": (sound, ROWS, 0), "faulty": (_spoilt(sound), 0, ROWS * len(FLAWS))}
    peaks: dict[str, list[float]] = {name: [] for name in files}

    def seconds_of(name: str) -> float:
        peak, seconds = _reported(*files[name])
        peaks[name].append(peak)
        return seconds

    faulty, plain = best_by_turns(lambda: seconds_of("faulty"), lambda: seconds_of("sound"))
    yield Line("rows_faulty", faulty / plain, MOST_TIME, f"{faulty:.2f}s", f"{plain:.2f}s")
    most, least = min(peaks["faulty"]), min(peaks["sound"])
    yield Line("rows_faulty_memory", most / least, MOST_MEMORY, f"{most / 2**20:.0f}MiB", f"{least / 2**20:.0f}MiB")


def _reported(path: Path, sound: int, errors: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.our_rows", str(path), str(sound), str(errors)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1])


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
