"""Which record versions an entry tells of, in as few bytes as tell them apart.

Written out, the ids of a hundred records are 8.5 KB, which a look would pay for at every report. Within one subject
and item the suffix of the place is enough, and the subject and item stand once.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct


class Seen(Struct, frozen=True, array_like=True):
    """Record versions of one subject and one item.

    Shape: subject "m~9151…", item "administrative_penalty", versions "k3f9…@2 7abq…@1"; a profile's is "@3".
    """

    subject: str
    item: str
    versions: str


def seen_in(versions: Iterable[tuple[str, int]]) -> tuple[Seen, ...]:
    """Return what tells of record versions, given by record id and number, in the order they are given."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for record_id, version in versions:
        letter, key, item, *rest = record_id.split("~")
        told = f"{rest[-1]}@{version}" if rest else f"@{version}"
        groups.setdefault((letter, key, item), []).append(told)
    return tuple(Seen(f"{letter}~{key}", item, " ".join(told)) for (letter, key, item), told in groups.items())


def tells_of(seen: Iterable[Seen], record_id: str, version: int) -> bool:
    """Say whether a record version is among them."""
    subject, item, suffix = _parts_of(record_id)
    wanted = f"{suffix}@{version}"
    return any((one.subject, one.item) == (subject, item) and wanted in one.versions.split(" ") for one in seen)


def short_id_of(record_id: str) -> str:
    """Return a record's id without its day, which is as much of it as is kept. Shape: "m~9151…~item~k3f9…"."""
    subject, item, suffix = _parts_of(record_id)
    return "~".join(part for part in (subject, item, suffix) if part)


def versions_in(seen: Iterable[Seen]) -> Iterator[tuple[str, int]]:
    """Yield each version that is told of, by the record's short id and its number."""
    for one in seen:
        for told in one.versions.split(" "):
            suffix, _, version = told.rpartition("@")
            yield "~".join(part for part in (one.subject, one.item, suffix) if part), int(version)


def _parts_of(record_id: str) -> tuple[str, str, str]:
    letter, key, item, *rest = record_id.split("~")
    return f"{letter}~{key}", item, rest[-1] if rest else ""
