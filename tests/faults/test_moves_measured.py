"""The bench of the moves (`make bench ONLY=moves`) walks its scenes to their end; no move of the table is missing."""

import pytest

from chalicelib.objections.moves import MOVES, UNBIDDEN, Actor
from tests.bench.moves import MOST, SCENES, Means, walked
from tests.factories import a_record

# Under another name than that of the table: each is measured where it does something else.
_NAMES = {
    "apply": "file",
    "repair_submit": "submit",
    "repair_reply": "reply",
    "reply_after_silence": "reply",
    "decide_kept": "decide",
    "repair_decide": "decide",
    "revocation_decide": "decide",
}


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_a_scene_is_walked_to_its_end(scene: tuple[str, ...]) -> None:
    means = Means()
    means.library.put(a_record(), over=None)

    assert tuple(walked(scene, means)) == scene


def test_every_move_that_somebody_makes_or_that_comes_by_itself_is_measured() -> None:
    made = {row.move.value for row in MOVES if row.actor is not Actor.SYSTEM or row.move in UNBIDDEN}
    measured = {name for scene in SCENES.values() for name in scene}

    assert {_NAMES.get(name, name) for name in measured} >= made
    assert measured == MOST.keys()
