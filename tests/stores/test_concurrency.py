"""Of several who put at the same moment exactly one wins, on a server that is exact about it (moto is not)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from chalicelib.errors import StaleVersionError
from chalicelib.library import versions
from chalicelib.library.records import Record
from chalicelib.library.store import LibraryStore
from tests.factories import NOW, a_batch, a_case, a_record
from tests.stores.places import OnServer

RIVALS, ROUNDS = 4, 10


def winners(put: Callable[[int], None]) -> int:
    together = Barrier(RIVALS)

    def attempt(rival: int) -> bool:
        together.wait()
        try:
            put(rival)
        except StaleVersionError:
            return False
        return True

    with ThreadPoolExecutor(RIVALS) as threads:
        return sum(threads.map(attempt, range(RIVALS)))


def put_marked(library: LibraryStore, read: Record, rival: int) -> None:
    library.put(versions.marked(read, case=f"YY-{rival}", at=NOW), over=read)


def test_one_of_several_versions_of_a_record_wins_and_history_is_whole(ministack: OnServer) -> None:
    library, current = ministack.library(), a_record()
    library.put(current, over=None)
    kept = [current]
    for _ in range(ROUNDS):
        assert winners(partial(put_marked, library, kept[-1])) == 1
        found = library.find(current.record_id)
        assert found is not None
        kept.append(found)

    assert list(library.history_of(current.record_id)) == kept[:-1]


def test_one_of_several_first_versions_wins(ministack: OnServer) -> None:
    library = ministack.library()

    assert winners(lambda n: library.put(a_record(fields={"remark": str(n)}), over=None)) == 1


def test_one_of_several_moves_of_a_case_and_of_a_batch_wins(ministack: OnServer) -> None:
    cases, batches = ministack.cases(), ministack.batches()
    case, batch = a_case(), a_batch()
    cases.put(case, over=None)
    batches.put(batch, over=None)

    assert winners(lambda n: cases.put(a_case(version=2, fence=n), over=case)) == 1
    assert winners(lambda n: batches.put(a_batch(version=2, rows_done=n), over=batch)) == 1


def test_one_case_is_open_on_a_record_for_everybody(ministack: OnServer) -> None:
    cases, record = ministack.cases(), a_record().record_id
    with ThreadPoolExecutor(RIVALS) as threads:
        stands = set(threads.map(lambda n: cases.open(record, f"YY-{n}"), range(RIVALS)))

    assert stands == {cases.open_on(record)}


def test_one_reference_stands_for_a_person_for_everybody(ministack: OnServer) -> None:
    identities = ministack.identities()
    with ThreadPoolExecutor(RIVALS) as threads:
        stands = set(threads.map(lambda n: identities.add("v1:a", f"PERSON-{n}"), range(RIVALS)))

    assert stands == {identities.find("v1:a")}
