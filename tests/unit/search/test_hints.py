"""Which requests a query makes of the table of names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chalicelib.search.finding import asked_by
from chalicelib.search.hints import CAP, MOST_READS, Hints, hints_for
from chalicelib.search.store import NameEntry, Posting
from tests.factories import a_subject
from tests.fakes_search import MemoryNames
from tests.unit.search.conftest import TODAY, City, a_company


@dataclass
class Asked:
    """The table of names, with counts of one's own, that remembers what was asked of it."""

    names: MemoryNames
    known: Mapping[str, int] = field(default_factory=dict)
    read: list[tuple[str, str]] = field(default_factory=list)

    def add(self, postings: Iterable[Posting]) -> None:
        """Enter postings."""
        self.names.add(postings)

    def under(self, gram: str, *, beginning: str = "", limit: int) -> Sequence[Posting]:
        """Return postings of a gram."""
        self.read.append((gram, beginning))
        return self.names.under(gram, beginning=beginning, limit=limit)

    def counts(self, *, on: date) -> Mapping[str, int]:  # noqa: ARG002
        """Return the counts."""
        return self.known

    def hints(self, q: str, *, wanted: int = 10) -> Hints:
        """Return what a query finds here."""
        return hints_for(asked_by(q), names=self, today=TODAY, wanted=wanted)

    @property
    def grams(self) -> list[str]:
        """Return the grams that were read, in order."""
        return [gram for gram, _ in self.read]


def a_table(*names: str) -> Asked:
    city = City()
    for number, name in enumerate(names, 1):
        city.put(a_company(number, name))
    return Asked(city.names)


def test_the_rarest_gram_is_read_first_and_alone_where_it_finds_what_was_asked() -> None:
    table = a_table("示例食品有限公司")
    table.known = {"示例": 512, "示*食": 512, "例食": 256, "食品": 512}

    hints = table.hints("示例食品")

    assert table.grams == ["例食"]
    assert [match.entry.name for match in hints.matches.values()] == ["示例食品有限公司"]


def test_of_grams_as_rare_the_first_is_read() -> None:
    table = a_table("示例食品有限公司")

    table.hints("示例食品")

    assert table.grams == ["示例"]


def test_a_gram_with_a_wrong_letter_is_followed_by_one_of_other_letters() -> None:
    table = a_table("示例食品贸易有限公司")

    hints = table.hints("示倒食品贸易")

    assert table.grams == ["示倒", "食品"]
    assert len(hints.matches) == 1


def test_what_is_near_by_chance_does_not_end_the_reading_while_one_letter_is_in_every_gram() -> None:
    table = a_table("虚构食品有限公司", "示甲食品有限公司")
    table.known = {"食品": CAP, "构食": CAP}

    hints = table.hints("示构食品")

    assert table.grams[:2] == ["示构", "示*食"]
    assert {match.entry.stem for match in hints.matches.values()} == {"虚构食品", "示甲食品"}


def test_a_name_with_one_other_letter_in_the_rarest_gram_is_enough() -> None:
    table = a_table("示例食品有限公司", "虚构示例百货有限公司")

    hints = table.hints("示例食堂")

    assert table.grams == ["示例"]
    assert [*hints.of_each_code()] == [a_subject(1).key]


def test_nothing_is_read_without_end() -> None:
    table = a_table("虚构物流有限公司")

    assert table.hints("示例食品贸易发展配套服务").matches == {}
    assert len(table.read) == MOST_READS


def test_where_all_grams_are_common_names_that_begin_so_are_read_first() -> None:
    table = a_table("示例食品有限公司", "食品贸易有限公司")
    table.known = dict.fromkeys(("示例", "示*食", "例食", "食品"), CAP)

    table.hints("示例食品")

    assert table.read == [("示例", "0示例食品")]


def test_a_region_alone_or_with_one_letter_reads_the_names_it_stands_before() -> None:
    table = a_table("资阳市示例食品有限公司", "资阳市虚构食品有限公司")

    assert len(table.hints("资阳").matches) == 2
    assert len(table.hints("资阳市示").matches) == 1
    assert table.hints("资阳市无").matches == {}
    assert table.read == [("@512000", "0"), ("@512000", "0示"), ("@512000", "0无")]


def test_a_list_that_was_not_read_to_its_end_is_told() -> None:
    table = a_table()
    table.add(Posting("食品", opens=False, entry=an_entry(f"甲{number}食品")) for number in range(CAP))

    assert table.hints("食品").capped
    assert not table.hints("食堂").capped


def test_where_a_list_was_cut_off_before_enough_was_found_another_is_read() -> None:
    table = a_table()
    table.add(Posting("例食", opens=False, entry=an_entry(f"甲{number}例食")) for number in range(CAP))
    table.add([Posting("食品", opens=False, entry=an_entry("乙例食品"))])
    table.known = {"食品": 256, "例*品": 256}

    hints = table.hints("例食品", wanted=2)

    assert table.grams == ["例食", "例*品", "食品"]
    assert an_entry("乙例食品") in hints.matches


def an_entry(stem: str) -> NameEntry:
    """Return a name that is nothing but its stem."""
    return NameEntry(stem, stem, "91512099MA0000019X")
