"""Whatever is altered, left out, put in, doubled or moved in a ledger is noticed by who only has what was kept."""

import copy
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ledger.blocks import Block, block_of
from chalicelib.ledger.heads import Head, Tip, head_of
from chalicelib.ledger.signing import sign_heads
from chalicelib.ledger.verifying import Kept, Trust, faults_in
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.fakes import MemorySigner
from tests.unit.ledger.keeping import MINUTE, OTHER, SHARD, SIGNER, Keeping

OVER = NOW.replace(second=0) + MINUTE
KEY = SIGNER.public_key()
Plain = dict[str, Any]


def _made() -> Plain:
    """Return a sound ledger as plain JSON values: two shards, seven blocks, three heads, the last over all."""
    keeping = Keeping()
    for number in range(4):
        at = NOW + number * MINUTE
        keeping.put(looks_in(SHARD, 1 + number, at=at, beyond=number))
        if number:
            keeping.put(looks_in(OTHER, 2, at=at, beyond=number))
        keeping.seal_all(OVER + number * MINUTE)
        if number:
            sign_heads(means=keeping, now=OVER + number * MINUTE)
    shards = {shard: keeping.kept(shard) for shard in (SHARD, OTHER)}
    whole = {"shards": shards, "heads": list(reversed(keeping.chain.heads(limit=9)))}
    plain: Plain = msgspec.json.decode(msgspec.json.encode(whole))
    return plain


SOUND = _made()


def _faults(ledger: Plain, *, until: date | None = None) -> list[str]:
    trust = Trust(public_key=KEY, archived_until=until)
    try:
        shards = {shard: msgspec.convert(kept, list[Kept]) for shard, kept in ledger["shards"].items()}
        heads = msgspec.convert(ledger["heads"], list[Head])
        return list(faults_in({shard: iter(kept) for shard, kept in shards.items()}, heads, trust=trust))
    except (msgspec.MsgspecError, ValueError) as error:
        return [f"cannot be read: {error}"]


def test_a_sound_ledger_has_no_fault() -> None:
    assert _faults(SOUND) == []
    assert [len(kept) for kept in SOUND["shards"].values()] == [4, 3]
    assert len(SOUND["heads"]) == 3


def _lists_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every list whose members could be taken out, doubled or exchanged."""
    if isinstance(value, list):
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _lists_in(one, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


LISTS = [path for path in _lists_in(SOUND) if _at(SOUND, path)]
ACTS: dict[str, Callable[[list[Any], int], None]] = {
    "taken_out": lambda some, at: some.__delitem__(at),
    "doubled": lambda some, at: some.insert(at, copy.deepcopy(some[at])),
    "exchanged": lambda some, at: some.insert(at, some.pop()),
}


def _is_the_end(path: tuple[Any, ...], act: str, at: int) -> bool:
    """Say whether the last head is cut off: who has only this ledger cannot know of it."""
    return path == ("heads",) and act == "taken_out" and at == len(SOUND["heads"]) - 1


@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_taken_out_doubled_or_exchanged_is_noticed(act: str) -> None:
    tried = 0
    for path in LISTS:
        for at in range(len(_at(SOUND, path))):
            altered = copy.deepcopy(SOUND)
            ACTS[act](_at(altered, path), at)
            if altered != SOUND and not _is_the_end(path, act, at):
                tried += 1
                assert _faults(altered), (path, act, at)
    assert tried > 40


def test_the_last_block_cut_off_is_noticed_by_the_head_over_it() -> None:
    altered = copy.deepcopy(SOUND)
    altered["shards"][OTHER].pop()

    assert _faults(altered) == ["head 3: block 3 of shard 0b is not the one that was signed"]


def test_a_head_may_be_ahead_of_an_archive_and_of_no_block_that_is_there() -> None:
    ahead, day = copy.deepcopy(SOUND), NOW.date()
    ahead["shards"][OTHER].pop()

    assert _faults(ahead, until=day - timedelta(days=1)) == []
    assert _faults(ahead, until=day) == ["head 3: block 3 of shard 0b is not the one that was signed"]
    ahead["shards"][SHARD][0]["lines"][0]["body"] = ahead["shards"][SHARD][1]["lines"][0]["body"]
    assert _faults(ahead, until=day - timedelta(days=1))


def test_the_last_head_cut_off_is_not_noticed_here() -> None:
    altered = copy.deepcopy(SOUND)
    altered["heads"].pop()

    assert _faults(altered) == []


def test_a_shard_that_is_gone_is_noticed() -> None:
    altered = copy.deepcopy(SOUND)
    del altered["shards"][OTHER]

    assert _faults(altered)


RAW = msgspec.json.encode(SOUND)
_NOT_COVERED = b'"public_key":"'


def _covered(at: int) -> bool:
    """Say whether a byte is of anything but the key beside a head: who verifies brings the key."""
    begun = RAW.rfind(_NOT_COVERED, 0, at)
    return begun < 0 or RAW.find(b'"', begun + len(_NOT_COVERED)) < at


@given(st.integers(min_value=0, max_value=len(RAW) - 1), st.integers(min_value=1, max_value=255))
def test_whatever_byte_is_altered_is_noticed(at: int, by: int) -> None:
    altered = RAW[:at] + bytes([RAW[at] ^ by]) + RAW[at + 1 :]
    try:
        plain = msgspec.json.decode(altered)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    if plain == SOUND or not _covered(at):
        return

    assert not isinstance(plain, dict) or set(plain) != {"shards", "heads"} or _faults(plain), RAW[at - 40 : at + 40]


def test_every_fiftieth_byte_altered_is_noticed() -> None:
    for at in range(0, len(RAW), 50):
        altered = RAW[:at] + bytes([RAW[at] ^ 1]) + RAW[at + 1 :]
        try:
            plain = msgspec.json.decode(altered)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        assert not _covered(at) or set(plain) != {"shards", "heads"} or _faults(plain), RAW[at - 40 : at + 40]


def test_a_history_that_was_made_anew_from_some_block_on_is_noticed_by_the_heads() -> None:
    """A forger with all rights but the key alters an entry, and makes every later block of the shard fit again."""
    altered = copy.deepcopy(SOUND)
    kept = msgspec.convert(altered["shards"][SHARD], list[Kept])
    line = kept[1].lines[0]
    forged = [kept[0]]
    before = Block(header=kept[0].header, gathered=kept[0].gathered)
    for number, one in enumerate(kept[1:], 1):
        lines = list(one.lines)
        if number == 1:
            lines[0] = msgspec.structs.replace(line, body=line.body.replace("supervision", "licensing"))
        before = block_of(lines, shard=SHARD, after=before, at=OVER)
        forged.append(Kept(header=before.header, gathered=before.gathered, lines=tuple(lines)))
    altered["shards"][SHARD] = msgspec.to_builtins(forged)

    assert [fault.partition(":")[0] for fault in _faults(altered)] == ["head 1", "head 2", "head 3"]


def test_heads_of_another_key_are_noticed() -> None:
    altered = copy.deepcopy(SOUND)
    other, before = MemorySigner(), None
    for number, head in enumerate(msgspec.convert(altered["heads"], list[Head])):
        told = head.told
        before = head_of(told.shards, after=before, at=told.signed_at, is_locked=True, signer=other)
        altered["heads"][number] = msgspec.to_builtins(before)

    assert _faults(altered) == [f"head {number}: the signature is not that of the key" for number in (1, 2, 3)]


def test_a_head_that_goes_back_is_noticed() -> None:
    altered = copy.deepcopy(SOUND)
    last = msgspec.convert(altered["heads"][-1], Head)
    first = msgspec.convert(altered["heads"][0], Head).told.shards[SHARD]
    shards = {**last.told.shards, SHARD: Tip(first.number, first.sha256)}
    altered["heads"].append(msgspec.to_builtins(head_of(shards, after=last, at=NOW, is_locked=True, signer=SIGNER)))

    assert _faults(altered) == ["head 4: shard 0a goes back"]


@pytest.mark.parametrize(
    ("path", "value"),
    [(("shards", SHARD, 0, "header"), "{}"), (("heads", 0, "statement"), "{}"), (("shards", SHARD, 0, "lines"), [])],
    ids=["header", "statement", "no_entry"],
)
def test_what_is_none_is_said_to_be_none(path: tuple[Any, ...], value: Any) -> None:
    altered = copy.deepcopy(SOUND)
    *outer, last = path
    _at(altered, tuple(outer))[last] = value

    assert _faults(altered)


@pytest.mark.parametrize("body", ["{}", '{"entry":1}'])
def test_an_entry_that_is_none_is_noticed(body: str) -> None:
    altered = copy.deepcopy(SOUND)
    altered["shards"][SHARD][0]["lines"][0]["body"] = body

    assert any("is none" in fault for fault in _faults(altered))
