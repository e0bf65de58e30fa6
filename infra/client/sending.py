"""One file to its receipt: ticket, presigned POST as a stream or parts, waiting; given again it goes on where it was.

The key of a ticket is made of the file and what is said of it, so a command that lost its answer and is given again
is the same sending.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor

from infra.client.parts import send_parts
from infra.client.service import ClientError, Service, UnreachableError, ask, safe

_PIECE_BYTES = 1 << 20
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 0.3, 5.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A file and what is said of it. Shape: item "administrative_penalty"; the review is of what is published.

    `message` is what its rows say, such as "revoke"; without one they are supplied.
    """

    path: Path
    item: str
    reviewed_by: str | None
    reviewed_on: date
    dry_run: bool = False
    message: str | None = None

    def declared(self) -> dict[str, Any]:
        """Return what the ticket says. Raises: ClientError for a file that is not there or not to be read."""
        try:
            digest, size = _digest_of(self.path)
        except OSError as error:
            message = f"读不到文件 {self.path}:{error.strerror}。"
            raise ClientError(message) from error
        said: dict[str, Any] = {"item": self.item, "file_name": self.path.name, "size_bytes": size, "sha256": digest}
        if self.reviewed_by is not None:
            said["review"] = {
                "reviewed_by": self.reviewed_by,
                "reviewed_on": self.reviewed_on.isoformat(),
                "item": self.item,
            }
        said |= {} if self.message is None else {"message": self.message}
        return said | ({"dry_run": True} if self.dry_run else {})


def send(letter: Letter, service: Service, *, progress: Progress, sleep: Callable[[float], None] = time.sleep) -> str:
    """Send a file and return its batch; a file that came already is not sent again.

    Units: `progress` is told of bytes sent, of so many. Raises: as `Service.call`; ClientError.
    """
    ticket = _ticketed(letter.declared(), service)
    post = ticket.get("post")
    if post is not None:
        _post(letter.path, post, progress=progress)
    elif ticket.get("in_parts"):
        send_parts(letter.path, str(ticket["batch"]), service, progress=progress, sleep=sleep)
    return str(ticket["batch"])


def report_nothing(item: str, *, first: date, last: date, service: Service) -> str:
    """Report that there was nothing of an item from one day to another; return the batch. Raises: `Service.call`."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return str(_ticketed({"item": item, "message": "zero_report", "period": days}, service)["batch"])


def _ticketed(said: dict[str, Any], service: Service) -> dict[str, Any]:
    key = hashlib.sha256("\n".join(map(str, sorted(said.items()))).encode()).hexdigest()[:32]
    return service.call("POST", "/v1/uploads", body=said, key=key)


def waited_for(
    batch: str, service: Service, *, seconds: float, progress: Callable[[int], None], sleep: Callable[[float], None]
) -> dict[str, Any]:
    """Return the state of a batch once nothing is left to do, or a person is; asked ever less often.

    Units: `progress` is told of rows done. Raises: UnreachableError where it does not end in time; as `Service.call`.
    """
    ends, wait = time.monotonic() + seconds, _FIRST_WAIT_SECONDS
    while True:
        try:
            state = service.call("GET", f"/v1/uploads/{batch}")
        except UnreachableError as error:
            if time.monotonic() + error.wait_seconds >= ends:
                raise
            sleep(max(wait, error.wait_seconds))
            continue
        progress(int(state.get("rows_done", 0)))
        if state["is_at_rest"]:
            return state
        if time.monotonic() >= ends:
            message = f"批次 {batch} 在 {seconds:.0f} 秒内没有办完；稍后执行 receipt {batch} 查看。"
            raise UnreachableError(message)
        sleep(wait)
        wait = min(wait * 1.5, _LONGEST_WAIT_SECONDS)


def _digest_of(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _post(path: Path, post: dict[str, Any], *, progress: Progress) -> None:
    with path.open("rb") as file:
        form = MultipartEncoder({**post["fields"], "file": (path.name, file, "application/octet-stream")})
        monitor = MultipartEncoderMonitor(form, lambda read: progress(read.bytes_read, form.len))
        ask("POST", safe(post["url"]), data=monitor, headers={"Content-Type": monitor.content_type})
