"""A rebuild of the table of names: it is then what the effects of all changes made; a second finds nothing to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.places import profile_place
from chalicelib.library.records import Record
from chalicelib.library.store import LibraryStore
from chalicelib.search import postings
from chalicelib.search.store import COUNTED, NameEntry, NameStore, Posting
from chalicelib.stores.items import item_of
from infra.rebuild_names import Rebuild
from tests.factories import NOW, a_credit_code, a_profile, a_record, a_subject
from tests.stores.places import OnServer

CASE = "YY20261123-aaaaaaaa"


@dataclass
class Deployment:
    """The tables of a deployment: as the platform uses them, and an operator's client, which may scan."""

    prefix: str
    library: LibraryStore
    names: NameStore
    client: Any

    def put(self, new: Record, over: Record | None = None) -> Record:
        """Put a version and tell it."""
        self.library.put(new, over=over)
        change = Change(before=over, after=new, by="d", role="system")
        postings.react([change], names=self.names, catalogue=catalogue())
        return new

    def everything(self) -> list[tuple[str, str]]:
        """Return the keys of all names."""
        items = self.client.scan(TableName=f"{self.prefix}-names", ConsistentRead=True)["Items"]
        return sorted((item["gram"]["S"], item["place"]["S"]) for item in items)

    def lose(self, keys: Iterable[tuple[str, str]]) -> None:
        """Delete names."""
        for gram, place in keys:
            self.client.delete_item(TableName=f"{self.prefix}-names", Key=item_of(gram=gram, place=place))


@pytest.fixture
def deployment(tables: OnServer) -> Deployment:
    """Return one where a firm was renamed and corrected, a shop took its operator's name, an institution stands."""
    client = tables.server.furnishing.get("dynamodb")
    made = Deployment(tables.prefix, tables.library(), tables.names(), client)
    firm = made.put(a_profile(fields={"name": "资阳市示例食品有限公司"}))
    firm = made.put(renamed(firm, "资阳市虚构粮油有限公司"), firm)
    made.put(versions.corrected(firm, {"name": "资阳市虚构粮食有限公司"}, case=CASE, at=NOW), firm)
    shop = made.put(a_profile(subject=a_subject(5, kind="92"), fields={"name": "示例小吃店"}))
    made.put(renamed(shop, "虚构甲"), shop)
    office = a_profile(subject=a_subject(4, kind="12"), item="institution_registration", fields={"name": "示例中心"})
    made.put(msgspec.structs.replace(office, place=profile_place("institution_registration")))
    made.library.put(a_record(), over=None)
    return made


def renamed(record: Record, name: str) -> Record:
    fields = {**record.content.fields, "name": name, "legal_rep_name": "虚构甲"}
    return versions.supplied_again(record, msgspec.structs.replace(record.content, fields=fields))


def a_counted_posting() -> Posting:
    entries = (NameEntry(f"无人{n}", f"无人{n}", a_credit_code(8)) for n in range(COUNTED * 20))
    made = (Posting("无人", opens=True, entry=entry) for entry in entries)
    return next(posting for posting in made if posting.is_counted)


def test_a_rebuild_is_what_the_effects_made(deployment: Deployment) -> None:
    made, stray = deployment.everything(), a_counted_posting()
    deployment.lose(made[::2])
    deployment.names.add([stray])

    done = Rebuild(deployment.client, prefix=deployment.prefix).run()

    assert deployment.everything() == made
    assert str(done) == f"6 versions read, {len(made)} items entered, 2 taken out"
    assert Rebuild(deployment.client, prefix=deployment.prefix).run().taken_out == 0


class Meanwhile:
    """A client under which a change happens just before an operation."""

    def __init__(self, client: Any, *, before: str, act: Any) -> None:
        """Take the client, the operation to come before, and what happens then, once."""
        self._client, self._before, self._act = client, before, act

    def __getattr__(self, name: str) -> Any:
        """Return an operation of the client."""
        if name == self._before:
            self._before = ""
            self._act()
        return getattr(self._client, name)


@pytest.mark.parametrize("moment", ["batch_get_item", "delete_item"])
def test_what_comes_while_it_looks_stays(deployment: Deployment, moment: str) -> None:
    late = a_profile(subject=a_subject(9), fields={"name": "资阳市迟到食品有限公司"})
    brought = [*postings.postings_of(late, catalogue=catalogue())]
    deployment.names.add(brought)
    client = Meanwhile(deployment.client, before=moment, act=lambda: deployment.library.put(late, over=None))

    assert Rebuild(client, prefix=deployment.prefix).run().taken_out == 0
    assert {(one.gram, one.place) for one in brought} <= set(deployment.everything())
