"""Confirming: a hint is taken to the registration profile before anything of it is shown.

The profiles of a page are read by one consistent request, so that what was withdrawn, corrected or withheld a moment
ago is not shown, however late the table of names is. A name that is not the profile's own must be one that it bore in
truth: that is looked up in its versions, a request each, for nothing but the profile says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chalicelib.catalogue.items import REGISTRATION, Catalogue, Item
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.records import Reason, Record, Status
from chalicelib.library.versions import lineage_of
from chalicelib.library.visibility import Shown, View, bears_its_operator_alone
from chalicelib.search.spelling import normal_form_of
from chalicelib.terms.subjects import Subject, subject_of

_STATUS = "reg_status"


@dataclass(frozen=True, slots=True)
class Profile:
    """A registration profile that the public may see."""

    record: Record
    item: Item
    shown: Shown

    @property
    def name(self) -> str:
        """Return the name as it is shown."""
        return str(self.shown.fields.get(self.item.subject.name, ""))

    @property
    def status(self) -> str | None:
        """Return the status of the registration, where it tells one."""
        status = self.shown.fields.get(_STATUS)
        return status if isinstance(status, str) else None

    @property
    def is_found_by_name(self) -> bool:
        """Say whether the organisation may be found by a name at all: not where that is its operator's alone."""
        return not bears_its_operator_alone(self.record, item=self.item)


def profiles_of(codes: Iterable[str], *, holdings: Holdings, view: View) -> Mapping[str, Profile]:
    """Return what may be shown today of these organisations' registrations, by code."""
    places = {
        record_id_of(subject, profile_place(item.id)): item
        for subject in map(subject_of, codes)
        for item in _registrations_for(subject, holdings.catalogue)
    }
    found: dict[str, Profile] = {}
    for record in holdings.library.find_all(list(places)):
        item = places[record.record_id]
        shown = view.shown(record, item=item)
        if shown is not None:
            found.setdefault(record.subject.key, Profile(record, item, shown))
    return found


def former_names_of(profile: Profile, *, holdings: Holdings) -> Mapping[str, str]:
    """Return the names an organisation bore in truth, by their normal form; one that was corrected away it never did.

    A name under which it was nothing but its operator, and one that never was public, are not among them.
    """
    versions = lineage_of([*holdings.library.history_of(profile.record.record_id), profile.record])
    return {normal_form_of(name): name for name in _left_behind(versions, profile.item)}


def _left_behind(versions: Sequence[Record], item: Item) -> Iterator[str]:
    named = item.subject.name
    for earlier, later in pairwise(versions):
        name = earlier.content.fields.get(named)
        if not isinstance(name, str) or later.content.fields.get(named) == name:
            continue
        was_borne = _was_public(earlier) and later.content.reason is not Reason.CORRECTED
        if was_borne and not bears_its_operator_alone(earlier, item=item):
            yield name


def _was_public(record: Record) -> bool:
    content = record.content
    return content.status is Status.LIVE and content.reviewed and content.withheld is None


def _registrations_for(subject: Subject, catalogue: Catalogue) -> Iterator[Item]:
    return (one for one in catalogue.items if one.kind == REGISTRATION and subject.library.value in one.libraries)
