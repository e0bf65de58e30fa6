"""Postings: what is entered in the table of names for a registration profile.

Organisations alone are entered. The name of a self-employed business that is masked because it is nothing but its
operator's is not entered either: it is found by its credit code, never by the person's name.

What is entered for a record version depends on that version alone, and nothing is taken out: so it does not matter
how often, how late and in what order versions are told, and the table is the union over all that ever stood.
"""

from collections.abc import Iterable, Iterator

from chalicelib.catalogue.items import REGISTRATION, Catalogue
from chalicelib.library.changes import Change
from chalicelib.library.records import Record
from chalicelib.library.visibility import bears_its_operator_alone
from chalicelib.search.spelling import normal_form_of
from chalicelib.search.stems import SHORTEST, parts_of
from chalicelib.search.store import NameEntry, NameStore, Posting

_SKIPPED = "*"
_OVER_ONE = 3  # letters, of which the first and the last make the gram
_OPENING = 2  # the first pair, and the gram over one


def react(changes: Iterable[Change], *, names: NameStore, catalogue: Catalogue) -> None:
    """Enter the names that changes of registration profiles bring; a former name stays entered."""
    enter((one for change in changes for one in (change.before, change.after)), names=names, catalogue=catalogue)


def enter(versions: Iterable[Record | None], *, names: NameStore, catalogue: Catalogue) -> None:
    """Enter what record versions bring, each posting once."""
    postings = (one for record in versions if record is not None for one in postings_of(record, catalogue=catalogue))
    names.add(dict.fromkeys(postings))


def postings_of(record: Record, *, catalogue: Catalogue) -> Iterator[Posting]:
    """Yield what is entered for a record version; nothing unless it is an organisation's registration profile."""
    item = catalogue.find(record.content.item)
    if item is None or item.kind != REGISTRATION or not record.is_profile or record.subject.is_person:
        return
    name = record.content.fields.get(item.subject.name)
    if not isinstance(name, str) or bears_its_operator_alone(record, item=item):
        return
    yield from postings_for(name, credit_code=record.subject.key)


def postings_for(name: str, *, credit_code: str) -> Iterator[Posting]:
    """Yield what is entered for a name that an organisation bears; a name of one letter is not entered."""
    normal = normal_form_of(name)
    parts = parts_of(normal)
    entry = NameEntry(parts.looked_for, normal, credit_code)
    if len(entry.stem) >= SHORTEST:
        for number, gram in enumerate(grams_of(entry.stem)):
            yield Posting(gram, number < _OPENING, entry)
        for code in parts.regions:
            yield Posting(region_gram(code), opens=True, entry=entry)


def grams_of(stem: str) -> list[str]:
    """Return the grams of a stem in order, the one over a letter second.

    Example: grams_of("示例食品") -> ["示例", "示*食", "例食", "食品"]
    """
    grams = list(dict.fromkeys(pairs_of(stem)))
    if len(stem) >= _OVER_ONE:
        grams.insert(1, f"{stem[0]}{_SKIPPED}{stem[2]}")
    return grams


def pairs_of(stem: str) -> list[str]:
    """Return every two letters that follow one another (bigrams)."""
    return [stem[at : at + 2] for at in range(len(stem) - 1)]


def region_gram(code: str) -> str:
    """Return the gram of a division that stands in front of a name."""
    return f"@{code}"
