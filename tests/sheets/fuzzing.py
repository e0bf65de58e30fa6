"""Files that nobody would send, admitted one by one in a process of their own whose death counts.

`make fuzz-sheets FILES=20000`: bytes at random, sheets cut off, sheets changed outside and inside (the parts of a zip,
the records of an old workbook). The seeds are the real sheets, where they are there, and invented ones; all that any
table of a file holds is walked, whether its header fits or not. Each file is made from its number alone:
`python -m tests.sheets.fuzzing --one 17` makes and admits one again.
"""

import random
import resource
import selectors
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from itertools import islice

from chalicelib.intake.admission import admit
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.compounds import packed, tables_in
from chalicelib.intake.reading.sheets import pages_in
from tests.factories import NOW, a_batch
from tests.factories_books import Day, Fault, Formula, Rows, an_xls, an_xlsx, zipped
from tests.servers import ROOT
from tests.unit.intake.standing import a_declaration, csv_of, penalty_row, person_row, receipt_of, some_services

HANG_SECONDS, MOST_MEMORY = 5.0, 2 << 30
SERVING = (sys.executable, "-m", "tests.sheets.fuzzing", "--serve")
REAL = ROOT.parent / "shared" / "data" / "sheets"
_ODD = (
    b"\x00",
    b"\xff\xff\xff\xff",
    b"<",
    b">",
    b'"',
    b"&#x0;",
    b"\xff\xff\xff\x7f",
    b"</row>",
    b"<c ",
    b"]]>",
    b"\n\n",
)
_MOST_CHANGES = 6
_ROWS_WALKED = 5_000


def main(files: int) -> int:
    """Admit so many files; say what came of them, and with the exit code whether all went well."""
    began, told, worst = time.monotonic(), Counter[str](), 0.0
    worker = Worker()
    for number in range(files):
        said, seconds = worker.admitted(number)
        told[said] += 1
        worst = max(worst, seconds)
        if not said.startswith(("applied", "refused")):
            print(f"file {number}: {said}", flush=True)
    worker.end()
    print(f"{files} files in {time.monotonic() - began:.0f}s, the slowest {worst:.2f}s: {dict(sorted(told.items()))}")
    return int(any(not said.startswith(("applied", "refused")) for said in told))


class Worker:
    """A process that admits files one at a time; one that died or hangs is ended, and another takes its place."""

    def __init__(self, command: Sequence[str] = SERVING, *, hang: float = HANG_SECONDS) -> None:
        """Start it; after `hang` seconds of silence it hangs."""
        self._command, self._hang = command, hang
        self._process = self._started()

    def admitted(self, number: int) -> tuple[str, float]:
        """Have it admit a file; return what it said of it, "died" or "hung", and the seconds it took."""
        assert self._process.stdin is not None  # a pipe was asked for
        assert self._process.stdout is not None  # a pipe was asked for
        began = time.monotonic()
        self._process.stdin.write(f"{number}\n".encode())
        self._process.stdin.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ)
            has_answered = bool(waiting.select(self._hang))
        said = self._process.stdout.readline().decode().strip() if has_answered else ""
        if not said:
            self.end()
            self._process = self._started()
            return ("died" if has_answered else "hung"), time.monotonic() - began
        return said, time.monotonic() - began

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _started(self) -> "subprocess.Popen[bytes]":
        started = subprocess.Popen(self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert started.stdout is not None  # a pipe was asked for
        started.stdout.readline()
        return started


def serve() -> None:
    """Admit the files whose numbers come in, one a line, and say what came of each."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for seed in _seeds().values():
        outcome_of(seed)
    print("ready", flush=True)
    for line in sys.stdin:
        print(outcome_of(file_of(int(line))), flush=True)


def outcome_of(data: bytes) -> str:
    """Admit a file and return the state it came to, or "empty" for a receipt that says nothing."""
    services, batch = some_services(), a_batch(ticket=a_declaration(data))
    services.batches.put(batch, over=None)
    services.uploads.receive(batch.batch, data)  # type: ignore[attr-defined]  # the fake's own
    admitted = admit(batch.batch, means=services, now=NOW, chunk_rows=100)
    receipt = receipt_of(services, admitted.batch)
    _walk(data)
    return admitted.state.value if receipt.counts.rows or receipt.totals.findings else "empty"


def _walk(data: bytes) -> None:
    with suppress(BrokenFileError):
        for page in pages_in(BytesIO(data)):
            page.look_through(0)
            assert all(isinstance(cells, list) for _, cells in islice(page.rows(), _ROWS_WALKED))


def file_of(number: int) -> bytes:
    """Return the file of a number."""
    chance = random.Random(number)  # noqa: S311  the same every time
    make = chance.choices(list(_WAYS), weights=list(_WAYS.values()))[0]
    return make(chance)


def _of_random_bytes(chance: random.Random) -> bytes:
    beginning = chance.choice(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b'{"', b"\xef\xbb\xbf", b"\xff\xfe"]
    )
    return beginning + chance.randbytes(chance.choice([3, 60, 600, 6_000]))


def _cut_off(chance: random.Random) -> bytes:
    seed = _a_seed(chance)
    return seed[: chance.randrange(1, len(seed))]


def _changed(chance: random.Random) -> bytes:
    return _mutated(_a_seed(chance), chance)


def _changed_inside(chance: random.Random) -> bytes:
    seed = _a_seed(chance, "xlsx")
    with zipfile.ZipFile(BytesIO(seed)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    return zipped({**parts, name: _mutated(bytes(parts[name]), chance)})  # type: ignore[arg-type]  # read as bytes


def _changed_records(chance: random.Random) -> bytes:
    return packed(_mutated(tables_in(_a_seed(chance, "xls")), chance))


_WAYS: dict[Callable[[random.Random], bytes], int] = {
    _of_random_bytes: 1,
    _cut_off: 2,
    _changed: 3,
    _changed_inside: 4,
    _changed_records: 3,
}


def _mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice([0, 1, 2, 4, 40, 400]))
        put = chance.choice([*_ODD, chance.randbytes(chance.randint(1, 8)), data[at:until] * 2, b""])
        data = data[:at] + put + data[until:]
    return data or b"x"


def _a_seed(chance: random.Random, kind: str = "") -> bytes:
    return chance.choice([data for name, data in _seeds().items() if name.endswith(f".{kind}" if kind else "")])


@cache
def _seeds() -> Mapping[str, bytes]:
    rows = csv_of([penalty_row(1), penalty_row(2, violation_fact='一"二\n三'), person_row(3)])
    header, *cells = [line.split(",") for line in csv_of([penalty_row(1), penalty_row(2)]).decode().splitlines()]
    odd: Rows = [["标题"], None, header, *cells, [Day("2026-03-02"), 1.5, True, Fault("#N/A"), Formula("A1", 1.0)]]
    invented = {
        "utf8.csv": rows,
        "gbk.csv": rows.decode().encode("gb18030"),
        "lines.jsonl": ('{"doc_no": "一", "文号": 1}\n' * 3).encode(),
        "shared.xlsx": an_xlsx({"表一": odd, "表二": [["另一张"]]}),
        "inline.xlsx": an_xlsx({"表一": odd}, inline=True),
        "old.xls": an_xls({"表一": odd, "表二": [["另一张"]]}),
    }
    real = {path.name: path.read_bytes() for path in sorted(REAL.glob("*.xls*"))}
    return {**invented, **real}


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve()
    elif sys.argv[1] == "--one":
        print(outcome_of(file_of(int(sys.argv[2]))))
    else:
        sys.exit(main(int(sys.argv[1])))
