"""Loads the demonstration through the front door, with a progress bar where there is a terminal."""

import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from infra.local.demonstration.files import DemonstrationFile, files
from infra.local.front_door import FrontDoor, Sending
from infra.local.tokens import Mint

BODIES = Path(__file__).with_name("bodies.toml")
ROOT, SAMPLES = Path(__file__).resolve().parents[3], Path(".work") / "samples"
SAMPLE_BODY = "demo-environment"
BAR_WIDTH = 30
CITY = "512000"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file."""

    file: DemonstrationFile
    receipt: dict[str, Any]


def body_codes() -> dict[str, str]:
    """Return the credit codes of the invented bodies, by name."""
    table = tomllib.loads(BODIES.read_text("utf-8"))
    return {body["names"][0]["name"]: body["credit_code"] for body in table["bodies"]}


def load(front_door: FrontDoor, mint: Mint, *, today: date) -> Sequence[Loaded]:
    """Send every file of the demonstration and return the receipts."""
    return [_loaded(front_door, mint, one, today) for one in files(today=today, codes=body_codes())]


def kept_sample(loaded: Sequence[Loaded]) -> str:
    """Keep one of the files that were sent where a person finds it; return where, as seen from the checkout."""
    sent = next(one.file for one in loaded if one.file.body == SAMPLE_BODY)
    path = ROOT / SAMPLES / sent.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sent.content)
    return str(SAMPLES / sent.name)


def _loaded(front_door: FrontDoor, mint: Mint, one: DemonstrationFile, today: date) -> Loaded:
    token, checker = (
        mint.token(sub=f"{who}-of-{one.body}", role="department", body=one.body, division=CITY)
        for who in ("clerk", "checker")
    )
    sending = Sending(
        item=one.item,
        file_name=one.name,
        content=one.content,
        token=token,
        checker=checker,
        reviewer="虚构审查人",
        reviewed_on=today,
    )
    receipt = front_door.send(sending, progress=_bar(one.name, one.rows))
    return Loaded(one, receipt)


def _bar(name: str, rows: int) -> Callable[[int], None]:
    if not sys.stdout.isatty():
        print(f"loading {name}, {rows} rows", flush=True)
        return lambda _done: None

    def show(done: int) -> None:
        filled = BAR_WIDTH * done // max(rows, 1)
        end = "\n" if done >= rows else ""
        print(f"\r{'█' * filled}{'░' * (BAR_WIDTH - filled)} {done:>5}/{rows} {name}", end=end, flush=True)

    return show
