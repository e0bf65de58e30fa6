"""Links: what a registration says of old numbers, and that nothing else says anything."""

from chalicelib.intake import links
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.records import Record
from chalicelib.terms.crosswalk import OldCode, OldCodeKind
from tests.factories import NOW, a_credit_code, a_person, a_profile, a_record
from tests.fakes import MemoryCrosswalk

OLD = OldCode(OldCodeKind.REGISTRATION_NUMBER, "512099000000019")
WITHIN = OldCode(OldCodeKind.ORGANISATION_CODE, a_credit_code(1)[8:17])


def _told(*records: Record) -> MemoryCrosswalk:
    crosswalk = MemoryCrosswalk()
    for _ in range(2):
        links.react([Change(before=None, after=one, by="", role="") for one in records], crosswalk=crosswalk)
    return crosswalk


def test_a_registration_links_its_old_number_and_the_organisation_code_within() -> None:
    crosswalk = _told(a_profile(fields={"reg_no": OLD.number}))

    for old in (OLD, WITHIN):
        assert [link.credit_code for link in crosswalk.links_of(old)] == [a_credit_code(1)]


def test_nothing_but_a_standing_registration_of_an_organisation_links() -> None:
    profile = a_profile(fields={"reg_no": OLD.number})
    person = a_profile(subject=a_person(), fields={"reg_no": OLD.number})

    crosswalk = _told(a_record(), person, versions.withdrawn(profile, act="YY1", at=NOW))

    assert not crosswalk.links_of(OLD)
    assert not crosswalk.links_of(WITHIN)
