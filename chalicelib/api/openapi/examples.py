"""Examples: for each route what was really asked, and what was answered.

They are recorded by the tests from the sample events; nobody writes them by hand. A long list in an answer is cut.

Shape: {"GET /v1/bodies": {"as": null, "path": {}, "query": {}, "headers": {}, "form": null, "status": 200,
        "answer": {"as_of": "…", "bodies": […]}}}
"""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

FILE = Path(__file__).with_name("examples.json")


class Example(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One call that was made and answered; `role` is that of its token, None where it had none."""

    status: int
    answer: Any
    role: str | None = None
    path: dict[str, str] = {}
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    form: Any = None


@cache
def examples() -> dict[str, Example]:
    """Return the example of each route, by the route's name."""
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, Example])
