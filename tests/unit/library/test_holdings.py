"""What reading flows need at once."""

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.holdings import Holdings
from chalicelib.library.readers import PUBLIC
from chalicelib.terms.dates import beijing_date
from tests.factories import NOW, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary


def holdings_of(library: MemoryLibrary) -> Holdings:
    return Holdings(library=library, catalogue=catalogue(), periods=periods())


def test_a_subject_s_division_is_its_profile_s() -> None:
    library = MemoryLibrary()
    library.put(a_profile(subject_division="512021"), over=None)
    library.put(a_record(subject_division="512002"), over=None)

    assert holdings_of(library).division_of(a_subject()) == "512021"


def test_a_subject_without_a_profile_has_no_known_division() -> None:
    library = MemoryLibrary()
    library.put(a_record(), over=None)

    assert holdings_of(library).division_of(a_subject()) is None


def test_a_view_is_of_one_reader_on_one_day() -> None:
    view = holdings_of(MemoryLibrary()).view_for(PUBLIC, today=beijing_date(NOW))

    assert (view.reader, view.today, view.ground) == (PUBLIC, beijing_date(NOW), "publication")
