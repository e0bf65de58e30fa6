"""A part of a file: what one reading of it found for one reader, put in order by item."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from chalicelib.catalogue.items import REGISTRATION, Item
from chalicelib.errors import NotFoundError
from chalicelib.ledger.looks import Look, look_at
from chalicelib.library.places import place_named_by
from chalicelib.library.visibility import Shown, View, is_self_employed
from chalicelib.reports.issue import Choice
from chalicelib.reports.reading import Times, Walk, visible_in
from chalicelib.terms.subjects import Subject, SubjectKind

MOST_RECORDS = 2000
_newest = attrgetter("known_at", "record_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one reading of a file found; `after` is the last place read where there is more, `is_first` its beginning.

    `items` are those this reader may be shown at all, whether anything of them was found or not; `choice` is what its
    subject chose of them, in a special report.
    """

    subject: Subject
    kind: SubjectKind
    view: View
    times: Times
    items: tuple[Item, ...]
    seen: Sequence[Shown]
    by_item: Mapping[str, Sequence[Shown]]
    is_first: bool
    after: str | None
    choice: Choice | None = None

    @property
    def look(self) -> Look:
        """The look that showing all of it is."""
        return look_at(self.subject, self.seen)

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was before it and nothing comes behind."""
        return self.is_first and self.after is None

    def of(self, item: Item) -> Sequence[Shown]:
        """Return what was seen of an item, newest update first."""
        return sorted(self.by_item.get(item.id, ()), key=_newest, reverse=True)

    def columns_of(self, item: Item) -> tuple[str, ...]:
        """Return the fields of an item that are shown where a record has them, in order."""
        columns = self.view.columns_of(item, kind=self.kind)
        chosen = self.choice.fields.get(item.id) if self.choice else None
        return columns if chosen is None else tuple(name for name in columns if name in chosen)

    def narrowed(self, kept: Sequence[Shown], choice: Choice) -> "Part":
        """Return the part with what was chosen of it, and with the registration."""
        items = tuple(item for item in self.items if item.kind == REGISTRATION or item.id in choice.items)
        return replace(self, items=items, seen=kept, by_item=_by_item(kept), choice=choice)


def part_of(subject: Subject, walk: Walk) -> Part:
    """Return what there is of a file for a reader, from where the walk begins and up to as much as one answer holds.

    Raises: NotFoundError where this reader may see nothing of it.
    """
    visible = visible_in(subject, walk)
    seen = [shown for _, shown in islice(visible, MOST_RECORDS)]
    if not seen:
        raise NotFoundError
    has_more = len(seen) == MOST_RECORDS and next(visible, None) is not None
    view, kind = walk.view, _kind_of(subject)
    items = walk.holdings.catalogue.items
    return Part(
        subject=subject,
        kind=kind,
        view=view,
        times=walk.times,
        items=tuple(one for one in items if _covers(one, subject=subject, view=view, kind=kind)),
        seen=seen,
        by_item=_by_item(seen),
        is_first=walk.after is None,
        after=place_of(seen[-1]) if has_more else None,
    )


def place_of(shown: Shown) -> str:
    """Return the place of what was shown."""
    return place_named_by(shown.record_id)[1]


def _by_item(seen: Sequence[Shown]) -> Mapping[str, Sequence[Shown]]:
    by_item: defaultdict[str, list[Shown]] = defaultdict(list)
    for shown in seen:
        by_item[shown.item].append(shown)
    return by_item


def _covers(item: Item, *, subject: Subject, view: View, kind: SubjectKind) -> bool:
    return subject.library.value in item.libraries and view.covers(item) and bool(view.columns_of(item, kind=kind))


def _kind_of(subject: Subject) -> SubjectKind:
    if subject.is_person:
        return SubjectKind.PERSON
    return SubjectKind.SELF_EMPLOYED if is_self_employed(subject) else SubjectKind.LEGAL
