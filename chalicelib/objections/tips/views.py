"""What each of those concerned sees of a tip: who reported, who works on it, and who was reported."""

from datetime import datetime

import msgspec
from msgspec import Struct

from chalicelib.library.readers import Reader
from chalicelib.objections.owners import Line
from chalicelib.objections.tips.handling import OFFICER
from chalicelib.objections.tips.kinds import RewardRule, kinds
from chalicelib.objections.tips.tip import OPENING, Reward, State, Tip


class Receipt(Struct, frozen=True, kw_only=True):
    """What who reported takes away; the code is shown here and never again."""

    tip: str
    code: str
    state: State
    kind: str
    filed_at: datetime


class Opening(Struct, frozen=True, kw_only=True):
    """When it was opened who reported, by which role, and why; who reported may know, and nobody else."""

    at: datetime
    role: str
    reason: str


class StatusView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A tip as who reported follows it: where it stands, with which body, and why it ended; nobody's name.

    `opened`: each time that their own name was opened. `reward_rule_confirmed` is false while nobody has read the rule.
    """

    tip: str
    state: State
    kind: str
    filed_at: datetime
    moved_at: datetime
    referred_to: str | None = None
    reasons: str | None = None
    reward_rule: str | None = None
    reward_rule_confirmed: bool | None = None
    reward: Reward | None = None
    opened: tuple[Opening, ...] = ()


class TipView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A tip as staff see it; `is_named` is for the officer for tips, who alone can open the name.

    `version` is what a write must name: how many moves it has come, openings of the name not among them.
    `reward_rule_confirmed` is false while nobody has read the rule.
    """

    tip: str
    version: int
    state: State
    kind: str
    reported: str
    statement: str
    filed_at: datetime
    moved_at: datetime
    trail: tuple[Line, ...]
    reported_code: str | None = None
    referred_to: str | None = None
    reasons: str | None = None
    facts: str | None = None
    reward_rule: str | None = None
    reward_rule_confirmed: bool | None = None
    reward: Reward | None = None
    is_named: bool | None = None


class FactsView(Struct, frozen=True, kw_only=True):
    """What a reported party is told: facts in the words of the body that established them, and nothing of the tip."""

    kind: str
    kind_zh: str
    facts: str
    body: str
    decided_at: datetime


def receipt_of(tip: Tip, code: str) -> Receipt:
    """Return the receipt of a tip that was filed just now."""
    return Receipt(tip=tip.tip, code=code, state=tip.state, kind=tip.filing.kind, filed_at=tip.filed_at)


def status_view(tip: Tip) -> StatusView:
    """Return a tip for who reported."""
    rule = _rule_of(tip)
    return StatusView(
        tip=tip.tip,
        state=tip.state,
        kind=tip.filing.kind,
        filed_at=tip.filed_at,
        moved_at=tip.moved_at,
        referred_to=tip.referred_to,
        reasons=tip.outcome.reasons if tip.outcome else None,
        reward_rule=rule.zh if rule else None,
        reward_rule_confirmed=rule.confirmed if rule else None,
        reward=tip.reward,
        opened=tuple(Opening(at=line.at, role=line.role, reason=line.note or "") for line in tip.openings),
    )


def view_for(by: Reader, tip: Tip) -> TipView:
    """Return a tip for staff; a body is told of no officer, not that the name was opened, and not that there is one."""
    is_officer, rule = by.role == OFFICER, _rule_of(tip)
    return TipView(
        tip=tip.tip,
        version=tip.edition,
        state=tip.state,
        kind=tip.filing.kind,
        reported=tip.filing.reported,
        statement=tip.filing.statement,
        filed_at=tip.filed_at,
        moved_at=tip.moved_at,
        trail=tip.trail if is_officer else _trail_for_body(by, tip),
        reported_code=tip.filing.reported_code,
        referred_to=tip.referred_to,
        reasons=tip.outcome.reasons if tip.outcome else None,
        facts=tip.outcome.facts if tip.outcome else None,
        reward_rule=rule.zh if rule else None,
        reward_rule_confirmed=rule.confirmed if rule else None,
        reward=tip.reward,
        is_named=tip.is_named if is_officer else None,
    )


def _trail_for_body(by: Reader, tip: Tip) -> tuple[Line, ...]:
    """Return the trail as a body's staff see it: without openings of the name, and with no name but the reader's."""
    lines = (line for line in tip.trail if line.move != OPENING)
    return tuple(line if line.by == by.sub else msgspec.structs.replace(line, by="") for line in lines)


def facts_view(tip: Tip) -> FactsView:
    """Return the facts of a tip for the reported party. Raises: ValueError for a tip that tells none."""
    if tip.outcome is None or tip.outcome.facts is None or tip.referred_to is None:
        message = "no facts were established"
        raise ValueError(message)
    kind = kinds().kinds[tip.filing.kind]
    return FactsView(
        kind=kind.code,
        kind_zh=kind.zh,
        facts=tip.outcome.facts,
        body=tip.referred_to,
        decided_at=tip.outcome.decided_at,
    )


def _rule_of(tip: Tip) -> RewardRule | None:
    return kinds().kinds[tip.filing.kind].reward
