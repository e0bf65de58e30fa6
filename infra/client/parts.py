"""A large file, part by part: where the missing ones go, the platform says; each is tried several times."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.client.service import Service, UnreachableError, ask, safe

_TRIES = 5
_FIRST_WAIT_SECONDS = 1.0


def send_parts(
    path: Path,
    batch: str,
    service: Service,
    *,
    progress: Callable[[int, int], None],
    sleep: Callable[[float], None],
) -> None:
    """Send the parts of a file that have not come yet, and have them joined; given again it goes on where it was.

    Units: `progress` is told of bytes sent, of so many. Raises: as `Service.call`.
    """
    whole, before = path.stat().st_size, list[int]()
    while missing := service.call("GET", f"/v1/uploads/{batch}/parts")["parts"]:
        numbers = [int(part["number"]) for part in missing]
        if numbers == before:
            message = f"分段{numbers[0]}已发送，但平台没有收到。请稍后重新执行，同一文件会从中断处继续。"
            raise UnreachableError(message)
        before = numbers
        with path.open("rb") as file:
            for part in missing:
                file.seek(part["first"])
                _put(part, file.read(part["size_bytes"]), sleep=sleep)
                progress(part["first"] + part["size_bytes"], whole)
    service.call("POST", f"/v1/uploads/{batch}/parts")


def _put(part: dict[str, Any], content: bytes, *, sleep: Callable[[float], None]) -> None:
    """Put one part; what does not answer is tried again, ever later."""
    for wait in (_FIRST_WAIT_SECONDS * 2**n for n in range(_TRIES - 1)):
        try:
            ask("PUT", safe(part["url"]), data=content)
        except UnreachableError as error:
            sleep(max(wait, error.wait_seconds))
        else:
            return
    ask("PUT", safe(part["url"]), data=content)
